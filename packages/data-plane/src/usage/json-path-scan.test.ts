import fc from 'fast-check';
import { JsonPathScan } from './json-path-scan';
import { PathTree } from './path-tree';

const PATHS = ['/a', '/usage/a', '/usage/b/c', '/b'];
const tree = new PathTree<string>();
for (const path of PATHS) tree.add(path.split('/').slice(1), path);

function scanned(pieces: readonly Buffer[]) {
  const found: [string, string | number][] = [];
  const scan = new JsonPathScan(tree.root, (path, value) => found.push([path, value]));
  for (const piece of pieces) scan.push(piece);
  return found;
}
const scan = (text: string) => scanned([Buffer.from(text)]);

/** The same by parsing everything, in the order of the text. */
function parsed(value: unknown, node = tree.root): [string, string | number][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const child = node.children.get(name);
    if (child === undefined) return [];
    const isValue = typeof member === 'string' || typeof member === 'number';
    return child.value !== null && isValue
      ? [[child.value, member] as [string, string | number]]
      : parsed(member, child);
  });
}

const names = fc.constantFrom('a', 'b', 'c', 'usage', 'x', 'a"b', 'a\\', 'é');
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: fc.constantFrom('"', '\\', '{', ']', ':', ',', 'a', 'é', '\n', '😀'), maxLength: 12 }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(names, tie('value'), { maxKeys: 4 }),
  ),
  object: fc.dictionary(names, tie('value'), { maxKeys: 5 }),
}));

it('finds what a parser finds, wherever the text is split', () => {
  fc.assert(
    fc.property(
      json.object,
      fc.constantFrom(undefined, 2),
      fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
      (value, space, sizes) => {
        const text = JSON.stringify(value, null, space);
        const bytes = Buffer.from(text);
        const pieces: Buffer[] = [];
        for (let at = 0; at < bytes.length;) {
          const size = sizes.next().value ?? 1;
          pieces.push(bytes.subarray(at, at + size));
          at += size;
        }
        // JSON has no -0.
        expect(scanned(pieces)).toEqual(parsed(JSON.parse(text) as Record<string, unknown>));
      },
    ),
    { numRuns: 2_000 },
  );
});

it('finds the members of the first object in an array', () => {
  expect(scan('[{"a":1},{"a":2}]')).toEqual([['/a', 1]]);
});

it('finds no member of the same name elsewhere, such as in the arguments of a tool call', () => {
  expect(
    scan('{"x":{"usage":{"a":9}},"y":[{"usage":{"a":8}}],"z":"{\\"usage\\":{\\"a\\":7}}","usage":{"a":1}}'),
  ).toEqual([['/usage/a', 1]]);
  expect(scan('{"a":[1],"usage":[{"a":2}],"b":{"c":3}}')).toEqual([]);
});

it('reads names with escapes, and nothing of names and texts that are too long', () => {
  expect(scan(String.raw`{"\u0061":"x\ny"}`)).toEqual([['/a', 'x\ny']]);
  expect(scan(`{"${'a'.repeat(5_000)}":1,"a":"${'b'.repeat(5_000)}","b":2}`)).toEqual([['/b', 2]]);
});

it('never fails, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 }), (pieces) => {
      scanned(pieces.map((piece) => Buffer.from(piece)));
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,\\a1-e '.split('')) }), (text) => void scan(text)),
  );
});
