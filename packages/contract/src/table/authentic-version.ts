import type { EntryVersion } from './entry-version';
import { rawJson } from './raw-text';
import type { Coverage } from './table-coverage';
import type { TableKey } from './table-key';

/** A version that a holder of the sealing key wrote, with what it adds to a `VersionSum`, which never travels. */
export interface AuthenticVersion extends EntryVersion {
  readonly summand: string;
}

/** A version with its MAC and its summand. @param value null for a deletion */
export function signVersion(
  tableKey: TableKey,
  key: string,
  coverage: Coverage,
  value: object | null,
): AuthenticVersion {
  return signRawVersion(tableKey, key, coverage, value === null ? null : rawJson(value));
}

/** The same for a value that is raw text already (`rawJson`). */
export function signRawVersion(
  tableKey: TableKey,
  key: string,
  { lineage, revision }: Coverage,
  raw: string | null,
): AuthenticVersion {
  return { lineage, revision, keyId: tableKey.id, raw, ...tableKey.signVersion(key, { lineage, revision }, raw) };
}

/** The summand of a version that a holder of the sealing key wrote for this key, lineage and revision; null for any other. */
export function summandOf(tableKey: TableKey, key: string, version: EntryVersion): string | null {
  return version.keyId === tableKey.id ? tableKey.summandOf(version.mac, key, version, version.raw) : null;
}

/** The version with its summand; null if no holder of the sealing key wrote it for this key, lineage and revision. */
export function authentic(tableKey: TableKey, key: string, version: EntryVersion): AuthenticVersion | null {
  const summand = summandOf(tableKey, key, version);
  return summand === null ? null : { ...version, summand };
}
