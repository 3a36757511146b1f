import type { MessageBus } from './message-bus';

type Listener = (message: Uint8Array) => void;

/** The bus of data planes in one process. */
export class InProcessMessageBus implements MessageBus {
  readonly #listeners = new Map<string, Set<Listener>>();

  publish(subject: string, message: Uint8Array): void {
    const copy = message.slice();
    for (const listener of this.#listeners.get(subject) ?? []) {
      setImmediate(() => {
        // It may have been taken away in the meantime.
        if (this.#listeners.get(subject)?.has(listener) === true) listener(copy);
      });
    }
  }

  subscribe(subject: string, onMessage: Listener): () => void {
    // A function of its own, because one listener may subscribe twice.
    const listener: Listener = (message) => onMessage(message);
    const listeners = this.#listeners.get(subject) ?? new Set();
    this.#listeners.set(subject, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(subject) === listeners) this.#listeners.delete(subject);
    };
  }
}
