import { createServer, type Server, type Socket } from 'node:net';
import { until } from '@switchyard/runtime';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { RawConnection } from '../testing/raw-connection.suite';

const ANSWER = '{"choices":[{"message":{"content":"hi"}}]}';
const final = (status: number, body: string, headers = '') =>
  `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;

/** What the vendor does when it has received this many bytes of a connection's present request. */
let act: (socket: Socket, received: number, isWhole: boolean) => void;
let vendor: Server;
let connections = 0;
let gateway: GatewayUnderTest;
const sockets = new Set<Socket>();

beforeEach(async () => {
  connections = 0;
  sockets.clear();
  vendor = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    let head = '';
    let received = 0;
    let expected = Infinity;
    socket.on('error', () => {}).setNoDelay(true);
    socket.on('data', (chunk) => {
      received += chunk.length;
      if (expected === Infinity) {
        head += chunk.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end >= 0) expected = end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      }
      const [bytes, isWhole] = [received, received >= expected];
      if (isWhole) [head, received, expected] = ['', 0, Infinity];
      act(socket, bytes, isWhole);
    });
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  const { port } = vendor.address() as { port: number };
  gateway = await new GatewayUnderTest(`http://127.0.0.1:${port}`, ['a', 'b']).listen();
  gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'], suspendDurationSeconds: 60 });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await gateway.close();
  await new Promise((resolve) => vendor.close(resolve));
});

const chat = async () => {
  const response = await gateway.chat({ model: 'a' });
  return [response.status, await response.text()];
};
const suspended = () => [...gateway.policyStates.everSuspended()];

describe('an informational response that nobody asked for', () => {
  it.each([
    ['100', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['several', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n'],
    ['100 with headers', 'HTTP/1.1 100 Go on\r\nserver: x\r\ndate: Mon, 30 Nov 2026 03:00:00 GMT\r\n\r\n'],
    ['102', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['103', 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n'],
    ['199', 'HTTP/1.1 199 Miscellaneous\r\nx-a: b\r\n\r\n'],
    ['100 with a length', 'HTTP/1.1 100 Continue\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n'],
  ])('is passed over: %s', async (_which, informational) => {
    act = (socket, _received, isWhole) => {
      if (isWhole) socket.write(`${informational}${final(200, ANSWER)}`);
    };
    expect([await chat(), await chat()]).toEqual([
      [200, ANSWER],
      [200, ANSWER],
    ]);
    expect(suspended()).toEqual([]);
  });

  it('is passed over in any pieces, on a new connection and on a reused one, and long before the answer', async () => {
    const sendByteByByte = async (socket: Socket, text: string) => {
      for (const byte of text) {
        socket.write(byte);
        await new Promise(setImmediate);
      }
    };
    act = (socket, _received, isWhole) => {
      if (isWhole) void sendByteByByte(socket, `HTTP/1.1 100 Continue\r\n\r\n${final(200, ANSWER)}`);
    };
    expect([await chat(), await chat()]).toEqual([
      [200, ANSWER],
      [200, ANSWER],
    ]);
    expect([connections, suspended()]).toEqual([1, []]);
  });

  it('comes while the body is still being sent', async () => {
    let isFirst = true;
    act = (socket, _received, isWhole) => {
      if (isFirst) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      isFirst = false;
      if (isWhole) socket.write(final(200, ANSWER));
    };
    const response = await gateway.chat({ model: 'a', padding: 'x'.repeat(1_500_000) });
    expect([response.status, await response.text()]).toEqual([200, ANSWER]);
  });

  it('changes nothing about the answer that follows: an error, a stream, none', async () => {
    const after = async (answer: string) => {
      act = (socket, _received, isWhole) => {
        if (isWhole) socket.end(`HTTP/1.1 100 Continue\r\n\r\n${answer}`);
      };
      return chat();
    };
    expect(await after(final(400, '{"error":{"message":"no"}}'))).toEqual([400, '{"error":{"message":"no"}}']);
    const event = 'data: {"choices":[{"delta":{"content":"hi"}}]}\n\ndata: [DONE]\n\n';
    expect(await after(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n${event}`)).toEqual([200, event]);
    expect(suspended()).toEqual([]);
    expect((await after(''))[0]).toBe(502);
  });

  it('is not a switch of protocols, which is an invalid response', async () => {
    act = (socket, _received, isWhole) => {
      if (isWhole) socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n');
    };
    expect((await chat())[0]).toBe(502);
  });
});

describe('an answer that comes while the body is still being sent', () => {
  const REFUSAL = '{"error":{"message":"too large"}}';
  const UPLOAD_BYTES = 6_000_000;
  const UPLOADS = 12;
  const PIECE = 'x'.repeat(65_536);

  /** Uploads in pieces for as long as the gateway reads, as a client that looks for an answer only afterwards. */
  async function upload() {
    const connection = await RawConnection.open(gateway.url);
    connection.send(
      `POST /support/chat/files HTTP/1.1\r\nhost: h\r\nauthorization: Bearer ${gateway.liveKey}\r\ncontent-length: ${UPLOAD_BYTES}\r\n\r\n`,
    );
    let sent = 0;
    for (; sent < UPLOAD_BYTES && !connection.closed; sent += PIECE.length) {
      const isTaken = connection.socket.write(PIECE.slice(0, UPLOAD_BYTES - sent));
      if (!isTaken)
        await new Promise<void>((resolve) => connection.socket.once('drain', resolve).once('close', resolve));
    }
    await until(() => connection.received.includes(REFUSAL) || connection.closed, 'there is an answer or an end');
    const result = { statuses: connection.statuses, isWhole: connection.received.endsWith(REFUSAL) };
    connection.socket.destroy();
    return result;
  }

  it.each<[string, number, (socket: Socket) => void]>([
    ['it keeps the connection', 413, (socket) => socket.write(final(413, REFUSAL))],
    ['it closes', 413, (socket) => socket.end(final(413, REFUSAL, 'connection: close\r\n'))],
    ['it resets', 413, (socket) => socket.write(final(413, REFUSAL), () => socket.resetAndDestroy())],
    ['it closes without reading on', 403, (socket) => socket.write(final(403, REFUSAL), () => socket.destroy())],
    [
      'it resets after a good answer',
      200,
      (socket) => socket.write(final(200, REFUSAL), () => socket.resetAndDestroy()),
    ],
  ])('reaches the consumer, whatever the vendor does then: %s', async (_what, status, answer) => {
    const answered = new WeakSet<Socket>();
    act = (socket, received, isWhole) => {
      if (received >= 1_000_000 && !answered.has(socket)) {
        answered.add(socket);
        answer(socket);
      }
      // A body that was sent faster than the answer was read leaves a connection for the next request.
      if (isWhole) answered.delete(socket);
    };
    for (let times = 0; times < UPLOADS; times += 1) {
      expect(await upload()).toEqual({ statuses: [status], isWhole: true });
    }
  });

  it('leaves the connection of the consumer usable: the rest of the body is read and dropped', async () => {
    act = (socket, received, isWhole) => {
      if (received > 100_000 || isWhole) socket.end(final(413, REFUSAL, 'connection: close\r\n'));
    };
    const connection = await RawConnection.open(gateway.url);
    const head = (length: number) =>
      `POST /support/chat/files HTTP/1.1\r\nhost: h\r\nauthorization: Bearer ${gateway.liveKey}\r\ncontent-length: ${length}\r\n\r\n`;
    connection.send(head(4 * PIECE.length));
    for (let piece = 0; piece < 3; piece += 1) connection.send(PIECE);
    expect(await connection.answers(1)).toEqual([413]);
    connection.send(PIECE);
    connection.send(`${head(3)}abc`);
    expect(await connection.answers(2)).toEqual([413, 413]);
    connection.socket.destroy();
  });

  it('is not needed: a consumer may leave before it, while it uploads and while it waits for a connection', async () => {
    await gateway.close();
    const { port } = vendor.address() as { port: number };
    gateway = await new GatewayUnderTest(`http://127.0.0.1:${port}`, ['a'], { socketsPerOriginMax: 1 }).listen();
    act = () => {};
    const leaving = await Promise.all([1, 2].map(() => RawConnection.open(gateway.url)));
    for (const connection of leaving) {
      connection.send(
        `POST /support/chat/files HTTP/1.1\r\nhost: h\r\nauthorization: Bearer ${gateway.liveKey}\r\ncontent-length: ${UPLOAD_BYTES}\r\n\r\n${PIECE}`,
      );
    }
    await until(() => gateway.requestsInFlight === 2 && connections === 1, 'one uploads and one waits');
    for (const connection of leaving) connection.socket.destroy();
    await until(() => gateway.requestsInFlight === 0, 'both are over');
    act = (socket, _received, isWhole) => {
      if (isWhole) socket.write(final(200, ANSWER));
    };
    expect(await chat()).toEqual([200, ANSWER]);
  });

  it('reaches the consumer also if the body is at hand', async () => {
    const answered = new WeakSet<Socket>();
    act = (socket, received) => {
      if (received < 300_000 || answered.has(socket)) return;
      answered.add(socket);
      socket.write(final(413, REFUSAL), () => socket.resetAndDestroy());
    };
    for (let times = 0; times < UPLOADS; times += 1) {
      const response = await gateway.chat({ model: 'a', padding: 'x'.repeat(1_800_000) });
      expect([response.status, await response.text()]).toEqual([413, REFUSAL]);
    }
  });
});
