import fc from 'fast-check';

const SURROGATES_FROM = 0xd800;
const SURROGATES = 0x800;
const CODE_POINTS = 0x110000;

/**
 * Any Unicode character but a surrogate, as fast-check's unit `binary`. That one makes a table of all million of them, which
 * takes a second of CPU in each test file.
 */
const anyCharacter = fc
  .nat({ max: CODE_POINTS - SURROGATES - 1 })
  .map((index) => String.fromCodePoint(index < SURROGATES_FROM ? index : index + SURROGATES), indexOf);

function indexOf(character: unknown): number {
  const code = typeof character === 'string' ? (character.codePointAt(0) ?? 0) : 0;
  if (character !== String.fromCodePoint(code)) throw new Error('not one character');
  return code < SURROGATES_FROM ? code : code - SURROGATES;
}

export const anyText = fc.string({ unit: anyCharacter });

/** The path of a URL: nothing, or segments that each follow a slash. */
export const anyWebPath = fc
  .array(
    fc.string({
      unit: fc.oneof(
        { arbitrary: fc.constantFrom(...Array.from("abcxyzABCXYZ0189-._~!$&'()*+,;=:@")), weight: 10 },
        { arbitrary: anyCharacter.map(encodeURIComponent), weight: 1 },
      ),
    }),
  )
  .map((segments) => segments.map((segment) => `/${segment}`).join(''));
