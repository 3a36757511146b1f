import { until } from '@switchyard/runtime';
import { ConfigurationDatabase } from '../testing/configuration-database.suite';
import { ControlPlaneUnderTest } from '../testing/control-plane-under-test.suite';
import { LiveClient } from '../testing/live-client.suite';
import { createWorld, type World } from '../testing/world.suite';

let underTest: ControlPlaneUnderTest;
let database: ConfigurationDatabase;
let world: World;
/** What callers changed last, and the system after that. */
let changed: number;
let system: number;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  database = await ConfigurationDatabase.open(underTest.databaseUrl);
  world = await createWorld(underTest);
  ({ revision: changed } = await rename('before'));
  system = await database.touch(`ai-api.${world.aiApiId}`);
});
afterAll(async () => {
  await database.close();
  await underTest.stop();
});

const PROVIDER = 'query($id: ID) { provider(id: $id) { displayName version lastRevision { number } } }';
const rename = (displayName: string) =>
  underTest.change('updateProvider', { providerId: world.providerId, displayName }, 'revision');

interface List {
  readonly nodes: readonly { readonly number: number }[];
  readonly totalCount: number;
  readonly pageInfo: { readonly endCursor: string };
}
const QUERY = `query($first: Int, $after: String, $filter: RevisionFilter, $includeSystem: Boolean) {
  revisions(first: $first, after: $after, filter: $filter, includeSystem: $includeSystem) {
    totalCount pageInfo { endCursor } nodes { number operation changeCount actor { id kind name } } } }`;
const list = (variables: object) => underTest.get<List>(QUERY, { ...variables });
const numbers = ({ nodes }: List) => nodes.map(({ number }) => number);

it('are listed only if asked for', async () => {
  const [hidden, shown] = [await list({ first: 2 }), await list({ first: 2, includeSystem: true })];
  expect(numbers(hidden)).toEqual([changed, changed - 1]);
  expect([hidden.totalCount, shown.totalCount]).toEqual([system - 1, system]);
  expect(shown.nodes[0]).toEqual({
    number: system,
    operation: 'RECOMPILE',
    changeCount: 0,
    actor: { id: 'system', kind: 'SYSTEM', name: 'system' },
  });
  expect(numbers(shown)).toEqual([system, changed]);
  const after = hidden.pageInfo.endCursor;
  expect(numbers(await list({ first: 1, after, includeSystem: null }))).toEqual([changed - 2]);
  const filter = { operations: ['RECOMPILE'], actorIds: ['system'] };
  expect(numbers(await list({ filter }))).toEqual([]);
  expect(numbers(await list({ filter, includeSystem: true }))).toEqual([system]);
});

it('are revisions in every other respect: the latest one, compared, looked up, restored', async () => {
  expect(await underTest.get('{ revision { number operation changes { totalCount } } }')).toEqual({
    number: system,
    operation: 'RECOMPILE',
    changes: { totalCount: 0 },
  });
  expect(await underTest.get('{ controlPlane { committedRevision } }')).toEqual({ committedRevision: system });
  const compare = 'query($from: Int!, $to: Int!) { compareRevisions(from: $from, to: $to) { changeCount } }';
  expect(await underTest.get(compare, { from: changed, to: system })).toEqual({ changeCount: 0 });
  const configurationAt = (revision: number) =>
    underTest.get('query($revision: Int!) { configurationAt(revision: $revision) }', { revision });
  expect(await configurationAt(system)).toEqual(await configurationAt(changed));
  expect(await underTest.get(PROVIDER, { id: world.providerId })).toEqual({
    displayName: 'before',
    version: changed,
    lastRevision: { number: changed },
  });
  await rename('after');
  const input = { toRevision: system };
  expect(await underTest.change('rollBack', input, 'applied revision')).toEqual({
    applied: true,
    revision: system + 2,
  });
  expect(await underTest.get(PROVIDER, { id: world.providerId })).toMatchObject({ displayName: 'before' });
});

it('are published, followed without a gap, and waited for', async () => {
  const { number: known } = await underTest.get<{ number: number }>('{ revision { number } }');
  const client = new LiveClient(underTest.url);
  const follow = 'subscription($after: Int) { revisionPublished(after: $after) { number operation } }';
  const subscriber = client.subscribe(follow, { after: known });
  await database.touch(`ai-api.${world.aiApiId}`);
  await rename('followed');
  await until(() => subscriber.events().length === 2, 'both revisions have come');
  expect(subscriber.events()).toEqual([
    { number: known + 1, operation: 'RECOMPILE' },
    { number: known + 2, operation: 'updateProvider' },
  ]);
  await client.end();
  const rollout = 'query($revision: Int!) { rollout(revision: $revision, waitSeconds: 10) { state } }';
  expect(await underTest.get(rollout, { revision: known + 1 })).toMatchObject({ state: expect.any(String) });
});
