import type { FileHandle } from 'node:fs/promises';
import { damagedAt, JournalFault } from './journal-fault';
import { announcedBytes, decodeRecord, MARK_SIGN, type MarkRecord, MARK_SIGN_OFFSET } from './journal-record';
import { readRecords } from './read-records';

const FORMAT = 1;
const TITLE = 'switchyard routing table, format ';
/** The first line of each journal. */
export const JOURNAL_HEADER = Buffer.from(`${TITLE}${FORMAT}\n`);
const HEADER_BYTES_MAX = 64;
const SEARCH_BYTES = 1_048_576;

/** What a journal has. */
export interface JournalScan {
  /** The last revision that was applied, as a whole; null if there is none. */
  readonly mark: MarkRecord | null;
  /** Where the record of that mark ends. What comes after it was not applied. */
  readonly markEnd: number;
  /** Where the snapshot ends, which has each entry once. */
  readonly snapshotEnd: number;
  /** When the table was last known to be current, in ms since the epoch; null without a table. */
  readonly currentAtMs: number | null;
  /** Whether it ends in the middle of a record, as after a crash. */
  readonly isTorn: boolean;
}

/**
 * Reads a journal to its end.
 *
 * @param onAnswer called whenever the disk has answered
 * @throws JournalFault if it is none, is of another format, or is damaged before the last revision that was applied:
 *   serving what comes before the damage could bring a revoked key back
 */
export async function scanJournal(file: FileHandle, onAnswer = () => {}): Promise<JournalScan> {
  const { size } = await file.stat();
  await checkHeader(file);
  onAnswer();
  const start = JOURNAL_HEADER.length;
  let scan: Omit<JournalScan, 'isTorn'> = { mark: null, markEnd: start, snapshotEnd: start, currentAtMs: null };
  let damage: number | null = null;
  const onDamage = (at: number) => (damage = at);
  for await (const { record, end } of readRecords(file, start, size, onDamage)) {
    onAnswer();
    if (record.kind === 'MARK') scan = { ...scan, mark: record, markEnd: end, currentAtMs: record.atMs };
    else if (record.kind === 'SNAPSHOT_END') scan = { ...scan, snapshotEnd: end };
    else if (record.kind === 'CURRENT') scan = { ...scan, currentAtMs: record.atMs };
  }
  if (damage !== null && !(await isTornEnd(file, damage, size))) throw damagedAt(damage);
  return { ...scan, isTorn: damage !== null };
}

/** @throws JournalFault */
async function checkHeader(file: FileHandle): Promise<void> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES_MAX), 0, HEADER_BYTES_MAX, 0);
  const [line = ''] = buffer.toString('latin1', 0, bytesRead).split('\n', 1);
  if (!line.startsWith(TITLE)) throw new JournalFault('it is not a routing table of Switchyard');
  const format = line.slice(TITLE.length);
  if (format !== String(FORMAT)) {
    throw new JournalFault(`it has format ${format}; this release reads format ${FORMAT}`);
  }
}

/**
 * Whether bytes that are no record are what a crash leaves of the last write. They are not if they are as many as the record
 * says, or if a record follows.
 */
async function isTornEnd(file: FileHandle, from: number, to: number): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SEARCH_BYTES), 0, SEARCH_BYTES, from);
  const length = announcedBytes(buffer.subarray(0, bytesRead));
  if (length !== null && from + length <= to) return false;
  const searched = [from, Math.max(from, to - SEARCH_BYTES)];
  for (const start of searched) if (await hasRecord(file, start + 1)) return false;
  return !(await hasMark(file, from, to));
}

/** Whether a whole record begins somewhere in the next bytes. */
async function hasRecord(file: FileHandle, from: number): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SEARCH_BYTES), 0, SEARCH_BYTES, from);
  const bytes = buffer.subarray(0, bytesRead);
  for (let offset = 0; offset < bytes.length; offset += 1) {
    const found = decodeRecord(bytes, offset);
    if (found !== null && 'record' in found) return true;
  }
  return false;
}

/** Whether a revision was applied behind these bytes. */
async function hasMark(file: FileHandle, from: number, to: number): Promise<boolean> {
  const buffer = Buffer.allocUnsafe(SEARCH_BYTES);
  for (let position = from; position < to; position += SEARCH_BYTES / 2) {
    const { bytesRead } = await file.read(buffer, 0, SEARCH_BYTES, position);
    const bytes = buffer.subarray(0, bytesRead);
    for (let at = bytes.indexOf(MARK_SIGN); at >= 0; at = bytes.indexOf(MARK_SIGN, at + 1)) {
      const start = at - MARK_SIGN_OFFSET;
      const found = start < 0 ? null : decodeRecord(bytes, start);
      if (found !== null && 'record' in found) return true;
    }
  }
  return false;
}
