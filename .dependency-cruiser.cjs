/** Which package may import which (docs/architecture.md), and no import cycle anywhere. Every package may import `runtime`. */
const mayImport = {
  runtime: [],
  contract: [],
  routing: ['contract'],
  'local-services': [],
  simulator: [],
  console: [],
  'test-entries': ['contract'],
  'control-plane': ['contract', 'routing'],
  'data-plane': ['contract', 'routing'],
  cli: [],
  standalone: ['contract', 'routing', 'control-plane', 'data-plane', 'local-services', 'simulator'],
  conformance: ['contract', 'routing', 'control-plane', 'data-plane', 'local-services', 'simulator', 'test-entries'],
  bench: ['contract', 'local-services', 'simulator', 'test-entries', 'conformance'],
};
const always = ['runtime'];
const inTests = ['local-services', 'simulator', 'test-entries'];
const testFile = '[.](test|suite)[.]ts$';
const inPackage = (names) => `^packages/(${names.join('|')})/`;

const fence = ([name, allowed], rule, where) => ({
  name: rule,
  severity: 'error',
  comment: `${name} may import ${allowed.join(', ')} (docs/architecture.md)`,
  from: { path: inPackage([name]), ...where },
  to: { path: '^packages/', pathNot: inPackage([name, ...allowed]) },
});

/**
 * The folders of a package as layers, the lowest first: a file imports from its own layer and from those below. The files
 * at the top of a package put the program together and may import all of it. A folder that is not listed fails the
 * check, so that a new one is given its place.
 */
const layers = require('./layers.json');

const layerRules = Object.entries(layers).flatMap(([parent, folders]) => {
  const path = `^packages/${parent}/`;
  const upward = folders.slice(0, -1).map((folder, index) => {
    const above = folders.slice(index + 1);
    return {
      name: `layer-${parent.replace('/src', '').replaceAll('/', '-')}-${folder}`,
      severity: 'error',
      comment: `${parent}/${folder} is below ${above.join(', ')} and may not import them (docs/architecture.md)`,
      from: { path: `${path}${folder}/`, pathNot: testFile },
      to: { path: `${path}(${above.join('|')})/` },
    };
  });
  const unlisted = {
    name: `layer-of-${parent.replace('/src', '').replaceAll('/', '-')}`,
    severity: 'error',
    comment: `give the folder its place among the layers of ${parent} in layers.json`,
    from: { path: `${path}(?!(${folders.join('|')}|testing)/)[^/]+/`, pathNot: testFile },
    to: {},
  };
  return [...upward, unlisted];
});

const layeredPackages = Object.keys(layers).filter((parent) => parent.endsWith('/src'));

module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'only-through-the-face',
      severity: 'error',
      comment: "import another package through its index.ts, never by a file's path",
      from: { path: '^packages/([^/]+)/' },
      to: {
        path: '^packages/',
        pathNot: [
          '^packages/$1/',
          '^packages/[^/]+/dist/index[.]js$',
          // Checks the Node version before a program loads anything that an older Node cannot; index.js would load it all.
          '^packages/runtime/dist/supported-node[.]js$',
          // Reads the settings before a program loads the rest: one that cannot start says so at once.
          '^packages/(control-plane|data-plane)/dist/settings[.]js$',
        ],
      },
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
      // That package has types alone: the compiler resolves it, and nothing of it exists at run time.
      to: { couldNotResolve: true, pathNot: '^@graphql-typed-document-node/core$' },
    },
    ...layerRules,
    {
      name: 'top-files-import-nobody-above',
      severity: 'error',
      comment: 'the files at the top of a package put its folders together; no folder may import them',
      from: { path: `^packages/(${layeredPackages.join('|')})/[^/]+/`, pathNot: testFile },
      to: { path: '^packages/$1/[^/]+[.]ts$' },
    },
    ...Object.entries(mayImport).flatMap(([name, allowed]) => [
      fence([name, [...allowed, ...always]], `fence-${name}`, { pathNot: testFile }),
      fence([name, [...allowed, ...always, ...inTests]], `fence-${name}-tests`, {}),
    ]),
  ],
  options: {
    // Other packages are seen as they were built; their sources are cruised separately.
    doNotFollow: { path: ['node_modules', '/dist/'] },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'import', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.json', '.css'],
    },
  },
};
