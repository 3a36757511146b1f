import { ControlPlaneUnderTest, type Payload, problems } from '../testing/control-plane-under-test.suite';

let underTest: ControlPlaneUnderTest;
let providers = 0;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

interface Made extends Payload {
  provider: { id: string; name: string };
}
const create = () => {
  providers += 1;
  return underTest.change<Made>(
    'createProvider',
    { name: `p-${providers}`, template: 'OPENAI' },
    'provider { id name } revision',
  );
};
const rename = ({ provider }: Made, displayName: string) =>
  underTest.change('updateProvider', { providerId: provider.id, displayName }, 'revision');
const remove = ({ provider }: Made) => underTest.change('deleteProvider', { providerId: provider.id }, 'revision');

const QUERY = `query($from: Int!, $to: Int!, $first: Int, $after: String, $kinds: [ObjectKind!]) {
  compareRevisions(from: $from, to: $to) { id from { number } to { number } changeCount
    changes(first: $first, after: $after, kinds: $kinds) { totalCount pageInfo { endCursor hasNextPage } nodes {
      id action kind name path objectId before { revision value } after { revision value }
      differences { path before after } object { id } } } } }`;
interface Comparison {
  changeCount: number;
  changes: {
    totalCount: number;
    nodes: { action: string; name: string; object: object | null }[];
    pageInfo: { endCursor: string; hasNextPage: boolean };
  };
}
const compare = (from: number, to: number, variables: object = {}) =>
  underTest.get<Comparison>(QUERY, { from, to, ...variables });
const outline = ({ changes }: Comparison) => changes.nodes.map(({ action, name }) => `${action} ${name}`);

it('returns the differences, whatever happened in between, forwards and backwards', async () => {
  const [changed, deleted, restored] = [await create(), await create(), await create()];
  const from = restored.revision;
  await rename(changed, 'first');
  await rename(restored, 'astray');
  const made = await create();
  const passing = await create();
  await rename(made, 'made');
  await rename(changed, 'second');
  await remove(passing);
  await remove(deleted);
  const { revision: to } = await rename(restored, restored.provider.name);
  const forwards = await compare(from, to);
  expect(outline(forwards)).toEqual([
    `UPDATE ${changed.provider.name}`,
    `DELETE ${deleted.provider.name}`,
    `CREATE ${made.provider.name}`,
  ]);
  expect(forwards).toMatchObject({
    from: { number: from },
    to: { number: to },
    changeCount: 3,
    changes: {
      totalCount: 3,
      nodes: [
        {
          objectId: changed.provider.id,
          before: { revision: changed.revision, value: { displayName: changed.provider.name } },
          after: { value: { displayName: 'second' } },
          differences: [{ path: 'displayName', before: changed.provider.name, after: 'second' }],
          object: { id: changed.provider.id },
        },
        { before: { revision: deleted.revision }, after: null, object: null },
        { before: null, after: { value: { displayName: 'made' } } },
      ],
    },
  });
  const backwards = await compare(to, from);
  expect(outline(backwards)).toEqual([
    `UPDATE ${changed.provider.name}`,
    `CREATE ${deleted.provider.name}`,
    `DELETE ${made.provider.name}`,
  ]);
  expect(backwards).toMatchObject({
    changes: { nodes: [{ differences: [{ before: 'second', after: changed.provider.name }] }, {}, {}] },
  });
  expect(await compare(to, to)).toMatchObject({ changeCount: 0, changes: { nodes: [] } });
});

it('is read in pages and by kind', async () => {
  const { revision: from } = await create();
  const { provider } = await create();
  const models = ['a', 'b', 'c'].map((name) => ({ name }));
  const { revision: to } = await underTest.change('addModels', { providerId: provider.id, models }, 'revision');
  const kinds = ['MODEL'];
  const first = await compare(from, to, { first: 2, kinds });
  expect(outline(first)).toEqual(['CREATE a', 'CREATE b']);
  expect([first.changeCount, first.changes.totalCount]).toEqual([4, 3]);
  const rest = await compare(from, to, { first: 2, kinds, after: first.changes.pageInfo.endCursor });
  expect(outline(rest)).toEqual(['CREATE c']);
  const misused = { from, to, first: 2, after: first.changes.pageInfo.endCursor };
  expect(problems(await underTest.refusal(QUERY, misused))).toEqual(['after: INVALID_FORMAT']);
});

it('names a revision that does not exist', async () => {
  const { revision } = await create();
  const error = await underTest.refusal(QUERY, { from: revision, to: revision + 1 });
  expect([error.extensions.code, error.message]).toEqual([
    'NOT_FOUND',
    `There is no revision ${revision + 1}; the latest one is ${revision}.`,
  ]);
});
