import { decodeEntryBytes } from '@switchyard/contract';
import { hash, randomUUID } from 'node:crypto';
import { ControlPlaneUnderTest, type AnsweredError } from '../../testing/control-plane-under-test.suite';

let underTest: ControlPlaneUnderTest;
beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

interface Issued {
  issuedKeys: { consumerKey: { id: string; displayName: string; consumer: { id: string } }; secret: string | null }[];
  replayed: boolean;
  revision: number;
}
const FIELDS =
  'issuedKeys { consumerKey { id displayName environment expiresAt consumer { id } } secret } replayed revision';
const issue = (keys: object[], more: object = {}) =>
  underTest.change<Issued>('issueConsumerKeys', { keys, ...more }, FIELDS);
const refused = (keys: object[], more: object = {}) => underTest.refused('issueConsumerKeys', { keys, ...more });
const problems = ({ extensions }: AnsweredError) => extensions.fields?.map(({ path, reason }) => `${path}: ${reason}`);

let consumers = 0;
async function createConsumer(): Promise<string> {
  consumers += 1;
  const { consumer } = await underTest.change<{ consumer: { id: string } }>(
    'createConsumer',
    { name: `holder-${consumers}` },
    'consumer { id }',
  );
  return consumer.id;
}

it('issues keys of several consumers in one revision, in the order of the input', async () => {
  const [one, two] = [await createConsumer(), await createConsumer()];
  const expiresAt = '2999-01-01T00:00:00.000Z';
  const made = await issue(
    [
      { consumerId: one, environment: 'PRODUCTION', displayName: 'first' },
      { consumerId: two.toUpperCase(), environment: 'SANDBOX', expiresAt },
      { consumerId: one, environment: 'PRODUCTION' },
    ],
    { comment: 'TICKET-7' },
  );
  expect(made.replayed).toBe(false);
  const [first, second, third] = made.issuedKeys;
  expect(first!.consumerKey).toMatchObject({ displayName: 'first', environment: 'PRODUCTION', consumer: { id: one } });
  expect(second!.consumerKey).toMatchObject({ environment: 'SANDBOX', expiresAt, consumer: { id: two } });
  expect(third!.consumerKey.displayName).toBe(third!.secret!.slice(0, 12));
  expect(made.issuedKeys.map(({ secret }) => secret!.slice(0, 8))).toEqual(['sy_live_', 'sy_test_', 'sy_live_']);
  const history = await underTest.get(
    `query($number: Int) { revision(number: $number) { operation comment changeCount changes { nodes { action kind } } } }`,
    { number: made.revision },
  );
  expect(history).toEqual({
    operation: 'issueConsumerKeys',
    comment: 'TICKET-7',
    changeCount: 3,
    changes: { nodes: Array.from({ length: 3 }, () => ({ action: 'CREATE', kind: 'CONSUMER_KEY' })) },
  });
  const rows = await underTest.sql<{ key_hash: string }>('SELECT key_hash FROM consumer_key WHERE version = $1', [
    made.revision,
  ]);
  const hashes = made.issuedKeys.map(({ secret }) => hash('sha256', secret!));
  expect(rows.map((row) => row.key_hash).toSorted()).toEqual(hashes.toSorted());
  await underTest.isPublished();
  const { entries } = await underTest.stores.routingTable.read();
  const published = hashes.map((digest) => entries.get(`consumer-key.${digest}`)?.value);
  expect(published.map((entry) => entry && decodeEntryBytes(entry).newest.revision)).toEqual(
    hashes.map(() => made.revision),
  );
  const images = JSON.stringify(await underTest.sql('SELECT * FROM change WHERE revision = $1', [made.revision]));
  for (const { secret } of made.issuedKeys) {
    expect(images).not.toContain(secret);
    expect(underTest.logLines.join()).not.toContain(secret);
  }
});

it('issues 1,000 keys at once, and no more', async () => {
  const holders = await Promise.all(Array.from({ length: 10 }, createConsumer));
  const keys = Array.from({ length: 1_000 }, (_, index) => ({
    consumerId: holders[index % 10],
    environment: 'PRODUCTION',
    displayName: `key ${index}`,
  }));
  const { issuedKeys } = await issue(keys);
  expect(issuedKeys.map(({ consumerKey }) => consumerKey.displayName)).toEqual(keys.map((key) => key.displayName));
  expect(new Set(issuedKeys.map(({ secret }) => secret)).size).toBe(1_000);
  expect(problems(await refused([...keys, keys[0]!]))).toEqual(['keys: WRONG_COUNT']);
  expect(problems(await refused([]))).toEqual(['keys: WRONG_COUNT']);
  // Each of them has 100 now.
  const full = await refused([{ consumerId: holders[3], environment: 'SANDBOX' }]);
  expect(problems(full)).toEqual(['keys.0.consumerId: WRONG_COUNT']);
});

it('refuses all of them if one is refused, and says which', async () => {
  const consumerId = await createConsumer();
  const key = { consumerId, environment: 'PRODUCTION' };
  const past = '2020-01-01T00:00:00Z';
  expect(problems(await refused([key, { ...key, expiresAt: past }]))).toEqual(['keys.1.expiresAt: OUT_OF_RANGE']);
  for (const nobody of ['nobody', randomUUID()]) {
    const error = await refused([key, { ...key, consumerId: nobody }]);
    expect(error.extensions.code).toBe('NOT_FOUND');
    expect(problems(error)).toEqual(['keys.1.consumerId: NOT_FOUND']);
  }
  const tooMany = Array.from({ length: 101 }, () => key);
  expect(problems(await refused(tooMany))).toEqual(['keys.100.consumerId: WRONG_COUNT']);
  expect(await underTest.sql('SELECT 1 FROM consumer_key WHERE consumer_id = $1', [consumerId])).toEqual([]);
});

it('makes retries with an idempotency key safe: the same keys again, without their secrets', async () => {
  const [one, two] = [await createConsumer(), await createConsumer()];
  const keys = [one, two, one].map((consumerId) => ({ consumerId, environment: 'PRODUCTION' }));
  const first = await issue(keys, { idempotencyKey: 'many-1' });
  const again = await issue(keys, { idempotencyKey: 'many-1' });
  expect(again).toEqual({
    ...first,
    replayed: true,
    issuedKeys: first.issuedKeys.map(({ consumerKey }) => ({ consumerKey, secret: null })),
  });
  const reused = { code: 'CONFLICT', reason: 'IDEMPOTENCY_KEY_REUSED' };
  expect((await refused(keys.slice(1), { idempotencyKey: 'many-1' })).extensions).toMatchObject(reused);
  const single = await underTest.refused('issueConsumerKey', { ...keys[0], idempotencyKey: 'many-1' });
  expect(single.extensions).toMatchObject(reused);
  await underTest.change('deleteConsumer', { consumerId: two }, 'revision');
  const left = await issue(keys, { idempotencyKey: 'many-1' });
  expect(left.issuedKeys.map(({ consumerKey }) => consumerKey.id)).toEqual(
    [first.issuedKeys[0]!, first.issuedKeys[2]!].map(({ consumerKey }) => consumerKey.id),
  );
  const both = await Promise.all([1, 2].map(() => issue(keys.slice(0, 1), { idempotencyKey: 'many-at-once' })));
  expect(both.filter(({ replayed }) => replayed)).toHaveLength(1);
});
