import fc from 'fast-check';
import { ElementCutter, elementStart } from './element-cutter';

/** The elements of a stream that arrives in these chunks, and the state at its end. */
function cut(pieces: readonly Buffer[]) {
  const cutter = new ElementCutter();
  const elements: string[] = [];
  let passed = '';
  for (const piece of pieces) {
    const whole = cutter.push(piece);
    let start = 0;
    for (const end of whole?.ends ?? []) {
      elements.push(whole!.bytes.toString('utf8', elementStart(whole!.bytes, start, end), end));
      start = end;
    }
    passed += whole?.bytes.toString('latin1') ?? '';
  }
  passed += cutter.takeRest().toString('latin1');
  return { elements, passed, isClosed: cutter.isClosed, isNotArray: cutter.isNotArray };
}

function piecesOf(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...pieces, bytes.subarray(at)];
}

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('"', '\\', '\\"', '[{', '}]', ',', '\u2028'));
const member = fc.oneof(text, fc.integer(), fc.constant(null), fc.array(text), fc.dictionary(text, text));
const element = fc.oneof(fc.dictionary(text, member), fc.array(member));
const separator = fc.constantFrom(',', ',\r\n', '\n,\n', ' , ');

describe('an array that arrives in chunks', () => {
  it('is cut after each element, wherever the chunks end, and nothing is dropped', () => {
    fc.assert(
      fc.property(
        fc.array(element, { maxLength: 5 }),
        separator,
        fc.constantFrom(0, 2),
        fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 200 }),
        (elements, between, indent, lengths) => {
          const written = elements.map((each) => JSON.stringify(each, null, indent));
          const bytes = Buffer.from(`\n[${written.join(between)}\n]\n`);
          const result = cut(piecesOf(bytes, lengths));
          expect(result.elements).toEqual(written);
          expect(result.passed).toBe(bytes.toString('latin1'));
          expect(result).toMatchObject({ isClosed: true, isNotArray: false });
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each(['[', '[{}', '[{},', '[{"a":"]', '[{"a":"\\"]', '[[]', '[{}] x', '[{}]]', '[{}]['])(
    'is not closed by %s',
    (unfinished) => {
      expect(cut([Buffer.from(unfinished)])).toMatchObject({ isClosed: false, isNotArray: false, passed: unfinished });
    },
  );

  it.each(['{}', ' {"a":[]}', '"[]"', '1', 'x', '{\n"a":[{}]\n}'])(
    'is distinguished from %s, wherever its chunks end',
    (other) => {
      const pieces = Array.from(other, (character) => Buffer.from(character));
      for (const each of [[Buffer.from(other)], pieces]) {
        expect(cut(each)).toMatchObject({ elements: [], isNotArray: true, passed: other });
      }
    },
  );
});
