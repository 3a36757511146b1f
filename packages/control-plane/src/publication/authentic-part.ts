import { decodeEntry, isAuthentic, type TableKey, TableFormatError, type VersionedEntry } from '@switchyard/contract';

/** What control planes wrote of the bytes under a key. */
export interface AuthenticPart {
  /** Null if no version is authentic. */
  readonly entry: VersionedEntry | null;
  /** Whether all of it is authentic. */
  readonly isWhole: boolean;
}

/** @param encoded the bytes, one character per byte (`rawOf`) */
export function authenticPart(tableKey: TableKey, key: string, encoded: string): AuthenticPart {
  const decoded = decode(encoded);
  if (decoded === null) return { entry: null, isWhole: false };
  const { newest, previous } = decoded;
  const isPreviousAuthentic = previous === null || isAuthentic(tableKey, key, previous);
  if (isAuthentic(tableKey, key, newest)) {
    return isPreviousAuthentic
      ? { entry: decoded, isWhole: true }
      : { entry: { newest, previous: null }, isWhole: false };
  }
  const isPreviousLeft = previous !== null && isPreviousAuthentic;
  return { entry: isPreviousLeft ? { newest: previous, previous: null } : null, isWhole: false };
}

function decode(encoded: string): VersionedEntry | null {
  try {
    return decodeEntry(encoded);
  } catch (error) {
    if (error instanceof TableFormatError) return null;
    throw error;
  }
}
