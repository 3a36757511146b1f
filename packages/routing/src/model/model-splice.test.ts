import fc from 'fast-check';
import { bodyArbitrary, render, space } from './json-body.suite';
import { locateModel, MODEL_MEMBERS_MAX, spliceModel } from './model-splice';
import { anyText } from '../testing/any-text.suite';

const encoder = new TextEncoder();
/** As a server that reads the body as text decodes it: invalid UTF-8 becomes U+FFFD, a byte order mark is kept. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const bytes = (text: string) => encoder.encode(text);
const locate = (body: string | Uint8Array, member = 'model') =>
  locateModel(typeof body === 'string' ? bytes(body) : body, member.split('.'));
const found = (body: string | Uint8Array, member = 'model') => {
  const located = locate(body, member);
  if (!located.ok) throw new Error(located.message);
  return located.location;
};
const splice = (text: string, model: string) => decoder.decode(spliceModel(bytes(text), found(text), model));
const parse = (body: Uint8Array): unknown => JSON.parse(decoder.decode(body));
/** The result of `JSON.parse` if it is an object; null otherwise. */
const parseObject = (body: Uint8Array): Record<string, unknown> | null => {
  try {
    const value = parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
};

describe('against JSON.parse', () => {
  test('every object that JSON.parse accepts, with or without a model, is located, and only its model is spliced', () => {
    fc.assert(
      fc.property(bodyArbitrary, anyText, (body, model) => {
        const text = render(body, null);
        const before = bytes(text);
        const parsed = parse(before) as Record<string, unknown>;
        const located = locateModel(before, ['model']);
        const own = Object.hasOwn(parsed, 'model') ? parsed['model'] : null;
        const isMisspelled = Object.keys(parsed).some((name) => name !== 'model' && /^model$/iu.test(name));
        if (isMisspelled || (Object.hasOwn(parsed, 'model') && typeof own !== 'string')) {
          expect(located).toMatchObject({ ok: false, code: 'invalid_model' });
          return;
        }
        if (!located.ok) throw new Error(located.message);
        expect(located.location.model).toBe(own);
        const after = spliceModel(before, located.location, model);
        expect(new Map(Object.entries(parse(after) as object))).toEqual(new Map(Object.entries({ ...parsed, model })));
        if (after !== before) expect(decoder.decode(after)).toBe(render(body, JSON.stringify(model)));
      }),
      { numRuns: 1_500 },
    );
  });

  const mutate = (alphabet: readonly string[]) => (texts: fc.Arbitrary<string>) =>
    fc
      .tuple(
        texts,
        fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom(...alphabet)), { minLength: 1, maxLength: 3 }),
      )
      .map(([text, changes]) =>
        changes.reduce((current, [place, width, replacement]) => {
          const at = place % (current.length + 1);
          return current.slice(0, at) + replacement + current.slice(at + width);
        }, text),
      );

  test('everything refused as invalid JSON is refused by JSON.parse too, or is not an object', () => {
    const texts = bodyArbitrary.map((body) => render(body, null));
    const garbage = mutate([
      '',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      ' ',
      '\n',
      '\u0000',
      '0',
      '-',
      '.',
      'e',
      't',
      'x',
    ]);
    fc.assert(
      fc.property(garbage(texts), (text) => {
        const located = locate(text);
        if (!located.ok && located.code === 'invalid_json') expect(parseObject(bytes(text))).toBeNull();
      }),
      { numRuns: 3_000 },
    );
  });

  test('at the top level, whatever JSON.parse refuses is refused as well', () => {
    const flat = (gaps: fc.Arbitrary<string>) =>
      fc
        .array(
          fc.tuple(
            gaps,
            fc.constantFrom('"model"', '"a"', '"n"'),
            gaps,
            fc.constantFrom('"x"', '""', '0', '-1.5e+7', 'true', 'false', 'null'),
          ),
          { maxLength: 4 },
        )
        .map(
          (members) =>
            `{${members.map(([before, name, gap, value]) => `${before}${name}${gap}:${gap}${value}`).join(',')}}`,
        );
    // A string that is skipped may hold control characters. So there are no tabs and line breaks where a quote may be
    // lost, and no brackets and backslashes in the garbage.
    const blanks = fc.string({ unit: fc.constant(' '), maxLength: 3 });
    const garbage = mutate([
      '',
      '}',
      ',',
      ':',
      '"',
      ' ',
      '0',
      '1',
      '-',
      '+',
      '.',
      'e',
      'E',
      't',
      'u',
      'x',
      '\ufeff',
      '\u00a0',
    ]);
    fc.assert(
      fc.property(fc.oneof(flat(space), garbage(flat(blanks))), (text) => {
        const located = locate(text);
        const isAccepted = located.ok || located.code === 'invalid_model';
        expect(isAccepted).toBe(parseObject(bytes(text)) !== null);
      }),
      { numRuns: 3_000 },
    );
  });

  test('long strings of quotes and backslashes end where JSON.parse ends them', () => {
    const piece = fc
      .tuple(fc.constantFrom('\\\\', '\\"', 'a', '漢', '"'), fc.nat(120))
      .map(([text, times]) => text.repeat(times));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const text = `{"prompt":"${pieces.join('')}","model":"x"}`;
        const parsed = parseObject(bytes(text));
        const located = locate(text);
        if (parsed !== null) expect(located).toMatchObject({ ok: true, location: { model: 'x' } });
        else expect(located).toMatchObject({ ok: false, code: 'invalid_json' });
      }),
      { numRuns: 1_000 },
    );
  });

  test('a body that is cut anywhere, even within a character, is refused', () => {
    fc.assert(
      fc.property(bodyArbitrary, fc.nat(), (body, cut) => {
        const whole = bytes(render(body, null).trimEnd());
        const part = whole.subarray(0, cut % whole.length);
        expect(locateModel(part, ['model'])).toMatchObject({ ok: false, code: 'invalid_json' });
      }),
    );
  });
});

describe('locateModel', () => {
  test('the last of several spellings is the model, and all are found', () => {
    const text = '{"model":"a","\\u006dodel":"b","models":"c","m\\u006Fdel" : "d"}';
    const { model, edits } = found(text);
    expect(model).toBe('d');
    expect(edits.map(({ start, end }) => text.slice(start, end))).toEqual(['"a"', '"b"', '"d"']);
  });

  test('a nested member with the name does not count', () => {
    const text = '{"a":{"model":"x"},"b":[{"model":"y"}],"c":"\\"model\\":\\"z\\""}';
    expect(found(text).model).toBeNull();
    expect(splice(text, 'b')).toBe(`{"model":"b",${text.slice(1)}`);
  });

  test('the member may have another name, also with other characters', () => {
    expect(found('{"model":"a","deployment":"b"}', 'deployment').model).toBe('b');
    expect(found('{"modèle":"a"}', 'modèle').model).toBe('a');
    expect(found(Uint8Array.of(...bytes('{"mod'), 0xe8, ...bytes('le":"a"}')), 'modèle').model).toBeNull();
  });

  test.each(['1', 'null', 'true', '[]', '{"name":"x"}', '["x"]'])('a model that is %s is an invalid model', (value) => {
    expect(locate(`{"model":"a","model":${value}}`)).toEqual({
      ok: false,
      code: 'invalid_model',
      message: '`model` must be a string; the value at byte 21 of the request body is not.',
    });
    expect(found(`{"model":${value},"model":"a"}`)).toMatchObject({ model: 'a', edits: [{ start: 9 }, {}] });
  });

  test.each([
    ['{"model":"a","Model":"b"}', 'model', 13],
    ['{"Model":"b","model":"a"}', 'model', 1],
    ['{"MODEL":"x"}', 'model', 1],
    ['{"MODEL":null}', 'model', 1],
    ['{"\\u004dodel":"x"}', 'model', 1],
    ['{"model":"a","mode\\u004C":"x","Model":"y"}', 'model', 13],
    ['{"Input":{"model":"x"}}', 'input.model', 1],
    ['{"input":{"model":"a","moDel":"x"}}', 'input.model', 22],
    ['{"input":{"MODEL":"x"},"input":{"model":"a"}}', 'input.model', 10],
    ['{"requests":[{"model":"a"},{"model":"a","Model":"b"}]}', 'requests.*.model', 40],
    ['{"requestſ":[{"model":"b"}]}', 'requests.*.model', 1],
    ['{"\\u212aind":"b"}', 'kind', 1],
    ['{"MODÈLE":"b"}', 'modèle', 1],
  ])('%s is refused, because a case-insensitive parser reads its names as %s', (text, member, at) => {
    const named = at === 1 ? member.split('.')[0] : member;
    expect(locate(text, member)).toEqual({
      ok: false,
      code: 'invalid_model',
      message: `\`${named}\` must be spelled exactly like this; the member name at byte ${at} of the request body differs in case.`,
    });
  });

  test('names with other letters, and names off the path, may have any case', () => {
    const text = '{"Models":"b","MODEM":1,"mo\\u0044":2,"a":{"Model":"c"},"model":"a"}';
    expect(found(text).model).toBe('a');
    expect(found('{"Model":"b","input":{"Input":1,"model":"a"}}', 'input.model').model).toBe('a');
    expect(locate('{"Model":"b","model":"a"')).toMatchObject({ code: 'invalid_json' });
  });

  test('a body that names the model more often than the limit is refused', () => {
    const repeat = (times: number) => `{${Array.from({ length: times }, () => '"model":"a"').join(',')}}`;
    expect(found(repeat(MODEL_MEMBERS_MAX)).edits).toHaveLength(MODEL_MEMBERS_MAX);
    expect(locate(repeat(MODEL_MEMBERS_MAX + 1))).toMatchObject({ ok: false, code: 'invalid_model' });
  });

  test.each([
    ['', 'the body is empty; expected a JSON object at byte 0.'],
    [' \n', 'the body is empty; expected a JSON object at byte 2.'],
    ['\ufeff{}', 'expected a JSON object at byte 0.'],
    ['[]', 'expected a JSON object at byte 0.'],
    ['"model"', 'expected a JSON object at byte 0.'],
    ['null', 'expected a JSON object at byte 0.'],
    ['{', 'expected a member name in double quotes at byte 1.'],
    ['{,}', 'expected a member name in double quotes at byte 1.'],
    ["{'a':1}", 'expected a member name in double quotes at byte 1.'],
    ['{"a":1,}', 'expected a member name in double quotes at byte 7.'],
    ['{"a"}', 'expected a colon at byte 4.'],
    ['{"a":}', 'expected a value at byte 5.'],
    ['{"a":+1}', 'expected a value at byte 5.'],
    ['{"a":1.}', 'expected a digit at byte 7.'],
    ['{"a":01}', 'expected a comma or closing brace at byte 6.'],
    ['{"a":tru}', 'expected true at byte 5.'],
    ['{"a":truex}', 'expected a comma or closing brace at byte 9.'],
    ['{"a":1 "b":2}', 'expected a comma or closing brace at byte 7.'],
    ['{"a":1', 'expected a comma or closing brace at byte 6.'],
    ['{"a', 'unterminated string that starts at byte 1.'],
    ['{"a":"b\\"}', 'unterminated string that starts at byte 5.'],
    ['{"a":[1,{}', 'unterminated object or array that starts at byte 5.'],
    ['{}}', 'unexpected text after the object at byte 2.'],
    ['{} {}', 'unexpected text after the object at byte 3.'],
    ['{"\\x":1}', 'invalid escape or control character in the string that starts at byte 1.'],
    ['{"a\n":1}', 'invalid escape or control character in the string that starts at byte 1.'],
    ['{"model":"\\u12"}', 'invalid escape or control character in the string that starts at byte 9.'],
    ['{"model":"a\tb"}', 'invalid escape or control character in the string that starts at byte 9.'],
  ])('refuses %p and says where', (text, problem) => {
    expect(locate(text)).toEqual({
      ok: false,
      code: 'invalid_json',
      message: `The request body is not valid JSON: ${problem}`,
    });
    expect(parseObject(bytes(text))).toBeNull();
  });

  test('reads a model’s bytes that are not UTF-8 as U+FFFD and keeps a lone surrogate, like JSON.parse', () => {
    const body = Uint8Array.of(...bytes('{"model":"a'), 0xff, ...bytes('","x":"'), 0xfe, ...bytes('"}'));
    const location = found(body);
    expect(location.model).toBe('a\ufffd');
    expect(spliceModel(body, location, 'b')).toEqual(
      Uint8Array.of(...bytes('{"model":"b","x":"'), 0xfe, ...bytes('"}')),
    );
    expect(found('{"model":"\\ud800"}').model).toBe('\ud800');
    expect(splice('{"model":"\\ud800"}', 'b')).toBe('{"model":"b"}');
  });

  test('works on a view into a larger buffer', () => {
    const view = bytes('xx{"model":"a"}yy').subarray(2, 15);
    expect(decoder.decode(spliceModel(view, found(view), 'bcd'))).toBe('{"model":"bcd"}');
  });

  test('no nesting is too deep', () => {
    const deep = 500_000;
    expect(locate('['.repeat(1_000_000))).toMatchObject({ ok: false, code: 'invalid_json' });
    expect(locate(`{"a":${'['.repeat(1_000_000)}`)).toMatchObject({ ok: false, code: 'invalid_json' });
    expect(found(`{"a":${'['.repeat(deep)}${']'.repeat(deep)},"model":"x"}`).model).toBe('x');
    expect(found(`{"a":${'{"a":'.repeat(deep)}1${'}'.repeat(deep)},"model":"x"}`).model).toBe('x');
  });
});

describe('a model that is nested', () => {
  const nested = (text: string, model: string, member = 'input.model') =>
    decoder.decode(spliceModel(bytes(text), found(text, member), model));

  test.each([
    ['{"input":{"model":"a","n":1.50}}', 'a', '{"input":{"model":"x","n":1.50}}'],
    [
      '{"model":"no","input":{"m":{"model":"no"},"model":"a"}}',
      'a',
      '{"model":"no","input":{"m":{"model":"no"},"model":"x"}}',
    ],
    ['{"input":{}}', null, '{"input":{"model":"x"}}'],
    ['{"input":{ "n":1}}', null, '{"input":{"model":"x", "n":1}}'],
    ['{}', null, '{"input":{"model":"x"}}'],
    ['{"n":1}', null, '{"input":{"model":"x"},"n":1}'],
    ['{"input":{"model":"a"},"\\u0069nput":{"model":"b"}}', 'b', '{"input":{"model":"x"},"\\u0069nput":{"model":"x"}}'],
    ['{"input":{"model":"a"},"input":{}}', null, '{"input":{"model":"x"},"input":{"model":"x"}}'],
    ['{"input":[1],"input":{"model":"b"}}', 'b', '{"input":{"model":"x"},"input":{"model":"x"}}'],
    ['{"input":{"model":1,"model":"b"}}', 'b', '{"input":{"model":"x","model":"x"}}'],
  ])('%s names %p and becomes %s', (text, model, after) => {
    expect(found(text, 'input.model').model).toBe(model);
    expect(nested(text, 'x')).toBe(after);
  });

  test('refuses a pointer through a value that is not an object, and a model that is not a string', () => {
    expect(locate('{"input":{},"input":"text"}', 'input.model')).toEqual({
      ok: false,
      code: 'invalid_model',
      message: '`input` must be an object; the value at byte 20 of the request body is not.',
    });
    expect(locate('{"input":{"model":7}}', 'input.model')).toMatchObject({
      code: 'invalid_model',
      message: expect.stringContaining('`input.model` must be a string'),
    });
    expect(locate('{"input":{"model":"a"]}', 'input.model')).toMatchObject({ code: 'invalid_json' });
  });

  test('finds and rewrites every element of an array, and all must name the same model', () => {
    const text = '{"requests":[{"model":"a","n":1.0},{"n":[2],"model":"a"}]}';
    expect(found(text, 'requests.*.model').model).toBe('a');
    expect(nested(text, 'x', 'requests.*.model')).toBe('{"requests":[{"model":"x","n":1.0},{"n":[2],"model":"x"}]}');
    for (const other of ['{"model":"b"}', '{"model":1}', '{}']) {
      const mixed = text.replace('{"n":[2],"model":"a"}', other);
      expect(locate(mixed, 'requests.*.model')).toMatchObject({ ok: false, code: 'invalid_model' });
    }
    expect(locate('{"requests":{}}', 'requests.*.model')).toMatchObject({
      message: expect.stringContaining('`requests` must be an array'),
    });
    for (const none of ['{"requests":[]}', '{}']) {
      expect(found(none, 'requests.*.model')).toEqual({ model: null, edits: [] });
    }
  });

  test('every object that JSON.parse accepts is spliced below a member as at the top level', () => {
    fc.assert(
      fc.property(bodyArbitrary, bodyArbitrary, anyText, (body, other, model) => {
        const around = (inner: string) => `{"first":${render(other, null)},"input":${inner} ,"last":1.0}`;
        const text = around(render(body, null));
        const located = locate(text, 'input.model');
        const alone = locate(render(body, null));
        expect(located.ok).toBe(alone.ok);
        if (!located.ok || !alone.ok) return;
        expect(located.location.model).toBe(alone.location.model);
        const after = decoder.decode(spliceModel(bytes(text), located.location, model));
        if (after !== text) expect(after).toBe(around(render(body, JSON.stringify(model))));
        else expect(alone.location.model).toBe(model);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('spliceModel', () => {
  test.each([
    ['{}', '{"model":"x"}'],
    [' { } ', ' {"model":"x" } '],
    ['{"a":1}', '{"model":"x","a":1}'],
    ['{ "a":1}', '{"model":"x", "a":1}'],
    ['{"model":"a"}', '{"model":"x"}'],
    [
      '{ "n":1.50, "model" : "a\\u0062", "big":12345678901234567890 }',
      '{ "n":1.50, "model" : "x", "big":12345678901234567890 }',
    ],
    ['{"model":{"a":[1]},"\\u006dodel":"b"}', '{"model":"x","\\u006dodel":"x"}'],
  ])('%s becomes %s', (before, after) => {
    expect(splice(before, 'x')).toBe(after);
  });

  test('a name with quotes, escapes or other characters is written as JSON', () => {
    expect(splice('{"model":"a"}', 'modèle')).toBe('{"model":"modèle"}');
    expect(splice('{}', 'é')).toBe('{"model":"é"}');
    expect(splice('{"model":"a"}', 'q"\\\n漢')).toBe('{"model":"q\\"\\\\\\n漢"}');
  });

  test('returns the body itself if its only model is already the same', () => {
    const body = bytes('{"model":"gpt\\u002d4o"}');
    expect(spliceModel(body, found(body), 'gpt-4o')).toBe(body);
    expect(splice('{"model":"b","model":"a"}', 'a')).toBe('{"model":"a","model":"a"}');
  });

  test('1 MB goes through unchanged except for the model: one string, escapes only, and many messages', () => {
    const mebibyte = 1_048_576;
    const message = { role: 'user', content: 'Say "hello", 漢字 and \\ and 😀.\n'.repeat(10) };
    const prompts = [
      JSON.stringify('a'.repeat(mebibyte)),
      JSON.stringify('\\'.repeat(mebibyte / 2)),
      JSON.stringify('"'.repeat(mebibyte / 2)),
      JSON.stringify('漢'.repeat(mebibyte / 3)),
      JSON.stringify(Array.from({ length: 2_500 }, () => message)),
    ];
    for (const prompt of prompts) {
      const text = `{"messages":${prompt},"model":"gpt-4o","n":1.0}`;
      expect(splice(text, 'other') === `{"messages":${prompt},"model":"other","n":1.0}`).toBe(true);
    }
  });
});
