/** The fences between the houses (docs/architecture.md): who may import whom, and no cycle anywhere. */
const mayImport = {
  contract: [],
  routing: ['contract'],
  'local-services': [],
  simulator: [],
  'control-plane': ['contract', 'routing'],
  'data-plane': ['contract', 'routing'],
  cli: [],
  standalone: ['contract', 'routing', 'control-plane', 'data-plane', 'local-services', 'simulator'],
  conformance: ['contract', 'routing', 'control-plane', 'data-plane', 'local-services', 'simulator'],
};
const inTests = ['local-services', 'simulator'];
const testFile = '[.](test|suite)[.]ts$';
const inPackage = (names) => `^packages/(${names.join('|')})/`;

const fence = ([house, allowed], name, where) => ({
  name,
  severity: 'error',
  comment: `${house} may import ${allowed.join(', ') || 'no other house'} (docs/architecture.md)`,
  from: { path: inPackage([house]), ...where },
  to: { path: '^packages/', pathNot: inPackage([house, ...allowed]) },
});

module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'only-through-the-face',
      severity: 'error',
      comment: "another house is entered by its index.ts, never by a file's path",
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: ['^packages/$1/', '^packages/[^/]+/dist/index[.]js$'] },
    },
    {
      name: 'no-test-in-production',
      severity: 'error',
      from: { pathNot: testFile },
      to: { path: testFile },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      // That package is of types alone: the compiler resolves it, and nothing of it is there at run time.
      to: { couldNotResolve: true, pathNot: '^@graphql-typed-document-node/core$' },
    },
    ...Object.entries(mayImport).map((entry) => fence(entry, `fence-${entry[0]}`, { pathNot: testFile })),
    ...Object.entries(mayImport).map(([house, allowed]) =>
      fence([house, [...allowed, ...inTests]], `fence-${house}-tests`, {}),
    ),
  ],
  options: {
    // Another house is seen as what it was built to; its sources are cruised in their own right.
    doNotFollow: { path: ['node_modules', '/dist/'] },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
