import type { Coverage } from '@switchyard/contract';
import { crc32 } from 'node:zlib';

/** What a journal is made of. Texts of entries and heads have one character per byte (`rawOf`), as they came. */
export type JournalRecord = EntryRecord | MarkRecord | CurrentRecord | { readonly kind: 'SNAPSHOT_END' };

/** A version of an entry, signed and with its credentials sealed as it came from the bucket. */
export interface EntryRecord extends Coverage {
  readonly kind: 'ENTRY';
  readonly key: string;
  /** The entry's bytes, with this version alone; null if the table has no such entry from this revision on. */
  readonly encoded: string | null;
}

/** A revision that was applied: of the entries before it, those that it covers are its table. */
export interface MarkRecord extends Coverage {
  readonly kind: 'MARK';
  /** The bytes of the head. */
  readonly head: string;
  readonly leftLineages: readonly string[];
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
const LENGTH_BYTES = 4;
/** No entry of a bucket is larger: NATS refuses values over 64 MiB whatever its settings. */
const RECORD_BYTES_MAX = 65 * 1_048_576;
/** Begins the content of each mark, so that marks behind a damaged part are found. */
export const MARK_SIGN = Buffer.from('\0switchyard mark\0', 'latin1');
/** Where it is in a mark's record. */
export const MARK_SIGN_OFFSET = FRAME_BYTES;

/** A record as bytes: checksum (CRC-32 of all that follows), length, kind and content. */
export function encodeRecord(record: JournalRecord): Buffer {
  const content = contentOf(record);
  const length = content.reduce((sum, part) => sum + part.length, 0);
  const bytes = Buffer.allocUnsafe(FRAME_BYTES + length);
  bytes.writeUInt32LE(length + 1, CRC_BYTES);
  bytes[FRAME_BYTES - 1] = KINDS.indexOf(record.kind);
  let offset = FRAME_BYTES;
  for (const part of content) {
    if (typeof part === 'string') bytes.write(part, offset, 'latin1');
    else bytes.set(part, offset);
    offset += part.length;
  }
  bytes.writeUInt32LE(crc32(bytes.subarray(CRC_BYTES)), 0);
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

function contentOf(record: JournalRecord): readonly (Buffer | string)[] {
  switch (record.kind) {
    case 'ENTRY': {
      const { key, lineage, revision, encoded } = record;
      const texts = [lineage, key, ...(encoded === null ? [] : [encoded])];
      return [numberBytes(revision), ...texts.flatMap((text) => [lengthBytes(text.length), text])];
    }
    case 'MARK': {
      const { lineage, revision, head, leftLineages } = record;
      return [MARK_SIGN, Buffer.from(JSON.stringify({ lineage, revision, leftLineages, head }))];
    }
    case 'CURRENT':
      return [numberBytes(record.atMs)];
    case 'SNAPSHOT_END':
      return [];
  }
}

function readContent(kind: JournalRecord['kind'], content: Buffer): JournalRecord | null {
  switch (kind) {
    case 'ENTRY': {
      const [lineage, key, encoded = null] = textsIn(content.subarray(NUMBER_BYTES));
      if (lineage === undefined || key === undefined) return null;
      return { kind, key, lineage, revision: content.readDoubleLE(), encoded };
    }
    case 'MARK':
      return { kind, ...(JSON.parse(content.subarray(MARK_SIGN.length).toString()) as Omit<MarkRecord, 'kind'>) };
    case 'CURRENT':
      return { kind, atMs: content.readDoubleLE() };
    case 'SNAPSHOT_END':
      return { kind };
  }
}

function textsIn(bytes: Buffer): string[] {
  const texts: string[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const start = offset + LENGTH_BYTES;
    offset = start + bytes.readUInt32LE(offset);
    texts.push(bytes.toString('latin1', start, offset));
  }
  return texts;
}

function numberBytes(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(NUMBER_BYTES);
  bytes.writeDoubleLE(value);
  return bytes;
}

function lengthBytes(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES);
  bytes.writeUInt32LE(value);
  return bytes;
}
