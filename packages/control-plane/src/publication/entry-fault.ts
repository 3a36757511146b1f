import {
  ENTRY_VALUE_BYTES_MAX,
  type EntryKind,
  type EntryValue,
  entryValueSchemas,
  parseEntryKey,
} from '@switchyard/contract';
import { compileAiApi, compileProvider, RoutingTableError } from '@switchyard/routing';
import type { z } from 'zod';
import type { EntryObject, LiveEntry } from './live-entry';

/** Why no data plane could serve an entry. */
export interface EntryFault {
  readonly object: EntryObject;
  /** What a data plane would say, or what makes the entry too large: at most `REASON_LENGTH_MAX` characters, a sentence. */
  readonly reason: string;
  readonly isTooLarge: boolean;
}

/** A schema may find thousands of faults in an entry. */
const REASON_LENGTH_MAX = 500;

/**
 * Checks an entry by itself, as a data plane will.
 *
 * @param bytes the length of its value in JSON
 * @throws whatever the check throws unexpectedly
 */
export function faultOf({ key, value }: LiveEntry, bytes = bytesOf(value)): EntryFault | null {
  const kind = kindOf(key);
  const invalidity = invalidityOf(kind, value);
  if (invalidity !== null) return { object: objectOf(kind, value), reason: shortened(invalidity), isTooLarge: false };
  return bytes <= ENTRY_VALUE_BYTES_MAX
    ? null
    : { object: objectOf(kind, value), reason: tooLarge(value, bytes), isTooLarge: true };
}

/** The fault of an entry whose check failed unexpectedly: one object must not keep everything else from being published. */
export function unexpectedFault({ key, value }: LiveEntry): EntryFault {
  const reason = 'Checking it failed with an internal error; see the log.';
  return { object: objectOf(kindOf(key), value), reason, isTooLarge: false };
}

/** The fault of an entry that could not be compiled. */
export function compilationFault(object: EntryObject): EntryFault {
  return { object, reason: 'Compiling it failed with an internal error; see the log.', isTooLarge: false };
}

function shortened(reason: string): string {
  return reason.length <= REASON_LENGTH_MAX ? reason : `${reason.slice(0, REASON_LENGTH_MAX - 1)}…`;
}

/** Such as `the provider "acme"`. */
export function labelOf({ what, id, name }: EntryObject): string {
  return `the ${what} ${JSON.stringify(name ?? id)}`;
}

function invalidityOf(kind: EntryKind, value: EntryValue): string | null {
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
  if (error)
    return `${error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ')}.`;
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

function objectOf(kind: EntryKind, value: EntryValue): EntryObject {
  const id = 'providerId' in value ? value.providerId : 'sha256' in value ? value.sha256 : value.id;
  return entryObject(kind, id, 'name' in value ? value.name : null);
}

/** @param name null if the entry does not have it */
export function entryObject(kind: EntryKind, id: string, name: string | null): EntryObject {
  return { ...OBJECTS[kind], id, name };
}

const OBJECTS: Readonly<Record<EntryKind, Pick<EntryObject, 'kind' | 'what'>>> = {
  provider: { kind: 'PROVIDER', what: 'provider' },
  prices: { kind: 'PROVIDER', what: 'prices of the provider' },
  certificate: { kind: 'ENDPOINT', what: 'CA certificate' },
  'ai-api': { kind: 'AI_API', what: 'AI API' },
  consumer: { kind: 'CONSUMER', what: 'consumer' },
  'consumer-key': { kind: 'CONSUMER_KEY', what: 'consumer key' },
};

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function tooLarge(value: EntryValue, bytes: number): string {
  const parts = partsOf(value)
    .map(([what, part]) => [what, bytesOf(part)] as const)
    .toSorted(([, one], [, other]) => other - one)
    .map(([what, size]) => `${what} ${size}`);
  return (
    `Data planes accept at most ${ENTRY_VALUE_BYTES_MAX} bytes, but it has ${bytes}: ${parts.join(', ')}. ` +
    'Reduce the number or the length of the largest.'
  );
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
  if ('policies' in value) {
    return [
      ['its policies', value.policies],
      ['its aliases', value.modelAliases],
    ];
  }
  if ('models' in value) return [['the prices of its models', value.models]];
  return 'aiApiIds' in value ? [['its access grants', value.aiApiIds]] : [];
}
