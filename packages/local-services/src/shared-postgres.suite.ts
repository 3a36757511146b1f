import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { type LocalPostgres, startPostgres } from './index';
import { LENDER_URL, type Loan } from './lent-database';

/** Enough for every worker on a machine with many cores; a control plane opens 20 connections at most. */
const CONNECTIONS_MAX = 500;

let lender: Server | null = null;
let postgres: Promise<LocalPostgres> | null = null;

/**
 * Lends one Postgres to all test files of a Jest run. It starts when the first file asks for it, because most files need
 * none: `GET` on the lender's URL answers with a `Loan`. Jest's main process owns the server,
 * so it outlives the workers; a watchdog stops it if that process is killed. The answer also has a folder beside its data, which
 * is removed with it.
 *
 * The answer contains a superuser's password, and every user of the machine can reach the port, so the path is secret.
 */
export async function lendPostgres(): Promise<void> {
  const path = `/${randomBytes(16).toString('base64url')}`;
  lender = createServer((request, response) => {
    // If connections were kept alive, this end might close one just as a test file sends a request on it.
    response.setHeader('connection', 'close');
    if (request.url !== path) {
      response.writeHead(404).end();
      return;
    }
    postgres ??= startPostgres({ connectionsMax: CONNECTIONS_MAX });
    postgres.then(
      ({ url, dataDirectory }) => response.end(JSON.stringify({ url, folder: dirname(dataDirectory) } satisfies Loan)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  lender.listen(0, '127.0.0.1');
  await once(lender, 'listening');
  process.env[LENDER_URL] = `http://127.0.0.1:${(lender.address() as AddressInfo).port}${path}`;
}

/** Stops what lendPostgres() started. */
export async function takePostgresBack(): Promise<void> {
  lender?.closeAllConnections();
  lender?.close();
  await (await postgres?.catch(() => null))?.stop();
  [lender, postgres] = [null, null];
}
