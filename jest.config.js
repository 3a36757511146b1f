const { availableParallelism } = require('node:os');
const { dirname, join } = require('node:path');

/** What draws the bench's plots, in forms that Jest loads: bundles, not trees of ES modules. */
const inBench = (name, from = join(__dirname, 'packages/bench')) => require.resolve(name, { paths: [from] });
const plot = inBench('@observablehq/plot');
const drawing = {
  '^@observablehq/plot$': join(dirname(plot), '../dist/plot.umd.js'),
  '^d3(@.*)?$': inBench('d3', plot).replace(/mjs$/, 'js'),
  '^linkedom$': join(dirname(inBench('linkedom/package.json')), 'worker.js'),
};

/** The unit tests run from the sources; the conformance tests drive the built programs from outside. */
const shared = {
  // One Postgres for all test files, which starts when the first of them asks for it.
  globalSetup: '<rootDir>/packages/local-services/src/lend-postgres.suite.ts',
  globalTeardown: '<rootDir>/packages/local-services/src/take-postgres-back.suite.ts',
  testEnvironment: 'node',
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
  // Of what is installed only packages that come as ES modules alone, which Jest cannot load as they are.
  transformIgnorePatterns: [
    '/node_modules/\\.pnpm/(?!(ai|zod|@ai-sdk\\+[^/]+|@workflow\\+[^/]+|@vercel\\+[^/]+|@mistralai\\+[^/]+|linkedom|puppeteer-core|@puppeteer\\+[^/]+)@)',
  ],
  moduleNameMapper: { '^@switchyard/([^/]+)$': '<rootDir>/packages/$1/src/index.ts', ...drawing },
};

module.exports = {
  // Against a test that hangs; no speed is demanded here, because the machine may be slow and busy.
  testTimeout: 300_000,
  // More than there are cores, because many tests wait: for a server to start, or for a time to pass.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
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
