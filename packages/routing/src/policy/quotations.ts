/**
 * Vendors quote what a consumer sent in their errors. These functions tell the vendor's own words from what is quoted, in
 * time linear in the text. A quotation mark within a word is an apostrophe. A quotation that is not closed goes to the end.
 */

/** The marks that open a quotation, each with those that close it. */
const CLOSING: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '“': '”', '‘': '’', '«': '»' };
const MARK = /["'`“”‘’«»]/g;
const WORD_CHARACTER = /[\p{L}\p{N}_]/u;

/** A text without its quotations, in whose place there is nothing. */
export function withoutQuotations(text: string): string {
  let outside = '';
  let from = 0;
  let closing: string | null = null;
  for (const { mark, at, isOpening, isClosing } of marksOf(text)) {
    if (closing === null && isOpening) {
      outside += text.slice(from, at);
      closing = CLOSING[mark] ?? null;
    } else if (mark === closing && isClosing) {
      closing = null;
      from = at + 1;
    }
  }
  return closing === null ? outside + text.slice(from) : outside;
}

/**
 * What follows a text's last quotation. A consumer may have written quotation marks too, so what stands between two of
 * them is never certain to be the vendor's.
 */
export function behindQuotations(text: string): string {
  const last = marksOf(text).at(-1);
  if (last === undefined) return text;
  return last.isClosing ? text.slice(last.at + 1) : '';
}

interface QuotationMark {
  readonly mark: string;
  readonly at: number;
  readonly isOpening: boolean;
  readonly isClosing: boolean;
}

/** The quotation marks of a text, without apostrophes. */
function marksOf(text: string): QuotationMark[] {
  return [...text.matchAll(MARK)].flatMap(({ 0: mark, index: at }) => {
    const isBehindWord = WORD_CHARACTER.test(text.charAt(at - 1));
    const isBeforeWord = WORD_CHARACTER.test(text.charAt(at + 1));
    if (isBehindWord && isBeforeWord) return [];
    return [{ mark, at, isOpening: !isBehindWord && mark in CLOSING, isClosing: !isBeforeWord }];
  });
}
