import { InProcessKeyValueStore, SealingKey } from '@switchyard/contract';
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { startControlPlane } from './control-plane';
import { emittedSchema } from './emit-schema';
import { createEmptyDatabase, createMigratedDatabase, type TestDatabase } from './testing/test-database.suite';

const log = pino({ level: 'silent' });
const databases: TestDatabase[] = [];

afterAll(() => Promise.all(databases.map((database) => database.drop())));

async function databaseFrom(create: () => Promise<TestDatabase>): Promise<string> {
  const database = await create();
  databases.push(database);
  return database.url;
}

const start = (databaseUrl: string, port = 0, adminPort = 0) =>
  startControlPlane({
    settings: {
      databaseUrl,
      host: '127.0.0.1',
      port,
      adminPort,
      adminToken: 'the-token-of-the-tests',
      sealingKey: new SealingKey(randomBytes(32).toString('base64')),
    },
    stores: { routingTable: new InProcessKeyValueStore(), dataPlanes: new InProcessKeyValueStore() },
    log,
  });

it('says in one line how to migrate a database', async () => {
  const url = await databaseFrom(createEmptyDatabase);
  await expect(start(url)).rejects.toThrow(/^The database has pending migrations: run `node dist\/migrate.js`[^\n]*$/);
});

it('reports in one line that Postgres cannot be reached or the port is in use', async () => {
  await expect(start('postgres://127.0.0.1:1/nowhere')).rejects.toThrow(
    /^Cannot reach Postgres at 127\.0\.0\.1:1[^\n]*$/,
  );
  const url = await databaseFrom(createMigratedDatabase);
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const refusal = (setting: string) =>
    new RegExp(`^Cannot listen on 127\\.0\\.0\\.1:${port}: the address is in use[^\\n]* set ${setting} to [^\\n]*$`);
  await expect(start(url, port)).rejects.toThrow(refusal('SWITCHYARD_CONTROL_PLANE_PORT'));
  await expect(start(url, 0, port)).rejects.toThrow(refusal('SWITCHYARD_CONTROL_PLANE_ADMIN_PORT'));
  other.close();
});

it('stops cleanly, and leaves nothing listening', async () => {
  const url = await databaseFrom(createMigratedDatabase);
  const controlPlane = await start(url);
  const urls = [controlPlane.url, controlPlane.adminUrl];
  for (const each of urls) expect((await fetch(`${each}/healthz`)).status).toBe(200);
  await controlPlane.close();
  for (const each of urls) await expect(fetch(`${each}/healthz`)).rejects.toThrow(/fetch failed/);
});

it('has committed the schema that the code defines', () => {
  expect(readFileSync(join(__dirname, '..', 'schema.graphql'), 'utf8')).toBe(emittedSchema());
});
