import { until } from '@switchyard/runtime';
import { ADMIN_TOKEN, ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';

/** Polling must not use up the caller's rate limit. */
const POLL_MS = 50;

let underTest: ControlPlaneUnderTest;
let viewer: string;
let viewerId: string;
let clockMs = Date.now();

beforeEach(async () => {
  underTest = await ControlPlaneUnderTest.start(() => new Date(clockMs), { requestsPerMinuteMax: 400 });
  viewer = await underTest.accessToken('VIEWER');
  viewerId = (await underTest.get<{ id: string }>('{ accessToken(name: "viewer") { id } }')).id;
});
afterEach(() => underTest.stop());

interface Event {
  readonly kind: string;
  readonly operation: string | null;
}
const QUERY = `query($filter: AuditEventFilter) { auditEvents(filter: $filter) { totalCount nodes {
  id kind at operation requiredRole remoteAddress correlationId actor { kind name } } } }`;

/** The events, once there are that many: they are written asynchronously. */
async function events(count: number, filter: object = {}): Promise<Event[]> {
  const ask = async () => {
    const { nodes, totalCount } = await underTest.get<{ nodes: Event[]; totalCount: number }>(QUERY, { filter });
    // The page and its count are two statements, and an event may be written between them.
    return totalCount >= count && nodes.length >= count && nodes;
  };
  return until(ask, `there are ${count} events`, { everyMs: POLL_MS });
}

it('records who was forbidden which operation, by its schema name, and the required role', async () => {
  const body = JSON.stringify({
    query: `mutation { it: createConsumer(input: { name: "no" }) { revision } that: createConsumer(input: { name: "no" }) { revision }
      createAccessToken(input: { name: "no", role: ADMIN }) { secret } }`,
  });
  await underTest.post(body, { authorization: `Bearer ${viewer}`, 'x-request-id': 'forbidden-1' });
  const recorded = await events(2, { kinds: ['FORBIDDEN'] });
  expect(recorded).toHaveLength(2);
  const common = {
    kind: 'FORBIDDEN',
    actor: { kind: 'ACCESS_TOKEN', name: 'viewer' },
    remoteAddress: expect.stringContaining('127.0.0.1'),
    correlationId: 'forbidden-1',
    at: new Date(clockMs).toISOString(),
  };
  expect(recorded).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ ...common, operation: 'createConsumer', requiredRole: 'EDITOR' }),
      expect.objectContaining({ ...common, operation: 'createAccessToken', requiredRole: 'ADMIN' }),
    ]),
  );
});

it('records whose token was refused, and unknown tokens', async () => {
  await underTest.post('{}', { authorization: `Bearer sy_token_${'1'.repeat(43)}`, 'x-request-id': 'unknown-1' });
  await underTest.post('{}', { authorization: '', 'x-request-id': 'missing-1' });
  await underTest.change('revokeAccessToken', { accessTokenId: viewerId }, 'revision');
  await underTest.post('{}', { authorization: `Bearer ${viewer}`, 'x-request-id': 'revoked-1' });
  const recorded = await events(3, { kinds: ['UNAUTHENTICATED'] });
  expect(recorded).toMatchObject([
    { correlationId: 'revoked-1', actor: { name: 'viewer' }, operation: null, requiredRole: null },
    { correlationId: 'missing-1', actor: null },
    { correlationId: 'unknown-1', actor: null },
  ]);
  expect(await events(1, { actorIds: [viewerId], kinds: ['UNAUTHENTICATED'] })).toHaveLength(1);
});

it('writes events from a Postgres outage once Postgres is back', async () => {
  const { underTest: cutOff, postgres } = await ControlPlaneUnderTest.startWithPostgres();
  await postgres.kill();
  await cutOff.post('{}', { authorization: 'Bearer wrong', 'x-request-id': 'while-away' });
  const isAway = () => cutOff.logLines.some((line) => line.includes('failed to write audit events; retrying'));
  await until(isAway, 'the event could not be written');
  await postgres.restart();
  const recorded = () => cutOff.sql("SELECT 1 FROM audit_event WHERE correlation_id = 'while-away'");
  await until(async () => (await recorded()).length > 0, 'the event is written');
  expect(await recorded()).toHaveLength(1);
  await cutOff.stop();
});

it('records at most 60 events per source and minute', async () => {
  await underTest.change('revokeAccessToken', { accessTokenId: viewerId }, 'revision');
  await Promise.all(Array.from({ length: 100 }, () => underTest.post('{}', { authorization: 'Bearer wrong' })));
  // Events are written in order, so once a later one is written, no earlier one can follow.
  await underTest.post('{}', { authorization: `Bearer ${viewer}` });
  await events(1, { kinds: ['UNAUTHENTICATED'], actorIds: [viewerId] });
  const rows = await underTest.sql("SELECT 1 FROM audit_event WHERE kind = 'UNAUTHENTICATED' AND actor_id IS NULL");
  expect(rows).toHaveLength(60);
});

it('deletes events after 90 days', async () => {
  await underTest.post('{}', { authorization: 'Bearer wrong' });
  expect(await events(1)).toHaveLength(1);
  clockMs += 91 * 86_400_000;
  await underTest.startAgain();
  expect(await underTest.sql('SELECT 1 FROM audit_event')).toEqual([]);
});

it('tells a rate-limited caller when to retry, and records it', async () => {
  const post = () =>
    underTest.post(JSON.stringify({ query: '{ viewer { id } }' }), { authorization: `Bearer ${ADMIN_TOKEN}` });
  let response = await post();
  for (let request = 0; response.status === 200 && request < 500; request += 1) response = await post();
  expect(response.status).toBe(429);
  const { errors } = (await response.json()) as { errors: { extensions: Record<string, unknown> }[] };
  const { code, retryAfterSeconds } = errors[0]!.extensions;
  expect(code).toBe('RATE_LIMITED');
  expect(Number(response.headers.get('retry-after'))).toBe(retryAfterSeconds);
  expect(retryAfterSeconds).toBeGreaterThan(0);
  expect(retryAfterSeconds).toBeLessThanOrEqual(60);
  const recorded = () => underTest.sql("SELECT actor_id FROM audit_event WHERE kind = 'RATE_LIMITED'");
  await until(async () => (await recorded()).length > 0, 'the event is written');
  expect(await recorded()).toMatchObject([{ actor_id: 'administrator' }]);
});
