import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedOperation {
  /** As the document names it, such as `ApplyManifest`. */
  readonly name: string;
  readonly variables: Record<string, unknown>;
  readonly authorization: string | undefined;
}

type Answer = (variables: Record<string, unknown>) => unknown;

/** An HTTP server that answers GraphQL operations by name, as the test says. */
export class ControlPlaneDouble {
  readonly received: ReceivedOperation[] = [];
  readonly #server: Server;
  #answers: Record<string, Answer> = {};
  /** If set, answers instead of GraphQL. */
  raw: ((request: IncomingMessage, response: ServerResponse) => void) | null = null;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<ControlPlaneDouble> {
    const server = createServer();
    const double = new ControlPlaneDouble(server);
    server.on('request', (request, response) => void double.#serve(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** @param answers by operation: what `data` is to be, or an object with `errors` alone */
  answer(answers: Record<string, Answer>): void {
    this.#answers = answers;
    this.raw = null;
    this.received.length = 0;
  }

  names(): string[] {
    return this.received.map(({ name }) => name);
  }

  inputOf(name: string): Record<string, unknown> {
    const found = this.received.find((operation) => operation.name === name);
    if (found === undefined) throw new Error(`${name} was not sent`);
    return (found.variables['input'] ?? found.variables) as Record<string, unknown>;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.raw !== null) return this.raw(request, response);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as {
      query: string;
      variables: Record<string, unknown>;
    };
    const name = /^(?:query|mutation) (\w+)/.exec(query)?.[1] ?? '';
    this.received.push({ name, variables, authorization: request.headers.authorization });
    const answer = this.#answers[name];
    const data = answer === undefined ? refusal('INTERNAL_SERVER_ERROR', `no answer for ${name}`) : answer(variables);
    const isRefusal = typeof data === 'object' && data !== null && 'errors' in data;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(isRefusal ? data : { data }));
  }
}

/** An answer that is an error. */
export function refusal(code: string, message: string, extensions: object = {}): object {
  return { data: null, errors: [{ message, path: ['field'], extensions: { code, ...extensions } }] };
}

/** A plan of one change, or an empty one. */
export function planOf(changes: 0 | 1, overrides: object = {}): object {
  const item = {
    action: 'UPDATE',
    kind: 'WEIGHTED_ROUND_ROBIN_POLICY',
    path: ['support', 'main'],
    differences: [{ path: 'production.targets.0.weight', before: 1, after: 3 }],
    defaults: [],
  };
  return {
    id: `plan-${changes}`,
    baseRevision: 7,
    isEmpty: changes === 0,
    createCount: 0,
    updateCount: changes,
    deleteCount: 0,
    unchangedCount: 4,
    items: changes === 0 ? [] : [item],
    warnings: [],
    ...overrides,
  };
}

/** How far revision 8 has come. */
export function rolloutOf(state: string, overrides: object = {}): object {
  return {
    revision: 8,
    state,
    publishedAt: state === 'COMMITTED' ? null : '2026-03-01T12:00:00.000Z',
    liveCount: 1,
    appliedCount: state === 'APPLIED' ? 1 : 0,
    rejectedCount: state === 'REJECTED' ? 1 : 0,
    dataPlanes: [
      {
        dataPlane: { id: 'dp-1', host: 'gateway-1' },
        state: state === 'COMMITTED' || state === 'PUBLISHED' ? 'PENDING' : state,
        rejection:
          state === 'REJECTED'
            ? {
                revision: 8,
                code: 'INVALID_ENTRY',
                entryKey: 'ai-api.1',
                reason: 'no such operation',
                rejectedAt: '2026-03-01T12:00:01.000Z',
              }
            : null,
      },
    ],
    ...overrides,
  };
}
