import { until } from '@switchyard/runtime';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { ReportedDataPlane } from '../../testing/reported-data-plane.suite';

let underTest: ControlPlaneUnderTest;
let lineage: string;
let first: ReportedDataPlane;
let second: ReportedDataPlane;

beforeEach(async () => {
  underTest = await ControlPlaneUnderTest.start();
  lineage = (await underTest.get<{ lineage: string }>('{ controlPlane { lineage } }')).lineage;
  [first, second] = [new ReportedDataPlane(underTest, lineage), new ReportedDataPlane(underTest, lineage)];
});
afterEach(() => underTest.stop());

interface AnsweredRollout {
  readonly state: string;
  readonly liveCount: number;
  readonly appliedCount: number;
  readonly rejectedCount: number;
}

const COUNTS = 'state liveCount appliedCount rejectedCount';
let consumers = 0;
/**
 * Commits a revision, and returns its number once it is published: a data plane that reports what is not published makes
 * the publisher begin another lineage.
 */
async function commit(): Promise<number> {
  consumers += 1;
  const { revision } = await underTest.change('createConsumer', { name: `consumer-${consumers}` }, 'revision');
  await underTest.isPublished();
  return revision;
}
/** Has both data planes report that they serve a revision, and waits until the control plane has heard it. */
async function liveAt(revision: number): Promise<void> {
  await first.applies(revision);
  await second.applies(revision);
  const heard = async () =>
    (await underTest.get<{ appliedRevision: number }[]>('{ dataPlanes { appliedRevision } }')).filter(
      ({ appliedRevision }) => appliedRevision === revision,
    ).length === 2;
  await until(heard, `both serve revision ${revision}`);
}

const rollout = (revision: number, waitSeconds = 0, dataPlanes: number | null = null) =>
  underTest.get<AnsweredRollout | null>(
    `query($revision: Int!, $waitSeconds: Int, $dataPlanes: Int) {
      rollout(revision: $revision, waitSeconds: $waitSeconds, dataPlanes: $dataPlanes) { ${COUNTS} }
    }`,
    { revision, waitSeconds, dataPlanes },
  );

it('is PUBLISHED while no data plane is live, and null for an unknown revision', async () => {
  const revision = await commit();
  await underTest.isPublished();
  expect(await rollout(revision)).toEqual({ state: 'PUBLISHED', liveCount: 0, appliedCount: 0, rejectedCount: 0 });
  expect(await rollout(revision + 1)).toBeNull();
  expect(await rollout(0)).toBeNull();
  expect(await rollout(-1)).toBeNull();
});

it('ends a wait when every live data plane has applied the revision, and no sooner', async () => {
  await liveAt(await commit());
  const revision = await commit();
  await underTest.isPublished();
  let isAnswered = false;
  const waiting = rollout(revision, 60).finally(() => (isAnswered = true));
  await first.applies(revision);
  expect(await rollout(revision, 60, 1)).toMatchObject({ state: 'PUBLISHED', liveCount: 2, appliedCount: 1 });
  expect(isAnswered).toBe(false);
  await second.applies(revision);
  expect(await waiting).toEqual({ state: 'APPLIED', liveCount: 2, appliedCount: 2, rejectedCount: 0 });
});

it('ends a wait at once when a data plane rejects the revision, and says why', async () => {
  await liveAt(await commit());
  const revision = await commit();
  const waiting = rollout(revision, 60);
  await first.refuses(revision);
  expect(await waiting).toMatchObject({ state: 'REJECTED', rejectedCount: 1 });
  const query = `query($revision: Int!) { rollout(revision: $revision) {
    id revision publishedAt dataPlanes { id state dataPlane { id } rejection { revision entryKey reason } } } }`;
  expect(await underTest.get(query, { revision })).toEqual({
    id: `${lineage}:${revision}`,
    revision,
    publishedAt: expect.any(String),
    dataPlanes: expect.arrayContaining([
      {
        id: `${lineage}:${revision}:${first.id}`,
        state: 'REJECTED',
        dataPlane: { id: first.id },
        rejection: { revision, entryKey: 'ai-api.x', reason: 'no' },
      },
      { id: `${lineage}:${revision}:${second.id}`, state: 'PENDING', dataPlane: { id: second.id }, rejection: null },
    ]),
  });
});

it('waits for one data plane if one is enough, even if another rejects the revision', async () => {
  await liveAt(await commit());
  const revision = await commit();
  const waiting = rollout(revision, 60, 1);
  await first.refuses(revision);
  await second.applies(revision);
  expect(await waiting).toMatchObject({ state: 'REJECTED', appliedCount: 1, rejectedCount: 1 });
});

it('is part of the payload of a change, which is committed even if the wait times out', async () => {
  const before = await commit();
  await liveAt(before);
  const revision = before + 1;
  const fields = `revision rollout(waitSeconds: 60) { ${COUNTS} dataPlanes { state } }`;
  const waiting = underTest.change('createConsumer', { name: 'waited-for' }, fields);
  const committed = async () =>
    (await underTest.get<{ committedRevision: number }>('{ controlPlane { committedRevision } }')).committedRevision;
  await until(async () => (await committed()) === revision, 'the change is committed');
  await underTest.isPublished();
  await first.applies(revision);
  await second.applies(revision);
  expect(await waiting).toEqual({
    revision,
    rollout: {
      state: 'APPLIED',
      liveCount: 2,
      appliedCount: 2,
      rejectedCount: 0,
      dataPlanes: [{ state: 'APPLIED' }, { state: 'APPLIED' }],
    },
  });
  const late = await underTest.change<{ revision: number; rollout: AnsweredRollout }>(
    'createConsumer',
    { name: 'too-late' },
    'revision rollout(waitSeconds: 1) { state }',
  );
  expect(late).toEqual({
    revision: revision + 1,
    rollout: { state: expect.stringMatching(/COMMITTED|PUBLISHED/) },
  });
});

it('refuses arguments out of range before the change is made, given in the document or by a variable', async () => {
  const mutation = (variables: string, args: string) =>
    `mutation${variables} { createConsumer(input: { name: "never-made" }) { revision rollout(${args}) { state } } }`;
  const fragment = 'fragment Far on ChangePayload { rollout(waitSeconds: 61) { state } }';
  const spread = `mutation { createConsumer(input: { name: "never-made" }) { ...Far } } ${fragment}`;
  for (const [query, given] of [
    [mutation('', 'waitSeconds: 61'), {}],
    [mutation('($wait: Int!)', 'waitSeconds: $wait'), { wait: -1 }],
    [mutation('($wait: Int = 61)', 'waitSeconds: $wait'), {}],
    [mutation('', 'dataPlanes: 0'), {}],
    [spread, {}],
  ] as const) {
    const { extensions } = await underTest.refusal(query, given);
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ reason: 'OUT_OF_RANGE' }] });
  }
  expect(await underTest.get('{ consumer(name: "never-made") { id } }')).toBeNull();
});

it('is read for all revisions of a page in one statement', async () => {
  const query = (count: number) => `{ revisions(first: ${count}) { nodes { number rollout { state } } } }`;
  for (let made = 0; made < 4; made += 1) await commit();
  const last = await commit();
  await liveAt(last - 1);
  await underTest.isPublished();
  const page = await underTest.get<{ nodes: { rollout: { state: string } }[] }>(query(4));
  expect(page.nodes.map((node) => node.rollout.state)).toEqual(['PUBLISHED', 'APPLIED', 'APPLIED', 'APPLIED']);
  expect(await underTest.statementsOfQuery(query(5))).toBe(await underTest.statementsOfQuery(query(1)));
});

it('refuses arguments out of range', async () => {
  const refusal = await underTest.refusal('{ rollout(revision: 1, dataPlanes: 0, waitSeconds: 61) { state } }');
  expect(refusal.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [
      { path: 'dataPlanes', message: 'must be 1 to 1000, or omitted for all', reason: 'OUT_OF_RANGE' },
      { path: 'waitSeconds', message: 'must be 0 to 60', reason: 'OUT_OF_RANGE' },
    ],
  });
});

it('holds no database connection while it waits', async () => {
  await liveAt(await commit());
  const revision = await commit();
  const waiting = Array.from({ length: 50 }, () => rollout(revision, 60));
  const busy = () =>
    underTest.sql(
      `SELECT 1 FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = current_database()`,
    );
  expect(await rollout(revision)).toMatchObject({ appliedCount: 0 });
  await until(async () => (await busy()).length === 0, 'no connection is held', { withinMs: 30_000 });
  await first.applies(revision);
  await second.applies(revision);
  expect(new Set((await Promise.all(waiting)).map((answer) => answer?.state))).toEqual(new Set(['APPLIED']));
});

it('ends every wait when the server stops', async () => {
  await liveAt(await commit());
  const revision = await commit();
  const waiting = rollout(revision, 60);
  expect(await rollout(revision)).toMatchObject({ state: expect.stringMatching(/COMMITTED|PUBLISHED/) });
  await underTest.startAgain();
  expect(await waiting).toMatchObject({ appliedCount: 0 });
});
