import type { FileHandle } from 'node:fs/promises';
import { damagedAt } from './journal-fault';
import { decodeRecord, type JournalRecord } from './journal-record';
import { whileDiskAnswers } from './while-disk-answers';

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
 * much of it.
 *
 * @param onDamage gets where the bytes begin that are no whole record, which ends the reading
 * @throws JournalFault for such bytes, without `onDamage`; SilentDisk
 */
export async function* readRecords(
  file: FileHandle,
  from: number,
  to: number,
  onDamage: (at: number) => void = refuse,
): AsyncGenerator<PlacedRecord> {
  let buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let position = from;
  while (position < to) {
    const [chunk, from, length] = [buffer, position, Math.min(buffer.length, to - position)];
    const { bytesRead } = await whileDiskAnswers(() => file.read(chunk, 0, length, from));
    const bytes = buffer.subarray(0, bytesRead);
    let offset = 0;
    for (;;) {
      const found = decodeRecord(bytes, offset);
      if (found === null) return onDamage(position + offset);
      if ('needed' in found) {
        if (position + offset + found.needed > to || bytesRead === 0) return onDamage(position + offset);
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

function refuse(at: number): never {
  throw damagedAt(at);
}
