/**
 * `npm run bench [-- NAME …] [--OPTION=VALUE …]`: runs the benchmarks in test/bench, by default that of the product, and prints what they
 * measure on this machine. Each is a program of its own that says under which conditions it measured; options go to it.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureDependencies, fail, requireNode, root, run } from './prepare.mjs';

const folder = join(root, 'test', 'bench');
const known = readdirSync(folder)
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => name.slice(0, -'.bench.ts'.length));
const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const unknown = chosen.find((name) => !known.includes(name));
if (unknown !== undefined) fail(`There is no benchmark "${unknown}". Choose from: ${known.join(', ')}.`);

requireNode();
ensureDependencies();
ensureBuilt();
const loader = join(root, 'test', 'support', 'typescript-loader.mjs');
if (!existsSync(loader)) fail(`${loader} is missing.`);
for (const name of chosen.length > 0 ? chosen : ['product']) {
  run(process.execPath, [
    '--expose-gc',
    '--disable-warning=ExperimentalWarning',
    '--import',
    pathToFileURL(loader).href,
    join(folder, `${name}.bench.ts`),
    ...options,
  ]);
}
