import { NatsUnreachableError, StaleWriteError, ValueTooLargeError } from '@switchyard/contract';

/** Why revisions are not being published, in words for an operator; the cause is for the log only. */
export class PublicationProblem extends Error {
  override readonly name = 'PublicationProblem';
}

/** Turns what a store failed with into words that show nothing of its inside. */
export function storeProblem(error: unknown): PublicationProblem {
  return new PublicationProblem(storeMessage(error), { cause: error });
}

function storeMessage(error: unknown): string {
  if (error instanceof StaleWriteError)
    return 'another control plane has written to the routing table; reading it again';
  if (error instanceof NatsUnreachableError) return error.message;
  if (error instanceof ValueTooLargeError) {
    const { key, bytes, bytesMax } = error;
    return (
      `the entry ${key} has ${bytes} bytes, and NATS takes ${bytesMax} at most: nothing is published until it is ` +
      "smaller, or the server's max_payload larger"
    );
  }
  return 'the routing table in NATS cannot be read or written';
}

/** Turns what the database failed with into words that show nothing of its inside. */
export function sourceProblem(error: unknown): PublicationProblem {
  return new PublicationProblem('the database cannot be read', { cause: error });
}
