import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a page answers. */
export interface OperatorAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A page of the operators' port. */
export type OperatorPage = () => OperatorAnswer | Promise<OperatorAnswer>;

/** Enough for probes and scrapes. Further connections are closed, so that they cannot use up the open files that requests need. */
const CONNECTIONS_MAX = 64;

/** The port for operators, their probes and Prometheus: plain HTTP, no authentication, a fixed set of pages. */
export class OperatorServer {
  readonly #server: Server;

  /**
   * @param pages by path, such as `/healthz`
   * @param onError called with what a page threw; its answer is 500
   */
  constructor(pages: Readonly<Record<string, OperatorPage>>, onError: (path: string, error: unknown) => void) {
    this.#server = createServer((request, response) => {
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
      void answerOf(page, pages, (error) => onError(path, error)).then(({ status, contentType, body }) =>
        response.writeHead(status, { 'content-type': contentType }).end(body),
      );
    });
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  /**
   * @param port 0 for any free port
   * @returns the port it listens on
   * @throws the listener's error, such as EADDRINUSE
   */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
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

/** A page's answer in JSON. */
export function jsonAnswer(status: number, content: object): OperatorAnswer {
  return { status, contentType: 'application/json', body: `${JSON.stringify(content)}\n` };
}

async function answerOf(
  page: OperatorPage | undefined,
  pages: Readonly<Record<string, OperatorPage>>,
  onError: (error: unknown) => void,
): Promise<OperatorAnswer> {
  if (page === undefined) return jsonAnswer(404, { error: `not found: try ${Object.keys(pages).join(', ')}` });
  try {
    return await page();
  } catch (error) {
    onError(error);
    return jsonAnswer(500, { error: 'internal error: see the log' });
  }
}
