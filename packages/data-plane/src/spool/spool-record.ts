import { crc32 } from 'node:zlib';

/** A batch in a spool, as it is published. */
export interface SpoolRecord {
  readonly sequence: number;
  /** Up to when all was counted with the batches before it, and with it: in ms since the epoch. */
  readonly fromMs: number;
  readonly countedToMs: number;
  /** When it was closed, in ms since the epoch. It may have some of what was counted after `countedToMs`. */
  readonly atMs: number;
  readonly bytes: Buffer;
}

const CRC_BYTES = 4;
const LENGTH_BYTES = 4;
const NUMBER_BYTES = 8;
/** Before the bytes: their checksum with what follows it, their length, the sequence number and the times. */
export const SPOOL_FRAME_BYTES = CRC_BYTES + LENGTH_BYTES + 4 * NUMBER_BYTES;
const NUMBERS = ['sequence', 'fromMs', 'countedToMs', 'atMs'] as const;

/** In place of a sequence number: a process begins a segment, or ended properly. */
const MARKS = { OPENING: -2, CLOSING: -1 } as const;
export type SpoolMark = keyof typeof MARKS;

/** A record as bytes: checksum (CRC-32 of all that follows), length, sequence, times, content. */
export function encodeSpoolRecord(record: SpoolRecord): Buffer {
  const { bytes } = record;
  const encoded = Buffer.allocUnsafe(SPOOL_FRAME_BYTES + bytes.length);
  encoded.writeUInt32LE(bytes.length, CRC_BYTES);
  for (const [index, name] of NUMBERS.entries()) {
    encoded.writeDoubleLE(record[name], CRC_BYTES + LENGTH_BYTES + index * NUMBER_BYTES);
  }
  bytes.copy(encoded, SPOOL_FRAME_BYTES);
  encoded.writeUInt32LE(crc32(encoded.subarray(CRC_BYTES)), 0);
  return encoded;
}

/** A record without a batch. @param atMs up to when all was counted, in ms since the epoch */
export function encodeMark(mark: SpoolMark, atMs: number): Buffer {
  const bytes = Buffer.alloc(0);
  return encodeSpoolRecord({ sequence: MARKS[mark], fromMs: atMs, countedToMs: atMs, atMs, bytes });
}

/** A record that was read, and where it stands. */
export interface ReadRecord extends SpoolRecord {
  readonly offset: number;
  /** Where the next one begins. */
  readonly end: number;
  /** Null for a batch. */
  readonly mark: SpoolMark | null;
}

/** Reads records up to the first that is damaged or cut off: what a crash leaves of the last write. */
export function readSpoolRecords(file: Buffer): ReadRecord[] {
  const records: ReadRecord[] = [];
  let offset = 0;
  while (file.length - offset >= SPOOL_FRAME_BYTES) {
    const bytesStart = offset + SPOOL_FRAME_BYTES;
    const end = bytesStart + file.readUInt32LE(offset + CRC_BYTES);
    if (end > file.length || crc32(file.subarray(offset + CRC_BYTES, end)) !== file.readUInt32LE(offset)) break;
    const start = offset + CRC_BYTES + LENGTH_BYTES;
    const sequence = file.readDoubleLE(start);
    records.push({
      sequence,
      fromMs: file.readDoubleLE(start + NUMBER_BYTES),
      countedToMs: file.readDoubleLE(start + 2 * NUMBER_BYTES),
      atMs: file.readDoubleLE(start + 3 * NUMBER_BYTES),
      bytes: file.subarray(bytesStart, end),
      offset,
      end,
      mark: markOf(sequence),
    });
    offset = end;
  }
  return records;
}

function markOf(sequence: number): SpoolMark | null {
  if (sequence === MARKS.OPENING) return 'OPENING';
  return sequence === MARKS.CLOSING ? 'CLOSING' : null;
}
