/**
 * Messages that are only useful now: current subscribers get them, and nothing is stored. Over NATS this is core
 * publish and subscribe; within one process it is a list of listeners. Both implementations pass the same test suite.
 */
export interface MessageBus {
  /**
   * Sends a message to every subscriber of the subject, including the sender's. Best effort: never waits, never throws.
   */
  publish(subject: string, message: Uint8Array): void;

  /**
   * Calls back for each message from now on, in a later turn than the one that published it, until the returned
   * function is called. Survives losing the bus; messages published meanwhile are lost.
   *
   * @param group each message goes to one subscriber per group; without a group, to every subscriber
   */
  subscribe(subject: string, onMessage: (message: Uint8Array) => void, group?: string): () => void;
}
