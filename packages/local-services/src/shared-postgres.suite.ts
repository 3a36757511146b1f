import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type LocalPostgres, startPostgres } from './index';

/** The environment variable that leads test files to the shared Postgres. */
const LENDER_URL = 'TEST_POSTGRES_LENDER_URL';
/** Enough for every worker on a machine with many cores; a control plane opens 20 connections at most. */
const CONNECTIONS_MAX = 500;

let lender: Server | null = null;
let postgres: Promise<LocalPostgres> | null = null;

/**
 * Lends one Postgres to all test files of a Jest run. It starts when the first file asks for it, because most files need
 * none: `GET` on the lender's URL answers with the URL of the database `switchyard`. Jest's main process owns the server,
 * so it outlives the workers; a watchdog ends it should that process be killed.
 */
export async function lendPostgres(): Promise<void> {
  lender = createServer((_request, response) => {
    // A connection that is kept may be closed here at the moment when a test file asks by it again.
    response.setHeader('connection', 'close');
    postgres ??= startPostgres({ connectionsMax: CONNECTIONS_MAX });
    postgres.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  lender.listen(0, '127.0.0.1');
  await once(lender, 'listening');
  process.env[LENDER_URL] = `http://127.0.0.1:${(lender.address() as AddressInfo).port}`;
}

/** Ends what lendPostgres() has started. */
export async function takePostgresBack(): Promise<void> {
  lender?.closeAllConnections();
  lender?.close();
  await (await postgres?.catch(() => null))?.stop();
  [lender, postgres] = [null, null];
}
