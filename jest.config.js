/**
 * Behaviour tests only: `.test.ts` needs nothing, `.int.test.ts` a local server, `.e2e.test.ts` everything with a browser.
 * The project `partition-5` repeats what depends on keys, with keys beyond 2^53.
 */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'es6' },
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
};

export default {
  /** Bounds a hang; it measures nothing. A busy machine needs minutes for what takes seconds on a quiet one. */
  testTimeout: 600_000,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/test/**/!(*.int|*.e2e).test.ts?(x)'] },
    { ...base, displayName: 'int', testMatch: ['<rootDir>/test/**/*.int.test.ts'] },
    {
      ...base,
      displayName: 'partition-5',
      setupFiles: ['<rootDir>/test/support/engine/partition-5.ts'],
      testMatch: [
        '<rootDir>/test/local/{engine,features}/**/*.test.ts',
        '<rootDir>/test/local/broker/broker.int.test.ts',
        '<rootDir>/test/local/gateway/{admin,job-delivery,rejections}.int.test.ts',
        '<rootDir>/test/contract/{gateway,decisions}.int.test.ts',
        '<rootDir>/test/processes/journeys.int.test.ts',
        '<rootDir>/test/api/deploy-to-engine.int.test.ts',
      ],
    },
    { ...base, displayName: 'e2e', testMatch: ['<rootDir>/test/**/*.e2e.test.ts'] },
  ],
};
