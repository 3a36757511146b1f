import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the operators' listener tells of the data plane. */
export interface Readiness {
  /** Why no traffic should come here; null where it should. */
  notReadyBecause(): string | null;
}

/** The listener for operators: `/healthz` says that the process lives, `/readyz` whether it should get traffic. */
export class AdminServer {
  readonly #server: Server;

  constructor(readiness: Readiness) {
    this.#server = createServer((request, response) => {
      const path = (request.url ?? '').split('?', 1)[0];
      const answer = (status: number, body: object) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
      if (path === '/healthz') return answer(200, { status: 'ok' });
      if (path !== '/readyz') return answer(404, { error: 'not found: there are /healthz and /readyz' });
      const reason = readiness.notReadyBecause();
      return reason === null ? answer(200, { status: 'ready' }) : answer(503, { status: 'not ready', reason });
    });
  }

  /** @returns the port that it listens on */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
