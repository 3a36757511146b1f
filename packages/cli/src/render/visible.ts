/**
 * Makes foreign text safe for a terminal: control characters, which could move the cursor, change colours or ring the bell,
 * are escaped, so that no display name can play tricks on an operator.
 */
export function visible(text: string): string {
  return text.replace(/\p{Cc}|\p{Bidi_Control}/gu, (character) =>
    character === '\n' ? ' ' : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
