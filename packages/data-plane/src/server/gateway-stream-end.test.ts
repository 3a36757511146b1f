import type { ServerResponse } from 'node:http';
import { until } from '@switchyard/runtime';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { ScriptedUpstream } from '../testing/scripted-upstream.suite';
import { ask, received, type Vendor, VENDORS } from '../testing/vendors.suite';

/** Long enough for what follows, short enough for a test. */
const ENDING = { terminatedMs: 150, finishedMs: 400, awaitedMs: 1_500 };

let upstream: ScriptedUpstream;
let gateway: GatewayUnderTest;
let upstreamUrl = '';
let closed = 0;
beforeEach(async () => {
  closed = 0;
  upstream = new ScriptedUpstream();
  upstreamUrl = await upstream.listen();
  gateway = await new GatewayUnderTest(upstreamUrl, ['a', 'b'], { ending: ENDING }).listen();
});
afterEach(async () => {
  await gateway.close();
  upstream.close();
});

const data = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const named = (type: string, more: object = {}) => `event: ${type}\n${data({ type, ...more })}`;
const choice = (more: object, index = 0) => data({ object: 'chat.completion.chunk', choices: [{ index, ...more }] });
const say = (index = 0) => choice({ delta: { content: 'a' } }, index);
const finish = (index = 0, reason = 'stop') => choice({ delta: {}, finish_reason: reason }, index);
const DONE = 'data: [DONE]\n\n';
const USAGE = data({ choices: [], usage: { total_tokens: 3 } });
const part = (more: object = {}) => data({ candidates: [{ content: { parts: [{ text: 'a' }] }, ...more }] });

const anthropicContent = named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'a' } });
const anthropicFinish = named('message_delta', { delta: { stop_reason: 'end_turn' } });
const responsesContent = named('response.output_text.delta', { delta: 'a' });

type Ending = (response: ServerResponse) => void;
const properly: Ending = (response) => response.end();
const cut: Ending = (response) => response.socket?.destroy();
const silent: Ending = () => {};

/** The answer of the first target to a streaming request, and who answers the next one. */
async function stream(vendor: Vendor, events: string[], ending: Ending = properly) {
  // Usage is passed on, as to a consumer that asks for it.
  gateway.provider.profile = { ...vendor.profile, streamUsageOption: false };
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 });
  upstream.scripts.set('a', (response) => {
    response.on('close', () => (closed += 1));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(events.join(''), () => setImmediate(() => ending(response)));
  });
  const answer = await received(await ask(gateway, vendor, true));
  const suspended = [...gateway.policyStates.everSuspended()].flatMap(({ state }) => [...state.suspensions]);
  return { ...answer, isSuspended: suspended.length > 0 };
}
const well = (events: string[]) => ({
  target: 'production/a',
  text: events.join(''),
  isWhole: true,
  isSuspended: false,
});

const TERMINATED: [string, Vendor, string[]][] = [
  ['OpenAI', VENDORS.openai, [say(), finish(), USAGE, DONE]],
  ['OpenAI without a finish reason', VENDORS.openai, [say(), DONE]],
  ['a compatible server without a finish reason', VENDORS.compatible, [say(), DONE]],
  ['Foundry Local, with a space behind the marker', VENDORS.compatible, [say(), 'data: [DONE] \n\n']],
  ['Mistral', VENDORS.mistral, [say(), finish(), DONE]],
  ['Azure', VENDORS.azure, [say(), finish(), DONE]],
  ['Anthropic', VENDORS.anthropic, [anthropicContent, anthropicFinish, named('message_stop')]],
  ['Responses', VENDORS.responses, [responsesContent, named('response.completed', { response: {} })]],
  ['Gemini in OpenAI’s form', VENDORS.gemini, [say(), DONE]],
];

describe.each(TERMINATED)('a stream of %s is complete with its terminal event', (_vendor, vendor, events) => {
  it('whatever the connection does then, and nobody is blamed', async () => {
    for (const ending of [properly, cut, silent]) {
      expect(await stream(vendor, events, ending)).toMatchObject(well(events));
    }
    await until(() => closed === 3, 'every call has ended');
  });
});

it('what follows the terminal event is passed on, and is no error', async () => {
  const events = [say(), DONE, data({ error: { message: 'too late' } }), ': ping\n\n'];
  expect(await stream(VENDORS.openai, events)).toMatchObject(well(events));
});

it('heartbeats after the terminal event do not hold a stream open', async () => {
  let timer: NodeJS.Timeout | undefined;
  const { isWhole, text } = await stream(VENDORS.openai, [say(), DONE], (response) => {
    timer = setInterval(() => response.write(': ping\n\n'), 20);
  });
  clearInterval(timer);
  expect([isWhole, text.startsWith(say() + DONE)]).toEqual([true, true]);
});

const FINISHED: [string, Vendor, string[]][] = [
  ['OpenAI', VENDORS.openai, [say(), finish(), USAGE]],
  ['Mistral', VENDORS.mistral, [say(), finish()]],
  ['Anthropic', VENDORS.anthropic, [anthropicContent, anthropicFinish]],
  ['Gemini', VENDORS.gemini, [part(), part({ finishReason: 'STOP' })]],
  ['Gemini, blocked', VENDORS.gemini, [data({ promptFeedback: { blockReason: 'SAFETY' } })]],
];

describe.each(FINISHED)('a finished stream of %s without a terminal event', (_vendor, vendor, events) => {
  it('ends well, with nothing added, if its upstream ends it properly or is silent', async () => {
    for (const ending of [properly, silent]) {
      expect(await stream(vendor, events, ending)).toMatchObject(well(events));
    }
  });
});

describe('a finished stream', () => {
  /** So many take 3 s. On a busy machine they take longer, as does all else. */
  const BEATS_MAX = 30;
  const beating =
    (beat: string, times = 1_000): Ending =>
    (response) => {
      let left = times;
      const timer = setInterval(() => {
        if (left === 0 || response.destroyed) return clearInterval(timer);
        left -= 1;
        response.write(beat);
      }, 100);
    };

  it.each([
    ['comments', ': ping\n\n'],
    ['pings', named('ping')],
    ['keep-alive events', data({ type: 'keepalive', sequence_number: 9 })],
    ['empty chunks', choice({ delta: {}, finish_reason: null })],
    ['empty usage', data({ choices: [], usage: {} })],
  ])('is not held open by %s', async (_what, beat) => {
    const { isWhole, text, isSuspended } = await stream(VENDORS.openai, [say(), finish()], beating(beat));
    expect([isWhole, isSuspended, text.startsWith(say() + finish() + beat)]).toEqual([true, false, true]);
    expect(text.split(beat).length - 1).toBeLessThan(BEATS_MAX);
  });

  it('waits for usage as long as data comes', async () => {
    const { text, isWhole } = await stream(VENDORS.openai, [say(), finish()], beating(USAGE, 6));
    expect([text, isWhole]).toEqual([say() + finish() + USAGE.repeat(6), true]);
  });

  it('is cut if its connection breaks before its terminal event: usage may be lost', async () => {
    const { isWhole, text, isSuspended } = await stream(VENDORS.openai, [say(), finish()], cut);
    expect([isWhole, isSuspended, text.includes('upstream_unreachable')]).toEqual([false, true, true]);
  });

  it('still fails by an error', async () => {
    const error = data({ error: { message: 'x', type: 'server_error' } });
    expect(await stream(VENDORS.openai, [say(), finish(), error])).toMatchObject({ isWhole: false, isSuspended: true });
  });

  it('ends after the idle timeout if that is shorter', async () => {
    await gateway.close();
    gateway = await new GatewayUnderTest(upstreamUrl, ['a', 'b']).listen();
    gateway.entry.streamIdleTimeoutSeconds = 1;
    expect(await stream(VENDORS.openai, [say(), finish()], silent)).toMatchObject(well([say(), finish()]));
  });
});

describe('a finish without content', () => {
  const events = [choice({ delta: { role: 'assistant' } }), finish(0, 'unheard_of')];

  it('does not end a stream, and what was held is not lost', async () => {
    const rest = [say(), finish(), DONE];
    const { text, isWhole } = await stream(VENDORS.openai, events, (response) => {
      const timer = setInterval(() => response.write(': ping\n\n'), 50);
      setTimeout(() => {
        clearInterval(timer);
        response.end(rest.join(''));
      }, 900);
    });
    expect([text.replaceAll(': ping\n\n', ''), isWhole]).toEqual([[...events, ...rest].join(''), true]);
  });

  it('fails over if nothing follows', async () => {
    gateway.entry.streamIdleTimeoutSeconds = 1;
    expect(await stream(VENDORS.openai, events, silent)).toMatchObject({ target: 'production/b', isSuspended: true });
  });
});

describe('an empty stream is no answer', () => {
  it.each<[string, Vendor, string[]]>([
    ['with a reason that is an error', VENDORS.compatible, [finish(0, 'network_error'), DONE]],
    ['with an unknown reason', VENDORS.openai, [finish(0, 'unheard_of'), DONE]],
    ['with an unknown reason and no marker', VENDORS.openai, [finish(0, 'unheard_of')]],
    ['with the marker alone', VENDORS.openai, [DONE]],
  ])('%s', async (_title, vendor, events) => {
    expect(await stream(vendor, events)).toMatchObject({ target: 'production/b', isSuspended: true });
  });

  it('but with a good reason alone it is one', async () => {
    const events = [finish(0, 'length'), DONE];
    expect(await stream(VENDORS.openai, events)).toMatchObject(well(events));
  });
});

it.each(['error', 'network_error', 'insufficient_system_resource', 'abort'])(
  'the finish reason %s fails an answer, and an error event of the gateway follows it',
  async (reason) => {
    const { text, isWhole, isSuspended } = await stream(VENDORS.openai, [say(), finish(0, reason), DONE]);
    expect([isWhole, isSuspended, text.includes('[DONE]')]).toEqual([false, true, false]);
    expect(text.slice((say() + finish(0, reason)).length)).toContain('upstream_invalid_response');
  },
);

it('a rule of the operator for the whole data can match', async () => {
  const profile = {
    ...VENDORS.openai.profile,
    finishEvents: [],
    terminalEvents: [{ event: null, present: null, value: null, data: '[END]' }],
  };
  const vendor = { ...VENDORS.openai, profile };
  const events = [say(), 'data: [END]\n\n'];
  expect(await stream(vendor, events, silent)).toMatchObject(well(events));
  expect(await stream(vendor, [say()])).toMatchObject({ isWhole: false });
});

it("Gemini's array is closed if its upstream is silent behind the finish reason", async () => {
  gateway.provider.profile = VENDORS.geminiArray.profile;
  gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'], suspendDurationSeconds: 60 });
  const element = (more: object = {}) =>
    JSON.stringify({ candidates: [{ content: { parts: [{ text: 'a' }] }, ...more }] });
  upstream.scripts.set('a', (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(`[${element()},${element({ finishReason: 'STOP' })}`);
  });
  const { text, isWhole } = await received(await ask(gateway, VENDORS.geminiArray, true));
  expect([isWhole, JSON.parse(text)]).toEqual([
    true,
    [JSON.parse(element()), JSON.parse(element({ finishReason: 'STOP' }))],
  ]);
});

describe("Gemini's array behind its closing bracket", () => {
  const element = (more: object = {}) =>
    JSON.stringify({ candidates: [{ content: { parts: [{ text: 'a' }] }, ...more }] });
  const last = element({ finishReason: 'STOP' });
  const outcome = async (text: string, ending: Ending) => {
    gateway.provider.profile = VENDORS.geminiArray.profile;
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'], suspendDurationSeconds: 60 });
    upstream.scripts.set('a', (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(text, () => setImmediate(() => ending(response)));
    });
    const answer = await received(await ask(gateway, VENDORS.geminiArray, true));
    const suspended = [...gateway.policyStates.everSuspended()].flatMap(({ state }) => [...state.suspensions]);
    return { text: answer.text, isWhole: answer.isWhole, isSuspended: suspended.length > 0 };
  };
  const reset: Ending = (response) => response.socket?.resetAndDestroy();

  it.each([`[${element()},${last}]`, `[${element()}\n,\r\n${last}\r\n]\r\n`, `[${last} ] `])(
    'is whole, whatever the connection does then: %j',
    async (text) => {
      for (const ending of [properly, cut, reset, silent]) {
        expect(await outcome(text, ending)).toEqual({ text, isWhole: true, isSuspended: false });
      }
    },
  );

  it.each<[string, string]>([
    ['no finish reason came', `[${element()}]`],
    ['the bracket is missing', `[${element()},${last}`],
    ['one of two candidates has not finished', `[${element()},${element({ index: 1 })},${last}]`],
    ['something follows', `[${element()},${last}],${last}`],
  ])('is cut if %s', async (_title, text) => {
    expect(await outcome(text, cut)).toMatchObject({ isWhole: false, isSuspended: true });
  });
});
