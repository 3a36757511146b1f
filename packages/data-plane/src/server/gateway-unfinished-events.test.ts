import {
  cut,
  ending,
  EVENT_STREAM,
  gateway,
  properly,
  reset,
  scriptedGateway,
  serve,
  silent,
  suspensions,
} from '../testing/scripted-gateway.suite';
import { inPieces } from '../testing/scripted-upstream.suite';
import { ask, received, type Vendor, VENDORS } from '../testing/vendors.suite';

scriptedGateway(['a', 'b'], { ending: { terminatedMs: 150, finishedMs: 300, awaitedMs: 1_500 } });

const data = (value: object) => `data: ${JSON.stringify(value)}`;
const named = (type: string, more: object = {}) => `event: ${type}\n${data({ type, ...more })}`;
const choice = (more: object, index = 0) => data({ choices: [{ index, ...more }] });
const SAY = choice({ delta: { content: 'a' } });
const FINISH = choice({ delta: {}, finish_reason: 'stop' });
const DONE = 'data: [DONE]';

const TERMINAL: [string, Vendor, string, string][] = [
  ['OpenAI', VENDORS.openai, SAY, DONE],
  ['a compatible server, with a line end', VENDORS.compatible, SAY, `${DONE}\r\n`],
  ['Azure', VENDORS.azure, SAY, `${DONE} `],
  ['Mistral', VENDORS.mistral, SAY, `${DONE}\n`],
  [
    'Anthropic',
    VENDORS.anthropic,
    named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'a' } }),
    named('message_stop'),
  ],
  [
    'Responses',
    VENDORS.responses,
    named('response.output_text.delta', { delta: 'a' }),
    named('response.completed', { response: { output: [] } }),
  ],
  [
    'Responses, whose type is in the data alone',
    VENDORS.responses,
    named('response.output_text.delta', { delta: 'a' }),
    data({ type: 'response.completed', response: {} }),
  ],
];

async function outcome(vendor: Vendor, text: string, end = properly) {
  serve(vendor, ending(text, end));
  const answer = await received(await ask(gateway, vendor, true));
  return { text: answer.text, isWhole: answer.isWhole, isSuspended: suspensions().length > 0 };
}
const well = (text: string) => ({ text, isWhole: true, isSuspended: false });

describe.each(TERMINAL)('the terminal event of %s without its blank line', (_name, vendor, content, last) => {
  it('ends an answer well, whatever the connection does then, and reaches the consumer', async () => {
    const text = `${content}\n\n${last}`;
    for (const end of [properly, cut, reset, silent]) expect(await outcome(vendor, text, end)).toEqual(well(text));
  });

  it('is seen in whatever pieces it comes', async () => {
    const text = `${content}\n\n${last}`;
    serve(vendor, (response) => inPieces(response.writeHead(200, EVENT_STREAM), Buffer.from(text), 1));
    expect(await received(await ask(gateway, vendor, true))).toMatchObject({ text, isWhole: true });
  });
});

it('a terminal event that is the only content ends an answer well', async () => {
  const text = named('response.completed', { response: { output: [] } });
  for (const end of [properly, cut]) expect(await outcome(VENDORS.responses, text, end)).toEqual(well(text));
});

describe('a finish without its blank line', () => {
  const text = `${SAY}\n\n${FINISH}`;

  it('ends an answer well by a clean end, or by silence, where clients get its blank line', async () => {
    expect(await outcome(VENDORS.openai, text, properly)).toEqual(well(text));
    expect(await outcome(VENDORS.openai, text, silent)).toEqual(well(`${text}\n\n`));
  });

  it('does not if the connection breaks: usage may be lost', async () => {
    expect(await outcome(VENDORS.openai, text, cut)).toMatchObject({ isWhole: false, isSuspended: true });
  });

  it('does not if it is the finish of one choice of two', async () => {
    const two = `${SAY}\n\n${choice({ delta: { content: 'b' } }, 1)}\n\n${FINISH}`;
    expect(await outcome(VENDORS.openai, two)).toMatchObject({ isWhole: false });
  });

  it('counts once when its blank line comes, and the rest follows', async () => {
    serve(VENDORS.openai, (response) => {
      response.writeHead(200, EVENT_STREAM).write(text);
      setTimeout(() => response.end(`\n\n${DONE}\n\n`), 100);
    });
    expect(await received(await ask(gateway, VENDORS.openai, true))).toMatchObject({
      text: `${text}\n\n${DONE}\n\n`,
      isWhole: true,
    });
  });
});

describe('half an event is no end', () => {
  it.each([
    ['a marker', VENDORS.openai, `${SAY}\n\ndata: [DON`],
    ['a finish', VENDORS.openai, `${SAY}\n\n${FINISH.slice(0, -2)}`],
    [
      'a type without its data',
      VENDORS.anthropic,
      `${named('content_block_delta', { delta: { text: 'a' } })}\n\nevent: message_stop\ndata: {"ty`,
    ],
    [
      'an image',
      VENDORS.openai,
      `${named('image_generation.partial_image', { b64_json: 'aQ==' })}\n\nevent: image_generation.completed\ndata: {"b64_json":"iVBORw0KGgo`,
    ],
    [
      'a type and half its data',
      VENDORS.responses,
      `${named('response.output_text.delta', { delta: 'a' })}\n\nevent: response.completed\ndata: {"ty`,
    ],
    ['half an error', VENDORS.openai, `${SAY}\n\nevent: error\ndata: {"error":{"mess`],
  ])('%s', async (_title, vendor, text) => {
    for (const end of [cut, properly, reset]) {
      const { text: got, ...rest } = await outcome(vendor, text, end);
      expect(rest).toEqual({ isWhole: false, isSuspended: true });
      // An event of the gateway stands in its place.
      const content = text.slice(0, text.lastIndexOf('\n\n') + 2);
      expect(got.startsWith(content)).toBe(true);
      expect(got.slice(content.length)).toMatch(/upstream_(invalid_response|unreachable)|api_error/);
      expect(got).not.toContain(text.slice(content.length));
      gateway.nowMs += 61_000;
    }
  });
});

it('a terminal event without its blank line and without content is no answer', async () => {
  for (const end of [properly, cut]) {
    serve(VENDORS.openai, ending(DONE, end), 'b');
    expect(await received(await ask(gateway, VENDORS.openai, true))).toMatchObject({ target: 'production/b' });
    expect(suspensions()).toMatchObject([{ cause: 'STREAM_FAILED' }]);
    gateway.nowMs += 61_000;
  }
});

describe('an error without its blank line', () => {
  const error = 'data: {"error":{"message":"x","code":"rate_limit_exceeded"}}';

  it('is an error if the connection ends or breaks then', async () => {
    for (const end of [properly, cut, reset]) {
      serve(VENDORS.openai, ending(`${SAY}\n\n${error}`, end));
      const { text, isWhole } = await received(await ask(gateway, VENDORS.openai, true));
      expect([text, isWhole]).toEqual([`${SAY}\n\n${error}\n\n`, false]);
      expect(suspensions()).toMatchObject([{ cause: 'RATE_LIMITED' }]);
      gateway.nowMs += 61_000;
    }
  });

  it('fails over before the first content', async () => {
    serve(VENDORS.openai, ending(error, cut), 'b');
    expect(await received(await ask(gateway, VENDORS.openai, true))).toMatchObject({ target: 'production/b' });
    expect(suspensions()).toMatchObject([{ cause: 'RATE_LIMITED' }]);
  });

  it('that is only half there is a cut', async () => {
    serve(VENDORS.openai, ending(`${SAY}\n\n${error.slice(0, -3)}`, cut));
    expect((await received(await ask(gateway, VENDORS.openai, true))).text).toContain('upstream_unreachable');
  });
});
