import type { FileHandle } from 'node:fs/promises';
import { decodeRecord, type JournalRecord } from './journal-record';

/** A record and where it is in its file. */
export interface PlacedRecord {
  readonly record: JournalRecord;
  readonly start: number;
  readonly end: number;
  /** The record's bytes; they are overwritten by the next read. */
  readonly bytes: Buffer;
}

const CHUNK_BYTES = 262_144;

/**
 * Reads the records of a part of a file in order, a chunk at a time, so that neither memory nor the event loop has to hold
 * much of it. It ends early at the first bytes that are no record: the last record's `end` tells.
 */
export async function* readRecords(file: FileHandle, from: number, to: number): AsyncGenerator<PlacedRecord> {
  let buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let position = from;
  while (position < to) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, to - position), position);
    const bytes = buffer.subarray(0, bytesRead);
    let offset = 0;
    for (;;) {
      const found = decodeRecord(bytes, offset);
      if (found === null) return;
      if ('needed' in found) {
        if (position + offset + found.needed > to || bytesRead === 0) return;
        if (found.needed > buffer.length) buffer = Buffer.allocUnsafe(found.needed);
        break;
      }
      yield {
        record: found.record,
        start: position + offset,
        end: position + found.end,
        bytes: bytes.subarray(offset, found.end),
      };
      offset = found.end;
      if (offset === bytes.length) break;
    }
    position += offset;
  }
}
