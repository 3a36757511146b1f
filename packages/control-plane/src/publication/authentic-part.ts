import {
  authentic,
  type AuthenticVersion,
  decodeEntry,
  type TableKey,
  TableFormatError,
  type VersionedEntry,
} from '@switchyard/contract';

/** What control planes wrote of the bytes under a key. */
export interface AuthenticPart {
  /** Null if no version is authentic. */
  readonly entry: VersionedEntry<AuthenticVersion> | null;
  /** Whether all of it is authentic. */
  readonly isWhole: boolean;
}

/** @param encoded the bytes, one character per byte (`rawOf`) */
export function authenticPart(tableKey: TableKey, key: string, encoded: string): AuthenticPart {
  const decoded = decode(encoded);
  if (decoded === null) return { entry: null, isWhole: false };
  const newest = authentic(tableKey, key, decoded.newest);
  const previous = decoded.previous === null ? null : authentic(tableKey, key, decoded.previous);
  if (newest === null)
    return { entry: previous === null ? null : { newest: previous, previous: null }, isWhole: false };
  return { entry: { newest, previous }, isWhole: decoded.previous === null || previous !== null };
}

function decode(encoded: string): VersionedEntry | null {
  try {
    return decodeEntry(encoded);
  } catch (error) {
    if (error instanceof TableFormatError) return null;
    throw error;
  }
}
