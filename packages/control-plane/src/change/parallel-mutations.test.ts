import { entryValueSchemas, parseEntryKey } from '@switchyard/contract';
import { pino } from 'pino';
import { type Answer, ControlPlaneUnderTest } from '../testing/control-plane-under-test.suite';
import { createDataSource } from '../wiring/database/data-source';
import { DatabaseTableSource } from '../publication/database-table-source';
import { readTable } from '../testing/publication.suite';
import { readAll } from '../testing/read-source.suite';
import { createWorld, type World } from '../testing/world.suite';

const MUTATIONS = 200;

let underTest: ControlPlaneUnderTest;
let world: World;
let consumerIds: string[];
let keyIds: string[];
let answers: Answer[];

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  world = await createWorld(underTest);
  consumerIds = [await createConsumer('first'), await createConsumer('second')];
  keyIds = [await issueKey(consumerIds[0]!), await issueKey(consumerIds[1]!)];
  answers = await Promise.all(Array.from({ length: MUTATIONS }, (_, turn) => mutate(...mutationOf(turn))));
  await underTest.isPublished();
});
afterAll(() => underTest.stop());

async function createConsumer(name: string): Promise<string> {
  const made = await underTest.change<{ consumer: { id: string } }>('createConsumer', { name }, 'consumer { id }');
  return made.consumer.id;
}

async function issueKey(consumerId: string): Promise<string> {
  const input = { consumerId, environment: 'PRODUCTION' };
  const issued = await underTest.change<{ consumerKey: { id: string } }>(
    'issueConsumerKey',
    input,
    'consumerKey { id }',
  );
  return issued.consumerKey.id;
}

/** Retries UNAVAILABLE as clients should, because the other mutations keep the database busy. */
async function mutate(name: string, input: object): Promise<Answer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation($input: ${type}!) { ${name}(input: $input) { revision } }`;
  const deadlineMs = Date.now() + 90_000;
  for (;;) {
    const answer = await underTest.ask(document, { input });
    const isUnavailable = answer.errors?.some(({ extensions }) => extensions.code === 'UNAVAILABLE') ?? false;
    if (!isUnavailable || Date.now() > deadlineMs) return answer;
  }
}

/** One of twenty mutations of the same few objects, with ever different values, so that they contend. */
function mutationOf(turn: number): [string, object] {
  const { aiApiId, providerId, modelIds, productionId, secondId, sandboxId } = world;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(turn / 20) % list.length]!;
  const target = (model: number) => ({ modelId: modelIds[model % 3]!, endpointId: pick([productionId, secondId]) });
  const chain = { primary: target(turn), fallbacks: [target(turn + 1)] };
  const mutations: [string, object][] = [
    ['updateModel', { modelId: modelIds[0], displayName: `turn ${turn}` }],
    ['updateModel', { modelId: pick(modelIds), enabled: turn % 40 < 20 }],
    ['updateModels', { models: modelIds.map((modelId, i) => ({ modelId, name: `m-${(turn + i) % 3}-${turn % 60}` })) }],
    ['addModels', { providerId, models: [{ name: `new-${turn}` }] }],
    ['deleteModel', { modelId: modelIds[2] }],
    ['updateProvider', { providerId, name: `renamed-${turn}` }],
    ['updateEndpoint', { endpointId: productionId, enabled: turn % 40 < 20 }],
    ['updateEndpoint', { endpointId: secondId, name: pick(['secondary', 'primary', 'third']) }],
    ['deleteEndpoint', { endpointId: sandboxId }],
    ['updateAiApi', { aiApiId, basePath: `/moved/${turn}`, defaultSandboxEndpointId: pick([sandboxId, null]) }],
    ['updateAiApi', { aiApiId, defaultProductionEndpointId: pick([productionId, secondId, null]) }],
    ['createAiApi', { name: `api-${turn}`, basePath: pick(['/one', '/one/two', '/moved']), providerId }],
    ['attachRoundRobinPolicy', { aiApiId, production: { targets: [target(turn)] } }],
    ['attachFailoverPolicy', { aiApiId, production: chain }],
    ['setPolicies', { aiApiId, failover: pick([[], [{ production: chain }]]) }],
    ['grantAccess', { consumerId: pick(consumerIds), aiApiId }],
    ['setAccessGrants', { consumerId: pick(consumerIds), aiApiIds: pick([[aiApiId], []]) }],
    ['issueConsumerKey', { consumerId: pick(consumerIds), environment: 'SANDBOX' }],
    ['updateConsumerKey', { consumerKeyId: pick(keyIds), displayName: `turn ${turn}` }],
    turn > MUTATIONS / 2
      ? ['deleteConsumer', { consumerId: consumerIds[1] }]
      : ['updateConsumer', { consumerId: consumerIds[1], enabled: turn % 40 < 20 }],
  ];
  return mutations[turn % mutations.length]!;
}

it('answers 200 concurrent mutations, each with a revision or a refusal with a reason', () => {
  const codes = answers.flatMap(({ errors }) => errors ?? []).map(({ extensions }) => extensions.code);
  expect(new Set(codes)).toEqual(new Set(['CONFLICT', 'BAD_USER_INPUT', 'NOT_FOUND']));
  expect(codes.length).toBeLessThan(MUTATIONS / 2);
});

it('numbers their revisions without a gap', async () => {
  const [lineage] = await underTest.sql<{ revision: number }>('SELECT revision FROM lineage');
  const rows = await underTest.sql<{ number: number }>('SELECT number FROM revision ORDER BY number');
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: lineage!.revision }, (_, index) => index + 1));
  const answered = answers.flatMap(({ data }) => Object.values(data ?? {}).flatMap((payload) => payload ?? []));
  for (const payload of answered) expect((payload as { revision: number }).revision).toBeLessThan(rows.length + 1);
});

/** Members of images that name other objects, whose names change without a change of the object. */
const NAMING_MEMBERS = [
  'provider',
  'providers',
  'modelAliases',
  'aiApi',
  'consumer',
  'production',
  'sandbox',
  'defaultProductionEndpoint',
  'defaultSandboxEndpoint',
];

it('loses no update: each change starts from the result of the one before it', async () => {
  const breaks = await underTest.sql(
    `SELECT * FROM (
      SELECT object_id, revision, before_revision, before,
        lag(revision) OVER history AS left_revision, lag(after) OVER history AS left_behind
      FROM change WINDOW history AS (PARTITION BY object_id ORDER BY revision)
    ) AS step
    WHERE left_revision IS DISTINCT FROM before_revision
      OR before - $1::text[] IS DISTINCT FROM left_behind - $1::text[]`,
    [NAMING_MEMBERS],
  );
  expect(breaks).toEqual([]);
  const tables = ['provider', 'model', 'endpoint', 'ai_api', 'policy', 'consumer', 'consumer_key', 'access_grant'];
  const objects = tables.map((table) => `SELECT id, version FROM ${table}`).join(' UNION ALL ');
  const astray = await underTest.sql(`
    SELECT id, version, last.revision, last.action FROM (${objects}) AS object
    FULL JOIN (SELECT DISTINCT ON (object_id) object_id, revision, action FROM change ORDER BY object_id, revision DESC)
      AS last ON last.object_id = object.id
    WHERE (last.action = 'DELETE') IS DISTINCT FROM (object.id IS NULL)
      OR (object.id IS NOT NULL AND object.version IS DISTINCT FROM last.revision)`);
  expect(astray).toEqual([]);
});

it('leaves a configuration that compiles, and publishes it', async () => {
  const dataSource = createDataSource(underTest.databaseUrl, pino({ level: 'silent' }));
  await dataSource.initialize();
  const { entries } = await readAll(new DatabaseTableSource(dataSource, pino({ level: 'silent' })));
  await dataSource.destroy();
  for (const { key, value } of entries) {
    const schema = entryValueSchemas[parseEntryKey(key)!.kind];
    expect([key, schema.safeParse(value).success]).toEqual([key, true]);
  }
  const published = await readTable(underTest.stores.routingTable, underTest.sealingKey.tableKey);
  expect(published?.table).toEqual(new Map(entries.map(({ key, value }) => [key, value])));
});
