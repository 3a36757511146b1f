import { anthropicProfile, geminiProfile, openaiProfile } from '@switchyard/contract';
import fc from 'fast-check';
import { HOLD_BACK_BYTES_MAX } from './passage';
import { EVENT_BYTES_MAX, StreamPassage } from './stream-passage';
import { streamRulesOf } from './stream-rules';

const rules = streamRulesOf(openaiProfile);
const ROLE = 'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\n\n';
const CONTENT = 'data: {"choices":[{"delta":{"content":"a"}}]}\n\n';
const FINISH = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n';
const ERROR = 'data: {"error":{"message":"x"}}\n\n';
const DONE = 'data: [DONE]\n\n';
const DONE_RULE = { event: null, present: null, value: null, data: '[DONE]' };

/** What is passed on after each chunk, and the fault at the end. */
function pass(passage: StreamPassage, ...pieces: string[]) {
  return pieces.map((piece) => {
    const { bytes, fault } = passage.push(Buffer.from(piece));
    return [bytes?.toString() ?? '', ...(fault === null ? [] : [fault.kind])];
  });
}
function end(passage: StreamPassage) {
  const { bytes, fault } = passage.end();
  return [bytes?.toString() ?? '', fault?.kind ?? null];
}
const holding = () => new StreamPassage(rules, true);
const passing = () => new StreamPassage(rules, false);

describe('a stream that is held back', () => {
  it('is passed on from its first content, and from then on as it arrives', () => {
    const passage = holding();
    expect(pass(passage, ': ping\n\n', ROLE, CONTENT.slice(0, 9), CONTENT.slice(9), ': ping\n\n')).toEqual([
      [''],
      [''],
      [''],
      [`: ping\n\n${ROLE}${CONTENT}`],
      [': ping\n\n'],
    ]);
    expect([passage.isHolding, passage.hasContent]).toEqual([false, true]);
  });

  it('is passed on without content when it exceeds the hold-back size, including an incomplete event', () => {
    const passage = holding();
    const ping = `: ${'p'.repeat(998)}\n\n`;
    const count = Math.floor(HOLD_BACK_BYTES_MAX / ping.length);
    expect(pass(passage, ...Array<string>(count).fill(ping)).every(([passed]) => passed === '')).toBe(true);
    expect(pass(passage, 'x'.repeat(ping.length))).toEqual([[ping.repeat(count)]]);
    expect([passage.isHolding, passage.hasContent]).toEqual([false, false]);
  });

  it('is passed on when the hold-back time is over', () => {
    const passage = holding();
    pass(passage, ROLE);
    expect(passage.letThrough()).toEqual({ bytes: Buffer.from(ROLE), fault: null });
    expect(pass(passage, ': ping\n\n')).toEqual([[': ping\n\n']]);
  });

  it('with an error before its content passes on only what was held', () => {
    const passage = holding();
    pass(passage, ROLE);
    const { bytes, fault } = passage.push(Buffer.from(ERROR + DONE));
    expect([bytes?.toString(), fault]).toEqual([
      ROLE,
      expect.objectContaining({ kind: 'ERROR_EVENT', bytes: Buffer.from(ERROR) }),
    ]);
  });
});

describe('the end of a stream', () => {
  it('is good after an end event, with or without its last blank line', () => {
    for (const last of [FINISH + DONE, FINISH, FINISH.trimEnd(), `${FINISH}data: [DONE]`]) {
      const passage = passing();
      const passed = pass(passage, CONTENT + last)[0]![0]!;
      const [rest, fault] = end(passage);
      expect([passed + rest, fault]).toEqual([CONTENT + last, null]);
    }
  });

  it.each([
    ['nothing at all', ''],
    ['content only', CONTENT],
    ['half an event', `${CONTENT}data: {"choices":[{"delta":{},"finish_re`],
  ])('is too early after %s', (_title, text) => {
    const passage = passing();
    pass(passage, text);
    expect(end(passage)).toEqual(['', 'ENDED_EARLY']);
  });

  it('is good after any content if the profile has neither finish nor terminal events', () => {
    const open = { ...openaiProfile, finishEvents: [], terminalEvents: [] };
    const passage = new StreamPassage(streamRulesOf(open), false);
    pass(passage, CONTENT);
    expect(end(passage)).toEqual(['', null]);
    expect(end(new StreamPassage(streamRulesOf(open), false))).toEqual(['', 'ENDED_EARLY']);
  });

  const HALF = '{"type":"x","b64_json":"iVBORw0KGgo';
  it.each([
    ['an image and nothing else', '', `event: image_generation.completed\ndata: ${HALF}`],
    ['an image', CONTENT, `event: image_generation.completed\ndata: ${HALF}`],
    ['the terminal event', CONTENT, `event: response.completed\ndata: ${HALF}`],
    ['the terminal event, without any data', CONTENT, 'event: response.completed\ndata: '],
    ['an error', CONTENT, `event: error\ndata: ${HALF}`],
    ['usage behind the finish', CONTENT + FINISH, `data: ${HALF}`],
    ['an error behind the finish', CONTENT + FINISH, `event: error\ndata: ${HALF}`],
    ['the marker behind the finish', CONTENT + FINISH, 'data: [DON'],
    ['bare JSON behind the finish', CONTENT + FINISH, '{\n  "error": {"code": 503'],
    ['content of several lines', CONTENT + FINISH, 'data: {"choices":\ndata: [{"te'],
  ])('is too early within the last event, whatever its type says: %s', (_title, events, half) => {
    const passage = passing();
    expect(pass(passage, events, half)).toEqual([[events], ['']]);
    expect(passage.progress).toBe(events.includes(FINISH) ? 'FINISHED' : 'OPEN');
    expect(passage.cut()).toBeNull();
    expect(end(passage)).toEqual(['', 'ENDED_EARLY']);
  });

  it('is good if the last event is text of any kind, or JSON', () => {
    const open = { ...openaiProfile, finishEvents: [], terminalEvents: [{ ...DONE_RULE, event: 'end', data: null }] };
    for (const last of ['bye', '{"a":1}', '{"a":1}\n', '[END]', '5'].map((text) => `event: end\ndata: ${text}`)) {
      const passage = new StreamPassage(streamRulesOf(open), false);
      pass(passage, CONTENT, last);
      expect(end(passage)).toEqual([last, null]);
    }
  });

  it('is an error if the last event is one, and the missing blank line is added', () => {
    const passage = passing();
    pass(passage, CONTENT, ERROR.trimEnd());
    expect(passage.end().fault).toMatchObject({ kind: 'ERROR_EVENT', bytes: Buffer.from(ERROR) });
  });

  it('is an error if bare JSON reports one, which is passed on unchanged', () => {
    const passage = passing();
    const bare = '{\n  "error": {"code": 503, "message": "x"}\n}\n';
    pass(passage, FINISH, bare);
    expect(passage.end().fault).toMatchObject({ kind: 'ERROR_EVENT', bytes: Buffer.from(bare) });
  });

  it('is never judged without rules', () => {
    const passage = new StreamPassage(null, false);
    expect(pass(passage, ERROR)).toEqual([[ERROR]]);
    expect(end(passage)).toEqual(['', null]);
  });
});

describe('[DONE]', () => {
  it('ends an answer well after content, with or without a finish reason, and nothing after it counts', () => {
    for (const text of [CONTENT + DONE, CONTENT + FINISH + DONE, `${CONTENT}data: [DONE]`]) {
      const passage = passing();
      pass(passage, text);
      expect([passage.progress, end(passage)[1]]).toEqual(['TERMINATED', null]);
    }
    const passage = passing();
    expect(pass(passage, CONTENT + DONE, ERROR, 'data: half')).toEqual([[CONTENT + DONE], [ERROR], ['']]);
    expect(end(passage)).toEqual(['data: half', null]);
  });

  it('is dropped without content, because SDKs stop reading at it', () => {
    const { bytes, fault } = passing().push(Buffer.from(ROLE + DONE));
    expect([bytes?.toString(), fault]).toEqual([ROLE, { kind: 'ENDED_EARLY' }]);
    expect(pass(new StreamPassage(null, false), DONE)).toEqual([[DONE]]);
  });

  it.each(['contentEvents', 'finishEvents', 'terminalEvents'] as const)(
    'is what the rules in %s make of it',
    (member) => {
      const none = { ...openaiProfile, contentEvents: [], finishEvents: [], terminalEvents: [] };
      const passage = new StreamPassage(streamRulesOf({ ...none, [member]: [DONE_RULE] }), false);
      expect(pass(passage, CONTENT, DONE)).toEqual([[CONTENT], [DONE]]);
      expect(end(passage)).toEqual(['', null]);
    },
  );

  it('is dropped after content if the profile has other terminal events', () => {
    const anthropic = new StreamPassage(streamRulesOf(anthropicProfile), false);
    const delta = 'event: content_block_delta\ndata: {"delta":{"text":"a"}}\n\n';
    expect(pass(anthropic, delta, DONE)).toEqual([[delta], ['', 'ENDED_EARLY']]);
  });
});

it('an error ends a stream at once, and nothing after it is passed on', () => {
  const { bytes, fault } = passing().push(Buffer.from(CONTENT + ERROR + DONE));
  expect([bytes?.toString(), fault]).toMatchObject([CONTENT, { kind: 'ERROR_EVENT', bytes: Buffer.from(ERROR) }]);
});

it('an error after the end of the answer still counts', () => {
  expect(pass(passing(), FINISH, ERROR)).toEqual([[FINISH], ['', 'ERROR_EVENT']]);
});

it('an event up to the limit is passed on as a whole, a larger one in chunks and unjudged', () => {
  const passage = passing();
  const piece = Buffer.alloc(65_536, 'x');
  const begin = Buffer.from('data: {"choices":[{"finish_reason":"stop","text":"');
  passage.push(begin);
  let bytes = begin.length;
  while (bytes + piece.length <= EVENT_BYTES_MAX) {
    expect(passage.push(piece).bytes).toBeNull();
    bytes += piece.length;
  }
  expect(passage.isBetweenEvents).toBe(true);
  expect(passage.push(piece).bytes?.length).toBe(bytes + piece.length);
  expect([passage.isBetweenEvents, passage.push(piece).bytes]).toEqual([false, piece]);
  expect(passage.push(Buffer.from(`"error":"x"}]}\n\n${CONTENT}`)).bytes?.length).toBe(16 + CONTENT.length);
  expect([passage.isBetweenEvents, end(passage)]).toEqual([true, ['', null]]);
});

it('the output and the verdict do not depend on the chunks in which a stream arrives', () => {
  /** Everything that the consumer gets, and the fault. */
  const outcome = (pieces: readonly Buffer[], isHolding: boolean) => {
    const passage = new StreamPassage(rules, isHolding);
    let text = '';
    for (const piece of pieces) {
      const { bytes, fault } = passage.push(piece);
      text += bytes?.toString() ?? '';
      if (fault !== null) return { text, fault: fault.kind };
    }
    const { bytes, fault } = passage.end();
    return { text: text + (bytes?.toString() ?? ''), fault: fault?.kind ?? null };
  };
  const events = fc.array(fc.constantFrom(ROLE, CONTENT, CONTENT, FINISH, ERROR, DONE, ': ping\r\n\r\n', 'data: half'));
  fc.assert(
    fc.property(events, fc.boolean(), fc.array(fc.integer({ min: 1, max: 90 })), (texts, isHolding, lengths) => {
      const bytes = Buffer.from(texts.join(''));
      const pieces: Buffer[] = [];
      let at = 0;
      for (const length of lengths) {
        pieces.push(bytes.subarray(at, at + length));
        at += length;
      }
      pieces.push(bytes.subarray(at));
      const whole = outcome([bytes], isHolding);
      expect(outcome(pieces, isHolding)).toEqual(whole);
      expect(whole.text.length <= bytes.length && bytes.toString().startsWith(whole.text)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

describe('a stream that is one array', () => {
  const array = (isHolding: boolean) => new StreamPassage(streamRulesOf(geminiProfile), isHolding, 'JSON_ARRAY');
  const text = (content: string) => JSON.stringify({ candidates: [{ content: { parts: [{ text: content }] } }] });
  const STOP = '{"candidates":[{"finishReason":"STOP"}]}';

  it('is held back until its first content, and its closing bracket until its end', () => {
    const passage = array(true);
    const metadata = '[{"usageMetadata":{"promptTokenCount":1}}';
    expect(pass(passage, '[', metadata.slice(1), `,${text('a')}`, `,${STOP}`, '\n]')).toEqual([
      [''],
      [''],
      [`${metadata},${text('a')}`],
      [`,${STOP}`],
      [''],
    ]);
    expect(end(passage)).toEqual(['\n]', null]);
  });

  it('passes on an element above the size limit in chunks', () => {
    const passage = array(false);
    const large = `[${text('x'.repeat(EVENT_BYTES_MAX))}`;
    expect(pass(passage, large.slice(0, -9), large.slice(-9), ']')).toEqual([
      [large.slice(0, -9)],
      [large.slice(-9)],
      [''],
    ]);
    expect(end(passage)).toEqual([']', null]);
  });

  it('has no room for an error if it is cut within such an element', () => {
    const passage = array(false);
    pass(passage, `[${text('x'.repeat(EVENT_BYTES_MAX))}`.slice(0, -9));
    expect(end(passage)).toEqual(['', 'ENDED_EARLY']);
    expect(passage.isBetweenEvents).toBe(false);
  });
});
