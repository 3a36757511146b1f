import { crc32 } from 'node:zlib';

/** A batch in a spool, as it is published. */
export interface SpoolRecord {
  readonly sequence: number;
  /** When it was closed, in ms since the epoch. */
  readonly atMs: number;
  readonly bytes: Buffer;
}

const CRC_BYTES = 4;
const LENGTH_BYTES = 4;
const NUMBER_BYTES = 8;
/** Before the bytes: their checksum with what follows it, their length, the sequence number and the time. */
export const SPOOL_FRAME_BYTES = CRC_BYTES + LENGTH_BYTES + 2 * NUMBER_BYTES;

/** In place of a sequence number: a process begins a segment, or ended properly. */
const MARKS = { OPENING: -2, CLOSING: -1 } as const;
export type SpoolMark = keyof typeof MARKS;

/** A record as bytes: checksum (CRC-32 of all that follows), length, sequence, time, content. */
export function encodeSpoolRecord({ sequence, atMs, bytes }: SpoolRecord): Buffer {
  const encoded = Buffer.allocUnsafe(SPOOL_FRAME_BYTES + bytes.length);
  encoded.writeUInt32LE(bytes.length, CRC_BYTES);
  encoded.writeDoubleLE(sequence, CRC_BYTES + LENGTH_BYTES);
  encoded.writeDoubleLE(atMs, CRC_BYTES + LENGTH_BYTES + NUMBER_BYTES);
  bytes.copy(encoded, SPOOL_FRAME_BYTES);
  encoded.writeUInt32LE(crc32(encoded.subarray(CRC_BYTES)), 0);
  return encoded;
}

/** A record that is no batch. */
export function encodeMark(mark: SpoolMark, atMs: number): Buffer {
  return encodeSpoolRecord({ sequence: MARKS[mark], atMs, bytes: Buffer.alloc(0) });
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
    const sequence = file.readDoubleLE(offset + CRC_BYTES + LENGTH_BYTES);
    const atMs = file.readDoubleLE(offset + CRC_BYTES + LENGTH_BYTES + NUMBER_BYTES);
    records.push({
      sequence,
      atMs,
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
