import fc from 'fast-check';
import { JsonMember, mentionOf } from './json-member';

const isMentioned = (name: string, json: string) =>
  mentionOf([
    { name, value: null },
    { name: 'other', value: null },
  ]).test(Buffer.from(json).toString('latin1'));

/** The search must find every case in which parsing finds a match. */
function isPresent(pointer: string, json: string): boolean {
  const member = new JsonMember(pointer);
  const isThere = member.isPresent(JSON.parse(json));
  if (member.name !== null && isThere) expect(isMentioned(member.name, json)).toBe(true);
  return isThere;
}

describe('a member', () => {
  it.each([
    ['/error', '{"error":{"message":"x"}}', true],
    ['/error', '{"error" : "x"}', true],
    ['/error', '{"error":0}', true],
    ['/error', '{"error":null}', false],
    ['/error', '{"error":false}', false],
    ['/error', '{"error": ""}', false],
    ['/error', '{"error":[ ]}', false],
    ['/error', '{"error":{\n}}', false],
    ['/error', '{"response":{"error":{"code":"x"}}}', false],
    ['/error', '{"text":"say \\"error\\": 1"}', false],
    ['/error', '[]', false],
    ['/response/error', '{"response":{"error":{"code":"x"}}}', true],
    ['/choices/*/delta/content', '{"choices":[{"delta":{}},{"delta":{"content":"x"}}]}', true],
    ['/choices/*/delta/content', '{"choices":[{"delta":{"content":""}}]}', false],
    ['/choices/*/delta/content', '{"choices":[{"delta":null}]}', false],
    ['/choices/*/delta/content', '{"choices":{"delta":{"content":"x"}}}', false],
    ['/choices/*', '{"choices":[null,1]}', true],
    ['/choices/*', '{"choices":[]}', false],
    ['/choices/1', '{"choices":[1]}', false],
    ['/choices/1', '{"choices":[null,1]}', true],
    ['/a~1b/~0', '{"a/b":{"~":1}}', true],
    ['/__proto__', '{}', false],
    ['/error', '[{"error":{"message":"x"}}]', true],
    ['/error', '[{},{"error":{"message":"x"}}]', false],
    ['/error', '[[{"error":{"message":"x"}}]]', false],
    ['/*/error', '[{},{"error":{"message":"x"}}]', true],
    ['/1/error', '[{},{"error":{"message":"x"}}]', true],
    ['/choices/*/delta', '[{"choices":[{"delta":{"content":"x"}}]}]', true],
    ['/x', '{"x":null,"y":{"x":1},"x":2}', true],
  ])('%s in %s: %s', (pointer, json, expected) => {
    expect(isPresent(pointer, json)).toBe(expected);
  });

  it('is never missed by the search that avoids parsing', () => {
    const name = fc.constantFrom('error', 'err', 'choices', '*', '0', 'a"b', 'é', '');
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, false, true, 0, 1, '', 'x', '"error"', [], {}),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(name, tie('any'), { maxKeys: 3 }),
      ),
    })).any;
    fc.assert(
      fc.property(
        value,
        fc.array(name, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(0, 1, '\t'),
        (json, path, indent) => {
          const member = new JsonMember(path.map((segment) => `/${segment}`).join(''));
          const text = JSON.stringify(json, null, indent);
          if (member.name !== null && member.isPresent(JSON.parse(text))) {
            expect(isMentioned(member.name, text)).toBe(true);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each([
    '{"choices":[{"finish_reason":null}]}',
    '{"choices":[{"finish_reason" : \n false}]}',
    '{"choices":[{"finish_reason":""}], "x":[{"finish_reason":[ ]}, {"finish_reason":{}}]}',
    '{"text":"say \\"finish_reason\\": 1"}',
    '{"x":"finish_reason"}',
  ])('is not parsed for if it is empty or only mentioned in text: %s', (json) => {
    expect(isMentioned('finish_reason', json)).toBe(false);
  });

  it.each([
    ['/choices/*/finish_reason', 'error', '{"choices":[{"finish_reason":null},{"finish_reason":"error"}]}', true],
    ['/choices/*/finish_reason', 'error', '{"choices":[{"finish_reason":"errors"}]}', false],
    ['/choices/*/finish_reason', 'error', '{"finish_reason":"error"}', false],
    ['/code', '7', '{"code":7}', false],
    ['/code', '7', '{"code":"7"}', true],
    ['/a', 'x', '{"a":["x"]}', false],
    ['/a', 'é"(.*)', '{"a":"é\\"(.*)"}', true],
  ])('has the requested value: %s = %s in %s: %s', (pointer, value, json, expected) => {
    const member = new JsonMember(pointer);
    expect(member.is(JSON.parse(json), value)).toBe(expected);
    if (!expected) return;
    const mention = mentionOf([{ name: member.name ?? '', value }]);
    expect(mention.test(Buffer.from(json).toString('latin1'))).toBe(true);
  });

  it('is not parsed for if it has another value, as in nearly every event', () => {
    const mention = mentionOf([
      { name: 'finish_reason', value: 'error' },
      { name: 'error', value: null },
      { name: 'object', value: 'error' },
    ]);
    const ordinary =
      '{"object":"chat.completion.chunk","choices":[{"delta":{"content":"an error"},"finish_reason":"stop"}]}';
    expect(mention.test(ordinary)).toBe(false);
    expect(mention.test(ordinary.replace('"stop"', '"error"'))).toBe(true);
  });
});
