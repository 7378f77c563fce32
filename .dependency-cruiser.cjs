/** The dependency rule of ARCHITECTURE.md: arrows point inward. */
const inward = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { path: '^(src|workers|web|test|scripts)/', pathNot: [from, ...allowed].join('|') },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    inward('lib-imports-nothing', '^src/lib/', [], 'lib is the innermost ring.'),
    inward('contract-imports-lib', '^src/contract/', ['^src/lib/'], 'contract → lib'),
    inward('cases-are-pure', '^src/cases/', ['^src/lib/', '^src/contract/'], 'cases → lib, contract'),
    inward(
      'access-knows-cases',
      '^src/access/',
      ['^src/cases/', '^src/contract/', '^src/lib/'],
      'access → cases, lib',
    ),
    inward('zeebe-port', '^src/zeebe/', ['^src/contract/', '^src/lib/'], 'zeebe → contract, lib'),
    inward(
      'api-edge',
      '^src/api/',
      ['^src/cases/', '^src/access/', '^src/zeebe/', '^src/contract/', '^src/lib/'],
      'api → cases, access, zeebe, contract, lib',
    ),
    inward(
      'workers-edge',
      '^workers/',
      ['^src/cases/', '^src/zeebe/', '^src/contract/', '^src/lib/'],
      'workers → cases, zeebe, contract, lib',
    ),
    {
      name: 'workers-stand-alone',
      severity: 'error',
      comment: 'A worker never imports another worker.',
      from: { path: '^workers/([^/]+)/' },
      to: { path: '^workers/[^/]+/', pathNot: '^workers/$1/' },
    },
    inward(
      'demo-over-http',
      '^src/demo/',
      ['^src/contract/', '^src/lib/'],
      'demo → contract, lib; it speaks HTTP',
    ),
    inward('engine-is-pure', '^src/local/engine/', ['^src/lib/'], 'engine → lib, feelin'),
    {
      name: 'engine-uses-only-feelin',
      severity: 'error',
      from: { path: '^src/local/engine/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core'],
        pathNot: '^node_modules/(feelin|luxon|@types/luxon)/',
      },
    },
    inward('broker', '^src/local/broker/', ['^src/local/engine/', '^src/lib/'], 'broker → engine, lib'),
    inward('gateway', '^src/local/gateway/', ['^src/local/broker/', '^src/lib/'], 'gateway → broker, lib'),
    inward('docstore', '^src/local/docstore/', ['^src/lib/'], 'docstore → lib'),
    {
      name: 'local-is-replaceable',
      severity: 'error',
      comment: 'Only the composition root may know the bundled servers.',
      from: { path: '^(src|workers)/', pathNot: '^src/(local/|product\\.ts|cli/)' },
      to: { path: '^src/local/' },
    },
    {
      name: 'one-importer-of-zeebe-node',
      severity: 'error',
      from: { path: '^(src|workers)/', pathNot: '^src/zeebe/' },
      to: { path: 'node_modules/zeebe-node/' },
    },
    {
      name: 'web-talks-http',
      severity: 'error',
      comment: 'The web app may share contract types and nothing else.',
      from: { path: '^web/' },
      to: { path: '^(src|workers)/', pathNot: '^src/contract/' },
    },
    {
      name: 'web-takes-only-types',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^src/contract/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'server-uses-no-dev-dependency',
      severity: 'error',
      from: { path: '^(src|workers)/' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: '^node_modules/@types/',
      },
    },
    { name: 'not-to-test', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
