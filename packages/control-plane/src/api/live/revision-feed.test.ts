import type { LocalPostgres } from '@switchyard/local-services';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '@switchyard/runtime';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { LiveClient } from '../../testing/live-client.suite';
import { MISSED_REVISIONS_MAX } from './revision-feed';

const FOLLOW = `subscription($after: Int, $lineage: ID) { revisionPublished(after: $after, lineage: $lineage) {
  number lineage operation actor { name } changes { totalCount nodes { kind } } } }`;

interface Told {
  number: number;
  operation: string;
  changes: { totalCount: number };
}

let underTest: ControlPlaneUnderTest;
let postgres: LocalPostgres;
let client: LiveClient;
let consumers = 0;

const commit = async () => {
  consumers += 1;
  return (await underTest.change('createConsumer', { name: `consumer-${consumers}` }, 'revision')).revision;
};
const latest = () => underTest.get<{ number: number; lineage: string }>('{ revision { number lineage } }');
const numbers = (subscriber: { events<T>(): T[] }) => subscriber.events<Told>().map(({ number }) => number);
const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Commits revisions without changes, as another control plane would. */
async function insertRevisions(count: number, commentLength = 0): Promise<void> {
  await underTest.sql(
    `WITH moved AS (UPDATE lineage SET revision = revision + $1 RETURNING id AS lineage, revision)
     INSERT INTO revision (number, lineage, committed_at, actor_id, actor_kind, actor_name, operation, correlation_id, change_count, comment)
     SELECT number, moved.lineage, now(), 'a', 'CONTROL_PLANE', 'a', 'createConsumer', 'c', 0, repeat('x', $2)
     FROM moved, generate_series(moved.revision - $1 + 1, moved.revision) AS number`,
    [count, commentLength],
  );
}

beforeAll(async () => {
  ({ underTest, postgres } = await ControlPlaneUnderTest.startWithPostgres());
  await commit();
});
afterAll(() => underTest.stop());
beforeEach(() => {
  client = new LiveClient(underTest.url);
});
afterEach(() => client.end());

it('sends each revision when it is published, in order, with the objects that its fields lead to', async () => {
  const subscriber = client.subscribe(FOLLOW);
  // The first event is the only sign that a subscription has started.
  let last = 0;
  while (numbers(subscriber).length === 0) last = await commit();
  for (let revision = 0; revision < 5; revision += 1) last = await commit();
  await until(() => numbers(subscriber).at(-1) === last, 'the last revision has come');
  const [first = 0] = numbers(subscriber);
  expect(numbers(subscriber)).toEqual(upTo(first, last));
  expect(subscriber.events<Told>().at(-1)).toEqual({
    number: last,
    lineage: expect.any(String),
    operation: 'createConsumer',
    actor: { name: 'administrator' },
    changes: { totalCount: 1, nodes: [{ kind: 'CONSUMER' }] },
  });
});

it('sends missed revisions, then new ones, without gaps or duplicates while changes are being committed', async () => {
  const { lineage } = await latest();
  const first = await commit();
  const writing = (async () => {
    for (let revision = 0; revision < 40; revision += 1) await commit();
  })();
  const subscribers = Array.from({ length: 5 }, () => client.subscribe(FOLLOW, { after: first, lineage }));
  await writing;
  for (const subscriber of subscribers) {
    await until(() => numbers(subscriber).length >= 40, 'all revisions have come');
    expect(numbers(subscriber)).toEqual(upTo(first + 1, first + 40));
  }
});

it('sends every revision if the head skips more than a page of them', async () => {
  const subscriber = client.subscribe(FOLLOW, { after: (await latest()).number });
  await until(() => underTest.liveCounts.subscriptions === 1, 'the subscription has begun');
  const { number } = await latest();
  await insertRevisions(250);
  await commit();
  await until(() => numbers(subscriber).length >= 251, 'all revisions have come');
  expect(numbers(subscriber)).toEqual(upTo(number + 1, number + 251));
});

it('reads no further ahead than a slow client receives, and skips nothing', async () => {
  const { number } = await latest();
  const fields = 'subscription($after: Int) { revisionPublished(after: $after) { number comment } }';
  const subscriber = client.subscribe(fields, { after: number });
  await until(() => underTest.liveCounts.subscriptions === 1, 'the subscription has begun');
  client.sockets[0]!.pause();
  const begin = underTest.statements.length;
  const pagesRead = () =>
    underTest.statements.slice(begin).filter((text) => /FROM "revision".* BETWEEN /.test(text)).length;
  await insertRevisions(500, 60_000);
  await commit();
  await until(() => pagesRead() > 0, 'the first page is read');
  await delay(500);
  expect(pagesRead()).toBeLessThan(5);
  client.sockets[0]!.resume();
  await until(() => numbers(subscriber).length >= 501, 'all revisions have come');
  expect(numbers(subscriber)).toEqual(upTo(number + 1, number + 501));
});

it('replays 1,000 revisions, and refuses more', async () => {
  await insertRevisions(MISSED_REVISIONS_MAX);
  const { number } = await latest();
  await underTest.isPublished();
  const missed = client.subscribe(FOLLOW, { after: number - MISSED_REVISIONS_MAX });
  await until(() => numbers(missed).length >= MISSED_REVISIONS_MAX, 'a thousand revisions were missed');
  expect(numbers(missed)).toEqual(upTo(number - MISSED_REVISIONS_MAX + 1, number));
  const refused = client.subscribe(FOLLOW, { after: number - MISSED_REVISIONS_MAX - 1 });
  expect((await refused.error()).extensions).toMatchObject({
    code: 'CONFLICT',
    reason: 'TOO_FAR_BEHIND',
    correlationId: expect.any(String),
  });
});

it('refuses a history with a gap instead of skipping it', async () => {
  const first = await commit();
  await commit();
  await underTest.isPublished();
  await underTest.sql('CREATE TABLE put_aside AS SELECT * FROM revision WHERE number = $1', [first]);
  await underTest.sql('ALTER TABLE revision DISABLE TRIGGER ALL');
  await underTest.sql('DELETE FROM revision WHERE number = $1', [first]);
  const error = await client.subscribe(FOLLOW, { after: first - 1 }).error();
  await underTest.sql('INSERT INTO revision SELECT * FROM put_aside');
  await underTest.sql('ALTER TABLE revision ENABLE TRIGGER ALL');
  expect(error.extensions).toMatchObject({ code: 'CONFLICT', reason: 'TOO_FAR_BEHIND' });
});

it('refuses to start from an unknown revision', async () => {
  const { number } = await latest();
  for (const after of [number + 1, -1]) {
    expect((await client.subscribe(FOLLOW, { after }).error()).extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'after', reason: 'OUT_OF_RANGE' }],
    });
  }
});

it('continues after a database outage with what was published meanwhile', async () => {
  const subscriber = client.subscribe(FOLLOW, { after: (await latest()).number });
  await until(() => underTest.liveCounts.subscriptions === 1, 'the subscription has begun');
  await postgres.kill();
  const late = client.subscribe(FOLLOW);
  await delay(50);
  await postgres.restart();
  await until(
    async () => (await underTest.ask('{ consumers { totalCount } }')).errors === undefined,
    'the database answers',
  );
  const revision = await commit();
  await until(() => numbers(subscriber).at(-1) === revision, 'the revision has come');
  expect(late.isOver).toBe(false);
});

it("ends with LINEAGE_CHANGED if the database's lineage changes, and refuses the old lineage", async () => {
  const { number, lineage } = await latest();
  const subscriber = client.subscribe(FOLLOW, { after: number, lineage });
  await until(() => underTest.liveCounts.subscriptions === 1, 'the subscription has begun');
  const { url } = underTest;
  await underTest.sql('UPDATE lineage SET id = gen_random_uuid()');
  await commit();
  expect((await subscriber.error()).extensions).toMatchObject({ code: 'CONFLICT', reason: 'LINEAGE_CHANGED' });
  const again = new LiveClient(url);
  const refused = again.subscribe(FOLLOW, { after: number, lineage });
  expect((await refused.error()).extensions).toMatchObject({ code: 'CONFLICT', reason: 'LINEAGE_CHANGED' });
  await again.end();
});

it('reads a page once however many clients are at the same position', async () => {
  const { number } = await latest();
  await underTest.isPublished();
  const fields = 'subscription($after: Int) { revisionPublished(after: $after) { number } }';
  const before = underTest.statements.length;
  const subscribers = Array.from({ length: 20 }, () => client.subscribe(fields, { after: number }));
  const positions = () => underTest.statements.slice(before).filter((text) => text.includes('FROM "lineage"')).length;
  await until(() => positions() >= 20, 'each has asked for its position');
  await delay(200);
  const begin = underTest.statements.length;
  await commit();
  await until(() => subscribers.every((subscriber) => numbers(subscriber).length === 1), 'the revision has come');
  const pages = underTest.statements.slice(begin).filter((text) => /FROM "revision".* BETWEEN /.test(text));
  expect(pages).toHaveLength(1);
});
