import { until } from '@switchyard/runtime';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());

const code = (text: string) => (JSON.parse(text) as { error: { code: unknown } }).error.code;

it.each([500, 429])(
  'a %i is answered to the client with one attempt, and its target skipped for the duration',
  async (status) => {
    await gateway.configure(
      ['a', 'b', 'c'],
      [{ kind: 'ROUND_ROBIN', production: ['a', 'b', 'c'], suspendDurationSeconds: 3 }],
    );
    gateway.simulator.setBehaviours([{ match: { model: 'b' }, times: 1, answer: { status } }]);
    expect(await gateway.rotation(2)).toEqual(['a 200', `b ${status}`]);
    const failedAtMs = Date.now();
    const during = new Set<string>();
    for (let turn = 0; turn < 10; turn += 1) {
      const [answer = ''] = await gateway.rotation(1);
      // On a slow machine, the suspension may end before the last of them.
      if (Date.now() - failedAtMs < 2_900) during.add(answer);
    }
    expect(during).toEqual(new Set(['a 200', 'c 200']));
    await until(async () => (await gateway.rotation(3)).includes('b 200'), 'the target is back');
    expect(Date.now() - failedAtMs).toBeGreaterThanOrEqual(2_900);
  },
);

it('if all targets have named a time, the answer is 503 with the earliest one, and no vendor is called', async () => {
  await gateway.configure(['a', 'b'], [{ kind: 'ROUND_ROBIN', production: ['a', 'b'], suspendDurationSeconds: 60 }]);
  gateway.simulator.setBehaviours([{ answer: { status: 429, headers: { 'retry-after': '30' } } }]);
  await gateway.rotation(2);
  gateway.simulator.clearRequests();
  const { status, headers, text } = await gateway.chat({ model: 'a' });
  expect([status, code(text)]).toEqual([503, 'no_available_target']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(20);
  expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(30);
  expect(gateway.simulator.requests()).toEqual([]);
});

it('one request at which every target fails leaves the side available', async () => {
  await gateway.configure(['a', 'b'], [{ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 }]);
  gateway.simulator.setBehaviours([{ times: 2, answer: { status: 500 } }]);
  expect(await gateway.rotation(3, 'a')).toEqual(['b 500', 'a 200', 'a 200']);
});

it('with a suspension of 0 a failing target stays in rotation', async () => {
  await gateway.configure(['a', 'b'], [{ kind: 'ROUND_ROBIN', production: ['a', 'b'] }]);
  gateway.simulator.setBehaviours([{ match: { model: 'b' }, answer: { status: 500 } }]);
  expect(await gateway.rotation(6)).toEqual(['a 200', 'b 500', 'a 200', 'b 500', 'a 200', 'b 500']);
});

it('after the suspension, one request probes the target, and its success restores the target for all requests', async () => {
  await gateway.configure(['a', 'b'], [{ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 3 }]);
  gateway.simulator.setBehaviours([{ match: { model: 'a' }, times: 1, answer: { status: 500 } }]);
  expect(await gateway.rotation(2, 'a')).toEqual(['b 200', 'b 200']);
  // The probe is slow, and no other request goes to the target meanwhile.
  gateway.simulator.setBehaviours([{ match: { model: 'a' }, times: 1, answer: { delayMs: 3_000 } }]);
  const together = await until(async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => gateway.chat({ model: 'a' })));
    return answers.some(({ target }) => target === 'production/a') ? answers : null;
  }, 'the target is tried again');
  expect(together.filter(({ target }) => target === 'production/a')).toHaveLength(1);
  expect(together.filter(({ target }) => target === 'production/b')).toHaveLength(9);
  expect(await gateway.rotation(2, 'a')).toEqual(['a 200', 'a 200']);
});

it("each attempt honours its own answer's Retry-After, in seconds or as a date, up to an hour", async () => {
  await gateway.configure(
    ['a', 'b', 'c'],
    [{ kind: 'FAILOVER', production: ['a', 'b', 'c'], suspendDurationSeconds: 3 }],
  );
  const date = new Date(Date.now() + 600_000).toUTCString();
  gateway.simulator.setBehaviours([
    { match: { model: 'a' }, answer: { status: 429, headers: { 'retry-after': '100000' } } },
    { match: { model: 'b' }, answer: { status: 503, headers: { 'retry-after': date } } },
    { match: { model: 'c' }, answer: { status: 429, headers: { 'retry-after': '3' } } },
  ]);
  await gateway.chat({ model: 'a' });
  const first = await gateway.chat({ model: 'a' });
  expect(first.status).toBe(503);
  expect(['1', '2', '3']).toContain(first.headers.get('retry-after'));
  gateway.simulator.clearRequests();
  await until(async () => {
    await gateway.chat({ model: 'a' });
    return gateway.simulator.requests().length > 0 ? true : null;
  }, 'one of them gets a request again');
  expect(gateway.simulator.requests().map(({ model }) => model)).toEqual(['c']);
});

it('POST /nonsense, however often, suspends nothing', async () => {
  await gateway.configure(['a', 'b'], [{ kind: 'ROUND_ROBIN', production: ['a', 'b'], suspendDurationSeconds: 60 }]);
  gateway.simulator.setBehaviours([{ match: { pathPrefix: '/v1/nonsense' }, answer: { status: 404 } }]);
  for (let index = 0; index < 10; index += 1) {
    expect((await gateway.send('nonsense', { method: 'POST', body: '{}' })).status).toBe(404);
  }
  expect(await gateway.rotation(2)).toEqual(['a 200', 'b 200']);
});

it('a suspension survives a configuration change that keeps its target', async () => {
  await gateway.configure(['a', 'b'], [{ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 }]);
  gateway.simulator.setBehaviours([{ match: { model: 'a' }, times: 1, answer: { status: 500 } }]);
  await gateway.chat({ model: 'a' });
  gateway.aiApi.policies[0]!.requestTimeoutSeconds = 20;
  await gateway.publish();
  expect(await gateway.rotation(1, 'a')).toEqual(['b 200']);
});

it('failures at one AI API do not suspend the same target for another policy', async () => {
  await gateway.configure(
    ['a', 'b', 'c'],
    [
      { kind: 'FAILOVER', production: ['a', 'c'], suspendDurationSeconds: 60 },
      { kind: 'FAILOVER', production: ['b', 'c', 'a'], suspendDurationSeconds: 60 },
    ],
  );
  gateway.simulator.setBehaviours([{ times: 2, answer: { status: 429, headers: { 'retry-after': '60' } } }]);
  expect(await gateway.rotation(1, 'a')).toEqual(['c 429']);
  expect(await gateway.rotation(1, 'a')).toEqual(['- 503']);
  gateway.simulator.setBehaviours([{ match: { model: 'b' }, answer: { status: 500 } }]);
  expect(await gateway.rotation(1, 'b')).toEqual(['c 200']);
});
