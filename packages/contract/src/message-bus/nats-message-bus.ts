import type { NatsConnection, Subscription } from 'nats';
import type { ConnectionLog, NatsClient } from '../nats/nats-client';
import type { MessageBus } from './message-bus';

/** Core publish and subscribe over NATS: at most once, and nothing is kept. */
export class NatsMessageBus implements MessageBus {
  readonly #client: NatsClient;
  readonly #log: ConnectionLog;

  constructor(client: NatsClient, { log }: { readonly log: ConnectionLog }) {
    this.#client = client;
    this.#log = log;
  }

  publish(subject: string, message: Uint8Array): void {
    // The library would buffer it until the server is back, and by then it could be out of date.
    if (!this.#client.connected) return;
    const copy = message.slice();
    this.#client.connection().then(
      (connection) => {
        try {
          connection.publish(subject, copy);
        } catch (error) {
          this.#log.warn({ err: error, subject }, 'failed to publish message');
        }
      },
      () => undefined,
    );
  }

  subscribe(subject: string, onMessage: (message: Uint8Array) => void, group?: string): () => void {
    let stopped = false;
    let on: NatsConnection | null = null;
    let subscription: Subscription | null = null;
    // The library renews a subscription when its connection comes back, but not when a new connection replaces it.
    const renew = () => {
      this.#client.connection().then(
        (connection) => {
          if (stopped || connection === on) return;
          on = connection;
          subscription = this.#listen(connection, subject, onMessage, group);
        },
        () => undefined,
      );
    };
    const forget = this.#client.onConnected(renew);
    if (this.#client.connected) renew();
    return () => {
      stopped = true;
      forget();
      subscription?.unsubscribe();
    };
  }

  #listen(
    connection: NatsConnection,
    subject: string,
    onMessage: (message: Uint8Array) => void,
    group: string | undefined,
  ): Subscription | null {
    try {
      return connection.subscribe(subject, {
        ...(group === undefined ? {} : { queue: group }),
        callback: (error, message) => {
          if (error === null) onMessage(message.data);
          else this.#log.warn({ err: error, subject }, 'subscription error');
        },
      });
    } catch (error) {
      this.#log.warn({ err: error, subject }, 'failed to subscribe');
      return null;
    }
  }
}
