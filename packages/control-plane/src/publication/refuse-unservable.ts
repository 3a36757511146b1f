import { forEachInSlices } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import type { ChangeInProgress } from '../change/change-in-progress';
import { conflict, DomainError } from '../kernel/errors/domain-error';
import { type EntryFault, faultOf, labelOf } from './entry-fault';
import { certificateRows, providerRows } from './entry-rows';
import type { EntryObject } from './live-entry';
import { readLiveEntries } from './read-entries';

/**
 * Compiles the entries that a change touches, as the publisher will, and checks each by itself as a data plane will. The
 * publisher holds such an entry back, so without this check the caller would believe that the change is in effect. That
 * entries fit together needs no check: data planes leave out what does not, and rules and constraints prevent it.
 *
 * @throws DomainError CONFLICT, reason TOO_LARGE or NOT_SERVABLE, with the object at fault
 */
export async function refuseUnservable({ manager, dirtyKeys }: ChangeInProgress): Promise<void> {
  for await (const entries of readLiveEntries(manager, [...dirtyKeys])) {
    const faults: EntryFault[] = [];
    await forEachInSlices(entries, (entry) => {
      const fault = faultOf(entry);
      if (fault !== null) faults.push(fault);
    });
    const [first] = faults;
    if (first !== undefined) throw refusal({ ...first, object: await withOwner(manager, first.object) });
  }
}

/** Prices are an entry without the name of their provider, and a certificate is one without any endpoint that trusts it. */
async function withOwner(manager: EntityManager, object: EntryObject): Promise<EntryObject> {
  if (object.name !== null) return object;
  if (object.kind === 'PROVIDER') {
    const [provider] = await providerRows(manager, [object.id]);
    return { ...object, name: provider?.name ?? null };
  }
  if (object.kind !== 'ENDPOINT') return object;
  const [trusting] = await certificateRows(manager, [object.id]);
  if (trusting === undefined) return object;
  const { endpointId: id, endpointName: name } = trusting;
  return { ...object, what: 'CA certificate of the endpoint', id, name };
}

function refusal({ object, reason, isTooLarge }: EntryFault): DomainError {
  const { kind, id, name } = object;
  const details = { existingId: id, existingKind: kind, ...(name === null ? {} : { existingName: name }) };
  const message = `Change refused: no data plane could serve ${labelOf(object)}: ${reason} Nothing was changed.`;
  if (isTooLarge) return conflict('TOO_LARGE', message, details);
  // No rule covers it, so it is for the log as well.
  const cause = new Error(`${labelOf(object)} (${id}) cannot be served: ${reason}`);
  return new DomainError('CONFLICT', message, { ...details, reason: 'NOT_SERVABLE' }, { cause });
}
