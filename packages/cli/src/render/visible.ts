/**
 * Text from elsewhere as it may stand on a terminal: what would move its cursor, colour it or ring its bell is written
 * as an escape, so that nobody's display name can play tricks on an operator.
 */
export function visible(text: string): string {
  return text.replace(/\p{Cc}|\p{Bidi_Control}/gu, (character) =>
    character === '\n' ? ' ' : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
