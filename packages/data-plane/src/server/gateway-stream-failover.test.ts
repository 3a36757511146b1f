import { until } from '@switchyard/runtime';
import {
  CONTENT,
  ConsumerStream,
  DONE,
  EMPTY_DELTA,
  ERROR,
  FINISH,
  gatewayError,
  PING,
  ROLE,
  streamed,
} from '../testing/consumer-stream.suite';
import {
  amendAiApi,
  gateway,
  modelsAsked,
  primaryAnswers,
  type SimulatedAnswer,
  simulatedGateway,
  simulator,
} from '../testing/simulated-gateway.suite';

simulatedGateway(undefined, (made) =>
  made.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 }),
);

describe('a stream that fails before its first content fails over to the next target', () => {
  it.each<[string, SimulatedAnswer]>([
    ['there is only an error', { rawEvents: [ERROR] }],
    ['an error comes after the event that opens the stream', { rawEvents: [ROLE, ERROR] }],
    ['an error comes after an empty delta', { rawEvents: [ROLE, EMPTY_DELTA, ERROR] }],
    ['an error comes, followed by [DONE]', { rawEvents: [ROLE, ERROR, DONE] }],
    ['an error comes in the vendor’s format', { errorAfterEvents: 1 }],
    ['an error comes after keep-alives', { rawEvents: [PING, PING, ERROR], eventDelayMs: 20 }],
    ['the connection breaks after the first event', { cutAfterEvents: 1 }],
    ['the connection breaks within the first event', { cutAfterBytes: 20 }],
    ['the connection breaks right after the headers', { rawEvents: [ROLE], cutAfterBytes: 0 }],
    ['it ends properly after the first event', { endAfterEvents: 1 }],
    ['it ends properly with nothing but [DONE]', { rawEvents: [DONE] }],
    ['it ends properly with nothing in it', { rawEvents: [] }],
    ['it ends properly after keep-alives', { rawEvents: [PING, PING] }],
  ])('if %s', async (_title, answer) => {
    primaryAnswers(answer);
    const { status, headers, text, ended } = await streamed(gateway);
    expect([status, headers['x-switchyard-target'], headers['x-switchyard-attempts'], ended]).toEqual([
      200,
      'production/b',
      '2',
      'WHOLE',
    ]);
    expect(text).not.toContain('error');
    expect(text.match(/"role":"assistant"/g)).toHaveLength(1);
    // The failed target is also out of rotation.
    await streamed(gateway);
    expect(modelsAsked()).toEqual(['a', 'b', 'b']);
  });

  it('if nothing arrives in time after the headers', async () => {
    amendAiApi({ streamIdleTimeoutSeconds: 1 });
    primaryAnswers({ rawEvents: [ROLE], stallAfterEvents: 0 });
    expect((await streamed(gateway)).headers['x-switchyard-target']).toBe('production/b');
  });

  it('and is suspended for the time in its Retry-After', async () => {
    primaryAnswers({ rawEvents: [ROLE, ERROR], headers: { 'retry-after': '120' } });
    await streamed(gateway);
    gateway.nowMs += 119_000;
    await streamed(gateway);
    gateway.nowMs += 1_000;
    await streamed(gateway);
    expect(modelsAsked()).toEqual(['a', 'b', 'b', 'a', 'b']);
  });

  it('and is not suspended for an error that is the request’s fault', async () => {
    primaryAnswers({
      rawEvents: ['data: {"error":{"type":"invalid_request_error","code":"context_length_exceeded"}}\n\n'],
    });
    await streamed(gateway);
    await streamed(gateway);
    expect(modelsAsked()).toEqual(['a', 'b', 'a', 'b']);
  });

  it('and logs it', async () => {
    primaryAnswers({ rawEvents: [ROLE, ERROR] });
    await streamed(gateway);
    await until(() => gateway.log.length > 0, 'a line is logged');
    expect(JSON.parse(gateway.log[0]!)).toMatchObject({
      attempts: [
        { target: 'production/a', outcome: 'STREAM_FAILED', detail: 'the stream reported an error' },
        { target: 'production/b', outcome: 'ANSWERED' },
      ],
    });
  });
});

describe('a stream is held back', () => {
  it('until its first content, and then arrives complete', async () => {
    primaryAnswers({ rawEvents: [PING, ROLE, CONTENT, FINISH, DONE], eventDelayMs: 100 });
    const stream = await new ConsumerStream(gateway).until(({ text }) => text !== '');
    expect(stream.text.startsWith(PING + ROLE + CONTENT)).toBe(true);
    expect((await stream.until()).text).toBe(PING + ROLE + CONTENT + FINISH + DONE);
    expect(stream.ended).toBe('WHOLE');
  });

  it('at most for the hold-back time, and then cannot fail over', async () => {
    amendAiApi({ streamHoldBackSeconds: 1 });
    primaryAnswers({ rawEvents: [PING, ROLE, ERROR], eventDelayMs: 800 });
    const stream = await new ConsumerStream(gateway).until(({ text }) => text !== '');
    expect((PING + ROLE).startsWith(stream.text)).toBe(true);
    expect(await stream.until()).toMatchObject({ text: PING + ROLE + ERROR, ended: 'BROKEN' });
    expect(modelsAsked()).toEqual(['a']);
  });

  it('up to 64 KiB, and then cannot fail over', async () => {
    const comment = `: ${'x'.repeat(997)}\n\n`;
    primaryAnswers({ rawEvents: [...Array<string>(70).fill(comment), ERROR], eventDelayMs: 1 });
    const stream = await streamed(gateway);
    expect([stream.text.length, stream.ended]).toEqual([70 * comment.length + ERROR.length, 'BROKEN']);
    expect(modelsAsked()).toEqual(['a']);
  });

  it.each<[string, () => void]>([
    ['the AI API says so', () => amendAiApi({ streamHoldBackSeconds: 0 })],
    ['no other target is left', () => gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'] })],
    ['no other attempt is allowed', () => gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b'] })],
  ])('not at all if %s', async (_title, prepare) => {
    prepare();
    primaryAnswers({ rawEvents: [ROLE, CONTENT], stallAfterEvents: 1 });
    const stream = await new ConsumerStream(gateway).until(({ text }) => text !== '');
    expect(stream.text).toBe(ROLE);
    stream.abort();
  });
});

describe('if no other target is left', () => {
  beforeEach(() => gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'], suspendDurationSeconds: 60 }));

  it('an error before the first content is passed on unchanged, and the connection breaks', async () => {
    primaryAnswers({ rawEvents: [ROLE, ERROR, DONE] });
    expect(await streamed(gateway)).toMatchObject({ status: 200, text: ROLE + ERROR, ended: 'BROKEN' });
    const [suspended] = [...gateway.policyStates.everSuspended()].flatMap(({ state }) => [
      ...state.suspensions.values(),
    ]);
    expect(suspended).toMatchObject({ cause: 'STREAM_FAILED', hardUntilMs: null });
  });

  it.each<[string, SimulatedAnswer, number, string]>([
    ['ends properly without an event', { rawEvents: [] }, 502, 'upstream_invalid_response'],
    ['breaks before its first whole event', { rawEvents: [ROLE], cutAfterBytes: 20 }, 502, 'upstream_unreachable'],
    ['sends nothing in time', { rawEvents: [ROLE], stallAfterEvents: 0 }, 504, 'upstream_timeout'],
  ])('a stream that %s is not a success', async (_title, answer, status, code) => {
    amendAiApi({ streamIdleTimeoutSeconds: 1 });
    primaryAnswers(answer);
    const stream = await streamed(gateway);
    expect([stream.status, JSON.parse(stream.text)]).toEqual([status, gatewayError(code)]);
  });
});

describe('if the time is over before another target can be tried', () => {
  const withTimeOver = async (answer: SimulatedAnswer) => {
    primaryAnswers({ ...answer, eventDelayMs: 300 });
    const stream = new ConsumerStream(gateway);
    await until(() => simulator.requests().length === 1, 'the request has come');
    gateway.nowMs += 600_000;
    return stream.until();
  };

  it('a stream that reported an error before its content is passed on unchanged', async () => {
    const answer = { rawEvents: [ROLE, ERROR], headers: { 'content-length': String(ROLE.length + ERROR.length) } };
    expect(await withTimeOver(answer)).toMatchObject({ status: 200, text: ROLE + ERROR, ended: 'BROKEN' });
    expect(modelsAsked()).toEqual(['a']);
  });

  it('a stream that was cut before its content gets 502', async () => {
    const stream = await withTimeOver({ rawEvents: [ROLE, ROLE], cutAfterEvents: 2 });
    expect([stream.status, JSON.parse(stream.text)]).toEqual([502, gatewayError('upstream_unreachable')]);
  });
});

it('a probed target is back with its first content, not with the first byte of a stream', async () => {
  simulator.setBehaviours([
    { match: { model: 'a' }, times: 1, answer: { status: 500 } },
    { match: { model: 'a' }, times: 1, answer: { rawEvents: [ROLE, ERROR], eventDelayMs: 400 } },
  ]);
  await streamed(gateway);
  gateway.nowMs += 60_000;
  const probe = new ConsumerStream(gateway);
  await until(() => modelsAsked().length === 3, 'three models were asked');
  await streamed(gateway);
  await probe.until();
  await streamed(gateway);
  expect(modelsAsked()).toEqual(['a', 'b', 'a', 'b', 'b', 'b']);
});

it('a consumer that disconnects from a held-back stream ends the upstream call, and suspends nothing', async () => {
  primaryAnswers({ rawEvents: [ROLE, CONTENT], stallAfterEvents: 1 });
  const stream = new ConsumerStream(gateway);
  await until(() => simulator.requests()[0]?.status === 200, 'the upstream call is answered');
  stream.abort();
  await until(() => simulator.requests()[0]?.clientAborted === true, 'the upstream call is aborted');
  await until(() => gateway.requestsInFlight === 0, 'no request is in flight');
  simulator.clearBehaviours();
  expect((await streamed(gateway)).headers['x-switchyard-target']).toBe('production/a');
});

it.each([
  ['OpenAI', '{"error":{"type":"invalid_request_error","code":"invalid_api_key","message":"bad key sk-secret"}}'],
  ['vLLM', '{"error":{"type":"AuthenticationError","code":401,"message":"bad key sk-secret"}}'],
  ['Azure', '{"error":{"code":"401","message":"bad key sk-secret"}}'],
])('an error of %s in a stream that rejects the gateway’s credential is never quoted', async (_vendor, data) => {
  const refusal = `data: ${data}\n\n`;
  simulator.setBehaviours([{ answer: { rawEvents: [ROLE, refusal] } }]);
  const stream = await streamed(gateway);
  expect([stream.headers['x-switchyard-target'], stream.ended]).toEqual(['production/b', 'BROKEN']);
  expect(stream.text.startsWith(ROLE)).toBe(true);
  expect(JSON.parse(stream.text.slice(ROLE.length + 6))).toEqual(gatewayError('upstream_credential_rejected'));
  expect(gateway.log.join()).not.toContain('sk-secret');
});

it.each<[string, SimulatedAnswer]>([
  [
    'in a plain answer',
    {
      status: 429,
      body: { error: { type: 'tokens', code: 'rate_limit_exceeded', message: 'Request too large for a on TPM' } },
      headers: { 'retry-after': '60' },
    },
  ],
  [
    'in a stream',
    { rawEvents: ['data: {"error":{"code":"rate_limit_exceeded","message":"Request too large for a on TPM"}}\n\n'] },
  ],
])('a request that alone exceeds the account’s limit fails over, and suspends nothing: %s', async (_title, answer) => {
  primaryAnswers(answer);
  await streamed(gateway);
  await streamed(gateway);
  expect(modelsAsked()).toEqual(['a', 'b', 'a', 'b']);
});
