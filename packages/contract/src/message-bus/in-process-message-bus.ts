import type { MessageBus } from './message-bus';

interface Subscriber {
  readonly onMessage: (message: Uint8Array) => void;
  readonly group: string | null;
}

/** The message bus within one process. */
export class InProcessMessageBus implements MessageBus {
  readonly #subscribers = new Map<string, Set<Subscriber>>();

  publish(subject: string, message: Uint8Array): void {
    const copy = message.slice();
    const subscribers = this.#subscribers.get(subject) ?? new Set();
    for (const subscriber of chosen(subscribers)) {
      setImmediate(() => {
        // It may have been removed in the meantime.
        if (this.#subscribers.get(subject)?.has(subscriber) === true) subscriber.onMessage(copy);
      });
    }
  }

  subscribe(subject: string, onMessage: Subscriber['onMessage'], group?: string): () => void {
    // A new object, because one function may subscribe twice.
    const subscriber: Subscriber = { onMessage, group: group ?? null };
    const subscribers = this.#subscribers.get(subject) ?? new Set();
    this.#subscribers.set(subject, subscribers.add(subscriber));
    return () => {
      subscribers.delete(subscriber);
      if (subscribers.size === 0 && this.#subscribers.get(subject) === subscribers) this.#subscribers.delete(subject);
    };
  }
}

/** Every subscriber without a group, and the first of each group, which then moves to the end. */
function chosen(subscribers: Set<Subscriber>): readonly Subscriber[] {
  const groups = new Set<string>();
  const all = [...subscribers].filter(({ group }) => {
    if (group === null) return true;
    const isFirst = !groups.has(group);
    groups.add(group);
    return isFirst;
  });
  for (const subscriber of all)
    if (subscriber.group !== null && subscribers.delete(subscriber)) subscribers.add(subscriber);
  return all;
}
