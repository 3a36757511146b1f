import { gzipSync } from 'node:zlib';
import { anthropicProfile, NO_TOKENS, openaiProfile, priceRatesSchema } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { gateway, modelsAsked, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';
import type { AttemptUsage } from '../trace/attempt-record';
import { REFUSED_FOR_MS } from '../route/stream-usage-refusals';

simulatedGateway();
beforeEach(() => {
  gateway.provider.profile = openaiProfile;
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 300 });
});

const PROMPT_TOKENS = Math.ceil(JSON.stringify([{ role: 'user', content: 'hello' }]).length / 4);
const bodiesSent = () =>
  simulator.requests().map(({ bodyBase64 }) => JSON.parse(Buffer.from(bodyBase64!, 'base64').toString()) as object);

/** Asks, and returns the answer's text with what its last attempt used. */
async function ask(body: object = {}): Promise<{ text: string; usage: AttemptUsage | null }> {
  const { length } = gateway.ended;
  const text = await (await gateway.chat({ model: 'a', ...body })).text().catch(() => 'broken');
  await until(() => gateway.ended.length > length, 'the request has ended');
  return { text, usage: gateway.ended.at(-1)!.attempts.at(-1)!.usage };
}
const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`).join(' ');
const events = (text: string) =>
  text.split('\n\n').flatMap((each) => (each.startsWith('data: {') ? [JSON.parse(each.slice(6)) as object] : []));

it('counts the tokens of a plain answer', async () => {
  simulator.setBehaviours([{ answer: { content: words(9) } }]);
  const { usage } = await ask();
  expect(usage).toMatchObject({
    isCounted: true,
    tokens: { ...NO_TOKENS, input: PROMPT_TOKENS, output: 9 },
    cost: null,
    answeredModel: 'a',
    serviceTier: 'default',
  });
});

it('counts the tokens of a compressed answer, which passes as it came', async () => {
  const body = {
    model: 'a',
    choices: [{ message: { content: 'hi' } }],
    usage: { prompt_tokens: 3, total_tokens: 5, completion_tokens: 2 },
  };
  const bodyBase64 = gzipSync(JSON.stringify(body)).toString('base64');
  simulator.setBehaviours([{ answer: { bodyBase64, headers: { 'content-encoding': 'gzip' } } }]);
  const { text, usage } = await ask();
  expect(JSON.parse(text)).toEqual(body);
  expect(usage).toMatchObject({ isCounted: true, tokens: { input: 3, output: 2 } });
});

it('computes the cost by the price of the time at which the request began', async () => {
  const [model] = gateway.provider.models;
  const rates = (input: number) =>
    priceRatesSchema.parse({
      ...{ input, output: 2 * input, request: 7 },
      ...{ cacheRead: null, cacheWrite5m: null, cacheWrite1h: null, reasoning: null },
    });
  const price = (fromMs: number, input: number) => ({
    validFrom: new Date(fromMs).toISOString(),
    rates: rates(input),
    above: null,
    serviceTiers: [],
  });
  const changeAtMs = gateway.nowMs + 1_000;
  gateway.pricesOf.set(gateway.provider.id, {
    providerId: gateway.provider.id,
    models: [{ modelId: model!.id, prices: [price(0, 1_000_000), price(changeAtMs, 3_000_000)] }],
  });
  simulator.setBehaviours([{ answer: { content: words(4) } }]);
  const before = (await ask()).usage;
  gateway.nowMs += 2_000;
  const after = (await ask()).usage;
  expect([before?.cost?.billionths, after?.cost?.billionths]).toEqual([
    BigInt(PROMPT_TOKENS + 8 + 7),
    BigInt(3 * (PROMPT_TOKENS + 8) + 7),
  ]);
});

describe('the usage of a stream', () => {
  it('is asked for, counted, and not passed on', async () => {
    simulator.setBehaviours([{ answer: { content: words(6) } }]);
    const { text, usage } = await ask({ stream: true });
    expect(usage).toMatchObject({ isCounted: true, tokens: { input: PROMPT_TOKENS, output: 6 } });
    expect(bodiesSent()).toMatchObject([{ stream: true, stream_options: { include_usage: true } }]);
    expect(events(text)).not.toContainEqual(expect.objectContaining({ choices: [] }));
    // The one exception to byte exactness.
    expect(events(text)).toContainEqual(expect.objectContaining({ usage: null }));
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it.each([
    [{ include_usage: true }, true],
    [{ include_usage: false }, false],
  ])('is left to a consumer that says %o', async (options, isPassed) => {
    const { text, usage } = await ask({ stream: true, stream_options: options });
    expect(bodiesSent()).toMatchObject([{ stream_options: options }]);
    expect(events(text).some((event) => 'choices' in event && (event.choices as []).length === 0)).toBe(isPassed);
    expect(usage?.isCounted).toBe(isPassed);
  });

  it('is not asked for where the provider does not want it, and then estimated', async () => {
    gateway.provider.profile = { ...openaiProfile, streamUsageOption: false };
    gateway.serve();
    simulator.setBehaviours([{ answer: { content: words(40) } }]);
    const { usage } = await ask({ stream: true });
    expect(bodiesSent()[0]).not.toHaveProperty('stream_options');
    expect(usage).toMatchObject({ isCounted: false, tokens: { output: 40 } });
  });

  it('is not asked for again for an hour at an endpoint that rejects the option', async () => {
    const error = { error: { message: 'Unrecognized request argument supplied: stream_options', code: null } };
    simulator.setBehaviours([{ times: 1, answer: { status: 400, body: error } }]);
    const first = await ask({ stream: true });
    expect(first.text).toContain('[DONE]');
    const attempts = [{ outcome: 'ANSWERED', resendCauses: ['STREAM_USAGE_REJECTED'] }];
    expect(gateway.ended[0]).toMatchObject({ status: 200, attempts });
    await ask({ stream: true });
    gateway.nowMs += REFUSED_FOR_MS + 1;
    await ask({ stream: true });
    expect(bodiesSent().map((body) => 'stream_options' in body)).toEqual([true, false, false, true]);
    expect([...gateway.policyStates.everSuspended()]).toEqual([]);
  });

  it('passes other errors on, and resends nothing', async () => {
    simulator.setBehaviours([{ answer: { status: 400, body: { error: { message: 'no', code: null } } } }]);
    await ask({ stream: true });
    expect(modelsAsked()).toEqual(['a']);
  });

  it('is estimated if it is cut, by what whole answers have shown', async () => {
    for (let each = 0; each < 3; each += 1) {
      simulator.setBehaviours([{ answer: { content: words(50) } }]);
      await ask({ stream: true });
    }
    simulator.setBehaviours([{ answer: { content: words(200), cutAfterEvents: 101 } }]);
    const { usage } = await ask({ stream: true });
    expect(usage?.isCounted).toBe(false);
    expect(usage?.tokens.output).toBeGreaterThan(75);
    expect(usage?.tokens.output).toBeLessThan(125);
    expect(usage?.tokens.input).toBe(PROMPT_TOKENS);
  });

  it('in Anthropic’s format is the last running total', async () => {
    gateway.provider.profile = anthropicProfile;
    gateway.serve();
    simulator.setBehaviours([{ answer: { content: words(5) } }]);
    const headers = {
      'content-type': 'application/json',
      'x-api-key': gateway.liveKey,
      'anthropic-version': '2023-06-01',
    };
    const body = JSON.stringify({
      model: 'a',
      max_tokens: 9,
      stream: true,
      messages: [{ role: 'user', content: 'hello' }],
    });
    const url = `${gateway.url}${gateway.entry.basePath}/v1/messages`;
    await (await fetch(url, { method: 'POST', headers, body })).text();
    expect(gateway.ended[0]?.attempts[0]?.usage).toMatchObject({
      isCounted: true,
      tokens: { input: PROMPT_TOKENS, output: 5 },
    });
  });
});

it('an answer that the vendor did not give uses nothing', async () => {
  simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 500 } }]);
  await ask();
  expect(gateway.ended[0]?.attempts.map(({ usage }) => usage?.isCounted ?? null)).toEqual([null, true]);
});

describe('a target whose vendor says that no tokens are left', () => {
  const suspensions = () =>
    [...gateway.policyStates.everSuspended()].flatMap(({ state }) =>
      Array.from(state.suspensions.values(), ({ cause, hardUntilMs, untilMs }) => [
        cause,
        hardUntilMs,
        untilMs - gateway.nowMs,
      ]),
    );
  const answerWith = (headers: Record<string, string>) =>
    simulator.setBehaviours([{ match: { model: 'a' }, answer: { headers } }]);

  it.each([
    ['for as long as that takes', '20s', 20_000],
    ['for a minute at most', '6m0s', 60_000],
    ['for a minute if nobody knows', 'soon', 60_000],
  ])('is suspended softly, %s', async (_title, reset, forMs) => {
    answerWith({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': reset });
    expect((await ask()).text).toContain('choices');
    expect(suspensions()).toEqual([['RATE_LIMITED', null, forMs]]);
    await ask();
    expect(modelsAsked()).toEqual(['a', 'b']);
  });

  it.each(['1', '-1', ''])('is not suspended at %p', async (remaining) => {
    answerWith({ 'x-ratelimit-remaining-tokens': remaining, 'x-ratelimit-reset-tokens': '20s' });
    await ask();
    expect(suspensions()).toEqual([]);
  });
});
