import { hasModelName } from './model-name-in-text';
import { type TextPart, textParts } from './quotations';

/**
 * Which model a vendor's error is about. A request may name other models than the one that it was routed by: in fallbacks,
 * in tools, or in what it quotes. That such a model is missing says nothing about the target.
 */

/** Vendors begin with what is wrong, and a consumer may have chosen a name of any length. */
const READ_CHARACTERS_MAX = 2_048;

/** Words that follow "model" where no name does. */
const NO_NAMES: ReadonlySet<string> = new Set(
  (
    'a an the this that it its your you please is isnt was wasnt are were be been does doesnt did do has hasnt had have no not ' +
    'or and in on of for to by at with from via which cannot cant could can may must will name named names id ids identifier ' +
    'code version parameter field deployment endpoint provider type exist exists exited found missing unavailable available ' +
    'unknown invalid provided requested specified passed given currently temporarily yet longer access permission retired ' +
    'deprecated decommissioned removed disabled deployed inaccessible accessible supported model models'
  ).split(' '),
);
const SUBJECTS: ReadonlySet<string> = new Set(['resource', 'api', 'function', 'key', 'team', ...NO_NAMES]);
/** Words that follow the subject of a sentence. */
const PREDICATES: ReadonlySet<string> = new Set(['is', 'was', 'does', 'has', 'could', 'cannot', 'not']);

const OPENING_PARENTHESES: ReadonlySet<string> = new Set('(（');
const CLOSING_PARENTHESES: ReadonlySet<string> = new Set(')）');

/** Ends in "model", after which a name or one of `NAME_NOUNS` may follow. */
const MODEL_WORD = /(?:^|[^\p{L}\p{N}_])models?[:=：]?$/iu;
const MODEL_OWNER = /^(?:models?|deployments?)$/;
const NAME_NOUNS: ReadonlySet<string> = new Set(['id', 'name', 'identifier', '']);
/** What has an id that vendors add to their errors. */
const CALL = '(?:request|trace|correlation)';
const CALL_WORD = new RegExp(`^${CALL}$`, 'i');
/** "request_id", "x-request-id:" and the like. */
const CALL_ID_WORD = new RegExp(`^(?:x-)?${CALL}[_-]?id$`, 'i');
const CALL_ID_WITH_VALUE = new RegExp(`^(?:(?:x-)?${CALL}[_-]?)?id[:=].`, 'i');

/** What looks like a name wherever it stands: letters with a digit or one of these marks inside. */
const NAME_LIKE = /^(?=.*\p{L})[^\s]*(?:\p{N}|[\p{L}\p{N}][/:_@][\p{L}\p{N}])/u;
/** URLs, paths, durations, times, UUIDs and e-mail addresses, which look like names. */
const NO_NAME = new RegExp(
  [
    '://|^/|^and/or$',
    '^(?:\\d+(?:\\.\\d+)?(?:ms|s|m|h|d))+$',
    '^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+(?:Z|[+-]\\d\\d:?\\d\\d)?$|^\\d\\d:[\\d:.]+Z$',
    '^[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}$',
    '^[^@]+@[^@]+\\.[a-z]+$',
  ].join('|'),
  'i',
);
const PUNCTUATION: ReadonlySet<string> = new Set(' \t\r\n"\'`“”‘’«»()[]{}<>,;:=.!?（），。：；！？「」');
const ASSIGNED = /^models?(?:[_-]?(?:id|name))?[=:]/i;

/**
 * Whether an error's message names models, none of which is the one that was sent. Takes time linear in the message.
 *
 * @param sent the model's name as the vendor got it; null if it got none
 */
export function namesOtherModel(message: string, sent: string | null): boolean {
  const text = message.slice(0, READ_CHARACTERS_MAX);
  if (sent !== null && !NO_NAMES.has(sent.toLowerCase()) && hasModelName(text, sent)) return false;
  return namesModel(text);
}

function namesModel(text: string): boolean {
  const words = wordsOf(text);
  return words.some((word, index) => {
    const name = bare(word.text).toLowerCase();
    return name !== '' && !NO_NAMES.has(name) && isName(words, word, index) && !isCallId(words, word, index);
  });
}

/** A text's quotations, and the words between them, without what stands in parentheses. */
function wordsOf(text: string): TextPart[] {
  let depth = 0;
  return textParts(text).flatMap((part) => {
    if (part.isQuoted) return depth === 0 ? [part] : [];
    let outside = '';
    for (const character of part.text) {
      if (OPENING_PARENTHESES.has(character)) depth += 1;
      else if (depth === 0) outside += character;
      else if (CLOSING_PARENTHESES.has(character)) depth -= 1;
      if (depth === 1) outside += ' ';
    }
    return outside
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => ({ text: word, isQuoted: false }));
  });
}

/** Whether a word is a name by its place or by its looks. */
function isName(words: readonly TextPart[], { text, isQuoted }: TextPart, index: number): boolean {
  if (isQuoted) return true;
  const word = bare(text);
  if (ASSIGNED.test(trimmed(text)) || (NAME_LIKE.test(word) && !NO_NAME.test(word))) return true;
  if (isAfterModel(words, index)) return !isWordOf(NO_NAMES, text);
  return index === 0 && PREDICATES.has(wordAt(words, 1)) && !isWordOf(SUBJECTS, text);
}

/** "model nope", "model: nope", "model ID nope". */
function isAfterModel(words: readonly TextPart[], index: number): boolean {
  if (MODEL_WORD.test(unquotedAt(words, index - 1))) return true;
  return MODEL_WORD.test(unquotedAt(words, index - 2)) && NAME_NOUNS.has(wordAt(words, index - 1));
}

/**
 * Whether a word is the id of a request or the like, or what announces it: "request id: 2025…", "Trace id 12ab",
 * "trace 7f3a", "id: 7".
 */
function isCallId(words: readonly TextPart[], { text, isQuoted }: TextPart, index: number): boolean {
  const word = trimmed(text);
  if (!isQuoted && (CALL_ID_WORD.test(word) || CALL_ID_WITH_VALUE.test(word))) return true;
  const label = wordAt(words, index - 1);
  if (label !== 'id') return CALL_ID_WORD.test(label) || CALL_WORD.test(unquotedAt(words, index - 1));
  const owner = wordAt(words, index - 2);
  return CALL_WORD.test(owner) || (/[:=：]$/.test(unquotedAt(words, index - 1)) && !MODEL_OWNER.test(owner));
}

/** In lower case and without punctuation; empty like `unquotedAt`. */
function wordAt(words: readonly TextPart[], index: number): string {
  return trimmed(unquotedAt(words, index)).toLowerCase();
}

/** Empty if there is no word, or if it is quoted. */
function unquotedAt(words: readonly TextPart[], index: number): string {
  const word = words[index];
  return word === undefined || word.isQuoted ? '' : word.text;
}

function isWordOf(words: ReadonlySet<string>, text: string): boolean {
  const word = bare(text).toLowerCase().replaceAll(/['’]/g, '');
  return word === '' || words.has(word);
}

function bare(text: string): string {
  return trimmed(trimmed(text).replace(ASSIGNED, ''));
}

/** A text without the punctuation around it. */
function trimmed(text: string): string {
  let from = 0;
  let end = text.length;
  while (from < end && PUNCTUATION.has(text.charAt(from))) from += 1;
  while (end > from && PUNCTUATION.has(text.charAt(end - 1))) end -= 1;
  return text.slice(from, end);
}
