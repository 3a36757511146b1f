import { createServer, type Server, type Socket } from 'node:net';
import { pause, until } from '@switchyard/runtime';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { RawConnection } from '../testing/raw-connection.suite';

const ANSWER = '{"choices":[{"message":{"content":"hi"}}]}';
const answer = (status = 200, headers = '') =>
  `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\n${headers}content-length: ${ANSWER.length}\r\n\r\n${ANSWER}`;

/** What a vendor does with its nth request, from 1: on which connection it came, and which request of that it is. */
type Act = (socket: Socket, nth: { request: number; connection: number; ofConnection: number }) => void;

let vendor: Server;
let act: Act;
let requests = 0;
let connections = 0;
let gateway: GatewayUnderTest;
const sockets = new Set<Socket>();

beforeEach(async () => {
  requests = 0;
  connections = 0;
  vendor = createServer((socket) => {
    connections += 1;
    const connection = connections;
    let ofConnection = 0;
    sockets.add(socket);
    let head = '';
    let missing: number | null = null;
    socket
      .on('error', () => {})
      .on('data', (chunk) => {
        if (missing === null) {
          head += chunk.toString('latin1');
          const end = head.indexOf('\r\n\r\n');
          if (end < 0) return;
          missing = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0) - (head.length - end - 4);
        } else missing -= chunk.length;
        if (missing > 0) return;
        [head, missing] = ['', null];
        requests += 1;
        ofConnection += 1;
        act(socket, { request: requests, connection, ofConnection });
      });
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  const { port } = vendor.address() as { port: number };
  gateway = await new GatewayUnderTest(`http://127.0.0.1:${port}`, ['a', 'b'], {
    requestBodyBytesMax: 32_000_000,
  }).listen();
  gateway.amendConsumer({ traceAllowed: true });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await gateway.close();
  await new Promise((resolve) => vendor.close(resolve));
});

async function chat(body: object = { model: 'a' }) {
  const response = await gateway.chat(body, { headers: { 'x-switchyard-trace': '1' } });
  const text = await response.text();
  const trace = JSON.parse(response.headers.get('x-switchyard-trace') ?? '{}') as { attempts: object[] };
  return { status: response.status, attempts: response.headers.get('x-switchyard-attempts'), text, trace };
}
const suspendable = (more: object = {}) =>
  gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'], suspendDurationSeconds: 60, ...more });

describe('a reused connection that closes without a byte', () => {
  it.each([
    ['closes', (socket: Socket) => socket.end()],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
  ])('%s: the request is sent once more, and nobody is blamed', async (_how, close) => {
    suspendable();
    act = (socket, { connection, ofConnection }) => {
      if (connection === 1 && ofConnection === 2) close(socket);
      else socket.write(answer());
    };
    const answers = [await chat(), await chat(), await chat()];
    expect(answers.map(({ status, attempts }) => [status, attempts])).toEqual(answers.map(() => [200, '1']));
    expect(answers[1]?.trace.attempts).toMatchObject([{ outcome: 'ANSWERED', resent: true }]);
    expect(answers[2]?.trace.attempts).not.toMatchObject([{ resent: true }]);
  });

  it('counts besides a rejected option, for which the request is sent once more too', async () => {
    suspendable();
    const error = '{"error":{"message":"Unrecognized request argument supplied: stream_options"}}';
    const rejection = `HTTP/1.1 400 X\r\ncontent-type: application/json\r\ncontent-length: ${error.length}\r\n\r\n${error}`;
    act = (socket, { request }) => {
      if (request === 2) socket.end();
      else socket.write(request === 3 ? rejection : answer());
    };
    await chat();
    const { status, trace } = await chat({ model: 'a', stream: true });
    expect([status, requests]).toEqual([200, 4]);
    expect(trace.attempts).toMatchObject([{ resent: true }]);
    expect(gateway.ended.at(-1)?.attempts).toMatchObject([
      { outcome: 'ANSWERED', resendCauses: ['CONNECTION_CLOSED', 'STREAM_USAGE_REJECTED'] },
    ]);
  });

  it('is an ordinary failure the second time', async () => {
    suspendable();
    act = (socket, { request }) => (request === 1 ? socket.write(answer()) : socket.end());
    expect((await chat()).status).toBe(200);
    expect((await chat()).status).toBe(502);
    expect(requests).toBe(3);
    expect(gateway.log.join()).toContain('"resendCauses":["CONNECTION_CLOSED"]');
  });

  it('is an ordinary failure if it was new, if a byte came, or if it closed later than after a second', async () => {
    const failsAfter = async (fail: (socket: Socket) => void, isReused: boolean) => {
      const before = requests;
      act = (socket, { request }) => (isReused && request === before + 1 ? socket.write(answer()) : fail(socket));
      if (isReused) await chat();
      const { status } = await chat();
      return [status, requests - before];
    };
    expect(await failsAfter((socket) => socket.end(), false)).toEqual([502, 1]);
    expect(await failsAfter((socket) => socket.end('HTTP/1.1 200'), true)).toEqual([502, 2]);
    expect(await failsAfter((socket) => void pause(1_100).then(() => socket.end()), true)).toEqual([502, 2]);
  });

  /** More than the kernel's buffers of a connection hold, so that the vendor decides how much of it is sent. */
  const bodyInSending = { model: 'a', padding: 'x'.repeat(26_000_000) };

  it.each([
    ['at once', 'the request is sent once more', 0, 200, 2],
    ['later than after a second', 'it is an ordinary failure', 1_200, 502, 1],
  ])('%s, while the body is still being sent: %s', async (_when, _what, afterMs, status, connectionsMade) => {
    suspendable();
    act = (socket) => socket.write(answer());
    await chat();
    const idle = [...sockets].at(-1);
    idle?.once('data', () => {
      idle.pause();
      void pause(afterMs).then(() => idle.resetAndDestroy());
    });
    const { trace, ...result } = await chat(bodyInSending);
    expect([result.status, result.attempts]).toEqual([status, '1']);
    expect(trace.attempts).toMatchObject([status === 200 ? { resent: true } : { outcome: 'UNREACHABLE' }]);
    expect(connections).toBe(connectionsMade);
  });

  it('is an ordinary failure if the body was streamed through, because it is not at hand', async () => {
    act = (socket, { request }) => (request === 1 ? socket.write(answer()) : socket.end());
    expect((await chat()).status).toBe(200);
    const headers = { authorization: `Bearer ${gateway.liveKey}` };
    const upload = await fetch(`${gateway.url}/support/chat/files`, { method: 'POST', headers, body: 'x' });
    expect([upload.status, requests]).toEqual([502, 2]);
  });
});

describe('the time for the response headers', () => {
  /** More than the kernel's buffers of a connection hold: what is in them looks sent. */
  const hugeBody = { model: 'a', padding: 'x'.repeat(26_000_000) };

  it('begins when the request has been sent: a slow upload does not count as silence', async () => {
    suspendable({ requestTimeoutSeconds: 2 });
    const startedMs = performance.now();
    vendor.prependListener('connection', (socket) => {
      let read = 0;
      socket.on('data', (chunk) => {
        read += chunk.length;
        if (read < 2_000_000) return;
        read = 0;
        socket.pause();
        setTimeout(() => socket.resume(), 200);
      });
    });
    act = (socket) => socket.write(answer());
    expect((await chat(hugeBody)).status).toBe(200);
    expect(performance.now() - startedMs).toBeGreaterThan(2_200);
  });

  it('is also the longest pause in sending: a vendor that stops reading is not waited for', async () => {
    suspendable({ requestTimeoutSeconds: 0.5 });
    vendor.prependListener('connection', (socket) => socket.pause());
    expect((await chat(hugeBody)).status).toBe(504);
    expect(gateway.log.join()).toContain('the vendor stopped reading the request');
  });

  it('does not run while a consumer sends a body that is streamed through, unless the consumer stops', async () => {
    gateway.entry.requestTimeoutSeconds = 0.4;
    gateway.entry.totalTimeoutSeconds = 0.4;
    gateway.serve();
    act = (socket) => socket.write(answer());
    const upload = async (pieces: number) => {
      const connection = await RawConnection.open(gateway.url);
      connection.send(
        `POST /support/chat/files HTTP/1.1\r\nhost: h\r\nauthorization: Bearer ${gateway.liveKey}\r\ncontent-length: 3\r\n\r\n`,
      );
      for (let sent = 0; sent < pieces; sent += 1) {
        await pause(200);
        connection.send('x');
      }
      await connection.answers(1);
      connection.socket.destroy();
      return connection;
    };
    expect((await upload(3)).statuses).toEqual([200]);
    const stopped = await upload(1);
    expect([stopped.statuses, stopped.received.includes('"request_timeout"')]).toEqual([[408], true]);
  });
});

describe('a failed response whose body does not arrive', () => {
  const failed = (status: number, length: number) =>
    `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\nretry-after: 7\r\ncontent-length: ${length}\r\n\r\n{"error":`;

  it.each([
    ['stalls', 429, (socket: Socket) => socket.write(failed(429, 100))],
    ['is cut', 529, (socket: Socket) => socket.end(failed(529, 100))],
    [
      'is too large',
      500,
      (socket: Socket) => socket.write(failed(500, 2_000_000)) && socket.write('x'.repeat(1_900_000)),
    ],
  ])('and %s keeps its status, and is replaced by an error of our own', async (_how, status, fail) => {
    suspendable({ requestTimeoutSeconds: 0.5 });
    act = fail;
    const response = await gateway.chat({ model: 'a' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, '7']);
    expect(await response.json()).toMatchObject({ error: { code: 'upstream_error_withheld' } });
    const [suspension] = [...gateway.policyStates.everSuspended()].flatMap(({ state }) => [...state.suspensions]);
    expect(suspension?.[1]).toMatchObject({ cause: 'FAILURE_STATUS', status });
  });

  it('is judged like any other, so the next target is asked', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], requestTimeoutSeconds: 0.5 });
    act = (socket, { request }) => socket.write(request === 1 ? failed(503, 100) : answer());
    const { status, trace } = await chat();
    expect([status, trace.attempts]).toMatchObject([
      200,
      [{ outcome: 'FAILURE_STATUS', status: 503 }, { status: 200 }],
    ]);
  });
});

it('a large body arrives whole, in every attempt', async () => {
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
  const lengths: number[] = [];
  vendor.prependListener('connection', (socket) => {
    let bytes = 0;
    socket.on('data', (chunk) => lengths.push((bytes += chunk.length)));
  });
  act = (socket, { request }) => socket.write(request === 1 ? answer(500) : answer());
  const padding = 'x'.repeat(700_000);
  expect((await chat({ model: 'a', padding })).status).toBe(200);
  await until(() => requests === 2, 'both attempts have come');
  expect(Math.max(...lengths)).toBeGreaterThan(700_000);
});
