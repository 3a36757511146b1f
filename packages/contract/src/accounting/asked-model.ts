/** In characters. */
export const ASKED_MODEL_LENGTH_MAX = 128;
/** Control characters, those that reorder text, and halves of a pair. */
const UNSAFE = /[\p{Cc}\p{Cf}\u2028\u2029]|\p{Cs}/gu;

/**
 * The model that a consumer asked for, as it may be stored and shown: it is the consumer's own text. Control characters are
 * escaped as in JSON, and what is too long is cut.
 */
export function shownModel(asked: string): string {
  const escaped = asked.slice(0, ASKED_MODEL_LENGTH_MAX).replace(UNSAFE, escapeUnits);
  if (escaped.length <= ASKED_MODEL_LENGTH_MAX && asked.length <= ASKED_MODEL_LENGTH_MAX) return escaped;
  return `${withoutHalf(escaped.slice(0, ASKED_MODEL_LENGTH_MAX - 1))}…`;
}

function escapeUnits(character: string): string {
  let escaped = '';
  for (let index = 0; index < character.length; index += 1) {
    escaped += String.raw`\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}

/** Without the first half of a character that was cut in two. */
function withoutHalf(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '');
}
