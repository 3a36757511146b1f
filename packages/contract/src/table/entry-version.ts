import { MAC_HEX, SEALING_KEY_ID } from './mac-key';
import { bytesOfRaw, copyOfRaw, rawOf } from './raw-text';
import { parseOrNull } from './signed-text';
import { type Coverage, isCovered } from './table-coverage';
import { notAuthentic } from './table-format-error';

/**
 * A revision may touch many entries, and its publisher may die between two of them. So each key of the bucket holds two
 * versions of its entry, and a reader uses the newest one that `head` covers: it sees all of a revision or none of it.
 * A deletion is also a version. Each version is authentic by itself, whoever carries it on.
 */
export interface EntryVersion extends Coverage {
  /** The id of the sealing key that the MAC was made with. */
  readonly keyId: string;
  /** See `TableKey`. In a decoded entry, a part of its bytes that keeps all of them in memory. */
  readonly mac: string;
  /** The value's JSON, one character per byte (`parseRaw`); null if the version is a deletion. A part like `mac`. */
  readonly raw: string | null;
}

/** What the bucket holds under one key. */
export interface VersionedEntry<Version extends Coverage = EntryVersion> {
  readonly newest: Version;
  readonly previous: Version | null;
}

/** Of the line that describes the versions: anything longer was not written by a control plane. */
const HEADER_LENGTH_MAX = 1_024;

/** A version in the header, exactly as `rawEntry` writes it. */
const WRITTEN_VERSION = String.raw`\{"lineage":"([-\w]{0,64})","revision":(\d{1,15}),"keyId":"([0-9a-f]{8})","mac":"([0-9a-f]{64})","bytes":(\d{1,15}|null)\}`;
const WRITTEN_HEADER = new RegExp(String.raw`^\{"versions":\[${WRITTEN_VERSION}(?:,${WRITTEN_VERSION})?\]\}$`);
/** Where the parts of each version are in a match. */
const NEWEST_GROUP = 1;
const PREVIOUS_GROUP = 6;

/** What the header says about a version. */
interface VersionHeader extends Omit<EntryVersion, 'raw'> {
  /** The length of the value; null for a deletion. */
  readonly bytes: number | null;
}

/**
 * An entry's bytes, one character per byte: one line of JSON that describes the versions, then their values without
 * separators.
 */
export function rawEntry({ newest, previous }: VersionedEntry): string {
  const versions = previous === null ? [newest] : [newest, previous];
  const header = {
    versions: versions.map(({ raw, lineage, revision, keyId, mac }) => ({
      lineage,
      revision,
      keyId,
      mac,
      bytes: raw === null ? null : raw.length,
    })),
  };
  return `${JSON.stringify(header)}\n${versions.map(({ raw }) => raw ?? '').join('')}`;
}

export function encodeEntry(entry: VersionedEntry): Uint8Array {
  return bytesOfRaw(rawEntry(entry));
}

/**
 * Reads an entry's bytes. It does not verify any MAC (`authentic`).
 *
 * @param encoded the bytes, one character per byte (`rawOf`)
 * @throws TableFormatError NOT_AUTHENTIC if no control plane writes entries like this
 */
export function decodeEntry(encoded: string): VersionedEntry {
  const headerEnd = encoded.indexOf('\n');
  const isReadable = headerEnd >= 0 && headerEnd <= HEADER_LENGTH_MAX;
  const headers = isReadable ? versionHeaders(encoded.slice(0, headerEnd)) : null;
  if (headers === null) throw notAuthentic('not an entry of a routing table');
  const { newest, previous } = headers;
  const previousStart = headerEnd + 1 + (newest.bytes ?? 0);
  const end = previousStart + (previous?.bytes ?? 0);
  if (end !== encoded.length) throw notAuthentic('damaged entry of a routing table');
  return {
    newest: versionAt(encoded, headerEnd + 1, newest),
    previous: previous === null ? null : versionAt(encoded, previousStart, previous),
  };
}

/** @param start where the version's value begins */
function versionAt(encoded: string, start: number, header: VersionHeader): EntryVersion {
  const { lineage, revision, keyId, mac, bytes } = header;
  const raw = bytes === null ? null : encoded.slice(start, start + bytes);
  return { lineage: shared(lineage), revision, keyId, mac, raw };
}

/**
 * The versions that a header describes; null if it is not a header. A data plane reads every entry when it starts, so a
 * header as this release writes it is read by one regular expression, in a third of the time, and no header is checked by a
 * schema, which takes longer than all the rest of reading an entry. Only the form of what is compared or shown matters:
 * whether it is true is for the MAC to say.
 */
function versionHeaders(line: string): VersionedEntry<VersionHeader> | null {
  const written = WRITTEN_HEADER.exec(line);
  if (written === null) return otherVersionHeaders(parseOrNull(line));
  return {
    newest: writtenVersion(written, NEWEST_GROUP),
    previous: written[PREVIOUS_GROUP] === undefined ? null : writtenVersion(written, PREVIOUS_GROUP),
  };
}

function writtenVersion(groups: readonly string[], first: number): VersionHeader {
  const bytes = groups[first + 4];
  return {
    lineage: groups[first] ?? '',
    revision: Number(groups[first + 1]),
    keyId: groups[first + 2] ?? '',
    mac: groups[first + 3] ?? '',
    bytes: bytes === 'null' ? null : Number(bytes),
  };
}

/** The same for a header of a newer release, which may have more members. */
function otherVersionHeaders(header: unknown): VersionedEntry<VersionHeader> | null {
  if (!isRecord(header) || !Array.isArray(header['versions'])) return null;
  const versions: readonly unknown[] = header['versions'];
  if (versions.length > 2 || !versions.every(isVersionHeader)) return null;
  const [newest, previous = null] = versions;
  return newest === undefined ? null : { newest, previous };
}

function isVersionHeader(value: unknown): value is VersionHeader {
  if (!isRecord(value)) return false;
  const { lineage, revision, keyId, mac, bytes } = value;
  return (
    typeof lineage === 'string' &&
    isNatural(revision) &&
    typeof keyId === 'string' &&
    SEALING_KEY_ID.test(keyId) &&
    typeof mac === 'string' &&
    MAC_HEX.test(mac) &&
    (bytes === null || isNatural(bytes))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isNatural(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

let latestLineage = '';

/** One string for the lineage of all versions, because nearly all have the same. It keeps no entry's text alive. */
function shared(lineage: string): string {
  if (lineage !== latestLineage) latestLineage = copyOfRaw(lineage);
  return latestLineage;
}

/** The newest version of an entry that `head` covers; null if it covers none, so the entry does not exist. */
export function coveredVersion<Version extends Coverage>(
  { newest, previous }: VersionedEntry<Version>,
  head: Coverage,
): Version | null {
  if (isCovered(newest, head)) return newest;
  return previous !== null && isCovered(previous, head) ? previous : null;
}

/**
 * The entry to write for a new version. However often it is written before `head` moves, `previous` stays the last
 * version that `head` covers.
 *
 * @param present what the bucket holds for the key, if anything
 * @param head the bucket's head, if it has one
 */
export function nextEntry<Version extends Coverage>(
  present: VersionedEntry<Version> | null,
  head: Coverage | null,
  next: Version,
): VersionedEntry<Version> {
  return { newest: next, previous: present !== null && head !== null ? coveredVersion(present, head) : null };
}

/** The entry in the bucket's bytes. @throws TableFormatError */
export function decodeEntryBytes(bytes: Uint8Array): VersionedEntry {
  return decodeEntry(rawOf(bytes));
}
