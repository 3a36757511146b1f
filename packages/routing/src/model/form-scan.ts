import { readHeaderValue } from './header-value';
import type { ModelRefusal } from './model-site';
import { readPartHeaders } from './part-headers';

/** How many parts a form may have, and how long the headers of one may be. */
export const FORM_PARTS_MAX = 1_000;
export const PART_HEADER_BYTES_MAX = 16_384;

/** A part of a form that has the name that is sought. */
export interface FormField {
  /** The places of its content. */
  readonly start: number;
  readonly end: number;
  /** Whether it has a file's name. */
  readonly isFile: boolean;
  /** Whether its content is written in base64 or the like. */
  readonly isEncoded: boolean;
}

export type ScannedForm =
  | {
      readonly ok: true;
      readonly fields: readonly FormField[];
      readonly boundary: string;
      /** Where a first part would stand. */
      readonly insertAt: number;
    }
  | ModelRefusal;

const CR = 0x0d;
const LF = 0x0a;
const DASH = 0x2d;
const SPACE = 0x20;
const TAB = 0x09;

/** RFC 2046, section 5.1.1: at most 70 characters, the last of which is not a blank. No backslash, which some unescape. */
const BOUNDARY = /^(?!.*\\)[ -~]{0,69}[!-~]$/;

/** A malformed form; the message is a clause. */
class FormError extends Error {
  override readonly name = 'FormError';
}

/**
 * Finds the fields of one name in a multipart form, in time that the native search for the boundary takes.
 *
 * Headers that two readers could read differently are refused, in each part and not only where the name is sought. A
 * boundary that no strict reader would take for one, at the beginning of a line that is broken by a single CR or LF
 * or with more text behind it, is refused: another reader could see parts there that were not judged here.
 */
export function scanForm(body: Uint8Array, contentType: string | null, name: string): ScannedForm {
  try {
    const boundary = boundaryOf(contentType);
    const fields: FormField[] = [];
    const delimiters = findDelimiters(Buffer.from(body.buffer, body.byteOffset, body.byteLength), boundary);
    for (const [index, delimiter] of delimiters.slice(0, -1).entries()) {
      const field = readPart(body, delimiter.end, delimiters[index + 1]?.start ?? body.length, name);
      if (field !== null) fields.push(field);
    }
    return { ok: true, fields, boundary, insertAt: delimiters[0]?.dashes ?? 0 };
  } catch (error) {
    if (error instanceof FormError) return refuse(error.message);
    throw error;
  }
}

function refuse(problem: string): ModelRefusal {
  return { ok: false, code: 'invalid_form', message: `The request body is not a valid multipart form: ${problem}.` };
}

function boundaryOf(contentType: string | null): string {
  const read = readHeaderValue(contentType ?? '', []);
  if (contentType !== null && isForm(contentType) && !read.ok) throw new FormError(`the content-type ${read.problem}`);
  const boundary = read.ok && read.value.type === 'multipart/form-data' ? read.value.parameters.get('boundary') : null;
  if (typeof boundary !== 'string' || !BOUNDARY.test(boundary)) {
    throw new FormError('a content-type of multipart/form-data with a boundary was expected');
  }
  return boundary;
}

/** Whether a content type is that of a multipart form. */
export function isForm(contentType: string): boolean {
  return /^\s*multipart\/form-data\s*(;|$)/i.test(contentType);
}

/** A line that separates two parts. `start` is the end of the part before it, `end` the beginning of the one after. */
interface Delimiter {
  readonly start: number;
  /** Where its two dashes stand. */
  readonly dashes: number;
  readonly end: number;
}

/** All delimiters up to the one that closes the form. */
function findDelimiters(body: Buffer, boundary: string): Delimiter[] {
  const dashed = Buffer.from(`--${boundary}`, 'latin1');
  const delimiters: Delimiter[] = [];
  let isClosed = false;
  for (let at = body.indexOf(dashed); at !== -1; at = body.indexOf(dashed, at + dashed.length)) {
    const before = body[at - 1];
    if (at > 0 && before !== LF && before !== CR) continue; // It does not begin a line, and so separates nothing.
    if (at > 0 && !(before === LF && body[at - 2] === CR)) {
      throw new FormError(`the line of the boundary at byte ${at} does not follow a CRLF`);
    }
    if (isClosed) throw new FormError(`a boundary stands behind the closing one, at byte ${at}`);
    const after = at + dashed.length;
    isClosed = body[after] === DASH && body[after + 1] === DASH;
    const end = lineEnd(body, isClosed ? after + 2 : after, isClosed);
    delimiters.push({ start: Math.max(0, at - 2), dashes: at, end });
    if (delimiters.length > FORM_PARTS_MAX + 1) throw new FormError(`it has more than ${FORM_PARTS_MAX} parts`);
  }
  if (!isClosed) throw new FormError('the boundary that closes it is missing');
  return delimiters;
}

/** The place after a delimiter's line, which may have blanks at its end (RFC 2046, section 5.1.1). */
function lineEnd(body: Uint8Array, from: number, isClosing: boolean): number {
  let at = from;
  while (body[at] === SPACE || body[at] === TAB) at += 1;
  if (body[at] === CR && body[at + 1] === LF) return at + 2;
  if (isClosing && at === body.length) return at;
  throw new FormError(`the line of the boundary before byte ${at} holds something else`);
}

/** The part between two delimiters, where it has the name; null where it has another. */
function readPart(body: Uint8Array, start: number, end: number, name: string): FormField | null {
  const whole = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // The blank line ends the headers; where there are none, it is the part's first.
  const window = whole.subarray(start - 2, Math.min(end, start + PART_HEADER_BYTES_MAX));
  const blank = window.indexOf('\r\n\r\n');
  if (blank === -1) throw new FormError(`the part at byte ${start} has no end of its headers`);
  const read = readPartHeaders(window.toString('utf8', 2, Math.max(2, blank)));
  if (!read.ok) throw new FormError(`the part at byte ${start} ${read.problem}`);
  const { headers } = read;
  if (headers.name !== name) return null;
  return { start: start + blank + 2, end, isFile: headers.isFile, isEncoded: headers.isEncoded };
}
