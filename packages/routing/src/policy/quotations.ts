/**
 * Vendors quote what a consumer sent in their errors. These functions tell the vendor's own words from what is quoted, in
 * time linear in the text. A quotation mark within a word is an apostrophe. A quotation that is not closed goes to the end.
 */

/** The marks that open a quotation, each with the one that closes it. */
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['‘', '’'],
  ['«', '»'],
]);
const MARKS: ReadonlySet<string> = new Set([...CLOSING.keys(), ...CLOSING.values()]);
const OPENING_MARK = new RegExp(`[${[...CLOSING.keys()].join('')}]`, 'g');
const WORD_CHARACTER = /[\p{L}\p{N}_]/u;

/** A part of a text: a quotation without its marks, or what stands outside of quotations. */
export interface TextPart {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** A text without its quotations, in whose place there is nothing. */
export function withoutQuotations(text: string): string {
  return textParts(text)
    .filter(({ isQuoted }) => !isQuoted)
    .map((part) => part.text)
    .join('');
}

/** The quotations of a text and what stands between them, in order. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (;;) {
    const opening = openingFrom(text, from);
    if (opening === -1) return [...parts, { text: text.slice(from), isQuoted: false }];
    const closing = closingFrom(text, opening);
    const end = closing === -1 ? text.length : closing;
    parts.push({ text: text.slice(from, opening), isQuoted: false });
    parts.push({ text: text.slice(opening + 1, end), isQuoted: true });
    if (closing === -1) return parts;
    from = closing + 1;
  }
}

/**
 * What follows a text's last quotation. A consumer may have written quotation marks too, so what stands between two of
 * them is never certain to be the vendor's.
 */
export function behindQuotations(text: string): string {
  for (let at = text.length - 1; at >= 0; at--) {
    if (!MARKS.has(text.charAt(at))) continue;
    if (!isWordAt(text, at + 1)) return text.slice(at + 1);
    if (!isWordAt(text, at - 1)) return '';
  }
  return text;
}

function openingFrom(text: string, from: number): number {
  OPENING_MARK.lastIndex = from;
  for (let found = OPENING_MARK.exec(text); found !== null; found = OPENING_MARK.exec(text)) {
    if (!isWordAt(text, found.index - 1)) return found.index;
  }
  return -1;
}

function closingFrom(text: string, opening: number): number {
  const mark = CLOSING.get(text.charAt(opening)) ?? '';
  let at = text.indexOf(mark, opening + 1);
  while (at !== -1 && isWordAt(text, at + 1)) at = text.indexOf(mark, at + 1);
  return at;
}

function isWordAt(text: string, at: number): boolean {
  return WORD_CHARACTER.test(text.charAt(at));
}
