import { ControlPlaneUnderTest, type Payload, problems } from '../../testing/control-plane-under-test.suite';
import { createAiApi, createWorld, type World } from '../../testing/world.suite';

let underTest: ControlPlaneUnderTest;
let world: World;
let nowMs = Date.parse('2026-03-01T12:00:00Z');
let consumers = 0;
let consumer: { id: string; name: string };

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start(() => new Date(nowMs));
  world = await createWorld(underTest);
});
afterAll(() => underTest.stop());
beforeEach(async () => {
  consumers += 1;
  const input = { name: `consumer-${consumers}` };
  const made = await underTest.change<{ consumer: typeof consumer }>('createConsumer', input, 'consumer { id name }');
  consumer = made.consumer;
});

const inSeconds = (seconds: number) => new Date(nowMs + seconds * 1_000).toISOString();

async function touchedBy(revision: number): Promise<string[]> {
  const rows = await underTest.sql<{ key: string }>('SELECT key FROM dirty_entry WHERE revision = $1', [revision]);
  return rows.map(({ key }) => key);
}

describe('a consumer', () => {
  const update = (input: object) =>
    underTest.change<Payload & { consumer: { version: number } }>(
      'updateConsumer',
      { consumerId: consumer.id, ...input },
      'consumer { name displayName enabled traceAllowed version } revision',
    );
  const refuse = (input: object) => underTest.refused('updateConsumer', { consumerId: consumer.id, ...input });

  it('changes in place, also in the routing table, and commits nothing if nothing changes', async () => {
    const given = { name: `${consumer.name}-new`, displayName: 'New', enabled: false, traceAllowed: true };
    const changed = await update(given);
    expect(changed).toMatchObject({ consumer: { ...given, version: changed.revision } });
    expect(await touchedBy(changed.revision)).toEqual([`consumer.${consumer.id}`]);
    expect((await update(given)).revision).toBe(changed.revision);
    expect(await update({ displayName: null, enabled: null, traceAllowed: null })).toMatchObject({
      consumer: { displayName: given.name, enabled: true, traceAllowed: false },
    });
  });

  it('is not changed if the input is invalid or the version stale', async () => {
    const other = `other-of-${consumer.name}`;
    await underTest.change('createConsumer', { name: other }, 'revision');
    expect(problems(await refuse({ name: other }))).toEqual(['name: TAKEN']);
    expect(problems(await refuse({ name: null }))).toEqual(['name: REQUIRED']);
    const { version } = (await update({ displayName: 'newer' })).consumer;
    expect((await refuse({ expectedVersion: version - 1 })).extensions).toMatchObject({
      reason: 'STALE_VERSION',
      currentVersion: version,
    });
    expect((await refuse({ consumerId: 'nobody' })).extensions.code).toBe('NOT_FOUND');
  });

  it('is found by what it may call and by when its keys expire', async () => {
    await underTest.change('grantAccess', { consumerId: consumer.id, aiApiId: world.aiApiId }, 'revision');
    // The database's own clock says which keys are active.
    const expiresAt = new Date(Math.max(Date.now(), nowMs) + 3_600_000).toISOString();
    const key = { consumerId: consumer.id, environment: 'SANDBOX', expiresAt };
    await underTest.change('issueConsumerKey', key, 'revision');
    const list = async (filter: object) => {
      const query = 'query($filter: ConsumerFilter) { consumers(filter: $filter) { nodes { id } } }';
      const { nodes } = await underTest.get<{ nodes: { id: string }[] }>(query, { filter });
      return nodes.map(({ id }) => id);
    };
    expect(await list({ aiApiIds: [world.aiApiId] })).toEqual([consumer.id]);
    expect(await list({ aiApiIds: [world.providerId] })).toEqual([]);
    expect(await list({ keyExpiresBefore: new Date(Date.parse(expiresAt) + 1).toISOString() })).toEqual([consumer.id]);
    expect(await list({ keyExpiresBefore: expiresAt })).toEqual([]);
  });
});

describe("a consumer's access grants", () => {
  const set = (aiApiIds: string[]) =>
    underTest.change<Payload & { accessGrants: { id: string }[]; deletedIds: string[] }>(
      'setAccessGrants',
      { consumerId: consumer.id, aiApiIds },
      'accessGrants { id aiApi { id } consumer { id } } deletedIds consumer { accessGrants { totalCount } } revision',
    );

  it('become exactly those requested, in one revision; those that stay keep their ids', async () => {
    const second = await createAiApi(underTest, `${consumer.name}-second`, world.providerId);
    const third = await createAiApi(underTest, `${consumer.name}-third`, world.providerId);
    const first = await set([second, world.aiApiId]);
    expect(first).toMatchObject({
      accessGrants: [{ aiApi: { id: second } }, { aiApi: { id: world.aiApiId } }],
      deletedIds: [],
    });
    const [goes, stays] = first.accessGrants;
    const next = await set([third, world.aiApiId]);
    expect(next).toMatchObject({
      accessGrants: [{ aiApi: { id: third } }, { id: stays!.id }],
      deletedIds: [goes!.id],
      consumer: { accessGrants: { totalCount: 2 } },
    });
    expect(next.revision).toBe(first.revision + 1);
    expect(await touchedBy(next.revision)).toEqual([`consumer.${consumer.id}`]);
    expect((await set([world.aiApiId, third])).revision).toBe(next.revision);
    expect((await set([])).deletedIds).toHaveLength(2);
  });

  it('are refused for an AI API that is listed twice or does not exist', async () => {
    const refuse = async (aiApiIds: string[]) =>
      problems(await underTest.refused('setAccessGrants', { consumerId: consumer.id, aiApiIds }));
    expect(await refuse([world.aiApiId, world.providerId])).toEqual(['aiApiIds.1: NOT_FOUND']);
    expect(await refuse([world.aiApiId, world.aiApiId.toUpperCase()])).toEqual(['aiApiIds.1: DUPLICATE']);
    expect(await refuse(Array.from({ length: 1_001 }, (_, index) => `${index}`))).toEqual(['aiApiIds: WRONG_COUNT']);
    const unknown = { consumerId: 'nobody', aiApiIds: [] };
    expect((await underTest.refused('setAccessGrants', unknown)).extensions.code).toBe('NOT_FOUND');
  });
});

describe('a consumer key', () => {
  interface Key {
    id: string;
    hint: string;
    state: string;
    version: number;
  }
  const KEY = 'consumerKey { id displayName hint state expiresAt version }';
  const issue = async (input: object = {}) =>
    (
      await underTest.change<{ consumerKey: Key }>(
        'issueConsumerKey',
        { consumerId: consumer.id, environment: 'PRODUCTION', ...input },
        KEY,
      )
    ).consumerKey;
  const update = (consumerKeyId: string, input: object) =>
    underTest.change<Payload & { consumerKey: Key }>(
      'updateConsumerKey',
      { consumerKeyId, ...input },
      `${KEY} revision`,
    );
  const refuse = (consumerKeyId: string, input: object) =>
    underTest.refused('updateConsumerKey', { consumerKeyId, ...input });

  it('gets another name or expiry, also in the routing table, and commits nothing if nothing changes', async () => {
    const key = await issue();
    const given = { displayName: 'Build server', expiresAt: inSeconds(60) };
    const changed = await update(key.id, given);
    expect(changed.consumerKey).toMatchObject({ ...given, state: 'ACTIVE', version: changed.revision });
    expect(await touchedBy(changed.revision)).toEqual([expect.stringMatching(/^consumer-key\.[0-9a-f]{64}$/)]);
    expect((await update(key.id, given)).revision).toBe(changed.revision);
    const reset = await update(key.id, { displayName: null, expiresAt: null });
    expect(reset.consumerKey).toMatchObject({ displayName: key.hint, expiresAt: null });
  });

  it('is not changed if the input is invalid or the version stale', async () => {
    const key = await issue();
    expect(problems(await refuse(key.id, { expiresAt: inSeconds(-1) }))).toEqual(['expiresAt: OUT_OF_RANGE']);
    expect(problems(await refuse(key.id, { expiresAt: '9999-12-31T23:59:59-12:00' }))).toEqual([
      'expiresAt: OUT_OF_RANGE',
    ]);
    expect(problems(await refuse(key.id, { displayName: '' }))).toEqual(['displayName: INVALID_FORMAT']);
    expect((await refuse(key.id, { expectedVersion: key.version - 1 })).extensions).toMatchObject({
      reason: 'STALE_VERSION',
      currentVersion: key.version,
    });
    expect((await refuse('nothing', {})).extensions.code).toBe('NOT_FOUND');
  });

  it('that has expired is reactivated by a later expiry, unless 100 are active; a revoked one is not', async () => {
    const expired = await issue({ expiresAt: inSeconds(1) });
    const revoked = await issue();
    await underTest.change('revokeConsumerKey', { consumerKeyId: revoked.id }, 'revision');
    nowMs += 2_000;
    expect((await update(expired.id, { expiresAt: inSeconds(1) })).consumerKey.state).toBe('ACTIVE');
    expect((await update(revoked.id, { expiresAt: inSeconds(60) })).consumerKey.state).toBe('REVOKED');
    nowMs += 2_000;
    for (let count = 0; count < 100; count += 1) await issue();
    expect(problems(await refuse(expired.id, { expiresAt: null }))).toEqual(['expiresAt: WRONG_COUNT']);
    expect((await update(expired.id, { displayName: 'still expired' })).consumerKey.state).toBe('EXPIRED');
  });
});
