import { NatsUnreachableError, StaleWriteError, ValueTooLargeError } from '@switchyard/contract';

/** Why revisions are not being published, for operators; the cause is for the log only. */
export class PublicationProblem extends Error {
  override readonly name = 'PublicationProblem';
}

/** Describes an error of the store without its internals. */
export function storeProblem(error: unknown): PublicationProblem {
  return new PublicationProblem(storeMessage(error), { cause: error });
}

function storeMessage(error: unknown): string {
  if (error instanceof StaleWriteError) return 'another control plane wrote to the routing table; reading it again';
  if (error instanceof NatsUnreachableError) return error.message;
  if (error instanceof ValueTooLargeError) {
    const { key, bytes, bytesMax } = error;
    return (
      `the entry ${key} has ${bytes} bytes, but NATS accepts at most ${bytesMax}: nothing is published until the entry ` +
      "is smaller or the server's max_payload is larger"
    );
  }
  return 'the routing table in NATS cannot be read or written';
}

/** Describes an error of the database without its internals. */
export function sourceProblem(error: unknown): PublicationProblem {
  return new PublicationProblem('the database cannot be read', { cause: error });
}
