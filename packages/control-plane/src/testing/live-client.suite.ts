import { type Client, type ClientOptions, createClient, type FormattedExecutionResult } from 'graphql-ws';
import { WebSocket } from 'ws';
import { until } from '@switchyard/runtime';
import { ADMIN_TOKEN } from './control-plane-under-test.suite';

/** What one subscription was told. */
export class Subscriber {
  readonly results: FormattedExecutionResult<Record<string, unknown>, unknown>[] = [];
  /** The errors that it was refused with before it began, or the close that it was lost by. */
  refusal: unknown = null;
  isOver = false;
  readonly leave: () => void;

  constructor(client: Client, query: string, variables: Record<string, unknown> = {}) {
    this.leave = client.subscribe(
      { query, variables },
      {
        next: (result) => void this.results.push(result),
        error: (refusal) => {
          this.refusal = refusal;
          this.isOver = true;
        },
        complete: () => (this.isOver = true),
      },
    );
  }

  /** The values of the only field, without those that came with errors. */
  events<T>(): T[] {
    return this.results.flatMap(({ data }) => (data ? (Object.values(data) as T[]) : []));
  }

  /** The only error of the answer that ended it. */
  async error(): Promise<LiveError> {
    const errors = await this.errors();
    if (errors.length !== 1) throw new Error(`not one error: ${JSON.stringify(errors)}`);
    return errors[0]!;
  }

  /** All errors of the answer that ended it. */
  async errors(): Promise<LiveError[]> {
    await until(() => this.isOver, 'the subscription has ended');
    const errors = this.results.flatMap((result) => result.errors ?? []);
    const all = [...errors, ...(Array.isArray(this.refusal) ? (this.refusal as typeof errors) : [])];
    return all.map(({ message, extensions = {} }) => ({ message, extensions }));
  }
}

export interface LiveError {
  readonly message: string;
  readonly extensions: Record<string, unknown>;
}

/** A client of `graphql-ws`, and how its connections were closed. */
export class LiveClient {
  readonly closes: { code: number; reason: string }[] = [];
  readonly sockets: WebSocket[] = [];
  readonly #client: Client;

  constructor(url: string, token: string | null = ADMIN_TOKEN, options: Partial<ClientOptions> = {}) {
    this.#client = createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      ...(token === null ? {} : { connectionParams: { authorization: `Bearer ${token}` } }),
      on: {
        connected: (socket) => void this.sockets.push(socket as WebSocket),
        closed: (event) => {
          const { code, reason } = event as { code: number; reason: string };
          this.closes.push({ code, reason });
        },
      },
      ...options,
    });
  }

  subscribe(query: string, variables: Record<string, unknown> = {}): Subscriber {
    return new Subscriber(this.#client, query, variables);
  }

  /** How its only connection was closed. */
  async close(): Promise<{ code: number; reason: string }> {
    await until(() => this.closes.length > 0, 'a connection is closed');
    return this.closes[0]!;
  }

  async end(): Promise<void> {
    await this.#client.dispose();
  }
}

/** Opens a socket that speaks the protocol by hand. */
export async function openSocket(url: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('error', () => undefined);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('close', reject);
  });
  return socket;
}
