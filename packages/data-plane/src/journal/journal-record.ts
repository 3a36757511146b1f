import type { Coverage } from '@switchyard/contract';
import { crc32 } from 'node:zlib';

/** What a journal is made of. Texts of entries and heads have one character per byte (`rawOf`), as they came. */
export type JournalRecord = EntryRecord | MarkRecord | CurrentRecord | { readonly kind: 'SNAPSHOT_END' };

/** What the bucket holds under a key from here on, with its versions signed and its credentials sealed. */
export interface EntryRecord {
  readonly kind: 'ENTRY';
  readonly key: string;
  /** Null if the bucket has no such key any more. */
  readonly encoded: string | null;
}

/** A revision that was applied: its table is what the bucket held at this point. */
export interface MarkRecord extends Coverage {
  readonly kind: 'MARK';
  /** The bytes of the head. */
  readonly head: string;
  readonly leftLineages: readonly string[];
  /** When it was applied, in ms since the epoch. */
  readonly atMs: number;
}

/** The table was known to be current at this time, in ms since the epoch. */
export interface CurrentRecord {
  readonly kind: 'CURRENT';
  readonly atMs: number;
}

/** A record in the bytes that were read. */
export interface FoundRecord {
  readonly record: JournalRecord;
  /** Where the next one begins. */
  readonly end: number;
}

const KINDS = ['ENTRY', 'MARK', 'CURRENT', 'SNAPSHOT_END'] as const;
const CRC_BYTES = 4;
/** Before the content of a record: its checksum, the length of kind and content, and the kind. */
const FRAME_BYTES = CRC_BYTES + 4 + 1;
const NUMBER_BYTES = 8;
const KEY_LENGTH_BYTES = 4;
/** The length of a key that the bucket has no more, with this added. */
const REMOVED = 0x8000_0000;
/** No entry of a bucket is larger: NATS refuses values over 64 MiB whatever its settings. */
const RECORD_BYTES_MAX = 65 * 1_048_576;
/** Begins the content of each mark, so that marks behind a damaged part are found. */
export const MARK_SIGN = Buffer.from('\0switchyard mark\0', 'latin1');
/** Where it is in a mark's record. */
export const MARK_SIGN_OFFSET = FRAME_BYTES;

/** How many bytes an entry's record has. */
export function entryRecordBytes({ key, encoded }: Omit<EntryRecord, 'kind'>): number {
  return FRAME_BYTES + KEY_LENGTH_BYTES + key.length + (encoded?.length ?? 0);
}

/**
 * Writes an entry's record: checksum (CRC-32 of all that follows), length, kind and content.
 *
 * @param bytes must have room for `entryRecordBytes` from the offset on
 * @returns where the record ends
 */
export function writeEntryRecord({ key, encoded }: Omit<EntryRecord, 'kind'>, bytes: Buffer, offset: number): number {
  const keyStart = offset + FRAME_BYTES + KEY_LENGTH_BYTES;
  bytes.writeUInt32LE(encoded === null ? key.length + REMOVED : key.length, offset + FRAME_BYTES);
  bytes.write(key, keyStart, 'latin1');
  let end = keyStart + key.length;
  if (encoded !== null) end += bytes.write(encoded, end, 'latin1');
  return frame('ENTRY', bytes, offset, end);
}

/** A record as bytes. */
export function encodeRecord(record: JournalRecord): Buffer {
  if (record.kind === 'ENTRY') {
    const bytes = Buffer.allocUnsafe(entryRecordBytes(record));
    writeEntryRecord(record, bytes, 0);
    return bytes;
  }
  const content = contentOf(record);
  const bytes = Buffer.allocUnsafe(FRAME_BYTES + content.length);
  content.copy(bytes, FRAME_BYTES);
  frame(record.kind, bytes, 0, bytes.length);
  return bytes;
}

/**
 * Reads the record that begins at an offset.
 *
 * @returns how many bytes must be there to read it, if that is more than there are; null if the bytes are no record
 */
export function decodeRecord(bytes: Buffer, offset: number): FoundRecord | { readonly needed: number } | null {
  if (bytes.length - offset < FRAME_BYTES) return { needed: FRAME_BYTES };
  const length = bytes.readUInt32LE(offset + CRC_BYTES);
  if (length < 1 || length > RECORD_BYTES_MAX) return null;
  const end = offset + FRAME_BYTES - 1 + length;
  if (end > bytes.length) return { needed: end - offset };
  if (crc32(bytes.subarray(offset + CRC_BYTES, end)) !== bytes.readUInt32LE(offset)) return null;
  const kind = KINDS[bytes[offset + FRAME_BYTES - 1] ?? -1];
  const record = kind === undefined ? null : readContent(kind, bytes.subarray(offset + FRAME_BYTES, end));
  return record === null ? null : { record, end };
}

/** How many bytes a record has, by its first ones; null if they are not those of a record. */
export function announcedBytes(bytes: Buffer): number | null {
  if (bytes.length < FRAME_BYTES) return null;
  const length = bytes.readUInt32LE(CRC_BYTES);
  return length < 1 || length > RECORD_BYTES_MAX ? null : FRAME_BYTES - 1 + length;
}

/** Writes what stands before a record's content. */
function frame(kind: JournalRecord['kind'], bytes: Buffer, offset: number, end: number): number {
  bytes.writeUInt32LE(end - offset - FRAME_BYTES + 1, offset + CRC_BYTES);
  bytes[offset + FRAME_BYTES - 1] = KINDS.indexOf(kind);
  bytes.writeUInt32LE(crc32(bytes.subarray(offset + CRC_BYTES, end)), offset);
  return end;
}

function contentOf(record: Exclude<JournalRecord, EntryRecord>): Buffer {
  switch (record.kind) {
    case 'MARK': {
      const { kind: _, ...members } = record;
      return Buffer.concat([MARK_SIGN, Buffer.from(JSON.stringify(members))]);
    }
    case 'CURRENT': {
      const content = Buffer.allocUnsafe(NUMBER_BYTES);
      content.writeDoubleLE(record.atMs);
      return content;
    }
    case 'SNAPSHOT_END':
      return Buffer.alloc(0);
  }
}

function readContent(kind: JournalRecord['kind'], content: Buffer): JournalRecord | null {
  switch (kind) {
    case 'ENTRY': {
      const length = content.readUInt32LE();
      const isRemoved = length >= REMOVED;
      const keyEnd = KEY_LENGTH_BYTES + (isRemoved ? length - REMOVED : length);
      if (keyEnd > content.length) return null;
      const key = content.toString('latin1', KEY_LENGTH_BYTES, keyEnd);
      return { kind, key, encoded: isRemoved ? null : content.toString('latin1', keyEnd) };
    }
    case 'MARK':
      return { kind, ...(JSON.parse(content.subarray(MARK_SIGN.length).toString()) as Omit<MarkRecord, 'kind'>) };
    case 'CURRENT':
      return { kind, atMs: content.readDoubleLE() };
    case 'SNAPSHOT_END':
      return { kind };
  }
}
