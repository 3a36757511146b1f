import { NatsUnreachableError, StaleWriteError, ValueTooLargeError } from '@switchyard/contract';
import { type EntryFault, labelOf } from './entry-fault';

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

/** @throws PublicationProblem always: the error, if it is one, or a description of an error of the store */
export function asStoreProblem(error: unknown): never {
  throw error instanceof PublicationProblem ? error : storeProblem(error);
}

/** @throws PublicationProblem always: the error, if it is one, or a description of an error of the database */
export function asSourceProblem(error: unknown): never {
  throw error instanceof PublicationProblem ? error : sourceProblem(error);
}

/** Another build committed these entries, and no data plane could serve them. @param faults at least one */
export function heldBackProblem(faults: readonly EntryFault[]): PublicationProblem {
  return new PublicationProblem(
    `${describeFaults(faults)} Data planes keep what was published of it, and everything else is published. Change the ` +
      'object so that they can serve it',
  );
}

/** No data plane could serve these entries as this build compiles them. @param faults at least one */
export function recompilationRefused(faults: readonly EntryFault[]): PublicationProblem {
  return new PublicationProblem(
    `the routing table stays as another build compiled it. As this build compiles it, ${describeFaults(faults)} Changes are ` +
      'published. Change the object so that data planes can serve it, or run the other build again',
  );
}

const REASON_LENGTH_MAX = 500;

function describeFaults([first, ...others]: readonly EntryFault[]): string {
  if (first === undefined) throw new Error('no entry is at fault');
  const { object, reason } = first;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `no data plane could serve ${labelOf(object)} (${object.id})${more}: ${reason.slice(0, REASON_LENGTH_MAX)}`;
}

/** @param stored the id of the sealing key that the stored credentials need */
export function sealingKeyProblem(stored: string, own: string): PublicationProblem {
  return new PublicationProblem(
    `the stored credentials were sealed with another SWITCHYARD_SEALING_KEY (id ${stored}; this one is ${own}): start this ` +
      'control plane with that key, or, if it is lost, set the credential of every endpoint anew',
  );
}
