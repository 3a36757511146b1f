import { randomUUID } from 'node:crypto';
import { until } from '@switchyard/runtime';
import { pino } from 'pino';
import { Client } from 'pg';
import { ConfigurationDatabase } from '../../testing/configuration-database.suite';
import { LastUse } from './last-use';

const MINUTE = new Date('2026-03-01T12:00:00Z');
const [LATER, LATEST] = [1, 2].map((minutes) => new Date(MINUTE.getTime() + minutes * 60_000)) as [Date, Date];

let database: ConfigurationDatabase;
let use: LastUse;
let other: Client;
let ids: string[];

beforeEach(async () => {
  database = await ConfigurationDatabase.create();
  use = new LastUse({ dataSource: database.dataSource, table: 'access_token', log: pino({ level: 'silent' }) });
  other = new Client({ connectionString: database.url });
  await other.connect();
  ids = [randomUUID(), randomUUID()];
  for (const [index, id] of ids.entries()) {
    await database.sql(
      `INSERT INTO access_token (id, name, role, hint, token_hash, version, created_at, updated_at)
       VALUES ($1, $2, 'VIEWER', 'sy_', $3, 1, now(), now())`,
      [id, `token-${index}`, String(index).repeat(64)],
    );
  }
});
afterEach(async () => {
  await other.end();
  await use.close();
  await database.close();
});

async function lastUses(): Promise<(string | null)[]> {
  const rows = await database.sql<{ id: string; at: Date | null }>('SELECT id, last_used_at AS at FROM access_token');
  return ids.map((id) => rows.find((row) => row.id === id)?.at?.toISOString() ?? null);
}
const both = (first: Date, second: Date) => async () =>
  JSON.stringify(await lastUses()) === JSON.stringify([first.toISOString(), second.toISOString()]);

it('writes a row that a change had locked, once the change is done, without another use', async () => {
  await other.query('BEGIN');
  await other.query('UPDATE access_token SET version = 2 WHERE id = $1', [ids[0]]);
  for (const id of ids) use.note(id, MINUTE);
  await until(async () => (await lastUses())[1] !== null, 'the row that is not locked is written');
  expect(await lastUses()).toEqual([null, MINUTE.toISOString()]);
  await other.query('COMMIT');
  await until(both(MINUTE, MINUTE), 'the row that was locked is written');
});

it('never goes back when another control plane has written a later minute meanwhile', async () => {
  await other.query('BEGIN');
  await other.query('UPDATE access_token SET last_used_at = $2 WHERE id = $1', [ids[0], LATEST]);
  for (const id of ids) use.note(id, LATER);
  await until(async () => (await lastUses())[1] !== null, 'the row that is not locked is written');
  await other.query('COMMIT');
  use.note(ids[1] ?? '', LATEST);
  await until(both(LATEST, LATEST), 'the next use is written');
});

it('writes what could not be written while the table was away, without another use', async () => {
  await database.sql('ALTER TABLE access_token RENAME TO away');
  use.note(ids[0] ?? '', MINUTE);
  const failed = jest.spyOn(database.dataSource, 'query');
  await until(() => failed.mock.results.length > 0, 'the write is tried');
  await failed.mock.results[0]?.value.catch(() => undefined);
  await database.sql('ALTER TABLE away RENAME TO access_token');
  await until(async () => (await lastUses())[0] === MINUTE.toISOString(), 'the write is tried again');
});
