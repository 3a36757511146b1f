import {
  ENTRY_VALUE_BYTES_MAX,
  type EntryKind,
  type EntryValue,
  entryValueSchemas,
  forEachInSlices,
  parseEntryKey,
} from '@switchyard/contract';
import { compileAiApi, compileProvider, RoutingTableError } from '@switchyard/routing';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { conflict, DomainError } from '../kernel/errors/domain-error';
import type { ObjectKind } from '../kernel/object-kind';
import type { ChangeInProgress } from '../change/change-in-progress';
import { providerRows } from './entry-rows';
import { type LiveEntry, readEntries } from './read-entries';

/**
 * Compiles the entries that a change touches, as the publisher will, and checks each by itself as a data plane will. A data
 * plane rejects a revision as a whole, and with it every later one, revocations too: so a fault that no rule covers must not
 * be committed. That entries fit together needs no check: data planes leave out what does not, and rules and constraints
 * prevent it.
 *
 * @throws DomainError CONFLICT, reason TOO_LARGE or NOT_SERVABLE, with the object at fault
 */
export async function refuseUnservable({ manager, dirtyKeys }: ChangeInProgress): Promise<void> {
  for await (const entries of readEntries(manager, [...dirtyKeys])) {
    const faults: EntryFault[] = [];
    await forEachInSlices(entries, (entry) => {
      const fault = faultOf(entry);
      if (fault !== null) faults.push(fault);
    });
    const [first] = faults;
    if (first !== undefined) throw await refusal(manager, first);
  }
}

/** Why no data plane could serve an entry. */
interface EntryFault {
  readonly entry: LiveEntry;
  /** What a data plane would say; null if the entry is too large. */
  readonly reason: string | null;
}

function faultOf(entry: LiveEntry): EntryFault | null {
  const reason = invalidity(entry);
  if (reason !== null) return { entry, reason };
  return bytesOf(entry.value) > ENTRY_VALUE_BYTES_MAX ? { entry, reason: null } : null;
}

function invalidity({ key, value }: LiveEntry): string | null {
  const kind = kindOf(key);
  switch (kind) {
    case 'provider':
      return invalidityBy(entryValueSchemas.provider, compileProvider, value);
    case 'ai-api':
      return invalidityBy(entryValueSchemas['ai-api'], compileAiApi, value);
    default:
      return invalidityBy<unknown>(entryValueSchemas[kind], () => undefined, value);
  }
}

function invalidityBy<T>(schema: z.ZodType<T>, compile: (entry: T) => unknown, value: EntryValue): string | null {
  const { data, error } = schema.safeParse(value);
  // An issue has a path and a rule, and quotes no value.
  if (error) return error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');
  try {
    compile(data);
    return null;
  } catch (fault) {
    if (fault instanceof RoutingTableError) return fault.message;
    throw fault;
  }
}

function kindOf(key: string): EntryKind {
  const kind = parseEntryKey(key)?.kind;
  if (kind === undefined) throw new Error(`${key} is not an entry key`);
  return kind;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** The object that a fault is about. */
interface Subject {
  readonly kind: ObjectKind;
  readonly what: string;
  readonly id: string;
  /** Null if it has no name. */
  readonly name: string | null;
}

async function refusal(manager: EntityManager, { entry, reason }: EntryFault): Promise<DomainError> {
  const subject = await subjectOf(manager, entry);
  return reason === null ? tooLarge(subject, entry.value) : notServable(subject, reason);
}

async function subjectOf(manager: EntityManager, { key, value }: LiveEntry): Promise<Subject> {
  const name = 'name' in value ? value.name : null;
  switch (kindOf(key)) {
    case 'provider':
      return { kind: 'PROVIDER', what: 'provider', id: idOf(value), name };
    case 'prices': {
      const [provider] = await providerRows(manager, [idOf(value)]);
      return { kind: 'PROVIDER', what: 'prices of the provider', id: idOf(value), name: provider?.name ?? null };
    }
    case 'ai-api':
      return { kind: 'AI_API', what: 'AI API', id: idOf(value), name };
    case 'consumer':
      return { kind: 'CONSUMER', what: 'consumer', id: idOf(value), name };
    case 'consumer-key':
      return { kind: 'CONSUMER_KEY', what: 'consumer key', id: idOf(value), name };
  }
}

function idOf(value: EntryValue): string {
  return 'providerId' in value ? value.providerId : value.id;
}

function detailsOf({ kind, id, name }: Subject) {
  return { existingId: id, existingKind: kind, ...(name === null ? {} : { existingName: name }) };
}

function labelOf({ what, id, name }: Subject): string {
  return `the ${what} ${JSON.stringify(name ?? id)}`;
}

const FAULT_LENGTH_MAX = 500;

function notServable(subject: Subject, fault: string): DomainError {
  const message =
    `Change refused: no data plane could serve ${labelOf(subject)}: ` +
    `${fault.slice(0, FAULT_LENGTH_MAX)} Nothing was changed.`;
  const cause = new Error(`${labelOf(subject)} (${subject.id}) cannot be served: ${fault}`);
  return new DomainError('CONFLICT', message, { ...detailsOf(subject), reason: 'NOT_SERVABLE' }, { cause });
}

function tooLarge(subject: Subject, value: EntryValue): DomainError {
  const parts = partsOf(value)
    .map(([what, part]) => [what, bytesOf(part)] as const)
    .toSorted(([, one], [, other]) => other - one)
    .map(([what, size]) => `${what} ${size}`);
  const message =
    `Data planes accept at most ${ENTRY_VALUE_BYTES_MAX} bytes, but ${labelOf(subject)} would have ${bytesOf(value)}: ` +
    `${parts.join(', ')}. Reduce the number or the length of the largest.`;
  return conflict('TOO_LARGE', message, detailsOf(subject));
}

/** The parts of an entry that may be large, as operators call them. */
function partsOf(value: EntryValue): [string, unknown][] {
  if ('profile' in value) {
    return [
      ['its models', value.models],
      ['its endpoints', value.endpoints],
      ['its profile', value.profile],
    ];
  }
  if ('policies' in value) return [['its policies', value.policies]];
  if ('models' in value) return [['the prices of its models', value.models]];
  return 'aiApiIds' in value ? [['its access grants', value.aiApiIds]] : [];
}
