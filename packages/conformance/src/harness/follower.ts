import { type Client, createClient, type FormattedExecutionResult } from 'graphql-ws';
import { WebSocket } from 'ws';
import { until } from '@switchyard/runtime';

interface Close {
  readonly code: number;
  readonly reason: string;
}

/** A client with one subscription over one connection, which never reconnects. */
export class Follower<T> {
  readonly events: T[] = [];
  readonly errors: unknown[] = [];
  closed: Close | null = null;
  isOver = false;
  readonly #client: Client;

  /** @param graphqlUrl the URL for HTTP */
  constructor(graphqlUrl: string, token: string, query: string, variables: Record<string, unknown> = {}) {
    this.#client = createClient({
      url: graphqlUrl.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${token}` },
      on: { closed: (event) => (this.closed = event as Close) },
    });
    this.#client.subscribe<Record<string, T>>(
      { query, variables },
      {
        next: (result) => this.#note(result),
        error: (error) => void this.errors.push(error),
        complete: () => (this.isOver = true),
      },
    );
  }

  async count(events: number): Promise<void> {
    await until(() => this.events.length >= events, `${events} events have arrived (${this.events.length} so far)`);
  }

  /** Waits until its connection is closed; returns the close code and reason. */
  close(): Promise<Close> {
    return until(() => this.closed, 'the connection is closed');
  }

  async end(): Promise<void> {
    await this.#client.dispose();
  }

  #note({ data, errors }: FormattedExecutionResult<Record<string, T>, unknown>): void {
    if (errors) this.errors.push(...errors);
    if (data) this.events.push(...Object.values(data));
  }
}
