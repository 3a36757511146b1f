import 'reflect-metadata';
import { buildSchema, Kind, parse } from 'graphql';
import { operationCost } from './operation-cost';

const schema = buildSchema(`
  type Query { things(first: Int = 50, after: String): ThingConnection! thing: Thing nodes(ids: [ID!]!): [Thing]! }
  type ThingConnection { nodes: [Thing!]! edges: [ThingEdge!]! totalCount: Int! }
  type ThingEdge { node: Thing! cursor: String! }
  type Thing { id: ID! parts: [Thing!]! tags: [String!]! top(first: Int = 100): [Thing!]! things(first: Int = 50): ThingConnection! }`);

function cost(text: string, variables: Record<string, unknown> = {}): number {
  const document = parse(text);
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  return operationCost(schema, document, operation, variables);
}

it.each([
  ['a field is one', '{ thing { id } }', 2],
  ['a page counts as long as its literal says', '{ things(first: 7) { totalCount nodes { id } } }', 1 + 1 + 7 * 2],
  ['edges count like nodes', '{ things(first: 7) { edges { cursor node { id } } } }', 1 + 7 * (1 + 1 + 2)],
  ['a page that says nothing counts as its default', '{ things { nodes { id } } }', 1 + 50 * 2],
  ['null is the default as well', '{ things(first: null) { nodes { id } } }', 1 + 50 * 2],
  [
    'pages within pages multiply',
    '{ things(first: 3) { nodes { things(first: 4) { nodes { id } } } } }',
    1 + 3 * (1 + 1 + 4 * 2),
  ],
  ['what is out of range counts as the most', '{ things(first: 100000) { nodes { id } } }', 1 + 200 * 2],
  ['a list that is not paged counts as five', '{ thing { parts { id } tags } }', 1 + 5 * 2 + 1],
  ['a list that has a length counts as that', '{ thing { top(first: 700) { id } } }', 1 + 700 * 2],
  ['or as its default', '{ thing { top { id } } }', 1 + 100 * 2],
  ['a list by ids counts as its ids', '{ nodes(ids: ["a", "b"]) { id } }', 2 * 2],
  ['inline fragments cost what they hold', '{ ... { thing { ... on Thing { id } } } }', 2],
  [
    'a fragment costs what it holds wherever it is spread',
    '{ a: thing { ...t } things(first: 2) { nodes { ...t } } } fragment t on Thing { id parts { id } }',
    1 + 11 + 1 + 2 * (1 + 11),
  ],
])('%s', (_what, text, expected) => {
  expect(cost(text)).toBe(expected);
});

it('takes the length of a page from its variable, or from the default of the variable', () => {
  const text = 'query($n: Int = 9) { things(first: $n) { nodes { id } } }';
  expect(cost(text, { n: 4 })).toBe(1 + 4 * 2);
  expect(cost(text)).toBe(1 + 9 * 2);
  expect(cost('query($n: Int) { things(first: $n) { nodes { id } } }')).toBe(1 + 50 * 2);
  expect(cost('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['a', 'b', 'c'] })).toBe(3 * 2);
});

it('counts fragments that spread each other a thousand-fold without walking each path', () => {
  const levels = Array.from(
    { length: 60 },
    (_, n) => `fragment f${n} on Thing { a: parts { ...f${n + 1} } b: parts { ...f${n + 1} } }`,
  );
  expect(cost(`{ thing { ...f0 } } ${levels.join(' ')} fragment f60 on Thing { id }`)).toBeGreaterThan(1e12);
});

it('counts what a field says that its own work costs, from literals and variables with their defaults', () => {
  const field = schema.getQueryType()?.getFields()['thing'];
  field!.extensions = {
    cost: (argument: (name: string) => unknown) => (argument('by') as { work: number } | undefined)?.work ?? 0,
  };
  expect(cost('{ thing { id } }')).toBe(2);
  expect(cost('{ a: thing(by: { work: 40 }) { id } b: thing(by: { work: 2 }) { id } }')).toBe(2 * 2 + 42);
  expect(cost('query($n: Int = 7) { thing(by: { work: $n }) { id } }')).toBe(2 + 7);
  expect(cost('query($n: Int = 7) { thing(by: { work: $n }) { id } }', { n: 3 })).toBe(2 + 3);
  expect(cost('query($by: By) { thing(by: $by) { id } }', { by: { work: 5 } })).toBe(2 + 5);
});
