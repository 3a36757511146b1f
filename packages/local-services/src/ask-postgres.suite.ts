import { Client } from 'pg';

/** Sends one statement on a new connection. Returns the values of all its rows in one list. */
export async function askPostgres(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}
