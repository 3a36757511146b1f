const { availableParallelism } = require('node:os');

/** How many test files wait at a time, on average. */
const WAITING_WORKERS = 4;

/** The unit tests run from the sources; the conformance tests drive the built programs from outside. */
const shared = {
  // Jest need not look through everything that is installed.
  roots: ['<rootDir>/packages'],
  // One Postgres for all test files, which starts when the first of them asks for it.
  globalSetup: '<rootDir>/packages/local-services/src/lend-postgres.suite.ts',
  globalTeardown: '<rootDir>/packages/local-services/src/take-postgres-back.suite.ts',
  testEnvironment: '<rootDir>/scripts/test-environment.mjs',
  runtime: '<rootDir>/scripts/test-runtime.mjs',
  transform: {
    '^.+\\.[tj]s$': [
      '@swc/jest',
      {
        sourceMaps: 'inline',
        module: { type: 'commonjs' },
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
      },
    ],
  },
  moduleNameMapper: {
    '^@switchyard/([^/]+)$': '<rootDir>/packages/$1/src/index.ts',
    '^@switchyard/([^/]+)/([^/]+)$': '<rootDir>/packages/$1/src/$2.ts',
  },
};

module.exports = {
  // Against a test that hangs; no speed is demanded here, because the machine may be slow and busy.
  testTimeout: 600_000,
  // More than there are cores, because many tests wait: for a server to start, or for a time to pass.
  maxWorkers: availableParallelism() + WAITING_WORKERS,
  testSequencer: '<rootDir>/scripts/slowest-tests-first.mjs',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      setupFiles: ['<rootDir>/packages/control-plane/src/testing/graphql-in-production.suite.ts'],
      testMatch: ['<rootDir>/packages/*/src/**/*.test.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        '<rootDir>/packages/conformance/',
        '<rootDir>/packages/bench/src/guarantees/',
      ],
    },
    {
      ...shared,
      displayName: 'conformance',
      testMatch: [
        '<rootDir>/packages/conformance/src/**/*.test.ts',
        '<rootDir>/packages/bench/src/guarantees/*.test.ts',
      ],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/packages/conformance/src/browser/'],
    },
    // Apart, because not every machine has a browser.
    { ...shared, displayName: 'browser', testMatch: ['<rootDir>/packages/conformance/src/browser/*.test.ts'] },
  ],
};
