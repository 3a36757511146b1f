import {
  anthropicProfile,
  azureOpenaiProfile,
  geminiProfile,
  mistralProfile,
  openaiCompatibleProfile,
  type ProviderProfile,
} from '@switchyard/contract';
import { type BehaviourInput } from '@switchyard/simulator';
import { gateway, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';

simulatedGateway(['a', 'b']);

interface Vendor {
  readonly profile: ProviderProfile;
  /** The path in its endpoints' URLs. */
  readonly base?: string;
  readonly path: string;
  readonly body: object;
}
const messages = [{ role: 'user', content: 'hello' }];
const anthropic: Vendor = {
  profile: anthropicProfile,
  path: 'v1/messages',
  body: { model: 'a', max_tokens: 9, messages, stream: true },
};
const mistral: Vendor = {
  profile: mistralProfile,
  path: 'v1/chat/completions',
  body: { model: 'a', messages, stream: true },
};
const azure: Vendor = {
  profile: azureOpenaiProfile,
  path: 'openai/deployments/a/chat/completions?api-version=2024-10-21',
  body: { messages, stream: true },
};
const gemini: Vendor = {
  profile: geminiProfile,
  path: 'v1beta/models/a:streamGenerateContent?alt=sse',
  body: { contents: [] },
};

/**
 * Streams through a failover from `a` to `b`, with the given behaviour of `a`. `text` is null if the connection broke.
 */
async function stream({ profile, base = '', path, body }: Vendor, ofA: BehaviourInput['answer']) {
  gateway.provider.profile = profile;
  gateway.moveEndpoints(simulator.url + base);
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
  simulator.setBehaviours([{ match: { model: 'a' }, answer: ofA }]);
  const response = await fetch(`${gateway.url}/support/chat/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.liveKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  let text = '';
  let isWhole = true;
  try {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  } catch {
    isWhole = false;
  }
  return { target: response.headers.get('x-switchyard-target'), text, isWhole };
}

describe.each([
  ['Anthropic', anthropic, 'message_stop'],
  ['Mistral', mistral, '"finish_reason":"stop"'],
  ['Azure OpenAI', azure, '"finish_reason":"stop"'],
  ['Gemini', gemini, '"finishReason":"STOP"'],
])('a stream of %s', (_vendor, vendor, end) => {
  it('goes through complete', async () => {
    const { target, text, isWhole } = await stream(vendor, {});
    expect({ target, isWhole }).toEqual({ target: 'production/a', isWhole: true });
    expect(text).toContain('simulated');
    expect(text).toContain(end);
  });

  it('that ends too early never ends cleanly', async () => {
    const { target, text, isWhole } = await stream(vendor, { contentChunks: 5, endAfterEvents: 4 });
    expect({ target, isWhole }).toEqual({ target: 'production/a', isWhole: false });
    expect(text).not.toContain(end);
    expect(text).toMatch(/upstream_invalid_response/i);
  });
});

describe.each([
  ['Anthropic, whose first three events are not content', anthropic, 3],
  ['Mistral', mistral, 1],
  ['Azure OpenAI', azure, 1],
])('a stream of %s', (_vendor, vendor, preamble) => {
  it.each(['errorAfterEvents', 'endAfterEvents', 'cutAfterEvents'])(
    'fails over before its first content: %s',
    async (manner) => {
      const { target, isWhole } = await stream(vendor, { [manner]: preamble });
      expect({ target, isWhole }).toEqual({ target: 'production/b', isWhole: true });
    },
  );

  it('does not fail over after it', async () => {
    const { target, isWhole } = await stream(vendor, { errorAfterEvents: preamble + 1 });
    expect({ target, isWhole }).toEqual({ target: 'production/a', isWhole: false });
  });
});

it("Azure's first chunk, which reports on the prompt only, is not content", async () => {
  const chunk = {
    choices: [],
    created: 0,
    id: '',
    model: '',
    object: '',
    prompt_filter_results: [{ prompt_index: 0 }],
  };
  const { target } = await stream(azure, {
    rawEvents: [`data: ${JSON.stringify(chunk)}\n\n`, 'data: {"error":{"code":"x"}}\n\n'],
  });
  expect(target).toBe('production/b');
});

it('a blocked prompt of Gemini is an answer, although it has no candidates', async () => {
  const blocked = 'data: {"promptFeedback":{"blockReason":"SAFETY"}}\r\n\r\n';
  const { target, text, isWhole } = await stream(gemini, { rawEvents: [blocked] });
  expect({ target, text, isWhole }).toEqual({ target: 'production/a', text: blocked, isWhole: true });
});

it("Gemini's error outside of the framing fails over, if it comes first", async () => {
  const { target } = await stream(gemini, { errorAfterEvents: 0 });
  expect(target).toBe('production/b');
});

const compatible: Vendor = {
  profile: openaiCompatibleProfile,
  base: '/v1',
  path: 'chat/completions',
  body: { model: 'a', messages, stream: true },
};
const chunk = (choice: object, more: object = {}) =>
  `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }], ...more })}\n\n`;
const DONE = 'data: [DONE]\n\n';
/** If the SDKs would not see the reported error, the gateway's own follows it. */
const OWN_ERROR = 'upstream_invalid_response';

describe.each<[string, Vendor, string, string | null]>([
  ['Mistral’s finish reason', mistral, chunk({ delta: { content: '' }, finish_reason: 'error' }), OWN_ERROR],
  ['DeepSeek’s', compatible, chunk({ delta: {}, finish_reason: 'insufficient_system_resource' }), OWN_ERROR],
  ['Groq’s text in a chunk', compatible, chunk({ delta: {} }, { x_groq: { error: 'over_capacity' } }), OWN_ERROR],
  [
    'older vLLM’s error without a wrapper',
    compatible,
    'data: {"object":"error","message":"x","code":500}\n\n',
    OWN_ERROR,
  ],
  ['an error that is a text', compatible, 'data: {"error":"went wrong"}\n\n', null],
])('a failure that is reported by %s', (_whose, vendor, error, ownError) => {
  it('fails over before the first content', async () => {
    const { target, isWhole } = await stream(vendor, { rawEvents: [error, DONE] });
    expect({ target, isWhole }).toEqual({ target: 'production/b', isWhole: true });
  });

  it('ends as an error and never cleanly after it', async () => {
    const content = chunk({ delta: { content: 'hello' }, finish_reason: null });
    const { target, text, isWhole } = await stream(vendor, { rawEvents: [content, error, DONE] });
    expect({ target, isWhole }).toEqual({ target: 'production/a', isWhole: false });
    expect(text.startsWith(content + error)).toBe(true);
    expect(text).not.toContain('[DONE]');
    if (ownError === null) expect(text).toBe(content + error);
    else expect(text.slice((content + error).length)).toMatch(new RegExp(`^data: .*${ownError}.*\n\n$`));
  });
});

it("a rejection of the endpoint's credential as plain text never reaches the consumer", async () => {
  const content = chunk({ delta: { content: 'hello' }, finish_reason: null });
  const { text } = await stream(compatible, { rawEvents: [content, 'data: {"error":"Unauthorized"}\n\n'] });
  expect(text).not.toContain('Unauthorized');
  expect(text).toContain('upstream_credential_rejected');
});

const part = (text: string) => JSON.stringify({ candidates: [{ content: { parts: [{ text }], role: 'model' } }] });
const LAST = JSON.stringify({ candidates: [{ content: { parts: [{ text: '' }] }, finishReason: 'STOP' }] });
const FAULT = JSON.stringify({ error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } }, null, 2);
/** An array in the vendor's format, in chunks of the response. */
const array = (...elements: string[]) => [
  ...elements.map((element, index) => `${index === 0 ? '[' : ',\r\n'}${element}`),
  '\n]\n',
];

describe('a stream of Gemini without alt=sse, which is one array', () => {
  const inArray: Vendor = { ...gemini, path: 'v1beta/models/a:streamGenerateContent' };
  const contentType = { 'content-type': 'application/json; charset=UTF-8' };
  const streamArray = (rawEvents: string[], more: BehaviourInput['answer'] = {}) =>
    stream(inArray, { rawEvents, headers: contentType, ...more });

  it('goes through byte for byte if it is complete', async () => {
    const elements = array(part('a]}"\\'), part('[{'), LAST);
    const { target, text, isWhole } = await streamArray(elements);
    expect({ target, text, isWhole }).toEqual({ target: 'production/a', text: elements.join(''), isWhole: true });
  });

  it.each([
    ['is only an error', [`[${FAULT}\n]\n`], {}],
    ['is empty', ['[]'], {}],
    ['ends before its first element', ['['], {}],
    ['is cut within its first element', ['[', part('a').slice(0, 9), 'x'], { cutAfterEvents: 2 }],
    ['has no content before its error', array(JSON.stringify({ usageMetadata: {} }), FAULT), {}],
  ])('fails over if it %s', async (_title, rawEvents, more) => {
    const { target, isWhole } = await streamArray(rawEvents, more);
    expect({ target, isWhole }).toEqual({ target: 'production/b', isWhole: true });
  });

  it.each([
    ['ends without its bracket', [`[${part('a')}`, `,${LAST}`], {}],
    ['ends within an element', [`[${part('a')}`, `,${LAST.slice(0, 20)}`], {}],
    ['is cut', [`[${part('a')}`, ',\r\n', LAST], { cutAfterEvents: 2 }],
    ['is closed without a finish reason', array(part('a')), {}],
    ['continues after its bracket', [...array(part('a'), LAST), FAULT], {}],
  ])('never ends as complete if it %s', async (_title, rawEvents, more) => {
    const { target, text, isWhole } = await streamArray(rawEvents, more);
    expect({ target, isWhole }).toEqual({ target: 'production/a', isWhole: false });
    expect(() => JSON.parse(text)).toThrow(/JSON/);
    const elements = JSON.parse(`${text}]`) as { error?: { status: string; message: string } }[];
    expect(elements.at(-1)).toMatchObject({ error: { code: expect.any(Number), status: 'UNAVAILABLE' } });
    expect(elements.slice(0, -1).every(({ error }) => error === undefined)).toBe(true);
  });

  it('ends with the vendor’s own error if that comes after content', async () => {
    const { target, text, isWhole } = await streamArray(array(part('a'), FAULT, LAST));
    expect({ target, isWhole }).toEqual({ target: 'production/a', isWhole: false });
    expect(text).toBe(`[${part('a')},\r\n${FAULT}`);
  });

  it('is passed on unchanged if it is not an array', async () => {
    const answer = JSON.stringify({ candidates: [] });
    const { target, text, isWhole } = await streamArray(answer.match(/.{1,5}/g) ?? []);
    expect({ target, text, isWhole }).toEqual({ target: 'production/a', text: answer, isWhole: true });
  });
});
