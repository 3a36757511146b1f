import { gzipSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { JsonPassage } from './json-passage';
import { HOLD_BACK_BYTES_MAX } from './passage';

const MEMBERS = ['choices', 'output', 'input_tokens'];
const passing = () => new JsonPassage(MEMBERS);
const ERROR = '{"error":{"message":"x","code":502}}';

/** After which piece everything was passed on; otherwise the fault at the end, null for none. */
function pass(passage: JsonPassage, pieces: readonly (string | Buffer)[]) {
  for (const [index, piece] of pieces.entries()) {
    if (passage.push(Buffer.from(piece)).bytes !== null) return index;
  }
  return passage.end().fault?.kind ?? null;
}

describe('a JSON response', () => {
  it.each([
    '{"choices":[{',
    '{"id":"a","choices" : [ {',
    ' \n{"error":null,"input_tokens":5',
    '{"error":{"message":"x"},"choices":["',
    '{"a":{"choices":[1]},"b":"\\",","choices":{"',
    '[{"choices":[1',
    '{"object":"response","status":"completed","error":null,"output":[{',
    '{"output":"a',
  ])('is passed on with its first content: %s', (text) => {
    expect(pass(passing(), Array.from(text))).toBe(text.length - 1);
    expect(pass(passing(), [text])).toBe(0);
  });

  it.each([
    ['an error', ERROR],
    ['an error after white space', `\r\n\t ${ERROR}\n`],
    ['an error with empty content', '{"choices":[],"error":"x","output":null}'],
    ['an error in an array', `[${ERROR}]`],
    ['an error with a byte-order mark', `\ufeff${ERROR}`],
    ['an error beside other members', '{"user_id":"u","error":{"code":429},"usage":{"choices":[1]}}'],
    ['a failed Response', '{"object":"response","status":"failed","error":{"code":"x"},"output":[{"type":"message"}]}'],
    ['the same in another order', '{"output":[1],"object":"response","error":{"code":"x"},"status":"failed"}'],
    ['the same without its type', '{"output":[{"type":"message"}],"error":{"code":"x"},"status":"failed"}'],
    ['a failed Response without content', '{"output":[],"status":"failed","error":{"code":"x"},"object":"response"}'],
    ['a failed Response without an error', '{"object":"response","status":"failed","error":null,"output":[{}]}'],
  ])('is an error: %s', (_title, text) => {
    expect(pass(passing(), [text])).toBe('ERROR_ANSWER');
    expect(pass(passing(), Array.from(text))).toBe('ERROR_ANSWER');
  });

  it.each([
    ['a completed Response', '{"output":[{"a":1}],"object":"response","status":"completed"', ',"error":null}'],
    ['another object', '{"output":[{"a":1}],"object":"response.compaction"', '}'],
    ['other content', '{"output":[{"a":1}],"choices":[{', '}]}'],
    ['an output that is no list', '{"output":{"', 'a":1}}'],
  ])('with an output before its status is passed on once it is known not to have failed: %s', (_title, text, rest) => {
    expect(pass(passing(), [...Array.from(text), rest])).toBe(text.length - 1);
  });

  it.each(['null', '5', 'ID3\u0003', '"text"', '[5', '["a', '{x', "{'error'"])(
    'is not an object, and is passed on at once: %s',
    (text) => {
      expect(pass(passing(), ['\n', ...Array.from(text)])).toBe(/^[[{]/.test(text) ? 2 : 1);
      expect(pass(passing(), ['\ufeff', ...Array.from(text)])).toBe(/^[[{]/.test(text) ? 2 : 1);
    },
  );

  it.each(['{}', '{"error":null}', '{"error":{}}', '{"error":false,"x":1}', '{"error":0}', '[]', '{'])(
    'is neither, and passed on once it is complete: %s',
    (text) => {
      const passage = passing();
      expect(passage.push(Buffer.from(text)).bytes).toBeNull();
      expect(passage.end()).toEqual({ bytes: Buffer.from(text), fault: null });
    },
  );

  it.each(['', ' ', '\r\n\n\t'])('has no content but white space: %j', (text) => {
    expect(pass(passing(), [text])).toBe('BLANK');
  });

  it('is held up to 64 KiB, and no longer than the hold-back time', () => {
    const passage = passing();
    expect(passage.push(Buffer.alloc(HOLD_BACK_BYTES_MAX, ' ')).bytes).toBeNull();
    expect(passage.push(Buffer.from('\n')).bytes?.length).toBe(HOLD_BACK_BYTES_MAX + 1);
    const late = passing();
    late.push(Buffer.from(' '));
    expect(late.letThrough()?.toString()).toBe(' ');
    expect([late.push(Buffer.from(ERROR)).bytes?.toString(), late.end().fault]).toEqual([ERROR, null]);
  });

  it('that is compressed is read once it is complete', () => {
    const decode = (body: Buffer) => (body[0] === 0x1f ? gunzipSync(body) : null);
    const passed = (body: Buffer) => pass(new JsonPassage(MEMBERS, decode), [body.subarray(0, 5), body.subarray(5)]);
    expect(passed(gzipSync(ERROR))).toBe('ERROR_ANSWER');
    expect(passed(gzipSync('{"choices":[1]}'))).toBeNull();
    expect(passed(gzipSync(' '))).toBe('BLANK');
    expect(passed(Buffer.from('cannot be decoded'))).toBeNull();
  });

  it('is judged alike in whatever pieces it arrives', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(null, false, true, 0, -1, '', 'choices', 'a"\\b', [], {}),
        fc.array(tie('any'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('choices', 'error', 'output', 'x'), tie('any'), { maxKeys: 3 }),
      ),
    })).any;
    const members = fc.dictionary(fc.constantFrom('choices', 'error', 'output', 'x', 'object'), value);
    fc.assert(
      fc.property(members, fc.boolean(), (json, isSpaced) => {
        const text = isSpaced ? JSON.stringify(json, null, 2) : JSON.stringify(json);
        const isEmpty = (part: unknown) =>
          part === undefined || ['null', 'false', '""', '[]', '{}'].includes(JSON.stringify(part));
        const content = MEMBERS.filter((name) => !isEmpty(json[name]));
        const hasContent = content.length > 0;
        // It may be a Response, whose status would tell.
        const isHeld =
          String(content) === 'output' && Array.isArray(json['output']) && typeof json['object'] !== 'string';
        const isError = !hasContent && !isEmpty(json['error']) && json['error'] !== 0;
        const expected = isHeld ? null : hasContent ? expect.any(Number) : isError ? 'ERROR_ANSWER' : null;
        expect(pass(passing(), [text])).toEqual(expected);
        expect(pass(passing(), Array.from(text))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
