import { ControlPlaneUnderTest, problems } from '../../testing/control-plane-under-test.suite';
import { createAiApi, createWorld, type World } from '../../testing/world.suite';

let underTest: ControlPlaneUnderTest;
let world: World;
const consumerIds: string[] = [];
const aiApiIds: string[] = [];

const PARENTS = 20;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  world = await createWorld(underTest);
  for (let index = 0; index < PARENTS; index += 1) {
    aiApiIds.push(await createAiApi(underTest, `parent-${index}`, world.providerId));
  }
  for (let index = 0; index < PARENTS; index += 1) {
    const name = `parent-${String(index).padStart(2, '0')}`;
    // The first has no grants, the second has one, and so on.
    const input = { name, aiApiIds: aiApiIds.slice(0, index) };
    const { consumer } = await underTest.change<{ consumer: { id: string } }>(
      'createConsumer',
      input,
      'consumer { id }',
    );
    consumerIds.push(consumer.id);
    for (const environment of index % 2 === 0 ? ['PRODUCTION', 'SANDBOX'] : ['PRODUCTION']) {
      await underTest.change('issueConsumerKey', { consumerId: consumer.id, environment }, 'revision');
    }
  }
});
afterAll(() => underTest.stop());

const page = (fields: string) => `nodes { ${fields} } edges { cursor } totalCount
  pageInfo { hasNextPage hasPreviousPage endCursor }`;

it.each([
  ['consumers', `consumerKeys(first: 1) { ${page('id')} }`],
  ['consumers', `consumerKeys(states: [ACTIVE], environment: SANDBOX) { ${page('state')} }`],
  ['consumers', `accessGrants(first: 5) { ${page('aiApi { name }')} }`],
  ['consumers', 'consumerKeys { totalCount } accessGrants { totalCount }'],
  ['aiApis', `accessGrants(first: 5) { ${page('consumer { name }')} }`],
  ['revisions', `changes(first: 5) { ${page('kind name')} }`],
  ['revisions', `changes(kinds: [ACCESS_GRANT]) { ${page('action')} }`],
])('takes as many statements for 20 %s as for 2, with %s', async (noun, fields) => {
  const query = (first: number) => `{ ${noun}(first: ${first}) { nodes { id ${fields} } } }`;
  const few = await underTest.statementsOfQuery(query(2));
  expect(await underTest.statementsOfQuery(query(20))).toBe(few);
});

describe('counts only what a query selects', () => {
  const count = async (query: string, variables = {}) => underTest.statementsOfQuery(query, variables);

  it.each([
    ['a list', 'consumers(first: 2)', '{ nodes { id } }'],
    ['a later page of a list', 'consumers(first: 2, after: $after)', '{ nodes { id } }'],
    ['lists of many parents', 'consumers(first: 20) { nodes { consumerKeys(first: 1)', '{ nodes { id } } } }'],
    ['what uses an object', 'providers(first: 1) { nodes { usedBy(first: 1)', '{ nodes { id } } } }'],
  ])('of %s, through fragments, aliases and directives', async (_what, list, rest) => {
    const pages = await underTest.get<{ pageInfo: { endCursor: string } }>(
      '{ consumers(first: 2) { pageInfo { endCursor } } }',
    );
    const type = {
      consumers: 'ConsumerConnection',
      consumerKeys: 'ConsumerKeyConnection',
      usedBy: 'ReferenceConnection',
    };
    const [, name = ''] = /(\w+)\([^)]*\)$/.exec(list) ?? [];
    const fragment = `fragment counted on ${type[name as keyof typeof type]} { totalCount }`;
    const query = (selected: string) =>
      `query($after: String, $yes: Boolean = true) { unused: __typename @include(if: $yes) afterwards: __typename @skip(if: $yes)
        viewer { id } ${list.includes('$after') ? '' : 'first: consumers(first: 1, after: $after) { nodes { id } }'}
        ${list} ${rest.replace('{ nodes', `{ ${selected} nodes`)} }`;
    const after = pages.pageInfo.endCursor;
    const without = await count(query(''), { after });
    const withSpread = (directive: string) => `${query(`...counted ${directive}`)} ${fragment}`;
    expect(await count(query('totalCount'), { after })).toBe(without + 1);
    expect(await count(query('a: totalCount b: totalCount'), { after })).toBe(without + 1);
    expect(await count(withSpread(''), { after })).toBe(without + 1);
    expect(await count(withSpread('@skip(if: $yes)'), { after })).toBe(without);
    expect(await count(query('... @include(if: $yes) { totalCount }'), { after })).toBe(without + 1);
    expect(await count(query('... @skip(if: $yes) { totalCount }'), { after })).toBe(without);
  });
});

interface Grants {
  readonly nodes: { readonly aiApi: { readonly id: string } }[];
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly endCursor: string };
}
const GRANTS = `accessGrants(first: 7, after: $after) { ${page('aiApi { id }')} }`;

it("returns each parent's own page, whose cursor continues that parent's list only", async () => {
  const { nodes } = await underTest.get<{ nodes: { id: string; accessGrants: Grants }[] }>(
    `query($after: String) { consumers(first: 20, filter: { search: "parent-" }) { nodes { id ${GRANTS} } } }`,
  );
  expect(nodes.map(({ id }) => id)).toEqual(consumerIds);
  const granted = new Map<string, string[]>();
  for (const [index, { id, accessGrants }] of nodes.entries()) {
    expect(accessGrants.totalCount).toBe(index);
    expect(accessGrants.nodes).toHaveLength(Math.min(index, 7));
    expect(accessGrants.pageInfo).toMatchObject({ hasNextPage: index > 7, hasPreviousPage: false });
    const all = accessGrants.nodes.map(({ aiApi }) => aiApi.id);
    let { pageInfo } = accessGrants;
    while (pageInfo.hasNextPage) {
      const query = `query($id: ID, $after: String) { consumer(id: $id) { ${GRANTS} } }`;
      const consumer = await underTest.get<{ accessGrants: Grants }>(query, { id, after: pageInfo.endCursor });
      all.push(...consumer.accessGrants.nodes.map(({ aiApi }) => aiApi.id));
      ({ pageInfo } = consumer.accessGrants);
    }
    granted.set(id, all);
  }
  for (const [index, id] of consumerIds.entries()) {
    expect(granted.get(id)?.toSorted()).toEqual(aiApiIds.slice(0, index).toSorted());
  }
  const foreign = nodes[10]!.accessGrants.pageInfo.endCursor;
  const refusal = await underTest.refusal(`query($id: ID, $after: String) { consumer(id: $id) { ${GRANTS} } }`, {
    id: consumerIds[11],
    after: foreign,
  });
  expect(problems(refusal)).toEqual(['after: INVALID_FORMAT']);
});

it('separates lists that are requested together with different filters and lengths', async () => {
  const keys = (alias: string, args: string) => `${alias}: consumerKeys(${args}) { nodes { environment } totalCount }`;
  const query = `query($id: ID) { consumer(id: $id) {
    ${keys('one', 'first: 1')} ${keys('all', 'first: 2')} ${keys('sandbox', 'environment: SANDBOX')}
    ${keys('none', 'states: []')} ${keys('again', 'first: 2')} } }`;
  const consumer = await underTest.get(query, { id: consumerIds[0] });
  const [production, sandbox] = [{ environment: 'PRODUCTION' }, { environment: 'SANDBOX' }];
  expect(consumer).toEqual({
    one: { nodes: [sandbox], totalCount: 2 },
    all: { nodes: [sandbox, production], totalCount: 2 },
    sandbox: { nodes: [sandbox], totalCount: 1 },
    none: { nodes: [], totalCount: 0 },
    again: { nodes: [sandbox, production], totalCount: 2 },
  });
});

it('creates a consumer in as many statements for 20 access grants as for 2', async () => {
  const statementsFor = (name: string, count: number) =>
    underTest.statementsOf(() =>
      underTest.change('createConsumer', { name, aiApiIds: aiApiIds.slice(0, count) }, 'revision'),
    );
  const few = await statementsFor('granted-2', 2);
  expect(await statementsFor('granted-20', 20)).toBe(few);
});
