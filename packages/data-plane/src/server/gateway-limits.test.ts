import { gzipSync } from 'node:zlib';
import { startSimulator, type Simulator } from '@switchyard/simulator';
import { LINES_PER_SECOND_MAX, until } from '@switchyard/runtime';
import { BODY_BYTES_MAX, GatewayUnderTest, type LimitsUnderTest } from '../testing/gateway-under-test.suite';
import { chatHead, chatRequest, RawConnection } from '../testing/raw-connection.suite';

let simulator: Simulator;
let gateway: GatewayUnderTest;
const connections: RawConnection[] = [];

beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.clearRequests();
  simulator.clearBehaviours();
});
afterEach(async () => {
  for (const { socket } of connections.splice(0)) socket.destroy();
  // No test may leave load behind.
  await until(() => gateway.requestsInFlight === 0 && gateway.bufferedBytes === 0, 'the gateway is idle');
  await gateway.close();
});

async function start(limits: LimitsUnderTest): Promise<void> {
  gateway = await new GatewayUnderTest(simulator.url, ['a', 'b', 'c'], limits).listen();
}
async function open(): Promise<RawConnection> {
  const connection = await RawConnection.open(gateway.url);
  connections.push(connection);
  return connection;
}
async function outcome(answer: Promise<Response>) {
  const response = await answer;
  const body = await response.text();
  return response.ok ? response.status : `${response.status} ${JSON.parse(body).error.code}`;
}
const HEADER_BYTES_MAX = 65_536;
/** A chat completion whose body has exactly this many bytes. */
const bodyOf = (bytes: number) => {
  const empty = JSON.stringify({ model: 'a', padding: '', messages: [{ role: 'user', content: 'hello' }] });
  return empty.replace('""', `"${'x'.repeat(bytes - empty.length)}"`);
};
const holdAnswers = (delayMs: number, times = 1) => simulator.setBehaviours([{ times, answer: { delayMs } }]);

describe('requests in flight', () => {
  it('that are refused are logged only up to a limit, with the number of those left out', async () => {
    await start({ requestsInFlightMax: 1 });
    simulator.setBehaviours([{ times: 1, answer: { silent: true } }]);
    const aborter = new AbortController();
    const held = gateway.chat({ model: 'a' }, { signal: aborter.signal }).catch(() => null);
    await until(() => simulator.requests().length === 1, 'the request has come');
    for (let times = 0; times < 25; times += 1)
      expect(await outcome(gateway.chat({ model: 'a' }))).toBe('503 overloaded');
    expect(gateway.log).toHaveLength(LINES_PER_SECOND_MAX);
    aborter.abort();
    await held;
    await gateway.close();
    expect(gateway.log.join()).toContain(`"leftOut":${25 - LINES_PER_SECOND_MAX}`);
  });

  it('up to the limit are served; one more gets overloaded, with Retry-After, until one ends', async () => {
    await start({ requestsInFlightMax: 2 });
    gateway.serveBeside('/other', simulator.url);
    holdAnswers(400, 2);
    const served = [
      outcome(gateway.chat({ model: 'a' })),
      outcome(gateway.chat({ model: 'a' }, { basePath: '/other' })),
    ];
    await until(() => simulator.requests().length === 2, 'both requests have come');
    const refused = await gateway.chat({ model: 'a' });
    expect([refused.headers.get('retry-after'), await outcome(Promise.resolve(refused))]).toEqual([
      '1',
      '503 overloaded',
    ]);
    expect(gateway.requestsInFlight).toBe(2);
    expect(await Promise.all(served)).toEqual([200, 200]);
    await until(() => gateway.requestsInFlight === 0, 'the permits are free');
    expect(await outcome(gateway.chat({ model: 'a' }))).toBe(200);
  });

  it('give their permits back however they end: refused, failed, broken off, disconnected, streamed', async () => {
    await start({ requestsInFlightMax: 1 });
    const ends: [string, () => Promise<unknown>][] = [
      ['refused by its key', () => gateway.chat({ model: 'a' }, { key: 'sy_live_unknown' })],
      ['refused by its body', () => gateway.chat('nonsense')],
      ['too large', () => gateway.chat(bodyOf(BODY_BYTES_MAX + 1))],
      ['failed', () => (simulator.setBehaviours([{ answer: { reset: true } }]), gateway.chat({ model: 'a' }))],
      ['broken off', () => (simulator.setBehaviours([{ answer: { half: true } }]), gateway.chat({ model: 'a' }))],
      [
        'disconnected',
        () => {
          simulator.setBehaviours([{ answer: { silent: true } }]);
          return gateway.chat({ model: 'a' }, { signal: AbortSignal.timeout(100) });
        },
      ],
      ['streamed', () => (simulator.setBehaviours([]), gateway.chat({ model: 'a', stream: true }))],
    ];
    for (const [how, act] of ends) {
      const response = await act().catch(() => null);
      if (response instanceof Response) await response.text().catch(() => null);
      await until(
        () => gateway.requestsInFlight === 0 && gateway.bufferedBytes === 0,
        `a permit is free after a request that was ${how}`,
      );
    }
    simulator.clearBehaviours();
    expect(await outcome(gateway.chat({ model: 'a' }))).toBe(200);
  });

  it('that were pipelined are answered in order, and a refused one affects no other', async () => {
    await start({ requestsInFlightMax: 1 });
    holdAnswers(200);
    const connection = await open();
    connection.send(chatRequest(gateway.liveKey).repeat(2));
    expect(await connection.answers(2)).toEqual([200, 503]);
    connection.send(chatRequest(gateway.liveKey));
    expect(await connection.answers(3)).toEqual([200, 503, 200]);
    expect(simulator.requests()).toHaveLength(2);
  });

  it('end with their connection, including those queued behind the answer of an earlier one', async () => {
    await start({});
    simulator.setBehaviours([{ times: 1, answer: { silent: true } }, { answer: { contentChunks: 100_000 } }]);
    const connection = await open();
    const body = '{"model":"a","stream":true}';
    connection.send(chatRequest(gateway.liveKey));
    await until(() => simulator.requests().length === 1, 'the first request has come');
    connection.send(`${chatHead(gateway.liveKey, body.length)}${body}`);
    await until(() => simulator.requests().length === 2, 'the second request has come');
    connection.socket.destroy();
    await until(() => gateway.requestsInFlight === 0, 'both have ended');
  });

  it('keep their permits while their answers are unread, and lose the connection when that takes too long', async () => {
    await start({ timeouts: { unreadAnswerMs: 300 } });
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'] });
    simulator.setBehaviours([{ answer: { status: 500, body: 'x'.repeat(900_000) } }]);
    const connection = await open();
    connection.socket.pause();
    connection.send(chatRequest(gateway.liveKey).repeat(20));
    await until(() => simulator.requests().length > 3, 'the requests have come');
    await until(() => gateway.requestsInFlight === 0, 'the connection has ended');
    expect(gateway.bufferedBytes).toBe(0);
  });
});

describe('a pipelined request', () => {
  it('is not cut off for waiting longer than an answer may be left unread', async () => {
    await start({ timeouts: { unreadAnswerMs: 100 } });
    simulator.setBehaviours([
      { times: 1, answer: { delayMs: 300 } },
      { skip: 1, times: 1, answer: { delayMs: 600 } },
    ]);
    const connection = await open();
    connection.send(chatRequest(gateway.liveKey).repeat(3));
    expect(await connection.answers(3)).toEqual([200, 200, 200]);
  });
});

describe('the buffered bytes of request bodies', () => {
  it('exactly at the limit are served, one over gets overloaded, with Retry-After', async () => {
    await start({ bufferedBytesMax: 10_000 });
    expect(await outcome(gateway.chat(bodyOf(10_000)))).toBe(200);
    const refused = await gateway.chat(bodyOf(10_001));
    expect([refused.headers.get('retry-after'), await outcome(Promise.resolve(refused))]).toEqual([
      '1',
      '503 overloaded',
    ]);
  });

  it('count over all requests of an AI API, from their arrival to the end of their answers', async () => {
    await start({ bufferedBytesMax: 20_000 });
    holdAnswers(400);
    const first = outcome(gateway.chat(bodyOf(6_000)));
    await until(() => simulator.requests().length === 1, 'the first request has come');
    expect(gateway.bufferedBytes).toBe(6_000);
    expect(await outcome(gateway.chat(bodyOf(4_001)))).toBe('503 overloaded');
    expect(await outcome(gateway.chat(bodyOf(4_000)))).toBe(200);
    expect(await first).toBe(200);
    await until(() => gateway.bufferedBytes === 0, 'no bytes are held');
    expect(await outcome(gateway.chat(bodyOf(10_000)))).toBe(200);
  });

  it('are those of the decoded body, and a decompression bomb is stopped early', async () => {
    await start({ bufferedBytesMax: 100_000 });
    const send = (body: Buffer) =>
      fetch(`${gateway.url}/support/chat/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${gateway.liveKey}`, 'content-encoding': 'gzip' },
        body: new Uint8Array(body),
      });
    holdAnswers(300);
    const served = outcome(send(gzipSync(bodyOf(90_000))));
    await until(() => simulator.requests().length === 1, 'the request has come');
    expect(gateway.bufferedBytes).toBe(90_000);
    expect(await served).toBe(200);
    expect(await outcome(send(gzipSync(bodyOf(BODY_BYTES_MAX))))).toBe('503 overloaded');
  });
});

describe('a request’s body', () => {
  it.each(['plain', 'gzip'])('exactly at the limit is served, one byte over gets 413: %s', async (coding) => {
    await start({});
    const send = (bytes: number) =>
      fetch(`${gateway.url}/support/chat/chat/completions`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${gateway.liveKey}`,
          ...(coding === 'gzip' ? { 'content-encoding': coding } : {}),
        },
        body: coding === 'gzip' ? new Uint8Array(gzipSync(bodyOf(bytes))) : bodyOf(bytes),
      });
    expect(await outcome(send(BODY_BYTES_MAX))).toBe(200);
    expect(await outcome(send(BODY_BYTES_MAX + 1))).toBe('413 request_too_large');
  });

  it('that is still arriving when it is refused as too large is dropped, and the connection serves the next request', async () => {
    await start({});
    const connection = await open();
    connection.send(chatHead(gateway.liveKey, BODY_BYTES_MAX + 1));
    expect(await connection.answers(1)).toEqual([413]);
    connection.send(`${'x'.repeat(BODY_BYTES_MAX + 1)}${chatRequest(gateway.liveKey)}`);
    expect(await connection.answers(2)).toEqual([413, 200]);
  });

  it('that is still arriving when it is refused as overloaded is dropped, and the connection serves the next request', async () => {
    await start({ requestsInFlightMax: 1 });
    holdAnswers(300);
    const served = outcome(gateway.chat({ model: 'a' }));
    await until(() => simulator.requests().length === 1, 'the first request has come');
    const connection = await open();
    connection.send(`${chatHead(gateway.liveKey, 100_000)}{`);
    expect(await connection.answers(1)).toEqual([503]);
    expect(await served).toBe(200);
    await until(() => gateway.requestsInFlight === 0, 'a permit is free');
    connection.send(`${'x'.repeat(99_999)}${chatRequest(gateway.liveKey)}`);
    expect(await connection.answers(2)).toEqual([503, 200]);
  });

  it('whose rest never arrives costs the connection, and the answer is unchanged', async () => {
    await start({ timeouts: { restMs: 200 } });
    const connection = await open();
    connection.send(`${chatHead(gateway.liveKey, BODY_BYTES_MAX + 1)}x`);
    await until(() => connection.closed, 'the connection has ended');
    expect(connection.statuses).toEqual([413]);
  });
});

describe('a consumer that keeps the gateway waiting', () => {
  const quick = { checkIntervalMs: 20, headersMs: 200, bodyPauseMs: 200, bodyMs: 600 };

  it('before a request’s headers are complete gets 408 and loses the connection', async () => {
    await start({ timeouts: quick });
    const [silent, slow] = [await open(), await open()];
    slow.send('GET /support/chat/x HTTP/1.1\r\nhost:');
    await until(() => silent.closed && slow.closed, 'both connections have ended');
    expect(slow.statuses).toEqual([408]);
    expect(slow.received).toContain('"code":"request_timeout"');
  });

  it('in the middle of a body gets 408 and loses the connection', async () => {
    await start({ timeouts: quick });
    const connection = await open();
    connection.send(`${chatHead(gateway.liveKey, 1_000)}{"model"`);
    await until(() => connection.closed, 'the connection has ended');
    expect(connection.statuses).toEqual([408]);
    expect(connection.received).toContain('"code":"request_timeout"');
    expect(connection.received).toMatch(/connection: close/i);
  });

  it('with a body that drips gets 408 when the time for a body is over', async () => {
    await start({ timeouts: quick });
    const connection = await open();
    connection.send(chatHead(gateway.liveKey, 100_000));
    const drip = setInterval(() => connection.send(' '), 20);
    await until(() => connection.statuses.length > 0, 'there is an answer').finally(() => clearInterval(drip));
    expect(connection.statuses).toEqual([408]);
  });

  it('between two requests loses the connection after being idle too long', async () => {
    await start({ timeouts: { keepAliveMs: 200 } });
    const connection = await open();
    connection.send(chatRequest(gateway.liveKey));
    expect(await connection.answers(1)).toEqual([200]);
    await until(() => connection.closed, 'the connection has ended');
  });
});

describe('connections', () => {
  it('of consumers up to the limit are served; one more is closed, until one of them ends', async () => {
    await start({ consumerConnectionsMax: 2 });
    const [first, second, third] = [await open(), await open(), await open()];
    await until(() => third.closed, 'the third has ended');
    for (const each of [first, second]) {
      each.send(chatRequest(gateway.liveKey));
      expect(await each.answers(1)).toEqual([200]);
    }
    first.socket.destroy();
    const isServed = async () => {
      const next = await open();
      next.send(chatRequest(gateway.liveKey));
      await until(() => next.closed || next.statuses.length > 0, 'there is an end or an answer');
      return next.statuses.length > 0;
    };
    await until(isServed, 'a further connection is served');
  });

  it('to one origin stay within the limit: a further attempt waits, within its timeout, and suspends nothing', async () => {
    await start({ socketsPerOriginMax: 1 });
    const policy = { requestTimeoutSeconds: 1, suspendDurationSeconds: 60 };
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'], ...policy });
    simulator.setBehaviours([{ times: 1, answer: { contentChunks: 30, eventDelayMs: 100 } }]);
    const stream = await gateway.chat({ model: 'a', stream: true });
    expect(await outcome(gateway.chat({ model: 'a' }))).toBe('503 overloaded');
    // The target is not at fault, and is tried again.
    const waiting = outcome(gateway.chat({ model: 'a' }));
    await stream.body?.cancel();
    expect(await waiting).toBe(200);
    // The attempt that timed out in the queue was never sent.
    expect(simulator.requests()).toHaveLength(2);
  });

  it('just below the limit are served, and at the limit get 431 with the reason', async () => {
    await start({});
    const connection = await open();
    // The path and each header's name and value count.
    const counted = '/support/chat/chat/completionshosthcontent-length60authorizationBearer cookie';
    const rest = HEADER_BYTES_MAX - counted.length - gateway.liveKey.length;
    const withCookie = (bytes: number) =>
      chatRequest(gateway.liveKey).replace('\r\n', `\r\ncookie: ${'y'.repeat(bytes)}\r\n`);
    connection.send(withCookie(rest - 1));
    expect(await connection.answers(1)).toEqual([200]);
    connection.send(withCookie(rest));
    expect(await connection.answers(2)).toEqual([200, 431]);
    expect(connection.received).toContain('"code":"headers_too_large"');
  });
});
