import { hash } from 'node:crypto';
import { ControlPlaneUnderTest, problems } from '../../testing/control-plane-under-test.suite';
import { createWorld, type World } from '../../testing/world.suite';
import { base62 } from '../secrets/new-secret';

let underTest: ControlPlaneUnderTest;
let world: World;
let nowMs = Date.parse('2026-03-01T12:00:00.000Z');
let consumers = 0;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start(() => new Date(nowMs));
  world = await createWorld(underTest);
});
afterAll(() => underTest.stop());

const createConsumer = async (input: object = {}) => {
  consumers += 1;
  const made = await underTest.change<{ consumer: { id: string } }>(
    'createConsumer',
    { name: `c-${consumers}`, ...input },
    'consumer { id name enabled traceAllowed accessGrants { totalCount nodes { aiApi { id } consumer { name } } } }',
  );
  return made.consumer;
};

interface Issued {
  consumerKey: { id: string; hint: string; state: string; displayName: string };
  secret: string | null;
  replayed: boolean;
  revision: number;
}
const KEY =
  'consumerKey { id hint state displayName environment expiresAt revokedAt consumer { id } } secret replayed revision';
const issue = (input: object) =>
  underTest.change<Issued>('issueConsumerKey', { environment: 'PRODUCTION', ...input }, KEY);

it('creates a consumer with its first access grants, and refuses a taken name', async () => {
  const consumer = await createConsumer({ name: 'support', aiApiIds: [world.aiApiId] });
  expect(consumer).toMatchObject({
    enabled: true,
    traceAllowed: false,
    accessGrants: { totalCount: 1, nodes: [{ aiApi: { id: world.aiApiId }, consumer: { name: 'support' } }] },
  });
  expect(problems(await underTest.refused('createConsumer', { name: 'support' }))).toEqual(['name: TAKEN']);
  const unknown = await underTest.refused('createConsumer', { name: 'x', aiApiIds: [world.aiApiId, 'nothing'] });
  expect(problems(unknown)).toEqual(['aiApiIds.1: NOT_FOUND']);
  expect(await underTest.get('{ consumer(name: "x") { id } }')).toBeNull();
});

it('grants access once, and revokes it once', async () => {
  const { id: consumerId } = await createConsumer();
  const input = { consumerId, aiApiId: world.aiApiId };
  const grant = () =>
    underTest.change<{ accessGrant: { id: string }; revision: number }>(
      'grantAccess',
      input,
      'accessGrant { id } revision',
    );
  const first = await grant();
  expect(await grant()).toEqual(first);
  const revoked = await underTest.change<{ deletedId: string }>(
    'revokeAccess',
    input,
    'deletedId consumer { id } aiApi { id }',
  );
  expect(revoked).toEqual({
    deletedId: first.accessGrant.id,
    consumer: { id: consumerId },
    aiApi: { id: world.aiApiId },
  });
  expect((await underTest.refused('revokeAccess', input)).extensions.code).toBe('NOT_FOUND');
  expect((await underTest.refused('grantAccess', { ...input, consumerId: 'nobody' })).extensions.code).toBe(
    'NOT_FOUND',
  );
});

it('issues a key of a fixed form, shows it once, and stores only its SHA-256', async () => {
  const { id: consumerId } = await createConsumer();
  const live = await issue({ consumerId });
  expect(live.secret).toMatch(/^sy_live_[0-9A-Za-z]{43}$/);
  expect(live.consumerKey).toMatchObject({ state: 'ACTIVE', hint: live.secret!.slice(0, 12) });
  expect(live.consumerKey.displayName).toBe(live.consumerKey.hint);
  expect((await issue({ consumerId, environment: 'SANDBOX' })).secret).toMatch(/^sy_test_[0-9A-Za-z]{43}$/);
  const rows = await underTest.sql<{ key_hash: string }>('SELECT * FROM consumer_key WHERE id = $1', [
    live.consumerKey.id,
  ]);
  expect(rows[0]!.key_hash).toBe(hash('sha256', live.secret!));
  expect(JSON.stringify(rows)).not.toContain(live.secret);
  const images = await underTest.sql('SELECT * FROM change WHERE object_id = $1', [live.consumerKey.id]);
  expect(JSON.stringify(images)).not.toMatch(new RegExp(`${live.secret}|${rows[0]!.key_hash}`));
  expect(underTest.logLines.join()).not.toContain(live.secret);
});

it('writes 32 bytes as 43 base62 digits, however small the number', () => {
  expect(base62(new Uint8Array(32))).toBe('0'.repeat(43));
  expect(base62(new Uint8Array(32).fill(255))).toHaveLength(43);
  expect(base62(Uint8Array.from([...Array.from({ length: 31 }, () => 0), 61]))).toBe(`${'0'.repeat(42)}z`);
});

it('makes retries with an idempotency key safe: the same key again, without its secret', async () => {
  const { id: consumerId } = await createConsumer();
  const input = { consumerId, displayName: 'ci', expiresAt: '2026-04-01T00:00:00.000Z', idempotencyKey: 'retry-1' };
  const first = await issue(input);
  expect(first).toMatchObject({ replayed: false, secret: expect.stringMatching(/^sy_live_/) });
  const again = await issue(input);
  expect(again).toMatchObject({
    replayed: true,
    secret: null,
    revision: first.revision,
    consumerKey: first.consumerKey,
  });
  const other = await underTest.refused('issueConsumerKey', { ...input, environment: 'SANDBOX' });
  expect(other.extensions).toMatchObject({ code: 'CONFLICT', reason: 'IDEMPOTENCY_KEY_REUSED' });
  const both = await Promise.all([1, 2].map(() => issue({ consumerId, idempotencyKey: 'at-once' })));
  expect(both.filter(({ replayed }) => replayed)).toHaveLength(1);
  expect(both[0]!.consumerKey.id).toBe(both[1]!.consumerKey.id);
});

it('revokes a key permanently, and distinguishes active, expired and revoked keys', async () => {
  const { id: consumerId } = await createConsumer();
  const active = await issue({ consumerId });
  const expiring = await issue({ consumerId, expiresAt: new Date(nowMs + 1_000).toISOString() });
  const revokedKey = await issue({ consumerId });
  const revoke = () =>
    underTest.change<Issued>(
      'revokeConsumerKey',
      { consumerKeyId: revokedKey.consumerKey.id },
      'consumerKey { state } revision',
    );
  const revoked = await revoke();
  expect(revoked.consumerKey.state).toBe('REVOKED');
  expect((await revoke()).revision).toBe(revoked.revision);
  nowMs += 2_000;
  const query = 'query($id: ID) { consumer(id: $id) { consumerKeys { nodes { id state } } } }';
  const { consumerKeys } = await underTest.get<{ consumerKeys: { nodes: object[] } }>(query, { id: consumerId });
  expect(consumerKeys.nodes).toEqual([
    { id: revokedKey.consumerKey.id, state: 'REVOKED' },
    { id: expiring.consumerKey.id, state: 'EXPIRED' },
    { id: active.consumerKey.id, state: 'ACTIVE' },
  ]);
  const ofState = `query($id: ID) { consumer(id: $id) { consumerKeys(states: [REVOKED]) { nodes { id } } } }`;
  expect(await underTest.get(ofState, { id: consumerId })).toEqual({
    consumerKeys: { nodes: [{ id: revokedKey.consumerKey.id }] },
  });
});

it('refuses an expiry in the past, and an unknown consumer', async () => {
  const { id: consumerId } = await createConsumer();
  const input = { consumerId, environment: 'PRODUCTION', expiresAt: '2020-01-01T00:00:00Z' };
  expect(problems(await underTest.refused('issueConsumerKey', input))).toEqual(['expiresAt: OUT_OF_RANGE']);
  const unknown = { consumerId: 'nobody', environment: 'PRODUCTION' };
  expect((await underTest.refused('issueConsumerKey', unknown)).extensions.code).toBe('NOT_FOUND');
});
