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
      `the entry ${key} has ${bytes} bytes, but NATS accepts at most ${bytesMax}: make the entry smaller or raise the ` +
      "server's max_payload"
    );
  }
  return 'failed to read or write the routing table in NATS';
}

/** Describes an error of the database without its internals. */
export function sourceProblem(error: unknown): PublicationProblem {
  return new PublicationProblem('failed to read the database', { cause: error });
}
