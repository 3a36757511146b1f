import fc from 'fast-check';
import { anyText } from '../testing/any-text.suite';

/** JSON bodies for property tests, built from strings so that every byte is known. */

/** JSON whitespace. */
export const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r'), maxLength: 3 });
const stringText = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        ...['a', 'model', 'é', '漢', '😀', '\u2028', '{', '}', '[', ']', ',', ':', ' ', "'", '\u007f'],
        ...['\\n', '\\"', '\\\\', '\\/', '\\u006d', '\\ud83d', '\\uDE00', '\\u0000'],
      ),
      { maxLength: 80 },
    )
    .map((pieces) => `"${pieces.join('')}"`),
  anyText.map((text) => JSON.stringify(text)),
);
const scalarText = fc.oneof(
  stringText,
  fc.constantFrom('0', '-0', '1.50', '1e+30', '12345678901234567890', '-1.5E-7', 'true', 'false', 'null'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
);
const { value: valueText } = fc.letrec<{ value: string; array: string; object: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 5, depthSize: 'medium' }, scalarText, tie('array'), tie('object')),
  array: fc
    .tuple(
      space,
      fc.array(
        fc.tuple(space, tie('value'), space).map((parts) => parts.join('')),
        { maxLength: 4 },
      ),
    )
    .map(([before, items]) => `[${before}${items.join(',')}]`),
  object: fc
    .tuple(
      space,
      fc.array(
        fc
          .tuple(fc.oneof(stringText, fc.constant('"model"')), space, tie('value'), space)
          .map(([name, before, value, after]) => `${name}${before}:${before}${value}${after}`),
        { maxLength: 4 },
      ),
    )
    .map(([before, members]) => `{${before}${members.join(',')}}`),
}));

/** "model" with some of its letters escaped. */
const modelSpelling = fc.tuple(...Array.from('model', (letter) => fc.tuple(fc.constant(letter), fc.nat(3)))).map(
  (letters) =>
    `"${letters
      .map(([letter, way]) => {
        const hex = letter.charCodeAt(0).toString(16).padStart(4, '0');
        return way === 0 ? `\\u${hex}` : way === 1 ? `\\u${hex.toUpperCase()}` : letter;
      })
      .join('')}"`,
);
const otherName = fc.oneof(fc.constantFrom('"models"', '"mode"', '""', '"__proto__"', '"mod\\u00e9l"'), stringText);
/** Names that a case-insensitive parser reads as "model". */
const misspelledName = fc.constantFrom('"Model"', '"MODEL"', '"mode\\u004c"', '"\\u004Dodel"');

interface Member {
  readonly isModel: boolean;
  readonly before: string;
  readonly name: string;
  readonly value: string;
  readonly after: string;
}
const member = (isModel: boolean, name: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<Member> =>
  fc.tuple(space, name, space, space, value, space).map(([before, spelled, gap, gap2, given, after]) => ({
    isModel,
    before: `${before}${spelled}${gap}:${gap2}`,
    name: JSON.parse(spelled) as string,
    value: given,
    after,
  }));
const memberArbitrary = fc.oneof(
  { weight: 6, arbitrary: member(false, otherName, valueText).filter(({ name }) => name !== 'model') },
  { weight: 2, arbitrary: member(true, modelSpelling, stringText) },
  { weight: 2, arbitrary: member(true, modelSpelling, valueText) },
  { weight: 1, arbitrary: member(false, misspelledName, valueText) },
);
/**
 * A JSON object that names the model any number of times, in any spelling, mostly as a string; some also have a
 * `Model`.
 */
export const bodyArbitrary = fc.record({
  outer: fc.tuple(space, space, space),
  members: fc.array(memberArbitrary, { maxLength: 7 }),
});
type Body = typeof bodyArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** The body's text, with its models replaced if another is given. */
export function render({ outer: [before, inside, after], members }: Body, model: string | null): string {
  const texts = members.map(
    (each) => `${each.before}${each.isModel && model !== null ? model : each.value}${each.after}`,
  );
  const isAdded = model !== null && !members.some((each) => each.isModel);
  const added = isAdded ? `"model":${model}${members.length > 0 ? ',' : ''}` : '';
  return `${before}{${added}${members.length > 0 ? texts.join(',') : inside}}${after}`;
}
