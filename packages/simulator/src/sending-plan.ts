import type { SimulatedAnswer } from './behaviour';
import type { Format, FormatAnswer } from './formats/format';
import { sentUse, type SentUse } from './simulated-use';

/** What to send, and how it ends: properly, with a broken connection, with a closed one, or not at all. */
export interface SendingPlan {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly pieces: readonly Buffer[];
  readonly ending: 'END' | 'CUT' | 'CLOSE' | 'STALL';
  /** What of the answer's use so many pieces bring; null if nothing is counted. */
  readonly useOf: (sentPieces: number) => SentUse | null;
}

/** Applies a behaviour to the format's own answer. */
export function sendingPlan(format: Format, own: FormatAnswer, wanted: SimulatedAnswer): SendingPlan {
  const answer = replaceBody(format, own, wanted);
  const { pieces, ending } = endEarly(answer.pieces, wanted, format);
  // An answer that is cut off still announces its whole length.
  const announced = ending === 'END' ? pieces : answer.pieces;
  const length =
    answer.isStream && wanted.half === undefined ? {} : { 'content-length': String(byteLength(announced)) };
  return {
    status: answer.status,
    headers: { ...answer.headers, ...length, ...lowerCaseNames(wanted.headers ?? {}) },
    pieces,
    ending,
    useOf: (sentPieces) =>
      answer.use === undefined ? null : sentUse(answer.use, wholePieces(answer.pieces, pieces, sentPieces)),
  };
}

/** How many pieces were sent whole: the last one may have been cut off. */
function wholePieces(all: readonly Buffer[], sent: readonly Buffer[], count: number): number {
  const isCut = count > 0 && sent[count - 1]?.length !== all[count - 1]?.length;
  return isCut ? count - 1 : count;
}

function replaceBody(format: Format, own: FormatAnswer, wanted: SimulatedAnswer): FormatAnswer {
  const status = wanted.status ?? own.status;
  const stream = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
  const plain = { 'content-type': 'application/json' };
  const whole = (pieces: Buffer[]): FormatAnswer => ({
    status,
    headers: { ...own.headers, ...plain },
    pieces,
    isStream: false,
  });
  if (wanted.rawEvents !== undefined) {
    const pieces = wanted.rawEvents.map((event) => Buffer.from(event));
    return { status, headers: { ...own.headers, ...stream }, pieces, isStream: true };
  }
  if (wanted.bodyBase64 !== undefined) return whole([Buffer.from(wanted.bodyBase64, 'base64')]);
  if (typeof wanted.body === 'string') return whole([Buffer.from(wanted.body)]);
  if (wanted.body !== undefined) return whole([Buffer.from(JSON.stringify(wanted.body))]);
  return status >= 400 && wanted.status !== undefined ? format.error(status) : { ...own, status };
}

function endEarly(
  pieces: readonly Buffer[],
  wanted: SimulatedAnswer,
  format: Format,
): Pick<SendingPlan, 'pieces' | 'ending'> {
  if (wanted.half) return { pieces: firstBytes(pieces, Math.floor(byteLength(pieces) / 2)), ending: 'CLOSE' };
  if (wanted.cutAfterBytes !== undefined) return { pieces: firstBytes(pieces, wanted.cutAfterBytes), ending: 'CUT' };
  if (wanted.cutAfterEvents !== undefined) return { pieces: pieces.slice(0, wanted.cutAfterEvents), ending: 'CUT' };
  if (wanted.stallAfterEvents !== undefined) {
    return { pieces: pieces.slice(0, wanted.stallAfterEvents), ending: 'STALL' };
  }
  if (wanted.endAfterEvents !== undefined) return { pieces: pieces.slice(0, wanted.endAfterEvents), ending: 'END' };
  if (wanted.errorAfterEvents !== undefined) {
    return { pieces: [...pieces.slice(0, wanted.errorAfterEvents), format.errorEvent()], ending: 'END' };
  }
  return { pieces, ending: 'END' };
}

function firstBytes(pieces: readonly Buffer[], bytes: number): Buffer[] {
  const first: Buffer[] = [];
  let left = bytes;
  for (const piece of pieces) {
    if (left <= 0) break;
    first.push(piece.subarray(0, left));
    left -= piece.length;
  }
  return first;
}

function byteLength(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

function lowerCaseNames(headers: Record<string, string | string[]>): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
