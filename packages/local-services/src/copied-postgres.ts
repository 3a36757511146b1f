import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { alone, type DatabaseTemplate, LENDER_URL, sharedPostgres } from './lent-database';
import { type LocalPostgres, startPostgres } from './local-postgres';

/** Beside the data of the shared Postgres, and removed with it. */
const STORES = 'stores';
const EMPTY: DatabaseTemplate = { name: 'empty', fill: async () => undefined };

/**
 * Starts a Postgres that belongs to the caller, who may kill it and read its files. Its database `switchyard` is filled as the
 * template says, or empty. In a Jest run, a store is made once and copied, which takes a fifth of the CPU time.
 */
export async function startFilledPostgres(template: DatabaseTemplate = EMPTY): Promise<LocalPostgres> {
  if (process.env[LENDER_URL] !== undefined) return startPostgres({ copyOf: await storeOf(template) });
  const postgres = await startPostgres();
  try {
    await template.fill(postgres.url);
    return postgres;
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** @returns the folder of a stopped server's store */
async function storeOf(template: DatabaseTemplate): Promise<string> {
  const { url, folder } = await sharedPostgres();
  const store = join(folder, STORES, template.name);
  // Fast, because most of the time it is there.
  if (existsSync(store)) return store;
  await mkdir(join(folder, STORES), { recursive: true });
  await alone(url, async () => {
    if (!existsSync(store)) await fillStore(store, template);
  });
  return store;
}

async function fillStore(store: string, template: DatabaseTemplate): Promise<void> {
  const unfinished = `${store}.unfinished`;
  // Of a failed attempt.
  await rm(unfinished, { recursive: true, force: true });
  const postgres = await startPostgres({ directory: unfinished });
  try {
    await template.fill(postgres.url);
  } finally {
    await postgres.stop();
  }
  await rename(unfinished, store);
}
