import { InProcessKeyValueStore, SealingKey } from '@switchyard/contract';
import { type ControlPlane, migrateDatabase, prepareConnection, startControlPlane } from '@switchyard/control-plane';
import { type LocalPostgres, startPostgres } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { pino } from 'pino';
import { type Answered, AccountingStatements, ask } from './accounting-scale/ask';
import { askByCommand, type CommandTimes } from './accounting-scale/ask-command';
import { describeFill, fillRecords, fillSums, seedPartitions } from './accounting-scale/fill-tables';
import { questions, REASON_MS_MAX } from './accounting-scale/questions';
import { runBoundedScript } from './harness/bounded-script';
import { CommandLine } from './harness/command-line';
import { GraphqlClient } from './harness/graphql';

/**
 * Fills the tables of accounting with millions of rows, asks a control plane what operators ask, and prints how the rows were made
 * and each time with its bound; it fails if a median is over its bound. Ten million records take about 21 GB of disk and 20
 * minutes; times from a busy machine mean nothing:
 *
 *   npm run accounting-scale
 *   npm run accounting-scale -- --records 10000      to see that the script works
 *   npm run accounting-scale -- --plans plans.txt    also write how Postgres answers
 */
const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '10000000' },
    consumers: { type: 'string', default: '150' },
    days: { type: 'string', default: '31' },
    plans: { type: 'string' },
  },
});
const sizes = { records: Number(values.records), consumers: Number(values.consumers), days: Number(values.days) };
const MINUTES_MAX = 60;
const SUMMING_MS_MAX = 300_000;
const ADMIN_TOKEN = randomBytes(16).toString('hex');
const log = pino({ level: 'warn' }, process.stderr);

const startedAtMs = performance.now();
const say = (what: string) =>
  process.stderr.write(`${String(Math.round((performance.now() - startedAtMs) / 1_000)).padStart(4)} s  ${what}\n`);

async function start() {
  const postgres = await startPostgres();
  await migrateDatabase(postgres.url, log);
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  // So that plans are those of a control plane.
  await prepareConnection(client);
  return { postgres, client };
}

function startControlPlaneOn({ url }: LocalPostgres, statements = new AccountingStatements()): Promise<ControlPlane> {
  return startControlPlane({
    settings: {
      databaseUrl: url,
      host: '127.0.0.1',
      port: 0,
      adminPort: 0,
      adminToken: ADMIN_TOKEN,
      sealingKey: new SealingKey(randomBytes(32).toString('base64')),
    },
    stores: { routingTable: new InProcessKeyValueStore(), dataPlanes: new InProcessKeyValueStore() },
    log,
    queryLogger: statements.queryLogger(),
  });
}

async function fill(client: Client, postgres: LocalPostgres): Promise<void> {
  await seedPartitions(client, sizes);
  const controlPlane = await startControlPlaneOn(postgres);
  await until(async () => {
    const { rows } = await client.query(
      'SELECT 1 FROM request_record_default UNION ALL SELECT 1 FROM usage_latency_hour_default',
    );
    return rows.length === 0;
  }, 'each day has its partition');
  await controlPlane.close();
  say(`filling ${sizes.records} request records, and ${sizes.days} days of ${sizes.consumers} consumers`);
  const rows = await fillSums(client, sizes);
  say(`${rows} rows of sums`);
  await client.query('VACUUM (ANALYZE)');
  await fillRecords(client, sizes, say);
  const { rows: sizesOnDisk } = await client.query<{ size: string }>(
    'SELECT pg_size_pretty(pg_database_size(current_database())) AS size',
  );
  say(`${sizesOnDisk[0]?.size} in ${postgres.dataDirectory}`);
}

/** The bound holds for what finding the request adds: to start Node, and to ask a control plane at all, takes each command longer. */
function lineOfCommand({ wholeMs, otherMs }: CommandTimes): string {
  const figure = (ms: number) => `${ms.toFixed(1)} ms`;
  const isOver = wholeMs - otherMs > REASON_MS_MAX;
  return `switchyard request <id>: ${figure(wholeMs)}; switchyard tokens list: ${figure(otherMs)}; bound of the difference: ${REASON_MS_MAX} ms${isOver ? '  OVER' : ''}`;
}

/** A control plane sums days when it starts. The last one may be too young for it. */
async function daysAreSummed(client: Client): Promise<void> {
  await until(
    async () => {
      const { rows } = await client.query<{ summed: number }>(
        'SELECT count(*)::int AS summed FROM usage_summed_day WHERE is_summed',
      );
      return (rows[0]?.summed ?? 0) >= sizes.days - 1;
    },
    'the days are summed',
    { withinMs: SUMMING_MS_MAX, everyMs: 100 },
  );
  await client.query('VACUUM (ANALYZE) usage_request_day, usage_attempt_day, usage_latency_day');
}

function lineOf({ question: { what, boundMs }, minMs, medianMs, maxMs }: Answered): string {
  const figure = (ms: number) => `${ms.toFixed(1)} ms`.padStart(10);
  return `${what.padEnd(56)} ${figure(minMs)} ${figure(medianMs)} ${figure(maxMs)} ${`${boundMs} ms`.padStart(8)}${medianMs > boundMs ? '  OVER' : ''}`;
}

void runBoundedScript({
  name: 'accounting-scale',
  minutesMax: MINUTES_MAX,
  start,
  run: async ({ postgres, client }, stopping) => {
    await fill(client, postgres);
    const statements = new AccountingStatements();
    const controlPlane = await startControlPlaneOn(postgres, statements);
    try {
      await daysAreSummed(client);
      say('the days are summed');
      const graphql = new GraphqlClient(`${controlPlane.url}/graphql`, ADMIN_TOKEN);
      const answers: Answered[] = [];
      for (const question of await questions(client, sizes)) {
        if (stopping.aborted) break;
        answers.push(await ask(question, { graphql, statements, client }));
      }
      const [reason] = answers;
      const settings = { SWITCHYARD_URL: controlPlane.url, SWITCHYARD_TOKEN: ADMIN_TOKEN };
      const byCommand = await askByCommand(
        new CommandLine(tmpdir(), settings),
        String(reason?.question.variables['id']),
      );
      const head = `${''.padEnd(56)} ${'min'.padStart(10)} ${'median'.padStart(10)} ${'max'.padStart(10)} ${'bound'.padStart(8)}`;
      process.stdout.write(
        `${[describeFill(sizes), '', head, ...answers.map(lineOf), lineOfCommand(byCommand)].join('\n')}\n`,
      );
      if (values.plans !== undefined) {
        const plans = answers.map((answered) => [lineOf(answered), ...answered.plans].join('\n'));
        await writeFile(values.plans, `${[describeFill(sizes), ...plans].join('\n\n')}\n`);
      }
      const isSlowByCommand = byCommand.wholeMs - byCommand.otherMs > REASON_MS_MAX;
      return { hasFailed: isSlowByCommand || answers.some(({ question, medianMs }) => medianMs > question.boundMs) };
    } finally {
      await controlPlane.close();
    }
  },
  stop: async ({ postgres, client }) => {
    await client.end();
    await postgres.stop();
  },
});
