import { requestRecordSchema } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { toRequestRecord } from '../accounting/request-record';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { chatHead, RawConnection } from '../testing/raw-connection.suite';
import { gateway, serveInstead, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';
import type { EndedRequest } from '../trace/ended-request';

simulatedGateway();

/** The only request that has ended, which must be fit to be sent. */
async function onlyRecord(): Promise<EndedRequest> {
  await until(() => gateway.ended.length > 0, 'the request has a record');
  expect(gateway.ended).toHaveLength(1);
  const [ended] = gateway.ended;
  expect(requestRecordSchema.safeParse(toRequestRecord(ended!)).error?.issues).toBeUndefined();
  return ended!;
}
const actions = ({ attempts }: EndedRequest) => attempts.map(({ outcome, next }) => [outcome, next]);

it('an answered request has all that is known of it', async () => {
  const { policies } = (gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] }), gateway.entry);
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const answer = await gateway.chat(
    { model: 'a' },
    { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01`, 'x-request-id': 'mine' } },
  );
  const text = await answer.text();
  const ended = await onlyRecord();
  expect(ended).toMatchObject({
    id: answer.headers.get('x-request-id'),
    traceId,
    aiApi: { id: gateway.entry.id, name: gateway.entry.name },
    consumer: { name: 'app' },
    consumerKeyId: gateway.keysUsed[0],
    environment: 'PRODUCTION',
    operation: 'chat-completions',
    isStreamed: false,
    policyId: policies[0]!.id,
    revision: 7,
    askedModel: 'a',
    status: 200,
    refusal: null,
    outcome: 'ANSWERED',
    totalMs: 0,
    msToFirstContent: 0,
    overheadMs: 0,
    requestBytes: Buffer.byteLength('{"messages":[{"role":"user","content":"hello"}],"model":"a"}'),
    responseBytes: Buffer.byteLength(text),
  });
  expect(ended.attempts).toEqual([
    expect.objectContaining({
      asked: expect.objectContaining({ model: expect.objectContaining({ name: 'a' }) }),
      target: 'production/a',
      outcome: 'ANSWERED',
      status: 200,
      resendCauses: [],
      msToHeaders: 0,
      next: 'ANSWER',
      upstreamRequestId: answer.headers.get('x-upstream-request-id'),
    }),
  ]);
});

it('a stream is told from a plain answer', async () => {
  await (await gateway.chat({ model: 'a', stream: true })).text();
  expect(await onlyRecord()).toMatchObject({ isStreamed: true, outcome: 'ANSWERED', msToFirstContent: 0 });
});

describe('each attempt says what followed it', () => {
  beforeEach(() => gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b', 'c'] }));

  it('the next target, and the answer', async () => {
    simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 500 } }]);
    await (await gateway.chat({ model: 'a' })).text();
    const ended = await onlyRecord();
    expect(actions(ended)).toEqual([
      ['FAILURE_STATUS', 'NEXT_TARGET'],
      ['ANSWERED', 'ANSWER'],
    ]);
    expect(ended).toMatchObject({ outcome: 'ANSWERED', status: 200 });
  });

  it('no target was left', async () => {
    simulator.setBehaviours([{ answer: { reset: true } }]);
    await (await gateway.chat({ model: 'a' })).text();
    const ended = await onlyRecord();
    expect(actions(ended).map(([, next]) => next)).toEqual(['NEXT_TARGET', 'NEXT_TARGET', 'EXHAUSTED']);
    expect(ended).toMatchObject({ outcome: 'UNREACHABLE', status: 502, refusal: 'upstream_unreachable' });
  });

  it('no attempts were left', async () => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b', 'c'], maxAttempts: 2 });
    simulator.setBehaviours([{ answer: { status: 503 } }]);
    await (await gateway.chat({ model: 'a' })).text();
    expect(actions(await onlyRecord()).map(([, next]) => next)).toEqual(['NEXT_TARGET', 'GIVE_UP']);
  });

  it('an error that is the request’s own fault was the answer', async () => {
    simulator.setBehaviours([{ answer: { status: 422 } }]);
    await (await gateway.chat({ model: 'a' })).text();
    const ended = await onlyRecord();
    expect(actions(ended)).toEqual([['REQUEST_INVALID', 'ANSWER']]);
    expect(ended).toMatchObject({ outcome: 'REQUEST_INVALID', status: 422 });
  });

  it('the consumer was gone', async () => {
    simulator.setBehaviours([{ answer: { silent: true } }]);
    const leaving = new AbortController();
    const asked = gateway.chat({ model: 'a' }, { signal: leaving.signal }).catch(() => undefined);
    await until(() => simulator.requests().length === 1, 'the vendor is asked');
    leaving.abort();
    await asked;
    const ended = await onlyRecord();
    expect(actions(ended)).toEqual([['CONSUMER_GONE', 'CONSUMER_GONE']]);
    expect(ended).toMatchObject({ outcome: 'CONSUMER_GONE', status: null, consumerGone: true });
  });
});

it('a stream that is cut is one of the provider’s faults', async () => {
  simulator.setBehaviours([{ answer: { cutAfterEvents: 3 } }]);
  await (await gateway.chat({ model: 'a', stream: true })).text().catch(() => undefined);
  expect(await onlyRecord()).toMatchObject({ outcome: 'STREAM_FAILED', status: 200, isStreamed: true });
});

it.each<[string, () => Promise<Response>, Partial<EndedRequest>]>([
  [
    'an unknown key',
    () => gateway.chat({ model: 'a' }, { key: 'nobody' }),
    { outcome: 'INVALID_API_KEY', consumer: null, status: 401 },
  ],
  [
    'no grant',
    () => gateway.chat({ model: 'a' }, { key: gateway.keyWithoutAccess }),
    { outcome: 'ACCESS_DENIED', status: 403 },
  ],
  ['another path', () => gateway.chat({ model: 'a' }, { basePath: '/elsewhere' }), { outcome: 'AI_API_NOT_FOUND' }],
  [
    'an unknown model',
    () => gateway.chat({ model: 'x\u0000'.repeat(100) }),
    { outcome: 'UNKNOWN_MODEL', askedModel: 'x\u0000'.repeat(100) },
  ],
  ['invalid JSON', () => gateway.chat('{"model":'), { outcome: 'INVALID_JSON', status: 400 }],
  [
    'an encoding that is not supported',
    () => gateway.chat('{}', { headers: { 'content-encoding': 'lzma' } }),
    { outcome: 'UNSUPPORTED_ENCODING', operation: 'chat-completions' },
  ],
  [
    'no routing table',
    () => ((gateway.position = null), gateway.chat({ model: 'a' })),
    { outcome: 'NO_ROUTING_TABLE', revision: null },
  ],
])('a request that is refused before routing has a record: %s', async (_title, ask, expected) => {
  await (await ask()).text();
  const ended = await onlyRecord();
  expect(ended).toMatchObject({ attempts: [], overheadMs: null, ...expected });
});

it('a request for the model list has a record without attempts', async () => {
  const url = `${gateway.url}${gateway.entry.basePath}/models`;
  await (await fetch(url, { headers: { authorization: `Bearer ${gateway.liveKey}` } })).text();
  expect(await onlyRecord()).toMatchObject({ outcome: 'ANSWERED', status: 200, attempts: [] });
});

it('a request beyond the limit has a record', async () => {
  await serveInstead(new GatewayUnderTest(simulator.url, ['a'], { requestsInFlightMax: 1 }));
  simulator.setBehaviours([{ answer: { silent: true } }]);
  const leaving = new AbortController();
  const first = gateway.chat({ model: 'a' }, { signal: leaving.signal }).catch(() => undefined);
  await until(() => gateway.requestsInFlight === 1, 'the permit is taken');
  await (await gateway.chat({ model: 'a' })).text();
  expect(await onlyRecord()).toMatchObject({ outcome: 'GATEWAY_OVERLOADED', status: 503 });
  leaving.abort();
  await first;
});

it.each([
  ['invalid HTTP', 'garbage\r\n\r\n', 'INVALID_PATH', 400],
  [
    'an upgrade',
    'GET /x HTTP/1.1\r\nhost: h\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    'UPGRADE_NOT_SUPPORTED',
    426,
  ],
  ['headers too large', `GET / HTTP/1.1\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`, 'HEADERS_TOO_LARGE', 431],
])('a request that is answered before it is understood has a record: %s', async (_title, sent, outcome, status) => {
  (await RawConnection.open(gateway.url)).send(sent);
  expect(await onlyRecord()).toMatchObject({ outcome, status, attempts: [], aiApi: null });
});

it('a body that turns into invalid HTTP has one record, with the answer that was written', async () => {
  const connection = await RawConnection.open(gateway.url);
  const head = chatHead(gateway.liveKey, 9, 'transfer-encoding: chunked\r\n').replace('content-length: 9\r\n', '');
  connection.send(`${head}5\r\nhello\r\nnot a size\r\n`);
  expect(await onlyRecord()).toMatchObject({ outcome: 'INVALID_PATH', status: 400, consumer: { name: 'app' } });
});

it('a request that outlives the time to drain has a record, and so has one whose body does not end', async () => {
  simulator.setBehaviours([{ answer: { silent: true } }]);
  const asked = gateway.chat({ model: 'a' }).catch(() => undefined);
  const slow = await RawConnection.open(gateway.url);
  slow.send(`${chatHead(gateway.liveKey, 100)}{`);
  await until(() => simulator.requests().length === 1 && gateway.requestsInFlight === 2, 'both have come');
  await gateway.close(0);
  await asked;
  await until(() => gateway.ended.length === 2, 'both have a record');
  expect(gateway.ended.map(({ outcome }) => outcome)).toEqual(['SHUTTING_DOWN', 'SHUTTING_DOWN']);
});

it('a sink that fails keeps the record from no other, and breaks no answer', async () => {
  const push = jest.spyOn(gateway.ended, 'push').mockImplementationOnce(() => {
    throw new Error('a sink fails');
  });
  expect((await gateway.chat({ model: 'a' })).status).toBe(200);
  await until(() => gateway.log.some((line) => line.includes('recording a request')), 'the log says so');
  push.mockRestore();
});
