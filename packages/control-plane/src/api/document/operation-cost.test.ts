import 'reflect-metadata';
import {
  buildSchema,
  executeSync,
  extendSchema,
  getIntrospectionQuery,
  getNamedType,
  getNullableType,
  GraphQLSchema,
  isListType,
  isObjectType,
  Kind,
  parse,
} from 'graphql';
import { buildGraphqlSchema } from '../../wiring/build-schema';
import { COST_MAX, operationCost } from './operation-cost';

const schema = buildSchema(`
  type Query { things(first: Int = 50, after: String): ThingConnection! thing: Thing nodes(ids: [ID!]!): [Thing]! }
  extend type Query { shapes(first: Int = 50): [Shape!]! }
  interface Shape { id: ID! next: Shape! } type Point implements Shape { id: ID! next: Shape! }
  type Square implements Shape { id: ID! next: Shape! side: Int! color: String! } type Circle implements Shape { id: ID! next: Shape! radius: Int! }
  type ThingConnection { nodes: [Thing!]! edges: [ThingEdge!]! totalCount: Int! }
  type ThingPage { nodes: [Thing!]! } extend type Query { page(first: Int = 50): ThingPage! fixed: ThingPage! }
  type ThingEdge { node: Thing! cursor: String! }
  type Thing { id: ID! parts: [Thing!]! tags: [String!]! top(first: Int = 100): [Thing!]! things(first: Int = 50): ThingConnection! }`);

function cost(text: string, variables: Record<string, unknown> = {}, by: GraphQLSchema = schema): number {
  const document = parse(text);
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  return operationCost(by, document, operation, variables);
}

it.each([
  ['a field costs one', '{ thing { id } }', 2],
  [
    'a page counts as many objects as its literal says',
    '{ things(first: 7) { totalCount nodes { id } } }',
    1 + 1 + 7 * 2,
  ],
  ['edges count like nodes', '{ things(first: 7) { edges { cursor node { id } } } }', 1 + 7 * (1 + 1 + 2)],
  ['a page without `first` counts as its default', '{ things { nodes { id } } }', 1 + 50 * 2],
  ['null means the default', '{ things(first: null) { nodes { id } } }', 1 + 50 * 2],
  [
    'pages within pages multiply',
    '{ things(first: 3) { nodes { things(first: 4) { nodes { id } } } } }',
    1 + 3 * (1 + 1 + 4 * 2),
  ],
  ['a `first` out of range counts as the maximum', '{ things(first: 100000) { nodes { id } } }', 1 + 200 * 2],
  ['a page of any type counts like a connection', '{ page(first: 7) { nodes { id } } }', 1 + 7 * 2],
  ['`nodes` without `first` count like any list', '{ fixed { nodes { id } } }', 1 + 5 * 2],
  ['a list that is not paged counts as five', '{ thing { parts { id } tags } }', 1 + 5 * 2 + 1],
  ['a list with `first` counts as that many', '{ thing { top(first: 700) { id } } }', 1 + 700 * 2],
  ['or as the default of `first`', '{ thing { top { id } } }', 1 + 100 * 2],
  ['a list by ids counts as many as there are ids', '{ nodes(ids: ["a", "b"]) { id } }', 2 * 2],
  ['an inline fragment costs what it selects', '{ ... { thing { ... on Thing { id } } } }', 2],
  [
    'a fragment costs what it selects wherever it is spread',
    '{ a: thing { ...t } things(first: 2) { nodes { ...t } } } fragment t on Thing { id parts { id } }',
    1 + 11 + 1 + 2 * (1 + 11),
  ],
  [
    'an object of an interface costs what its dearest type costs',
    '{ shapes(first: 7) { id ... on Square { side color } ... on Circle { radius } ... on Shape { next { id } } } }',
    7 * (1 + 1 + 2 + 2),
  ],
  [
    'also where fragments select it',
    '{ shapes(first: 7) { ...s ...c } } fragment s on Square { side color } fragment c on Circle { radius }',
    7 * (1 + 2),
  ],
])('%s', (_what, text, expected) => {
  expect(cost(text)).toBe(expected);
});

it('counts nested interfaces without trying every combination of types', () => {
  const levels = 200;
  const nested = '{ id ... on Square { side } ... on Circle { radius } next '.repeat(levels);
  expect(cost(`{ shapes(first: 1) ${nested}{ id }${' }'.repeat(levels)} }`)).toBe(1 + 3 * levels + 1);
});

it('takes the length of a page from its variable or the default of the variable', () => {
  const text = 'query($n: Int = 9) { things(first: $n) { nodes { id } } }';
  expect(cost(text, { n: 4 })).toBe(1 + 4 * 2);
  expect(cost(text)).toBe(1 + 9 * 2);
  expect(cost('query($n: Int) { things(first: $n) { nodes { id } } }')).toBe(1 + 50 * 2);
  expect(cost('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['a', 'b', 'c'] })).toBe(3 * 2);
});

it('counts nested fragments without walking every path', () => {
  const levels = Array.from(
    { length: 60 },
    (_, n) => `fragment f${n} on Thing { a: parts { ...f${n + 1} } b: parts { ...f${n + 1} } }`,
  );
  expect(cost(`{ thing { ...f0 } } ${levels.join(' ')} fragment f60 on Thing { id }`)).toBeGreaterThan(1e12);
});

it('adds the cost that a field declares for its arguments, from literals and variables with their defaults', () => {
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

it('adds the cost that a field without fields declares, once per object', () => {
  const thing = schema.getType('Thing');
  if (!isObjectType(thing)) throw new Error('no type');
  const field = thing.getFields()['id']!;
  field.extensions = { cost: () => 50 };
  expect(cost('{ thing { id parts { id } } }')).toBe(1 + 51 + 5 * (1 + 51));
  field.extensions = {};
});

describe('introspection', () => {
  /** The fields of a response, without those of its own root. */
  function fieldsIn(value: unknown): number {
    if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + fieldsIn(item), 0);
    if (typeof value !== 'object' || value === null) return 0;
    return Object.values(value).reduce<number>((sum, item) => sum + 1 + fieldsIn(item), 0);
  }

  it.each([
    ['the query of a tool', getIntrospectionQuery()],
    [
      'the fields of the types of the fields of types',
      '{ __schema { types { fields { type { fields { name } } } } } }',
    ],
    [
      'one type, by an argument',
      '{ __type(name: "Thing") { name fields { args { name defaultValue type { kind } } } } }',
    ],
    ['no type', '{ __type(name: "Nothing") { fields { name } } }'],
    [
      'aliases and fragments',
      `{ a: __schema { ...s } __schema { ... { queryType { __typename } } ...s } } fragment s on __Schema {
        types { b: name ...t } } fragment t on __Type { name ofType { name } possibleTypes { name } }`,
    ],
    [
      'an argument that hides deprecated fields',
      '{ __type(name: "Old") { fields(includeDeprecated: false) { name } } }',
    ],
    ['all fields', '{ __type(name: "Old") { fields(includeDeprecated: true) { name } } }'],
  ])('counts each field of the response as six: %s', (_what, text) => {
    const withDeprecated = extendSchema(schema, parse('type Old { a: Int b: Int @deprecated }'));
    const document = parse(text);
    const [operation] = document.definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
    const { data, errors } = executeSync({ schema: withDeprecated, document });
    expect(errors).toBeUndefined();
    expect(operationCost(withDeprecated, document, operation, {})).toBe(6 * fieldsIn(data));
  });

  it('stops counting what is far over the limit', () => {
    const levels = Array.from({ length: 40 }, (_, n) => `fragment f${n} on __Type { ...f${n + 1} ...f${n + 1} }`);
    const text = `{ __schema { types { ...f0 } } } ${levels.join(' ')} fragment f40 on __Type { name fields { name } }`;
    expect(cost(text)).toBeGreaterThan(COST_MAX);
  });
});

it('counts a list that is not paged as long as its field declares', () => {
  const thing = schema.getType('Thing');
  if (!isObjectType(thing)) throw new Error('no type');
  thing.getFields()['parts']!.extensions = { listLength: 200 };
  expect(cost('{ thing { parts { id } } }')).toBe(1 + 200 * 2);
});

describe('the API', () => {
  const api = buildGraphqlSchema({ get: () => undefined });
  const types = Object.values(api.getTypeMap()).filter(isObjectType);
  /** Each field whose object lists `nodes` or `edges`, with the type that has the field. */
  const pages = types.flatMap((parent) =>
    Object.values(parent.getFields()).flatMap((field) => {
      const type = getNamedType(field.type);
      const fields = isObjectType(type) && !isListType(getNullableType(field.type)) ? type.getFields() : {};
      const lists = ['nodes', 'edges'].filter((name) => fields[name] && isListType(getNullableType(fields[name].type)));
      return lists.map((list) => ({ parent, field, list }));
    }),
  );

  it('counts every page as long as its `first` says', () => {
    expect(pages.length).toBeGreaterThan(10);
    const uncounted = pages.filter(({ parent, field, list }) => {
      const rooted = new GraphQLSchema({ ...api.toConfig(), query: parent });
      const costOf = (first: number) =>
        cost(`{ ${field.name}(first: ${first}) { ${list} { __typename } } }`, {}, rooted);
      // Each object and its only field.
      return costOf(107) - costOf(7) !== 100 * 2;
    });
    expect(uncounted.map(({ parent, field, list }) => `${parent.name}.${field.name}.${list}`)).toEqual([]);
  });

  const PERIOD = 'from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z"';
  const TOKENS = '{ input cacheRead cacheWrite5m cacheWrite1h output reasoning }';
  const FIGURES = `{ requests { requests failovers }
    attempts { attempts resends tokens ${TOKENS} estimatedTokens ${TOKENS} cost estimatedCost unpriced } }`;
  const KEY = '{ isOther aiApiId consumerId environment policyId providerId modelId endpointId outcome }';
  const REPORT = `{ from to interval currency totals ${FIGURES}
    groups { key ${KEY} totals ${FIGURES} series { at figures ${FIGURES} } } }`;

  it('fits one whole report of usage into a document, but not two', () => {
    const report = cost(`{ usage(${PERIOD}) ${REPORT} }`, {}, api);
    expect(report).toBeLessThanOrEqual(COST_MAX);
    expect(2 * report).toBeGreaterThan(COST_MAX);
  });

  it('counts a simulation by its requests, and twice if it proposes a configuration', () => {
    const simulation = (more: string) => {
      const input = `{ aiApiName: "chat", environment: PRODUCTION, requests: 1000${more} }`;
      return cost(`{ explainRoute(input: ${input}) { outcome } }`, {}, api);
    };
    expect(simulation('')).toBe(2 + 250);
    expect(simulation(', manifest: "{}"')).toBe(2 + 500);
    expect(simulation(', policies: { failover: [] }')).toBe(2 + 500);
    expect(simulation(', policies: null')).toBe(2 + 250);
  });

  it('fits at most four reports of usage into a document, however little each returns', () => {
    const reports = (count: number) => {
      const fields = Array.from(
        { length: count },
        (_, n) => `u${n}: usage(${PERIOD}) { totals { requests { requests } } }`,
      );
      return cost(`{ ${fields.join(' ')} }`, {}, api);
    };
    expect(reports(4)).toBeLessThanOrEqual(COST_MAX);
    expect(reports(5)).toBeGreaterThan(COST_MAX);
  });
});
