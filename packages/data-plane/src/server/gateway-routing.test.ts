import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { freePort } from '@switchyard/local-services';
import { credentialOf } from '@switchyard/test-entries';
import { until } from '@switchyard/runtime';
import { gateway, modelsAsked, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';

simulatedGateway();

/** Sends requests one after the other; returns `endpoint/model status` of each. */
async function targetsOf(count: number, model = 'a', key = gateway.liveKey): Promise<string[]> {
  const targets: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const response = await gateway.chat({ model }, { key });
    await response.arrayBuffer();
    targets.push(`${response.headers.get('x-switchyard-target')} ${response.status}`);
  }
  return targets;
}

describe('round robin', () => {
  it('uses each target in turn, whatever model the request names', async () => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b', 'c'] });
    expect(await targetsOf(6, 'anything')).toEqual(
      ['a', 'b', 'c', 'a', 'b', 'c'].map((model) => `production/${model} 200`),
    );
  });

  it('keeps its turn across a configuration change that keeps the policy', async () => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b', 'c'] });
    await targetsOf(2);
    gateway.serve();
    expect(await targetsOf(1)).toEqual(['production/c 200']);
  });

  it('counts each side separately, and the key picks the side', async () => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b'], sandbox: ['c', 'a'] });
    expect(await targetsOf(1)).toEqual(['production/a 200']);
    expect(await targetsOf(2, 'x', gateway.testKey)).toEqual(['sandbox/c 200', 'sandbox/a 200']);
    expect(await targetsOf(1)).toEqual(['production/b 200']);
  });

  it('passes a failure on if there is one attempt, and skips the target while it is suspended', async () => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b', 'c'], suspendDurationSeconds: 3 });
    simulator.setBehaviours([{ match: { model: 'b' }, times: 1, answer: { status: 500 } }]);
    expect(await targetsOf(6)).toEqual([
      'production/a 200',
      'production/b 500',
      'production/a 200',
      'production/c 200',
      'production/a 200',
      'production/c 200',
    ]);
    gateway.nowMs += 3_000;
    expect(new Set(await targetsOf(3))).toContain('production/b 200');
  });

  it('keeps a failing target in rotation if suspension is off', async () => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b'] });
    simulator.setBehaviours([{ match: { model: 'b' }, answer: { status: 500 } }]);
    expect(await targetsOf(4)).toEqual([
      'production/a 200',
      'production/b 500',
      'production/a 200',
      'production/b 500',
    ]);
  });

  it('tries another target within the request if maxAttempts allows it, never the same one twice', async () => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b', 'c'], maxAttempts: 3 });
    simulator.setBehaviours([
      { match: { model: 'a' }, answer: { status: 503 } },
      { match: { model: 'b' }, answer: { reset: true } },
    ]);
    const response = await gateway.chat({ model: 'a' });
    expect([response.status, response.headers.get('x-switchyard-attempts')]).toEqual([200, '3']);
    expect(modelsAsked()).toEqual(['a', 'b', 'c']);
  });
});

describe('weighted round robin', () => {
  it('interleaves the targets by their weights', async () => {
    gateway.setPolicies({ kind: 'WEIGHTED_ROUND_ROBIN', production: ['a=5', 'b=1', 'c=1'] });
    expect((await targetsOf(7)).map((target) => target.at(11)).join('')).toBe('aabacaa');
  });

  it('never uses a drained target, not even as a fallback', async () => {
    gateway.setPolicies({ kind: 'WEIGHTED_ROUND_ROBIN', production: ['a=1', 'b=0'], maxAttempts: 3 });
    simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 500 } }]);
    expect((await gateway.chat({ model: 'a' })).status).toBe(500);
    expect(modelsAsked()).toEqual(['a']);
  });
});

describe('failover', () => {
  it('routes requests for its primary, and leaves others to the default endpoint', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] }, { kind: 'FAILOVER', production: ['b', 'c'] });
    simulator.setBehaviours([{ match: { model: 'b' }, times: 1, answer: { status: 429 } }]);
    expect([...(await targetsOf(1, 'a')), ...(await targetsOf(1, 'b')), ...(await targetsOf(1, 'c'))]).toEqual([
      'production/a 200',
      'production/c 200',
      'production/c 200',
    ]);
  });

  it.each([429, 500, 503, 408, 404, 401, 403])('tries the fallback when the primary answers %i', async (status) => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
    simulator.setBehaviours([{ match: { model: 'a' }, answer: { status } }]);
    expect(await targetsOf(1)).toEqual(['production/b 200']);
    expect(modelsAsked()).toEqual(['a', 'b']);
  });

  it.each([
    ['resets the connection', { reset: true }],
    ['breaks it right after the headers', { cutAfterBytes: 0 }],
    ['is silent past the timeout', { silent: true }],
  ] as const)('tries the fallback when the primary %s', async (_title, answer) => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], requestTimeoutSeconds: 1 });
    simulator.setBehaviours([{ match: { model: 'a' }, answer }]);
    expect(await targetsOf(1)).toEqual(['production/b 200']);
  });

  it('tries the fallback when the primary refuses the connection or does not speak HTTP', async () => {
    const noHttp = createTcpServer((socket) => socket.end('220 this is a mail server\r\n'));
    await new Promise<void>((resolve) => noHttp.listen(0, '127.0.0.1', resolve));
    gateway.addEndpoint('refusing', `http://127.0.0.1:${await freePort()}/v1`);
    gateway.addEndpoint('mail', `http://127.0.0.1:${(noHttp.address() as AddressInfo).port}/v1`);
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a@refusing', 'b@mail', 'c'] });
    expect(await targetsOf(1)).toEqual(['production/c 200']);
    noHttp.close();
  });

  it('carries a body of 1 MB to the fallback, byte for byte', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
    simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 500 } }]);
    const content = 'é"\\\n'.repeat(200_000);
    const body = JSON.stringify({ messages: [{ role: 'user', content }], model: 'a', seed: 1 });
    expect((await gateway.chat(body)).status).toBe(200);
    const bodies = simulator.requests().map(({ bodyBase64 }) => Buffer.from(bodyBase64!, 'base64').toString());
    expect(bodies).toEqual([body, body.replace('"model":"a"', '"model":"b"')]);
  });

  it('suspends the failed target, even the last of a chain, and still tries each as a last resort', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 });
    simulator.setBehaviours([{ answer: { status: 500, body: { error: { message: 'vendor' } } } }]);
    for (let times = 0; times < 2; times += 1) {
      const failed = await gateway.chat({ model: 'a' });
      expect([failed.status, await failed.json()]).toEqual([500, { error: { message: 'vendor' } }]);
      expect(failed.headers.get('x-switchyard-attempts')).toBe('2');
    }
    simulator.clearBehaviours();
    expect(await targetsOf(2)).toEqual(['production/a 200', 'production/a 200']);
  });

  it('calls no vendor if all targets are suspended hard, and says when the first hard part ends', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 });
    const busy = (model: string, seconds: string) => {
      return { match: { model }, times: 1, answer: { status: 429, headers: { 'retry-after': seconds } } };
    };
    simulator.setBehaviours([busy('a', '50'), busy('b', '40')]);
    expect((await gateway.chat({ model: 'a' })).status).toBe(429);
    simulator.clearRequests();
    gateway.nowMs += 20_000;
    // Suspensions do not depend on the wall clock.
    gateway.wallOffsetMs = 86_400_000;
    const second = await gateway.chat({ model: 'a' });
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '20']);
    expect(simulator.requests()).toEqual([]);
    gateway.nowMs += 20_000;
    expect(await targetsOf(1)).toEqual(['production/b 200']);
  });

  it('suspends for the time in the vendor’s Retry-After, if that is longer', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 5 });
    simulator.setBehaviours([
      { match: { model: 'a' }, times: 1, answer: { status: 429, headers: { 'retry-after': '120' } } },
    ]);
    await targetsOf(1);
    gateway.nowMs += 119_000;
    expect(await targetsOf(1)).toEqual(['production/b 200']);
    gateway.nowMs += 1_000;
    expect(await targetsOf(1)).toEqual(['production/a 200']);
  });

  it('suspends for a 404 only if it says that the model does not exist', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 });
    simulator.setBehaviours([
      { match: { model: 'a' }, times: 1, answer: { status: 404, body: { error: { code: null } } } },
    ]);
    await targetsOf(1);
    expect(await targetsOf(1)).toEqual(['production/a 200']);
    simulator.setBehaviours([
      { match: { model: 'a' }, times: 1, answer: { status: 404, body: { error: { code: 'model_not_found' } } } },
    ]);
    await targetsOf(1);
    expect(await targetsOf(1)).toEqual(['production/b 200']);
  });

  it('sends each attempt with its endpoint’s credential and no other', async () => {
    gateway.addEndpoint('second', `${simulator.url}/v2`);
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b@second'] });
    simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 500 } }]);
    await targetsOf(1);
    const keys = simulator
      .requests()
      .map(({ rawHeaders }) => rawHeaders.filter((value) => value.startsWith('Bearer ')));
    expect(keys).toEqual([[`Bearer ${credentialOf('production')}`], [`Bearer ${credentialOf('second')}`]]);
  });

  it.each([
    ['a refused connection', 502, 'upstream_unreachable', { reset: true }],
    ['a timeout', 504, 'upstream_timeout', { silent: true }],
  ] as const)('answers %s of every target with %i', async (_title, status, code, answer) => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], requestTimeoutSeconds: 1 });
    simulator.setBehaviours([{ answer }]);
    const response = await gateway.chat({ model: 'a' });
    expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
      status,
      code,
    ]);
    expect(response.headers.get('x-switchyard-attempts')).toBe('2');
  });

  it('passes on the last response if a later target gave none', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
    simulator.setBehaviours([
      { match: { model: 'a' }, answer: { status: 429, body: 'slow down' } },
      { match: { model: 'b' }, answer: { reset: true } },
    ]);
    const response = await gateway.chat({ model: 'a' });
    expect([response.status, await response.text()]).toEqual([429, 'slow down']);
  });

  it('has only its fallbacks left if its primary is disabled', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
    gateway.provider.models[0]!.enabled = false;
    gateway.serve();
    expect(await targetsOf(1)).toEqual(['production/b 200']);
  });

  it('ends all attempts together at the total timeout', async () => {
    gateway.setPolicies({
      kind: 'FAILOVER',
      production: ['a', 'b', 'c'],
      requestTimeoutSeconds: 1,
      totalTimeoutSeconds: 1,
    });
    // The clock is frozen here, so the test advances it by the duration of the first attempt.
    simulator.setBehaviours([{ answer: { silent: true } }]);
    const answer = gateway.chat({ model: 'a' });
    await until(() => simulator.requests().length > 0, 'the request has come');
    gateway.nowMs += 1_000;
    expect((await answer).status).toBe(504);
    expect(modelsAsked()).toEqual(['a']);
  });
});

it('a failed request is logged with its attempts and their outcomes', async () => {
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
  simulator.setBehaviours([{ match: { model: 'a' }, answer: { reset: true } }, { answer: { status: 503 } }]);
  const response = await gateway.chat({ model: 'a' });
  await response.text();
  const line = JSON.parse(gateway.log.at(-1)!) as Record<string, unknown>;
  expect(line).toMatchObject({
    level: 40,
    requestId: response.headers.get('x-request-id'),
    aiApi: 'chat',
    consumer: 'app',
    attempts: [
      { target: 'production/a', outcome: expect.stringContaining('UNREACHABLE'), status: null },
      { target: 'production/b', outcome: 'OVERLOADED', status: 503 },
    ],
  });
});

it('only failures that are not the consumer’s fault are logged as warnings', async () => {
  const lastLevel = () => (JSON.parse(gateway.log.at(-1)!) as { level: number }).level;
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
  await (await gateway.chat({ model: 'a' }, { key: 'sy_live_nobody' })).text();
  expect(lastLevel()).toBe(30);
  simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 500 } }]);
  await (await gateway.chat({ model: 'a' })).text();
  expect(lastLevel()).toBe(30);
  simulator.setBehaviours([{ answer: { silent: true } }]);
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], requestTimeoutSeconds: 1 });
  await (await gateway.chat({ model: 'a' })).text();
  expect(lastLevel()).toBe(40);
});
