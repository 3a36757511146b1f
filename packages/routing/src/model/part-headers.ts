import { hasControl, readHeaderValue } from './header-value';

/** What is needed from the headers of a form's part to find a field. */
export interface PartHeaders {
  /** The field's name; null if the part has none. */
  readonly name: string | null;
  readonly isFile: boolean;
  /** Whether the content is encoded, in base64 or the like. */
  readonly isEncoded: boolean;
}

/** `problem` is a clause that continues after "the part at byte 7". */
export type ReadPartHeaders =
  | { readonly ok: true; readonly headers: PartHeaders }
  | { readonly ok: false; readonly problem: string };

/** A header line by RFC 9110, section 5: no whitespace before the colon. */
const LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)$/su;
const PLAIN_ENCODINGS = ['', '7bit', '8bit', 'binary'];

/** Parses the headers of a part (RFC 7578, section 4), and refuses those that two parsers may read differently. */
export function readPartHeaders(text: string): ReadPartHeaders {
  const lines = new Map<string, string>();
  for (const line of text === '' ? [] : text.split('\r\n')) {
    const problem = addLine(lines, line);
    if (problem !== null) return { ok: false, problem };
  }
  const encoding = (lines.get('content-transfer-encoding') ?? '').trim().toLowerCase();
  const isEncoded = !PLAIN_ENCODINGS.includes(encoding);
  const disposition = lines.get('content-disposition');
  if (disposition === undefined) return { ok: true, headers: { name: null, isFile: false, isEncoded } };
  const read = readHeaderValue(disposition, ['filename*']);
  if (!read.ok) return { ok: false, problem: `has a Content-Disposition that ${read.problem}` };
  const { type, parameters } = read.value;
  if (type !== 'form-data') return { ok: false, problem: 'has a Content-Disposition that is not form-data' };
  const name = parameters.get('name') ?? null;
  // Some parsers unescape the backslash or decode RFC 2047 words, others do not.
  if (name !== null && (name.includes('\\') || name.includes('=?'))) {
    return { ok: false, problem: 'has a name that contains a backslash or `=?`' };
  }
  const isFile = parameters.has('filename') || parameters.has('filename*');
  // Browsers encode a quote as %22.
  return { ok: true, headers: { name: name?.replaceAll('%22', '"') ?? null, isFile, isEncoded } };
}

/** @returns what is wrong with the line; null if it was added */
function addLine(lines: Map<string, string>, line: string): string | null {
  if (hasControl(line)) return 'has a control character, or a single CR or LF, in its headers';
  if (line.startsWith(' ') || line.startsWith('\t')) return 'has a header that continues on another line';
  const [, spelled, value] = LINE.exec(line) ?? [];
  if (spelled === undefined || value === undefined) return 'has a header line that is not of the form `name: value`';
  const name = spelled.toLowerCase();
  if (lines.has(name)) return `has more than one \`${name}\` header`;
  lines.set(name, value);
  return null;
}
