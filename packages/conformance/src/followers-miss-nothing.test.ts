import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@switchyard/runtime';
import { Follower } from './harness/follower';
import { FullStack, type Listening } from './harness/full-stack';
import { GraphqlClient } from './harness/graphql';
import { ownSettings } from './harness/npm-start';
import { Program } from './harness/program';

type ControlPlane = Listening & { readonly graphql: GraphqlClient };
interface Told {
  readonly number: number;
  readonly actor: { readonly name: string };
  readonly changes: { readonly totalCount: number };
}

const FOLLOW = `subscription($after: Int, $lineage: ID) { revisionPublished(after: $after, lineage: $lineage) {
  number actor { name } changes { totalCount } } }`;

let stack: FullStack;
let one: ControlPlane;
let other: ControlPlane;
let consumers = 0;
const followers: { end(): Promise<void> }[] = [];

beforeAll(async () => {
  stack = await FullStack.start();
  [one, other] = await Promise.all([stack.startControlPlane(), stack.startControlPlane()]);
});
beforeEach(async () => {
  // A test may have stopped it.
  if (!one.program.isRunning) one = await stack.startControlPlane();
});
afterEach(async () => {
  for (const follower of followers.splice(0)) await follower.end();
});
afterAll(() => stack.stop());

function follow<T = Told>(
  { graphql }: ControlPlane,
  query = FOLLOW,
  variables = {},
  token = graphql.token,
): Follower<T> {
  const follower = new Follower<T>(graphql.url, token, query, variables);
  followers.push(follower);
  return follower;
}

async function commit({ graphql }: ControlPlane): Promise<number> {
  consumers += 1;
  const { createConsumer } = await graphql.ask<{ createConsumer: { revision: number } }>(
    'mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { revision } }',
    { input: { name: `consumer-${consumers}` } },
  );
  return createConsumer.revision;
}

const latest = async ({ graphql }: ControlPlane) =>
  (
    await graphql.ask<{ controlPlane: { lineage: string; committedRevision: number } }>(
      '{ controlPlane { lineage committedRevision } }',
    )
  ).controlPlane;
const numbers = (told: readonly Told[]) => told.map(({ number }) => number);
const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

it('subscribers of one control plane receive the changes made at another, in order and complete', async () => {
  const { committedRevision: after } = await latest(other);
  const [here, there] = [follow(one, FOLLOW, { after }), follow(other, FOLLOW, { after })];
  for (let change = 0; change < 10; change += 1) await commit(change % 2 === 0 ? one : other);
  for (const follower of [here, there]) {
    await follower.count(10);
    expect(numbers(follower.events)).toEqual(upTo(after + 1, after + 10));
    expect(follower.events).toContainEqual({
      number: after + 1,
      actor: { name: 'administrator' },
      changes: { totalCount: 1 },
    });
  }
});

it('a client of a killed control plane resumes at another one without gaps or repetitions', async () => {
  const { committedRevision: begin, lineage } = await latest(one);
  let isWriting = true;
  let last = begin;
  const writing = (async () => {
    while (isWriting) last = await commit(other);
  })();
  const before = follow(one, FOLLOW, { after: begin, lineage });
  await before.count(20);
  await one.program.stop('SIGKILL');
  expect(await before.close()).toMatchObject({ code: 1006 });
  const known = before.events.at(-1)?.number ?? begin;
  await until(() => last > known + 20, 'the client has missed revisions');
  const after = follow(other, FOLLOW, { after: known, lineage });
  await after.count(20);
  isWriting = false;
  await writing;
  await after.count(last - known);
  expect(numbers([...before.events, ...after.events])).toEqual(upTo(begin + 1, last));
});

it('subscribers receive everything once NATS is back', async () => {
  const { committedRevision: after } = await latest(other);
  const follower = follow(other, FOLLOW, { after });
  await commit(one);
  await follower.count(1);
  await stack.nats.kill();
  for (let change = 0; change < 5; change += 1) await commit(one);
  await stack.nats.restart();
  await commit(one);
  await until(() => follower.events.length >= 7, 'all seven have arrived');
  expect(numbers(follower.events)).toEqual(upTo(after + 1, after + 7));
});

it('revoking a token at one control plane closes its connections at the other', async () => {
  const { createAccessToken } = await one.graphql.ask<{
    createAccessToken: { secret: string; accessToken: { id: string } };
  }>('mutation { createAccessToken(input: { name: "console", role: VIEWER }) { secret accessToken { id } } }');
  const { committedRevision: after } = await latest(other);
  const console_ = follow(other, FOLLOW, { after }, createAccessToken.secret);
  await commit(one);
  await console_.count(1);
  await one.graphql.ask('mutation ($id: ID!) { revokeAccessToken(input: { accessTokenId: $id }) { revision } }', {
    id: createAccessToken.accessToken.id,
  });
  expect(await console_.close()).toMatchObject({ code: 4403 });
  const again = follow(other, FOLLOW, {}, createAccessToken.secret);
  expect(await again.close()).toMatchObject({ code: 4403 });
});

it('every control plane shows a data plane start, apply a revision and stop', async () => {
  interface Seen {
    readonly id: string;
    readonly live: boolean;
    readonly appliedRevision: number | null;
  }
  const query = 'subscription { dataPlaneChanged { id live appliedRevision } }';
  const seen = [follow<Seen>(one, query), follow<Seen>(other, query)];
  const dataPlane = await stack.startDataPlane();
  const revision = await commit(one);
  const rollout = follow<{ state: string; liveCount: number }>(
    other,
    'subscription($revision: Int!) { rolloutChanged(revision: $revision) { state liveCount } }',
    { revision },
  );
  await until(() => rollout.isOver, 'the rollout is over');
  expect(rollout.events.at(-1)).toEqual({ state: 'APPLIED', liveCount: 1 });
  for (const { events } of seen) {
    await until(() => events.at(-1)?.appliedRevision === revision, 'the data plane is shown to serve it');
  }
  await dataPlane.program.stop('SIGKILL');
  for (const { events } of seen) {
    await until(() => events.at(-1)?.live === false, 'the data plane is shown as not live');
  }
});

it('a control plane that shuts down notifies its subscribers and exits', async () => {
  const follower = follow(one, FOLLOW, { after: (await latest(one)).committedRevision });
  await commit(other);
  await follower.count(1);
  expect(await one.program.stop()).toBe(0);
  expect(await follower.close()).toMatchObject({ code: 1001 });
});

it('the standalone program publishes revisions and its own data plane', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-followed-'));
  const settings = await ownSettings(folder);
  const program = new Program('standalone/dist/main.js', settings, process.execPath, ['--json']);
  try {
    const line = await until(() => /^\{.*"graphqlUrl".*\}$/m.exec(program.output)?.[0] ?? null, 'it is ready');
    const { graphqlUrl, adminToken } = JSON.parse(line) as { graphqlUrl: string; adminToken: string };
    const standalone = { program, url: graphqlUrl, graphql: new GraphqlClient(graphqlUrl, adminToken) };
    const { committedRevision: after } = await latest(standalone);
    const revisions = follow(standalone, FOLLOW, { after });
    const dataPlanes = follow<{ appliedRevision: number }>(
      standalone,
      'subscription { dataPlaneChanged { appliedRevision } }',
    );
    const revision = await commit(standalone);
    await revisions.count(1);
    expect(numbers(revisions.events)).toEqual([revision]);
    await until(() => dataPlanes.events.at(-1)?.appliedRevision === revision, 'it serves it');
    expect(await program.stop()).toBe(0);
    expect(await revisions.close()).toMatchObject({ code: 1001 });
  } finally {
    await program.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});
