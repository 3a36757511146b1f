import { Client } from 'pg';
import { pino } from 'pino';
import { ControlPlaneUnderTest } from '../testing/control-plane-under-test.suite';
import { refuseUnservable } from '../publication/refuse-unservable';
import { createDataSource } from '../wiring/database/data-source';
import { ProviderEntity } from '../objects/providers/provider-entity';
import { ADMINISTRATOR } from '../kernel/caller/caller';
import { createWorld } from '../testing/world.suite';
import { changeWarnings } from '../objects/warnings/change-warnings';
import { ChangeCorridor } from './commit-change';
import { IMAGE_FORMAT_VERSION } from './image-content';

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

const createProvider = (name: string, comment?: string) =>
  underTest.change<{ provider: { id: string }; revision: number }>(
    'createProvider',
    { name, template: 'OPENAI', models: [{ name: 'm' }], comment },
    'provider { id } revision',
  );

it('numbers revisions without a gap while 50 mutations run at once', async () => {
  const before = await underTest.get<{ committedRevision: number }>('{ controlPlane { committedRevision } }');
  const revisions = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => (await createProvider(`parallel-${index}`)).revision),
  );
  const first = before.committedRevision + 1;
  expect(revisions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => first + index));
  const rows = await underTest.sql<{ number: number }>('SELECT number FROM revision ORDER BY number');
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: first + 49 }, (_, index) => index + 1));
});

it('locks the revision row with its first statement', async () => {
  const sent = await underTest.statementsFor(() => createProvider('locked'));
  const lock = sent.findIndex((text) => /FROM "lineage".*FOR UPDATE/s.test(text));
  expect(sent[lock - 1]).toBe('START TRANSACTION');
  expect(sent.findIndex((text) => text.includes('"provider"'))).toBeGreaterThan(lock);
});

it('records who did what, when and why, with each object before and after', async () => {
  const { provider, revision } = await createProvider('recorded', 'TICKET-1');
  const { models } = await underTest.get<{ models: { id: string }[] }>(
    'query($id: ID) { provider(id: $id) { models { id } } }',
    { id: provider.id },
  );
  const REVISION = `query($number: Int) { revision(number: $number) { id number lineage committedAt operation comment correlationId changeCount
    actor { id kind name } changes { nodes { action kind objectId name path before { revision value } after { revision formatVersion value } differences { path before after } } } } }`;
  const made = await underTest.get(REVISION, { number: revision });
  expect(made).toMatchObject({
    number: revision,
    operation: 'createProvider',
    comment: 'TICKET-1',
    changeCount: 2,
    actor: { id: 'administrator', kind: 'ADMINISTRATOR_TOKEN' },
    changes: {
      nodes: [
        { action: 'CREATE', kind: 'MODEL', name: 'm', path: ['recorded', 'm'], before: null },
        {
          action: 'CREATE',
          kind: 'PROVIDER',
          objectId: provider.id,
          path: ['recorded'],
          after: { revision, formatVersion: IMAGE_FORMAT_VERSION, value: { name: 'recorded', template: 'OPENAI' } },
        },
      ],
    },
  });
  await underTest.change('updateModel', { modelId: models[0]!.id, enabled: false }, 'revision');
  const changed = await underTest.get(REVISION, {});
  expect(changed).toMatchObject({
    number: revision + 1,
    changes: {
      nodes: [
        {
          action: 'UPDATE',
          before: { revision, value: { provider: 'recorded', name: 'm', enabled: true } },
          after: { revision: revision + 1, value: { enabled: false } },
          differences: [{ path: 'enabled', before: true, after: false }],
        },
      ],
    },
  });
});

it('lists revisions newest first, and those of one object, kind, operation or comment', async () => {
  const { provider, revision } = await createProvider('listed', 'find me');
  await createProvider('listed-later');
  const list = async (filter: object) => {
    const query = 'query($filter: RevisionFilter) { revisions(first: 2, filter: $filter) { nodes { number } } }';
    const { nodes } = await underTest.get<{ nodes: { number: number }[] }>(query, { filter });
    return nodes.map(({ number }) => number);
  };
  expect(await list({})).toEqual([revision + 1, revision]);
  expect(await list({ objectIds: [provider.id] })).toEqual([revision]);
  expect(await list({ kinds: ['PROVIDER'], objectIds: [provider.id], search: 'FIND' })).toEqual([revision]);
  expect(await list({ objectIds: [provider.id], search: 'createprov' })).toEqual([revision]);
  expect(await list({ kinds: ['CONSUMER'], objectIds: [provider.id] })).toEqual([]);
  expect(await list({ operations: ['createConsumer'], objectIds: [provider.id] })).toEqual([]);
});

it('leaves no trace of a refused change', async () => {
  const before = await underTest.sql('SELECT revision FROM lineage');
  await underTest.refused('createProvider', {
    name: 'half',
    template: 'OPENAI',
    models: [{ name: 'a' }, { name: ' ' }],
  });
  expect(await underTest.get('{ provider(name: "half") { id } }')).toBeNull();
  expect(await underTest.sql('SELECT revision FROM lineage')).toEqual(before);
});

it('announces a revision on the channel once it is committed', async () => {
  const listener = new Client({ connectionString: underTest.databaseUrl });
  await listener.connect();
  await listener.query('LISTEN switchyard_revision');
  const told = new Promise<string | undefined>((resolve) =>
    listener.once('notification', ({ payload }) => resolve(payload)),
  );
  const { revision } = await createProvider('announced');
  expect(await told).toBe(String(revision));
  await listener.end();
});

it('marks each routing table entry that a change touches', async () => {
  const touched = async (change: () => Promise<{ revision: number }>) => {
    const { revision } = await change();
    const rows = await underTest.sql<{ key: string }>('SELECT key FROM dirty_entry WHERE revision = $1 ORDER BY key', [
      revision,
    ]);
    return rows.map(({ key }) => key);
  };
  const world = await createWorld(underTest);
  const aiApi = [`ai-api.${world.aiApiId}`];
  const provider = [`provider.${world.providerId}`];
  const { modelIds, secondId, aiApiId, providerId, productionId } = world;
  expect(
    await touched(() => underTest.change('updateModel', { modelId: modelIds[0], enabled: false }, 'revision')),
  ).toEqual(provider);
  expect(
    await touched(() => underTest.change('addModels', { providerId, models: [{ name: 'x' }] }, 'revision')),
  ).toEqual(provider);
  const rotation = { endpointId: secondId, credential: { apiKey: 'sk-new-0123456789' } };
  expect(await touched(() => underTest.change('rotateEndpointCredential', rotation, 'revision'))).toEqual(provider);
  const policy = { aiApiId, production: { targets: [{ modelId: modelIds[1], endpointId: productionId }] } };
  expect(await touched(() => underTest.change('attachRoundRobinPolicy', policy, 'revision'))).toEqual(aiApi);
  const { consumer } = await underTest.change<{ consumer: { id: string } }>(
    'createConsumer',
    { name: 'toucher' },
    'consumer { id }',
  );
  const grant = { consumerId: consumer.id, aiApiId };
  expect(await touched(() => underTest.change('grantAccess', grant, 'revision'))).toEqual([`consumer.${consumer.id}`]);
  expect(await touched(() => underTest.change('revokeAccess', grant, 'revision'))).toEqual([`consumer.${consumer.id}`]);
  const key = { consumerId: consumer.id, environment: 'PRODUCTION' };
  expect(await touched(() => underTest.change('issueConsumerKey', key, 'revision'))).toEqual([
    expect.stringMatching(/^consumer-key\.[0-9a-f]{64}$/),
  ]);
});

it('reports a constraint violated at commit like a rule, and keeps nothing', async () => {
  const dataSource = createDataSource(underTest.databaseUrl, pino({ level: 'silent' }));
  await dataSource.initialize();
  const corridor = new ChangeCorridor(dataSource, refuseUnservable, changeWarnings, () => new Date());
  const caller = { actor: ADMINISTRATOR, correlationId: 'test' };
  const committing = corridor.commit({ caller, operation: 'createProvider' }, async (change) => {
    for (const displayName of ['one', 'two']) {
      const row = {
        ...change.newObject(),
        name: 'same',
        displayName,
        template: 'OPENAI' as const,
        profileOverrides: {},
      };
      await change.manager.insert(ProviderEntity, row);
    }
    return {};
  });
  await expect(committing).rejects.toMatchObject({
    code: 'CONFLICT',
    details: { reason: 'TAKEN', fields: [{ path: 'name', reason: 'TAKEN' }] },
  });
  expect(await dataSource.manager.countBy(ProviderEntity, { name: 'same' })).toBe(0);
  await dataSource.destroy();
});
