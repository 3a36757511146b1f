import { ControlPlaneUnderTest, problems } from '../../testing/control-plane-under-test.suite';

let underTest: ControlPlaneUnderTest;
let nowMs = Date.parse('2026-03-01T12:00:00Z');
const ids = new Map<string, string>();

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start(() => new Date(nowMs));
  // Two objects per time: ties are broken by id.
  for (const [index, name] of ['delta', 'alpha', 'charlie', 'echo', 'bravo'].entries()) {
    if (index % 2 === 0) nowMs += 1_000;
    ids.set(name, await createProvider(name));
  }
  nowMs += 1_000;
  for (const name of ['charlie', 'delta']) {
    nowMs += 1_000;
    await underTest.change('updateProvider', { providerId: ids.get(name), displayName: 'later' }, 'revision');
  }
});
afterAll(() => underTest.stop());

async function createProvider(name: string): Promise<string> {
  const input = { name, template: 'OPENAI' };
  return (await underTest.change<{ provider: { id: string } }>('createProvider', input, 'provider { id }')).provider.id;
}

const QUERY = `query($first: Int, $after: String, $filter: ProviderFilter, $orderBy: ListOrder) {
  providers(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes { name } edges { cursor } totalCount pageInfo { hasNextPage hasPreviousPage endCursor } } }`;
interface Page {
  nodes: { name: string }[];
  edges: { cursor: string }[];
  totalCount: number;
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string };
}
const read = (variables: object) => underTest.get<Page>(QUERY, { ...variables });
const names = async (orderBy: object | null) => (await read({ orderBy })).nodes.map(({ name }) => name);

it('sorts a list by name, creation or last change, in either direction, by name by default', async () => {
  expect(await names(null)).toEqual(['alpha', 'bravo', 'charlie', 'delta', 'echo']);
  expect(await names({})).toEqual(['alpha', 'bravo', 'charlie', 'delta', 'echo']);
  expect(await names({ direction: 'DESC' })).toEqual(['echo', 'delta', 'charlie', 'bravo', 'alpha']);
  expect(await names({ by: 'CREATED_AT' })).toEqual(['delta', 'alpha', 'charlie', 'echo', 'bravo']);
  expect(await names({ by: 'CREATED_AT', direction: 'DESC' })).toEqual(['bravo', 'echo', 'charlie', 'alpha', 'delta']);
  expect(await names({ by: 'UPDATED_AT' })).toEqual(['alpha', 'echo', 'bravo', 'charlie', 'delta']);
  expect(await names({ by: 'UPDATED_AT', direction: 'DESC' })).toEqual(['delta', 'charlie', 'bravo', 'echo', 'alpha']);
});

it.each([
  [{ by: 'NAME', direction: 'ASC' }],
  [{ by: 'NAME', direction: 'DESC' }],
  [{ by: 'CREATED_AT', direction: 'ASC' }],
  [{ by: 'CREATED_AT', direction: 'DESC' }],
  [{ by: 'UPDATED_AT', direction: 'DESC' }],
])('pages through %j without gaps or repetitions', async (orderBy) => {
  const whole = await names(orderBy);
  for (let first = 1; first <= whole.length; first += 1) {
    const paged: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < whole.length; page += 1) {
      const { nodes, pageInfo, totalCount }: Page = await read({ orderBy, first, after });
      paged.push(...nodes.map(({ name }) => name));
      expect([totalCount, pageInfo.hasPreviousPage]).toEqual([whole.length, after !== null]);
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) break;
    }
    expect(paged).toEqual(whole);
  }
});

it('keeps a cursor valid while objects are added and removed', async () => {
  const last = await createProvider('beaver');
  const { pageInfo } = await read({ first: 2 });
  const before = await createProvider('aardvark');
  const behind = await createProvider('dingo');
  await underTest.change('deleteProvider', { providerId: last }, 'revision');
  const { nodes } = await read({ first: 4, after: pageInfo.endCursor });
  expect(nodes.map(({ name }) => name)).toEqual(['bravo', 'charlie', 'delta', 'dingo']);
  for (const providerId of [before, behind]) await underTest.change('deleteProvider', { providerId }, 'revision');
});

it('refuses a cursor of another order or filter, and an invalid one', async () => {
  const { pageInfo } = await read({ first: 1, orderBy: { by: 'CREATED_AT' }, filter: { search: 'a' } });
  const { endCursor: after } = pageInfo;
  const refuse = async (variables: object) => problems(await underTest.refusal(QUERY, { after, ...variables }));
  const expected = ['after: INVALID_FORMAT'];
  expect(await refuse({ orderBy: { by: 'UPDATED_AT' }, filter: { search: 'a' } })).toEqual(expected);
  expect(await refuse({ orderBy: { by: 'CREATED_AT', direction: 'DESC' }, filter: { search: 'a' } })).toEqual(expected);
  expect(await refuse({ orderBy: { by: 'CREATED_AT' }, filter: { search: 'b' } })).toEqual(expected);
  expect(await refuse({ after: 'nonsense' })).toEqual(expected);
});

it.each(['models', 'endpoints', 'aiApis', 'consumers'])('sorts %s as well', async (list) => {
  const query = `query($orderBy: ListOrder) { ${list}(orderBy: $orderBy) { nodes { id } } }`;
  for (const by of ['NAME', 'CREATED_AT', 'UPDATED_AT']) {
    expect(await underTest.get(query, { orderBy: { by, direction: 'DESC' } })).toEqual({ nodes: [] });
  }
});
