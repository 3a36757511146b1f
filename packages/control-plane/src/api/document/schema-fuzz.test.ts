import { NatsKeyValueStore, openNats, ROUTING_TABLE_BUCKET } from '@switchyard/contract';
import { startNats } from '@switchyard/local-services';
import { buildSchema } from 'graphql';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { createWorld } from '../../testing/world.suite';
import { type Leak, PlantedSecrets } from '../../testing/planted-secrets.suite';
import { RandomOperations, randomFrom } from '../../testing/random-operation.suite';

/** Few, because each run has another seed, and many short runs find more than a long one. */
const OPERATIONS = Number(process.env['FUZZ_OPERATIONS'] ?? 1_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const timeMsMax = 10 * 60_000;
const AT_ONCE = 4;
const MAY_BE_REFUSED = [
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
];
/** `testEndpoint` and the playground need a data plane, and there is none; so many tests of endpoints are refused. */
const NO_DATA_PLANE =
  /^Data planes test endpoints, and none is live|^At most 10 endpoints can be tested per minute|^The playground is off/;

it(
  `answers every operation without an internal fault, shows a credential at most to its sender and only from a place that is not for one, and keeps none in database, NATS, files or log (FUZZ_SEED=${SEED})`,
  async () => {
    const nats = await startNats();
    const client = openNats(nats.url, { name: 'fuzz', log: pino({ level: 'silent' }) });
    const bucket = (name: string) => new NatsKeyValueStore(client, name, { log: pino({ level: 'silent' }) });
    const stores = { routingTable: bucket(ROUTING_TABLE_BUCKET), dataPlanes: bucket('data-planes') };
    const settings = { requestsPerMinuteMax: 10_000_000 };
    const { underTest, postgres } = await ControlPlaneUnderTest.startWithPostgres(() => new Date(), settings, stores);
    const secrets = new PlantedSecrets();
    const leaks: Leak[] = [];
    const codes = new Map<string, number>();
    try {
      await askRandomly(underTest, secrets, codes, leaks);
      await underTest.isPublished();
      leaks.push(...(await inDatabase(underTest, secrets)), ...inFiles(postgres.dataDirectory, secrets));
      for (const [key, { value }] of (await stores.routingTable.read()).entries) {
        leaks.push(...secrets.anyOf(`NATS, ${key}`, Buffer.from(value)));
      }
      leaks.push(...secrets.anyOf('logs', Buffer.from(underTest.logLines.join('\n'))));
    } finally {
      await underTest.stop();
      await client.close();
    }
    // The servers have shut down cleanly, so all that they keep is in their files.
    await nats.halt();
    leaks.push(...inFiles(nats.storeDirectory, secrets));
    await nats.stop();
    process.stdout.write(
      `${OPERATIONS} random operations with ${secrets.count} credentials in their place and ${secrets.strayCount} strays, ${secrets.shownCount} keys and tokens shown, FUZZ_SEED=${SEED}: ${JSON.stringify(Object.fromEntries(codes))}\n`,
    );
    expect(leaks).toEqual([]);
    // Operations reach the services; not all are refused before.
    expect(codes.get('answered') ?? 0).toBeGreaterThan(OPERATIONS / 20);
    expect(codes.get('BAD_USER_INPUT') ?? 0).toBeGreaterThan(0);
    expect(codes.get('NOT_FOUND') ?? 0).toBeGreaterThan(0);
    expect(secrets.count).toBeGreaterThan(OPERATIONS / 50);
    expect(secrets.strayCount).toBeGreaterThan(OPERATIONS / 500);
    expect(secrets.shownCount).toBeGreaterThan(0);
    expect(underTest.logLines.filter((line) => line.includes('"request failed"'))).toEqual([]);
  },
  timeMsMax,
);

async function askRandomly(
  underTest: ControlPlaneUnderTest,
  secrets: PlantedSecrets,
  codes: Map<string, number>,
  leaks: Leak[],
): Promise<void> {
  const schema = buildSchema(readFileSync(join(__dirname, '..', '..', '..', 'schema.graphql'), 'utf8'));
  const { modelIds, ...world } = await createWorld(underTest);
  secrets.noteShown(JSON.stringify(await createConsumerWithKey(underTest)));
  const ids = [...modelIds, ...Object.values(world)].filter((id) => typeof id === 'string');
  const operations = new RandomOperations(schema, randomFrom(SEED), ids, secrets);
  let asked = 0;
  const ask = async (): Promise<void> => {
    while (asked < OPERATIONS) {
      asked += 1;
      const { query, variables } = operations.next();
      const request = JSON.stringify({ query, variables });
      const answer = await underTest.ask(query, variables);
      const text = JSON.stringify(answer);
      secrets.noteShown(text);
      leaks.push(...secrets.inAnswer(request, text));
      const { errors = [] } = answer;
      for (const { message, extensions } of errors) {
        const isExpected = MAY_BE_REFUSED.includes(extensions.code) || NO_DATA_PLANE.test(message);
        if (!isExpected) throw new Error(`${text} for ${request}`);
      }
      for (const code of errors.length > 0 ? errors.map(({ extensions }) => extensions.code) : ['answered']) {
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
}

/** Random operations rarely succeed in having a key shown. */
async function createConsumerWithKey(underTest: ControlPlaneUnderTest): Promise<{ secret: string }> {
  const { consumer } = await underTest.change<{ consumer: { id: string } }>(
    'createConsumer',
    { name: 'everybody' },
    'consumer { id }',
  );
  return underTest.change('issueConsumerKey', { consumerId: consumer.id, environment: 'PRODUCTION' }, 'secret');
}

/** Every row of every table, and the server's files, including data that is deleted but not yet overwritten. */
async function inDatabase(underTest: ControlPlaneUnderTest, secrets: PlantedSecrets): Promise<Leak[]> {
  const tables = await underTest.sql<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const leaks: Leak[] = [];
  for (const { name } of tables) {
    const rows = await underTest.sql<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    leaks.push(...secrets.anyOf(`the table ${name}`, Buffer.from(rows.map(({ row }) => row).join('\n'))));
  }
  await underTest.sql('CHECKPOINT');
  return leaks;
}

function inFiles(folder: string, secrets: PlantedSecrets): Leak[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return secrets.anyOf(path, readFileSync(path));
    });
}
