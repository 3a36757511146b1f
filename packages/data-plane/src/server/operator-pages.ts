import { createServer, type Server } from 'node:http';
import { listen } from '../http/listen';

/** What the admin listener reports. */
export interface Readiness {
  /** Why this data plane should not get traffic; null if it should. */
  notReadyReason(): string | null;
  /** The served revision, and when it was last known to be the newest, in ms since the epoch; null if that is not known. */
  table(): { readonly revision: number | null; readonly currentAtMs: number | null };
}

/** Enough for probes. Further connections are closed, so that this listener cannot use up the open files that consumers need. */
const CONNECTIONS_MAX = 64;

/** The admin listener: `/healthz` says that the process is alive, `/readyz` whether it should get traffic. */
export class AdminServer {
  readonly #server: Server;

  constructor(readiness: Readiness) {
    this.#server = createServer((request, response) => {
      const path = (request.url ?? '').split('?', 1)[0];
      const answer = (status: number, body: object) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
      if (path === '/healthz') return answer(200, { status: 'ok' });
      if (path !== '/readyz') return answer(404, { error: 'not found: try /healthz or /readyz' });
      const reason = readiness.notReadyReason();
      const { revision, currentAtMs } = readiness.table();
      const tableAgeSeconds = currentAtMs === null ? null : Math.max(0, Math.round((Date.now() - currentAtMs) / 1_000));
      return reason === null
        ? answer(200, { status: 'ready', revision, tableAgeSeconds })
        : answer(503, { status: 'not ready', reason });
    });
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  /** See `listen`. */
  listen(port: number, host: string): Promise<number> {
    return listen(this.#server, port, host);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
