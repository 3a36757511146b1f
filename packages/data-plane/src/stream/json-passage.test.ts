import fc from 'fast-check';
import { CredentialEcho } from '../upstream/credential-echo';
import { JsonPassage } from './json-passage';
import { HOLD_BACK_BYTES_MAX } from './passage';
import { JSON_FORM, type PlainForm } from './plain-form';

const MEMBERS = ['choices', 'output', 'input_tokens'];
const passing = () => new JsonPassage(MEMBERS, JSON_FORM, null, true);
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
    `{"a":"${'long \\\\\\" '.repeat(40)}","b":["${'x'.repeat(200)}"],"choices":[{`,
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
    expect(late.letThrough()).toEqual({ bytes: Buffer.from(' '), fault: null });
    expect([late.push(Buffer.from(ERROR)).bytes?.toString(), late.end().fault]).toEqual([ERROR, null]);
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

describe('what is passed on without content', () => {
  const CREDENTIAL = 'sk-live-0123456789abcdefghij';
  const QUOTE = `{"error":{"message":"${CREDENTIAL}"}}`;
  const searched = (mayHold: boolean, form: PlainForm = JSON_FORM, credential = CREDENTIAL) =>
    new JsonPassage(MEMBERS, form, new CredentialEcho(credential, []), mayHold);

  /** What is passed on, and the fault. */
  function outcome(passage: JsonPassage, pieces: readonly string[]) {
    let text = '';
    for (const piece of pieces) {
      const { bytes, fault } = passage.push(Buffer.from(piece));
      text += bytes?.toString() ?? '';
      if (fault !== null) return { text, fault: fault.kind };
    }
    const { bytes, fault } = passage.end();
    return { text: text + (bytes?.toString() ?? ''), fault: fault?.kind ?? null };
  }

  it('is searched for the credential, in whatever pieces it comes', () => {
    for (let at = 1; at < QUOTE.length; at += 1) {
      const { text, fault } = outcome(searched(false), [QUOTE.slice(0, at), QUOTE.slice(at)]);
      expect([at, fault, QUOTE.startsWith(text)]).toEqual([at, 'ECHO', true]);
      expect(text.includes(CREDENTIAL.slice(0, 12))).toBe(false);
    }
    const { text } = outcome(searched(false), Array.from(QUOTE));
    expect(text).toBe(QUOTE.slice(0, QUOTE.indexOf(CREDENTIAL) + 11));
  });

  it('is searched when the hold-back time is over, and from then on', () => {
    const held = searched(true);
    held.push(Buffer.from(QUOTE.slice(0, -2)));
    expect(held.letThrough()).toEqual({ bytes: null, fault: { kind: 'ECHO' } });
    expect(outcome(held, ['}}'])).toEqual({ text: '', fault: null });
    const blank = searched(true);
    blank.push(Buffer.from('\n'));
    expect(blank.letThrough().bytes?.toString()).toBe('\n');
    expect(outcome(blank, [QUOTE])).toEqual({ text: '', fault: 'ECHO' });
    const nothing = searched(true);
    expect(nothing.letThrough()).toEqual({ bytes: null, fault: null });
    expect(outcome(nothing, [QUOTE])).toEqual({ text: '', fault: 'ECHO' });
  });

  it.each([
    ['white space', ' '.repeat(HOLD_BACK_BYTES_MAX + 1), QUOTE],
    ['another member', `{"pad":"${'x'.repeat(HOLD_BACK_BYTES_MAX)}"`, `,${QUOTE.slice(1)}`],
    ['text', 'Error: ', CREDENTIAL],
    ['text that begins like JSON', '[Error] ', CREDENTIAL],
    ['markup that is no page', '<Error>', CREDENTIAL],
  ])('is searched behind %s', (_title, before, quote) => {
    const markup = { ...JSON_FORM, mayBeMarkup: true };
    for (const mayHold of [true, false]) {
      expect(outcome(searched(mayHold, markup), [before, quote])).toEqual({ text: before, fault: 'ECHO' });
      expect(outcome(searched(mayHold, markup), [before + quote])).toEqual({ text: '', fault: 'ECHO' });
    }
  });

  it('is not searched any more once it has content', () => {
    const text = `{"id":"x","choices":[{"text":"${CREDENTIAL}"}]}`;
    for (const mayHold of [true, false]) {
      expect(outcome(searched(mayHold), [text])).toEqual({ text, fault: null });
      expect(outcome(searched(mayHold), [text.slice(0, 9), text.slice(9)])).toEqual({ text, fault: null });
    }
  });

  it('proves nothing about the target if it quotes the credential', () => {
    const passage = searched(true);
    expect([outcome(passage, [`key: ${CREDENTIAL}`]).fault, passage.hasContent]).toEqual(['ECHO', false]);
  });

  it('may have a short credential by accident, unless it is an error', () => {
    expect(outcome(searched(false, JSON_FORM, 'none'), ['{"message":"none"}']).fault).toBeNull();
    expect(outcome(searched(false, JSON_FORM, 'none'), ['{"error":{"code":1', ',"message":"none"}']).fault).toBe(
      'ECHO',
    );
  });

  it('is not searched if it is sound, unless it is JSON', () => {
    const media = { ...JSON_FORM, isMedia: true };
    expect(outcome(searched(false, media), [`ID3${CREDENTIAL}`]).fault).toBeNull();
    expect(outcome(searched(false, media), [QUOTE]).fault).toBe('ECHO');
  });
});
