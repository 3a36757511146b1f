import { until } from '@switchyard/runtime';
import { credentialOf } from '@switchyard/test-entries';
import { gateway, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';
import type { AttemptRecord } from './attempt-record';
import type { RouteTrace } from './route-trace';

simulatedGateway(undefined, (made) => made.amendConsumer({ traceAllowed: true }));

const ASK = { 'x-switchyard-trace': '1' };

/** The trace of a request; null if the answer has none. */
async function traced(body: object | string = { model: 'a' }, headers: Record<string, string> = ASK, key?: string) {
  const response = await gateway.chat(body, { headers, ...(key === undefined ? {} : { key }) });
  await response.text().catch(() => undefined);
  const header = response.headers.get('x-switchyard-trace');
  const trace = header === null ? null : (JSON.parse(header) as RouteTrace);
  return { status: response.status, trace };
}
const reasons = (trace: RouteTrace | null) =>
  trace?.candidates.map(({ target, reason, attempt }) => `${target} ${reason} ${attempt ?? '-'}`);

describe('the route trace', () => {
  it('has the policy, ticket, candidates, attempts and revision of an answered request', async () => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b', 'c'], maxAttempts: 2 });
    await traced();
    const { status, trace } = await traced();
    expect(status).toBe(200);
    expect(trace).toEqual({
      revision: 7,
      route: {
        outcome: 'POLICY',
        policy: { id: gateway.entry.policies[0]?.id, kind: 'ROUND_ROBIN' },
        environment: 'PRODUCTION',
        ticket: 1,
        maxAttempts: 2,
      },
      attempts: [
        { provider: 'openai', target: 'production/b', outcome: 'ANSWERED', status: 200, ms: expect.any(Number) },
      ],
      candidates: [
        { provider: 'openai', target: 'production/b', reason: 'TURN', attempt: 1 },
        { provider: 'openai', target: 'production/c', reason: 'NEXT_IN_ROTATION', attempt: 2 },
        { provider: 'openai', target: 'production/a', reason: 'BEYOND_MAX_ATTEMPTS', attempt: null },
      ],
    });
  });

  it('has the failure of each attempt, and the candidates as they were when the request was planned', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b', 'c'], suspendDurationSeconds: 60 });
    simulator.setBehaviours([
      { match: { model: 'a' }, answer: { status: 429, headers: { 'retry-after': '9' } } },
      { match: { model: 'b' }, answer: { reset: true } },
    ]);
    gateway.wallOffsetMs = 3_600_000;
    const { trace } = await traced();
    expect(trace?.attempts.map(({ target, outcome, status }) => [target, outcome, status])).toEqual([
      ['production/a', 'RATE_LIMITED', 429],
      ['production/b', 'UNREACHABLE', null],
      ['production/c', 'ANSWERED', 200],
    ]);
    expect(reasons(trace)).toEqual(['production/a PRIMARY 1', 'production/b FALLBACK 2', 'production/c FALLBACK 3']);
    const second = await traced();
    expect(reasons(second.trace)).toEqual([
      'production/c FALLBACK 1',
      'production/b LAST_RESORT 2',
      'production/a SUSPENDED -',
    ]);
    const iso = (ms: number) => new Date(gateway.nowMs + gateway.wallOffsetMs + ms).toISOString();
    expect(second.trace?.candidates.map(({ suspension }) => suspension)).toEqual([
      undefined,
      { grade: 'SOFT', cause: 'UNREACHABLE', until: iso(60_000) },
      { grade: 'HARD', cause: 'RATE_LIMITED', status: 429, until: iso(60_000), hardUntil: iso(9_000) },
    ]);
  });

  it('of a stream has what is known at its first byte', async () => {
    simulator.setBehaviours([{ answer: { contentChunks: 3 } }]);
    const { trace } = await traced({ model: 'a', stream: true });
    expect(trace?.attempts).toEqual([
      { provider: 'openai', target: 'production/a', outcome: 'ANSWERED', status: 200, ms: expect.any(Number) },
    ]);
  });

  it('of a stream that begins with an error has that error, as the log has', async () => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'], suspendDurationSeconds: 60 });
    const error = (code: string) => `data: ${JSON.stringify({ error: { message: 'no', code } })}\n\n`;
    const outcomes: unknown[] = [];
    for (const code of ['unheard_of', 'context_length_exceeded', 'server_is_overloaded']) {
      simulator.setBehaviours([{ answer: { rawEvents: [error(code)] } }]);
      gateway.log.length = 0;
      gateway.nowMs += 120_000;
      const { status, trace } = await traced({ model: 'a', stream: true });
      await until(() => gateway.log.length > 0, 'a line is logged');
      const logged = (JSON.parse(gateway.log[0]!) as { attempts: AttemptRecord[] }).attempts[0];
      const [attempt] = trace?.attempts ?? [];
      expect([attempt?.outcome, attempt?.kind ?? null]).toEqual([logged?.outcome, logged?.kind]);
      outcomes.push([status, attempt?.status, attempt?.outcome]);
    }
    expect(outcomes).toEqual([
      [200, 200, 'STREAM_FAILED'],
      [200, 200, 'CONTEXT_TOO_LONG'],
      [200, 200, 'OVERLOADED'],
    ]);
  });

  it('has the kind of an error that is the answer, because `failoverOn` lacks it', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], failoverOn: [] });
    const body = { error: { message: 'no', code: 'context_length_exceeded' } };
    simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 400, body } }]);
    const { status, trace } = await traced();
    expect([status, trace?.attempts]).toMatchObject([
      400,
      [{ target: 'production/a', outcome: 'ANSWERED', kind: 'CONTEXT_TOO_LONG', status: 400 }],
    ]);
    simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 418, body: { error: { message: 'no' } } } }]);
    expect((await traced()).trace?.attempts[0]).not.toHaveProperty('kind');
  });

  it('says that an error was withheld only because it quotes the credential', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
    const body = { error: { message: `bad ${credentialOf('production')}` } };
    simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 418, body } }]);
    expect(await traced()).toMatchObject({
      status: 502,
      trace: {
        refusal: 'upstream_credential_rejected',
        attempts: [{ outcome: 'ANSWERED', quotesCredential: true, status: 418 }],
      },
    });
  });

  it('of a request to the default endpoint names that endpoint', async () => {
    const { trace } = await traced({ model: 'b' }, ASK, gateway.testKey);
    expect(trace?.route).toEqual({
      outcome: 'DEFAULT_ENDPOINT',
      policy: null,
      environment: 'SANDBOX',
      ticket: null,
      maxAttempts: 1,
    });
    expect(reasons(trace)).toEqual(['sandbox/b DEFAULT 1']);
  });

  it('is also on the gateway’s own answers, without the vendor’s address', async () => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b'], maxAttempts: 2, suspendDurationSeconds: 60 });
    simulator.setBehaviours([{ answer: { reset: true } }]);
    const unreachable = await traced();
    expect(unreachable.status).toBe(502);
    expect(unreachable.trace).toMatchObject({
      refusal: 'upstream_unreachable',
      attempts: [{ outcome: 'UNREACHABLE' }, { outcome: 'UNREACHABLE' }],
    });
    expect(JSON.stringify(unreachable.trace)).not.toMatch(/127\.0\.0\.1|ECONN|socket/i);
    simulator.setBehaviours([{ answer: { status: 429, headers: { 'retry-after': '30' } } }]);
    expect(reasons((await traced()).trace)).toEqual(['production/a LAST_RESORT 1', 'production/b LAST_RESORT 2']);
    const nothingLeft = await traced();
    expect([nothingLeft.status, nothingLeft.trace?.refusal]).toEqual([503, 'no_available_target']);
    expect(nothingLeft.trace?.candidates.map(({ reason }) => reason)).toEqual(['SUSPENDED', 'SUSPENDED']);
    expect(await traced('nonsense')).toMatchObject({
      status: 400,
      trace: { refusal: 'invalid_json', route: null, attempts: [], candidates: [] },
    });
  });

  it('is absent without the permission, the header or a valid key', async () => {
    expect((await traced({ model: 'a' }, {})).trace).toBeNull();
    expect((await traced({ model: 'a' }, ASK, 'sy_live_unknown')).trace).toBeNull();
    gateway.amendConsumer({ traceAllowed: false });
    expect(await traced()).toEqual({ status: 200, trace: null });
  });

  it('cannot be forged by a vendor, and the request header does not reach one', async () => {
    simulator.setBehaviours([{ answer: { headers: { 'x-switchyard-trace': 'forged' } } }]);
    const { trace } = await traced();
    expect(trace?.revision).toBe(7);
    gateway.amendConsumer({ traceAllowed: false });
    const response = await gateway.chat({ model: 'a' }, { headers: ASK });
    expect(response.headers.get('x-switchyard-trace')).toBeNull();
    expect(JSON.stringify(simulator.requests())).not.toContain('x-switchyard-trace');
  });

  it('is logged for a failed request, with details that the consumer does not get, whether requested or not', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 });
    simulator.setBehaviours([{ match: { model: 'a' }, answer: { reset: true } }]);
    await traced({ model: 'a' }, {});
    await until(() => gateway.log.length > 0, 'a line is logged');
    expect(JSON.parse(gateway.log[0]!)).toMatchObject({
      revision: 7,
      route: {
        outcome: 'POLICY',
        policy: { id: gateway.entry.policies[0]?.id, kind: 'FAILOVER' },
        ticket: 0,
        candidates: [
          { target: 'production/a', reason: 'PRIMARY', attempt: 1 },
          { target: 'production/b', reason: 'FALLBACK', attempt: 2 },
        ],
      },
      attempts: [
        { target: 'production/a', outcome: 'UNREACHABLE', detail: expect.any(String) },
        { target: 'production/b', outcome: 'ANSWERED', detail: null },
      ],
    });
  });
});
