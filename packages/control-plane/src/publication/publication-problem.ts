import { JetStreamFaultError, NatsUnreachableError, StaleWriteError, ValueTooLargeError } from '@switchyard/contract';
import { type EntryFault, labelOf } from './entry-fault';
import type { HeldBack } from './write-plan';

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
  if (error instanceof NatsUnreachableError || error instanceof JetStreamFaultError) return error.message;
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

/** Why entries that another build has committed are held back: no data plane could serve them. @param entries at least one */
export function entriesHeldBack(entries: readonly HeldBack[]): string {
  return (
    `${describeFaults(entries)} ${whatDataPlanesServe(entries)} Everything else is published. Change the object ` +
    'so that data planes can serve it.'
  );
}

function whatDataPlanesServe(entries: readonly HeldBack[]): string {
  const kept = entries.filter(({ isVersionKept }) => isVersionKept).length;
  if (kept === entries.length) return 'Data planes serve the version that was published before.';
  if (kept === 0) return 'Data planes do not serve it, because the bucket has no earlier version that could stay.';
  return `Data planes serve earlier versions of ${kept}; of the others, the bucket has none that could stay.`;
}

/** Why the table is not recompiled: no data plane could serve these entries as this build compiles them. @param faults at least one */
export function recompilationRefused(faults: readonly EntryFault[]): string {
  return (
    `not recompiled after the upgrade: ${describeFaults(faults)} Data planes keep the older build's table; new changes are ` +
    'published. Change the object so that data planes can serve it, or run the older build again.'
  );
}

function describeFaults([first, ...others]: readonly EntryFault[]): string {
  if (first === undefined) throw new Error('no entry is at fault');
  const { object, reason } = first;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `no data plane could serve ${labelOf(object)} (${object.id})${more}: ${reason}`;
}

/** @param stored the id of the sealing key that the stored credentials need */
export function sealingKeyProblem(stored: string, own: string): PublicationProblem {
  return new PublicationProblem(
    `the stored credentials were sealed with another SWITCHYARD_SEALING_KEY (id ${stored}; this one is ${own}): start this ` +
      'control plane with that key, or, if it is lost, set the credential of every endpoint anew',
  );
}
