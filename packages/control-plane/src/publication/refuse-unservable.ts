import {
  type AiApiEntry,
  aiApiEntrySchema,
  ENTRY_VALUE_BYTES_MAX,
  type EntryValue,
  entryValueSchemas,
  forEachInSlices,
  parseEntryKey,
} from '@switchyard/contract';
import { compileAiApi, RoutingTableError } from '@switchyard/routing';
import { In } from 'typeorm';
import { conflict, DomainError } from '../kernel/errors/domain-error';
import type { ObjectKind } from '../kernel/object-kind';
import { effectiveProfile } from '../objects/providers/effective-profile';
import { ProviderEntity } from '../objects/providers/provider-entity';
import { type LiveEntry, readEntries } from './read-entries';
import type { ChangeInProgress } from '../change/change-in-progress';

/**
 * Compiles the entries that a change touches, as the publisher will, and checks them as a data plane will. A data plane
 * rejects a revision as a whole, and with it every later one, revocations too: so a fault that no rule covers must not be
 * committed. The number of statements does not depend on the number of entries.
 *
 * @throws DomainError CONFLICT, reason TOO_LARGE or NOT_SERVABLE, with the object at fault
 */
export async function refuseUnservable(change: ChangeInProgress): Promise<void> {
  const entries = await readEntries(change.manager, [...change.dirtyKeys]);
  const providers = await changedProviders(change);
  await forEachInSlices(entries, checkEntry);
  for (const provider of providers) checkProvider(provider);
}

/** A provider without an AI API has no entry yet; its operator should learn now that its AI APIs could not be served. */
async function changedProviders({ manager, recorded }: ChangeInProgress): Promise<ProviderEntity[]> {
  const ids = recorded.filter(({ after }) => after?.kind === 'PROVIDER').map(({ objectId }) => objectId);
  return ids.length === 0 ? [] : manager.findBy(ProviderEntity, { id: In(ids) });
}

function checkProvider(provider: ProviderEntity): void {
  const { id, name } = provider;
  const entry: AiApiEntry = {
    ...BARE_ENTRY,
    id,
    name,
    provider: { id, name, profile: effectiveProfile(provider) },
  };
  const fault = faultOfAiApi(aiApiEntrySchema.safeParse(entry), entry);
  if (fault !== null) throw notServable({ kind: 'PROVIDER', what: 'provider', id, name }, fault);
}

/** An AI API with nothing but its provider. */
const BARE_ENTRY: Omit<AiApiEntry, 'id' | 'name' | 'provider'> = {
  basePath: '/provider',
  models: [],
  endpoints: [],
  defaultProductionEndpointId: null,
  defaultSandboxEndpointId: null,
  unroutedOperations: 'PASS',
  requestTimeoutSeconds: 1,
  totalTimeoutSeconds: 1,
  streamHoldBackSeconds: 1,
  streamIdleTimeoutSeconds: 1,
  streamMaxDurationSeconds: 1,
  policies: [],
};

function checkEntry({ key, value }: LiveEntry): void {
  const kind = parseEntryKey(key)?.kind;
  if (kind === undefined) throw new Error(`${key} is not an entry key`);
  const parsed = entryValueSchemas[kind].safeParse(value);
  const fault = isAiApi(value) ? faultOfAiApi(parsed, value) : faultOfSchema(parsed);
  if (fault !== null) throw notServable(subjectOf(value), fault);
  const bytes = bytesOf(value);
  if (bytes > ENTRY_VALUE_BYTES_MAX) throw tooLarge(value, bytes);
}

type Parsed = ReturnType<(typeof entryValueSchemas)[keyof typeof entryValueSchemas]['safeParse']>;

function faultOfSchema(parsed: Parsed): string | null {
  // An issue has a path and a rule, and quotes no value.
  return parsed.success
    ? null
    : parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');
}

function faultOfAiApi(parsed: Parsed, entry: AiApiEntry): string | null {
  if (!parsed.success) return faultOfSchema(parsed);
  try {
    compileAiApi(entry);
    return null;
  } catch (error) {
    if (error instanceof RoutingTableError) return error.message;
    throw error;
  }
}

function isAiApi(value: EntryValue): value is AiApiEntry {
  return 'basePath' in value;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

interface Subject {
  readonly kind: ObjectKind;
  readonly what: string;
  readonly id: string;
  /** Null if it has no name. */
  readonly name: string | null;
}

function subjectOf(value: EntryValue): Subject {
  const { id } = value;
  if (isAiApi(value)) return { kind: 'AI_API', what: 'AI API', id, name: value.name };
  return 'name' in value
    ? { kind: 'CONSUMER', what: 'consumer', id, name: value.name }
    : { kind: 'CONSUMER_KEY', what: 'consumer key', id, name: null };
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

function tooLarge(value: EntryValue, bytes: number): DomainError {
  const subject = subjectOf(value);
  const parts = partsOf(value)
    .map(([what, part]) => [what, bytesOf(part)] as const)
    .toSorted(([, one], [, other]) => other - one)
    .map(([what, size]) => `${what} ${size}`);
  const message =
    `Data planes accept at most ${ENTRY_VALUE_BYTES_MAX} bytes, but ${labelOf(subject)} would have ${bytes}: ` +
    `${parts.join(', ')}. Reduce the number or the length of the largest.`;
  return conflict('TOO_LARGE', message, detailsOf(subject));
}

/** The parts of an entry that may be large, as operators call them. */
function partsOf(value: EntryValue): [string, unknown][] {
  if (isAiApi(value)) {
    return [
      ["its provider's models", value.models],
      ["its provider's endpoints", value.endpoints],
      ["its provider's profile", value.provider.profile],
      ['its policies', value.policies],
    ];
  }
  return 'aiApiIds' in value ? [['its access grants', value.aiApiIds]] : [];
}
