/**
 * Messages that are worth nothing later: whoever listens at the moment gets them, nobody else ever does. Over NATS that
 * is its core publish and subscribe; where there is only one process it is a list of listeners. Both pass the same
 * suite of tests.
 */
export interface MessageBus {
  /** Sends a message to every subscriber of the subject, the sender's own too. Best effort: never waits, never throws. */
  publish(subject: string, message: Uint8Array): void;

  /**
   * Calls back for each message from now on, in a later turn than the one that published it, until the returned function
   * is called. Survives the loss of the bus; what was published meanwhile is lost.
   *
   * @param group of those who subscribe as one group, one gets each message; everybody gets it unless given
   */
  subscribe(subject: string, onMessage: (message: Uint8Array) => void, group?: string): () => void;
}
