import { KEY_USE_SUBJECT, KEY_USES_PER_MESSAGE_MAX } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';

const NOW = new Date('2026-03-01T12:34:56.789Z');

let underTest: ControlPlaneUnderTest;
let keyIds: string[];

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start(() => NOW);
  const { consumer } = await underTest.change<{ consumer: { id: string } }>(
    'createConsumer',
    { name: 'c' },
    'consumer { id }',
  );
  keyIds = [];
  for (let count = 0; count < 5; count += 1) {
    const input = { consumerId: consumer.id, environment: 'PRODUCTION' };
    const issued = await underTest.change<{ consumerKey: { id: string } }>(
      'issueConsumerKey',
      input,
      'consumerKey { id lastUsedAt }',
    );
    expect(issued.consumerKey).toEqual({ id: expect.any(String), lastUsedAt: null });
    keyIds.push(issued.consumerKey.id);
  }
});
afterAll(() => underTest.stop());

function report(usedAt: string, ...consumerKeyIds: string[]): void {
  const uses = consumerKeyIds.map((consumerKeyId) => ({ consumerKeyId, usedAt }));
  underTest.messageBus.publish(KEY_USE_SUBJECT, Buffer.from(JSON.stringify({ uses })));
}
async function key(index: number) {
  const query = 'query($id: ID!) { consumerKey(id: $id) { lastUsedAt version updatedAt } }';
  return underTest.get<{ lastUsedAt: string | null }>(query, { id: keyIds[index] });
}
async function shows(index: number, lastUsedAt: string): Promise<void> {
  await until(async () => (await key(index)).lastUsedAt === lastUsedAt, `key ${index} was last used at ${lastUsedAt}`);
}
const updates = () => underTest.statements.filter((text) => text.includes('UPDATE consumer_key')).length;
const revision = () => underTest.get<{ committedRevision: number }>('{ controlPlane { committedRevision } }');

it('shows when a key was last used, to the minute, without a new version or revision', async () => {
  const [before, revisionBefore] = [await key(0), await revision()];
  report('2026-03-01T12:10:59.999Z', keyIds[0]!);
  await shows(0, '2026-03-01T12:10:00.000Z');
  expect(await key(0)).toEqual({ ...before, lastUsedAt: '2026-03-01T12:10:00.000Z' });
  expect(await revision()).toEqual(revisionBefore);
});

it('never goes back, and never into the future, whatever the clocks of data planes say', async () => {
  report('2026-03-01T12:20:00.000Z', keyIds[0]!);
  report('2026-03-01T12:05:00.000Z', keyIds[0]!);
  report('2099-01-01T00:00:00.000Z', keyIds[1]!);
  await shows(0, '2026-03-01T12:20:00.000Z');
  await shows(1, '2026-03-01T12:34:00.000Z');
  await underTest.startAgain();
  // A process that did not write it does not move it back either.
  report('2026-03-01T12:01:00.000Z', keyIds[0]!, keyIds[2]!);
  await shows(2, '2026-03-01T12:01:00.000Z');
  await shows(0, '2026-03-01T12:20:00.000Z');
});

it('writes many messages by one statement, and nothing if nothing is new', async () => {
  const before = updates();
  const unknown = Array.from({ length: KEY_USES_PER_MESSAGE_MAX - 2 }, () => randomUUID());
  for (const id of unknown.slice(0, 20)) report('2026-03-01T12:25:00.000Z', id);
  report('2026-03-01T12:25:00.000Z', ...unknown, keyIds[2]!, keyIds[3]!);
  await shows(2, '2026-03-01T12:25:00.000Z');
  await shows(3, '2026-03-01T12:25:00.000Z');
  expect(updates() - before).toBe(1);
  report('2026-03-01T12:25:30.000Z', keyIds[2]!, keyIds[3]!);
  report('2026-03-01T12:26:00.000Z', keyIds[3]!);
  await shows(3, '2026-03-01T12:26:00.000Z');
  expect(updates() - before).toBe(2);
});

it('ignores invalid messages', async () => {
  for (const text of [
    '',
    '{',
    '{}',
    '{"uses":[]}',
    '{"uses":[{"consumerKeyId":"x","usedAt":"y"}]}',
    '1'.repeat(300_000),
  ]) {
    underTest.messageBus.publish(KEY_USE_SUBJECT, Buffer.from(text));
  }
  report('2026-03-01T12:27:00.000Z', keyIds[3]!);
  await shows(3, '2026-03-01T12:27:00.000Z');
});

it('does not wait for a change in progress, whose rows it could lock in another order', async () => {
  const changing = new Client({ connectionString: underTest.databaseUrl });
  await changing.connect();
  try {
    await changing.query('BEGIN');
    await changing.query('UPDATE consumer_key SET display_name = display_name WHERE id = $1', [keyIds[3]]);
    report('2026-03-01T12:30:00.000Z', keyIds[3]!, keyIds[4]!);
    await shows(4, '2026-03-01T12:30:00.000Z');
    await changing.query('COMMIT');
  } finally {
    await changing.end();
  }
  report('2026-03-01T12:31:00.000Z', keyIds[3]!);
  await shows(3, '2026-03-01T12:31:00.000Z');
});
