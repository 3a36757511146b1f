import { readHeaderValue } from './header-value';
import type { ModelRefusal } from './model-site';
import { readPartHeaders } from './part-headers';

/** Limits on a form's parts and on the headers of each. */
export const FORM_PARTS_MAX = 1_000;
export const PART_HEADER_BYTES_MAX = 16_384;

/** A part of a form with the requested name. */
export interface FormField {
  /** Byte offsets of its content. */
  readonly start: number;
  readonly end: number;
  /** Whether it has a file name. */
  readonly isFile: boolean;
  /** Whether its content is written in base64 or the like. */
  readonly isEncoded: boolean;
}

export type ScannedForm =
  | {
      readonly ok: true;
      readonly fields: readonly FormField[];
      readonly boundary: string;
      /** The offset where a new first part would go. */
      readonly insertAt: number;
    }
  | ModelRefusal;

const CR = 0x0d;
const LF = 0x0a;
const DASH = 0x2d;
const SPACE = 0x20;
const TAB = 0x09;

/**
 * RFC 2046, section 5.1.1: at most 70 characters, not ending in a space. No backslash, because some parsers unescape
 * it.
 */
const BOUNDARY = /^(?!.*\\)[ -~]{0,69}[!-~]$/;

/** A malformed form; the message is a clause that completes a sentence. */
class FormError extends Error {
  override readonly name = 'FormError';
}

/**
 * Finds the fields with one name in a multipart form, as fast as the native search for the boundary.
 *
 * Headers that two parsers could read differently are refused in every part, not only in those with the requested name.
 * So is a boundary that a strict parser would not accept, on a line that starts after a single CR or LF or that
 * continues after the boundary: another parser could see parts there that were not checked here.
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
  if (contentType !== null && isForm(contentType) && !read.ok) throw new FormError(`its content-type ${read.problem}`);
  const boundary = read.ok && read.value.type === 'multipart/form-data' ? read.value.parameters.get('boundary') : null;
  if (typeof boundary !== 'string' || !BOUNDARY.test(boundary)) {
    throw new FormError('its content-type must be multipart/form-data with a boundary');
  }
  return boundary;
}

/** Whether a content type is multipart/form-data. */
export function isForm(contentType: string): boolean {
  return /^\s*multipart\/form-data\s*(;|$)/i.test(contentType);
}

/** A line that separates two parts. `start` is the end of the part before it, `end` the start of the part after it. */
interface Delimiter {
  readonly start: number;
  /** The offset of its two dashes. */
  readonly dashes: number;
  readonly end: number;
}

/** All delimiters up to the closing one. */
function findDelimiters(body: Buffer, boundary: string): Delimiter[] {
  const dashed = Buffer.from(`--${boundary}`, 'latin1');
  const delimiters: Delimiter[] = [];
  let isClosed = false;
  for (let at = body.indexOf(dashed); at !== -1; at = body.indexOf(dashed, at + dashed.length)) {
    const before = body[at - 1];
    if (at > 0 && before !== LF && before !== CR) continue; // It does not start a line, so it is not a delimiter.
    if (at > 0 && !(before === LF && body[at - 2] === CR)) {
      throw new FormError(`the boundary at byte ${at} does not follow a CRLF`);
    }
    if (isClosed) throw new FormError(`another boundary follows the closing one, at byte ${at}`);
    const after = at + dashed.length;
    isClosed = body[after] === DASH && body[after + 1] === DASH;
    const end = lineEnd(body, isClosed ? after + 2 : after, isClosed);
    delimiters.push({ start: Math.max(0, at - 2), dashes: at, end });
    if (delimiters.length > FORM_PARTS_MAX + 1) throw new FormError(`it has more than ${FORM_PARTS_MAX} parts`);
  }
  if (!isClosed) throw new FormError('its closing boundary is missing');
  return delimiters;
}

/** The offset after a delimiter's line, which may have trailing whitespace (RFC 2046, section 5.1.1). */
function lineEnd(body: Uint8Array, from: number, isClosing: boolean): number {
  let at = from;
  while (body[at] === SPACE || body[at] === TAB) at += 1;
  if (body[at] === CR && body[at + 1] === LF) return at + 2;
  if (isClosing && at === body.length) return at;
  throw new FormError(`the boundary line before byte ${at} has other text`);
}

/** The part between two delimiters; null if it has another name. */
function readPart(body: Uint8Array, start: number, end: number, name: string): FormField | null {
  const whole = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // A blank line ends the headers; without headers it is the part's first line.
  const window = whole.subarray(start - 2, Math.min(end, start + PART_HEADER_BYTES_MAX));
  const blank = window.indexOf('\r\n\r\n');
  if (blank === -1)
    throw new FormError(
      `the headers of the part at byte ${start} are incomplete or larger than ${PART_HEADER_BYTES_MAX} bytes`,
    );
  const read = readPartHeaders(window.toString('utf8', 2, Math.max(2, blank)));
  if (!read.ok) throw new FormError(`the part at byte ${start} ${read.problem}`);
  const { headers } = read;
  if (headers.name !== name) return null;
  return { start: start + blank + 2, end, isFile: headers.isFile, isEncoded: headers.isEncoded };
}
