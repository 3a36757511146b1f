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
 * Compiles what a change touches, as the publisher will, and holds it against everything that a data plane holds it
 * against. A data plane refuses a revision whole, and every later one with it, revocations too: so a fault that no rule
 * has foreseen must not get as far as a commit. It takes as many statements however many entries there are.
 *
 * @throws DomainError CONFLICT, reason TOO_LARGE or NOT_SERVABLE, with the object that is at fault
 */
export async function refuseUnservable(change: ChangeInProgress): Promise<void> {
  const entries = await readEntries(change.manager, [...change.dirtyKeys]);
  const providers = await changedProviders(change);
  await forEachInSlices(entries, checkEntry);
  for (const provider of providers) checkProvider(provider);
}

/** A provider without an AI API has no entry yet; its operator should hear now that it never could have one. */
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
  if (kind === undefined) throw new Error(`${key} is the key of no entry`);
  const parsed = entryValueSchemas[kind].safeParse(value);
  const fault = isAiApi(value) ? faultOfAiApi(parsed, value) : faultOfSchema(parsed);
  if (fault !== null) throw notServable(subjectOf(value), fault);
  const bytes = bytesOf(value);
  if (bytes > ENTRY_VALUE_BYTES_MAX) throw tooLarge(value, bytes);
}

type Parsed = ReturnType<(typeof entryValueSchemas)[keyof typeof entryValueSchemas]['safeParse']>;

function faultOfSchema(parsed: Parsed): string | null {
  // A problem says where and what is asked for, and quotes no value.
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
  /** Null where the history has no name for it. */
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

function called({ what, id, name }: Subject): string {
  return `the ${what} ${JSON.stringify(name ?? id)}`;
}

const FAULT_LENGTH_MAX = 500;

function notServable(subject: Subject, fault: string): DomainError {
  const message =
    `The change is refused, because no data plane could serve ${called(subject)} as it would be: ` +
    `${fault.slice(0, FAULT_LENGTH_MAX)} Nothing has changed.`;
  const cause = new Error(`${called(subject)} (${subject.id}) could not be served: ${fault}`);
  return new DomainError('CONFLICT', message, { ...detailsOf(subject), reason: 'NOT_SERVABLE' }, { cause });
}

function tooLarge(value: EntryValue, bytes: number): DomainError {
  const subject = subjectOf(value);
  const parts = partsOf(value)
    .map(([what, part]) => [what, bytesOf(part)] as const)
    .toSorted(([, one], [, other]) => other - one)
    .map(([what, size]) => `${what} ${size}`);
  const message =
    `The data planes can be sent at most ${ENTRY_VALUE_BYTES_MAX} bytes for ${called(subject)}, and it would take ` +
    `${bytes}: ${parts.join(', ')}. Make the largest of these smaller: have fewer of them, or shorter ones.`;
  return conflict('TOO_LARGE', message, detailsOf(subject));
}

/** What may make an entry large, as an operator calls it. */
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
