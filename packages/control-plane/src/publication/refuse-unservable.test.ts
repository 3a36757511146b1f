import { ENTRY_VALUE_BYTES_MAX } from '@switchyard/contract';
import { pino } from 'pino';
import { ConsumerEntity } from '../objects/consumers/consumer-entity';
import { ConsumerKeyEntity } from '../objects/consumers/consumer-key-entity';
import { ControlPlaneUnderTest, problems } from '../testing/control-plane-under-test.suite';
import { refuseUnservable } from './refuse-unservable';
import { createDataSource } from '../wiring/database/data-source';
import { ProviderEntity } from '../objects/providers/provider-entity';
import { ADMINISTRATOR } from '../kernel/caller/caller';
import { createAiApi, createWorld } from '../testing/world.suite';
import type { ChangeInProgress } from '../change/change-in-progress';
import { changeWarnings } from '../objects/warnings/change-warnings';
import { ChangeCorridor } from '../change/commit-change';

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

const IMAGE = { path: ['faulty'], value: {}, references: {} };

/** Makes a change without any rules, as if a rule were missing. */
async function commit(apply: (change: ChangeInProgress) => Promise<void>): Promise<unknown> {
  const dataSource = createDataSource(underTest.databaseUrl, pino({ level: 'silent' }));
  await dataSource.initialize();
  try {
    const corridor = new ChangeCorridor(dataSource, refuseUnservable, changeWarnings, () => new Date());
    const request = { caller: { actor: ADMINISTRATOR, correlationId: 'test' }, operation: 'test' };
    return await corridor.commit(request, async (change) => {
      await apply(change);
      return {};
    });
  } finally {
    await dataSource.destroy();
  }
}

const revision = async () => (await underTest.sql<{ revision: number }>('SELECT revision FROM lineage'))[0]!.revision;

it('refuses a consumer key that no data plane could read, and names it, even if no rule does', async () => {
  const before = await revision();
  const keyHash = 'a'.repeat(64);
  const committing = commit(async (change) => {
    const consumer = change.manager.create(ConsumerEntity, {
      ...change.newObject(),
      name: 'faulty',
      displayName: 'faulty',
      enabled: true,
      traceAllowed: false,
    });
    await change.manager.insert(ConsumerEntity, consumer);
    const key = change.manager.create(ConsumerKeyEntity, {
      ...change.newObject(),
      consumerId: consumer.id,
      environment: 'PRODUCTION',
      displayName: 'faulty',
      hint: 'sy_live_',
      keyHash,
      expiresAt: new Date('+010000-01-01T00:59:59.000Z'),
      revokedAt: null,
      idempotencyKey: null,
      idempotentInputHash: null,
    });
    await change.manager.insert(ConsumerKeyEntity, key);
    change.created(key, { kind: 'CONSUMER_KEY', ...IMAGE });
    change.touch('consumer-key', keyHash);
  });
  await expect(committing).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringMatching(/no data plane could serve the consumer key "[0-9a-f-]{36}".*expiresAt/),
    details: { reason: 'NOT_SERVABLE', existingKind: 'CONSUMER_KEY', existingId: expect.any(String) },
  });
  expect(await underTest.sql('SELECT 1 FROM consumer_key WHERE key_hash = $1', [keyHash])).toEqual([]);
  expect(await revision()).toBe(before);
});

it('refuses a provider whose AI APIs could not be served, even if it has none yet', async () => {
  const operation = { modelPlace: 'JSON_BODY' as const, modelKey: '/model' };
  const committing = commit(async (change) => {
    const provider = change.manager.create(ProviderEntity, {
      ...change.newObject(),
      name: 'faulty',
      displayName: 'faulty',
      template: 'OPENAI',
      profileOverrides: {
        routedOperations: [
          { ...operation, path: 'Chat/Completions' },
          { ...operation, path: 'chat/completions' },
        ],
      },
    });
    await change.manager.insert(ProviderEntity, provider);
    change.created(provider, { kind: 'PROVIDER', ...IMAGE });
    change.touch('provider', provider.id);
  });
  await expect(committing).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('Routed operation chat/completions appears twice.'),
    details: { reason: 'NOT_SERVABLE', existingKind: 'PROVIDER', existingName: 'faulty' },
  });
});

it('names the object of a fault that no rule covers, and logs it as an error with the correlation id', async () => {
  const world = await createWorld(underTest);
  await underTest.sql('UPDATE endpoint SET url = $1 WHERE id = $2', ['nowhere', world.secondId]);
  const before = await revision();
  const { extensions, message } = await underTest.refused('updateModel', {
    modelId: world.modelIds[0],
    enabled: false,
  });
  expect(extensions).toMatchObject({
    code: 'CONFLICT',
    reason: 'NOT_SERVABLE',
    existingId: world.providerId,
    existingKind: 'PROVIDER',
    existingName: world.name,
  });
  expect(message).toContain(`the provider "${world.name}"`);
  expect(message).toMatch(/endpoints\.\d\.url/);
  expect(await revision()).toBe(before);
  const line = underTest.logLines.find((text) => text.includes(extensions.correlationId));
  expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 50, reason: expect.stringContaining(world.providerId) });
  const { consumer } = await underTest.change<{ consumer: { id: string } }>(
    'createConsumer',
    { name: 'not-concerned' },
    'consumer { id }',
  );
  expect(consumer.id).toEqual(expect.any(String));
});

it('refuses a change that makes a provider too large, and says which one and what to reduce', async () => {
  const world = await createWorld(underTest);
  const credential = { apiKey: 'k'.repeat(4_096) };
  const url = `https://large.example/${'u'.repeat(2_000)}`;
  const add = (index: number) => ({
    providerId: world.providerId,
    name: `large-${index}`,
    environment: 'SANDBOX',
    url,
    credential,
  });
  const create = 'mutation($input: CreateEndpointInput!) { createEndpoint(input: $input) { revision } }';
  let refusal = await underTest.ask(create, { input: add(0) });
  // Most of them in one statement, as rows of the same size.
  await underTest.sql(
    `INSERT INTO endpoint (id, provider_id, name, display_name, environment, url, enabled, connect_timeout_seconds,
       sealed_credential, credential_fingerprint, credential_hint, credential_rotated_at, version, created_at, updated_at)
     SELECT gen_random_uuid(), provider_id, 'copy-' || n, display_name, environment, url, enabled, connect_timeout_seconds,
       sealed_credential, credential_fingerprint, credential_hint, credential_rotated_at, version, created_at, updated_at
     FROM endpoint, generate_series(1, 55) n WHERE provider_id = $1 AND name = 'large-0'`,
    [world.providerId],
  );
  for (let index = 1; index < 20 && refusal.errors === undefined; index += 1) {
    refusal = await underTest.ask(create, { input: add(index) });
  }
  expect(refusal.errors).toMatchObject([
    {
      message: expect.stringMatching(
        new RegExp(`the provider "${world.name}".*at most ${ENTRY_VALUE_BYTES_MAX} bytes.*its endpoints \\d{6}`),
      ),
      extensions: { code: 'CONFLICT', reason: 'TOO_LARGE', existingId: world.providerId, existingKind: 'PROVIDER' },
    },
  ]);
  await underTest.change('updateModel', { modelId: world.modelIds[0], enabled: false }, 'revision');
  await underTest.isPublished();
});

it('refuses an expiry whose year has more than four digits, at its field', async () => {
  const { consumer } = await underTest.change<{ consumer: { id: string } }>(
    'createConsumer',
    { name: 'long-lived' },
    'consumer { id }',
  );
  const issue = (expiresAt: string) => ({ consumerId: consumer.id, environment: 'PRODUCTION', expiresAt });
  const refusal = await underTest.refused('issueConsumerKey', issue('9999-12-31T23:59:59-01:00'));
  expect(refusal.extensions.code).toBe('BAD_USER_INPUT');
  expect(problems(refusal)).toEqual(['expiresAt: OUT_OF_RANGE']);
  await underTest.change('issueConsumerKey', issue('9999-12-31T23:59:59Z'), 'revision');
  await underTest.isPublished();
});

it('accepts API keys of up to 4,096 characters, and names the field of a longer one', async () => {
  const world = await createWorld(underTest);
  const rotate = (length: number) => ({ endpointId: world.secondId, credential: { apiKey: 'k'.repeat(length) } });
  const refusal = await underTest.refused('rotateEndpointCredential', rotate(4_097));
  expect(refusal.extensions.code).toBe('BAD_USER_INPUT');
  expect(problems(refusal)).toEqual(['credential.apiKey: INVALID_FORMAT']);
  await underTest.change('rotateEndpointCredential', rotate(4_096), 'revision');
});

it('checks the entries of a change in as many statements for 12 AI APIs as for one', async () => {
  const world = await createWorld(underTest);
  const statementsOf = (enabled: boolean) =>
    underTest.statementsOf(() => underTest.change('updateModel', { modelId: world.modelIds[2], enabled }, 'revision'));
  const few = await statementsOf(false);
  await statementsOf(true);
  for (let index = 0; index < 11; index += 1) {
    await createAiApi(underTest, `${world.name}-${index}`, world.providerId);
  }
  expect(await statementsOf(false)).toBe(few);
});
