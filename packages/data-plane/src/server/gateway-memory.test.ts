import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createGzip } from 'node:zlib';
import { memoryInUse, until } from '@switchyard/runtime';
import { GatewayUnderTest, type LimitsUnderTest } from '../testing/gateway-under-test.suite';
import { ask, received, VENDORS } from '../testing/vendors.suite';

/** A piece of one byte takes 6 bytes on the wire, and over 100 in memory if it is kept as it is. */
const BYTES = 1_000_000;

let vendor: Server;
let gateway: GatewayUnderTest;
/** What the vendor does with the connection of a request, once its head has come. */
let act: (socket: Socket, request: IncomingMessage) => void;

async function start(limits: LimitsUnderTest = {}): Promise<void> {
  vendor = createServer((request) => act(request.socket, request));
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  gateway = await new GatewayUnderTest(url, ['a', 'b'], limits).listen();
}
afterEach(async () => {
  await gateway.close();
  vendor.closeAllConnections();
  await new Promise((resolve) => vendor.close(resolve));
});

const inBytes = (text: string) => Array.from(text, (character) => `1\r\n${character}\r\n`).join('');
const head = (status: number, type: string, more = '') =>
  `HTTP/1.1 ${status} x\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked\r\n${more}\r\n`;
const CONTENT = 'data: {"choices":[{"delta":{"content":"a"}}]}\n\n';
const suspended = () => [...gateway.policyStates.everSuspended()].flatMap(({ state }) => [...state.suspensions]);
const idle = () => until(() => gateway.requestsInFlight === 0 && gateway.bufferedBytes === 0, 'nothing is held');

describe('pieces of one byte take little more memory than others, and count', () => {
  it('in a request’s body', async () => {
    await start();
    act = (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
    const before = memoryInUse();
    const consumer = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    const body = JSON.stringify({ model: 'a', messages: [{ role: 'user', content: 'x'.repeat(BYTES) }] });
    consumer.write(
      `POST /support/chat/chat/completions HTTP/1.1\r\nhost: h\r\nauthorization: Bearer ${gateway.liveKey}\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    consumer.write(inBytes(body));
    await until(() => gateway.bufferedBytes === body.length, 'all of it is held');
    expect(memoryInUse() - before).toBeLessThan(15 * BYTES);
    const answer = new Promise((resolve) => consumer.once('data', resolve));
    consumer.write('0\r\n\r\n');
    expect(String(await answer)).toContain('HTTP/1.1 200');
    await idle();
    consumer.destroy();
  });

  it('in a body that is streamed to a vendor who does not read', async () => {
    await start();
    let upload: IncomingMessage | null = null;
    act = (_socket, request) => (upload = request.pause());
    const before = memoryInUse();
    const consumers = Array.from({ length: 4 }, () => {
      const consumer = connect(Number(new URL(gateway.url).port), '127.0.0.1').on('error', () => {});
      consumer.write(
        `POST /support/chat/files HTTP/1.1\r\nhost: h\r\nauthorization: Bearer ${gateway.liveKey}\r\ntransfer-encoding: chunked\r\n\r\n`,
      );
      const chunk = Buffer.from('1\r\nx\r\n'.repeat(10_000));
      const send = () => {
        while (consumer.write(chunk));
        consumer.once('drain', send);
      };
      send();
      return consumer;
    });
    let last = -1;
    const isStill = () => {
      const sent = consumers.reduce((sum, each) => sum + each.bytesWritten, 0);
      const wasStill = sent === last;
      last = sent;
      return wasStill && upload !== null;
    };
    await until(isStill, 'nothing more is sent', { everyMs: 300 });
    expect(memoryInUse() - before).toBeLessThan(4_000_000);
    for (const consumer of consumers) consumer.destroy();
    await idle();
  });

  it.each([
    ['an event of a vendor', 200, 'text/event-stream', `data: "${'x'.repeat(BYTES)}`, BYTES],
    ['an error of a vendor', 500, 'text/plain', 'x'.repeat(60_000), 60_000],
    ['JSON without content', 200, 'application/json', `{"a":"${'x'.repeat(60_000)}`, 60_000],
  ])('in %s', async (_what, status, type, text, bytes) => {
    await start();
    let socket: Socket | null = null;
    act = (each) => {
      socket = each;
      each.write(head(status, type) + inBytes(text));
    };
    const before = memoryInUse();
    const answer = ask(gateway, VENDORS.openai, true);
    const body = JSON.stringify({ ...VENDORS.openai.body, stream: true }).length;
    await until(() => gateway.bufferedBytes === text.length + body, 'all of it is held');
    expect(memoryInUse() - before).toBeLessThan(Math.max(15 * bytes, 2_000_000));
    socket!.destroy();
    await received(await answer);
    await idle();
  });
});

describe('where there is no room for a vendor’s response', () => {
  const tooLarge = `data: "${'x'.repeat(200_000)}"\n\n`;
  const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

  it('another target is asked, and without one it is 503; nobody is suspended', async () => {
    await start({ bufferedBytesMax: 100_000 });
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
    act = (socket) => socket.write(head(200, 'text/event-stream') + chunk(tooLarge));
    const refused = await received(await ask(gateway, VENDORS.openai, true));
    expect([refused.status, refused.attempts, JSON.parse(refused.text), suspended()]).toMatchObject([
      503,
      '2',
      { error: { code: 'overloaded' } },
      [],
    ]);
    await idle();
  });

  it('a stream that has begun ends with an error event', async () => {
    await start({ bufferedBytesMax: 100_000 });
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'] });
    act = (socket) => socket.write(head(200, 'text/event-stream') + chunk(CONTENT) + chunk(tooLarge));
    const { text, isWhole } = await received(await ask(gateway, VENDORS.openai, true));
    expect([text.startsWith(CONTENT), text.includes('overloaded'), isWhole, suspended()]).toEqual([
      true,
      true,
      false,
      [],
    ]);
    await idle();
  });

  it('an error keeps its status, and is replaced by one of our own', async () => {
    await start({ bufferedBytesMax: 20_000 });
    act = (socket) => socket.write(head(422, 'text/plain') + chunk('x'.repeat(30_000)));
    const { status, text } = await received(await ask(gateway, VENDORS.openai));
    expect([status, text]).toEqual([422, expect.stringContaining('upstream_error_withheld')]);
    await idle();
  });

  it('an error is kept while the next target is asked', async () => {
    await start({ bufferedBytesMax: 100_000 });
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
    const sockets: Socket[] = [];
    act = (socket) => {
      sockets.push(socket);
      if (sockets.length === 1) socket.write(`${head(500, 'text/plain')}${chunk('x'.repeat(5_000))}0\r\n\r\n`);
    };
    const answer = ask(gateway, VENDORS.openai);
    await until(() => sockets.length === 2, 'the next target was asked');
    expect(gateway.bufferedBytes).toBe(5_000 + JSON.stringify(VENDORS.openai.body).length);
    sockets[1]!.destroy();
    expect(await received(await answer)).toMatchObject({ status: 500, attempts: '2' });
    await idle();
  });
});

it('the decoder of a compressed stream counts while it is in use', async () => {
  await start();
  const gzip = createGzip();
  act = (socket) => {
    socket.write(
      'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n',
    );
    gzip.pipe(socket);
    gzip.write(CONTENT);
    gzip.flush();
  };
  const response = await ask(gateway, VENDORS.openai, true);
  const reader = response.body!.getReader();
  await reader.read();
  expect(gateway.bufferedBytes).toBeGreaterThan(60_000);
  gzip.end('data: [DONE]\n\n');
  while (!(await reader.read()).done);
  await idle();
  gzip.destroy();
});

it('a body in pieces reaches the vendor of another operation whole, and as it comes', async () => {
  await start();
  let seen = '';
  act = (socket, request) => {
    request.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    request.on('end', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
  };
  const done = new Promise<number | undefined>((resolve, reject) => {
    const headers = { authorization: `Bearer ${gateway.liveKey}` };
    const consumer = httpRequest(`${gateway.url}/support/chat/files`, { method: 'POST', headers }, (response) =>
      resolve(response.resume().statusCode),
    ).on('error', reject);
    void (async () => {
      let sent = '';
      for (const piece of ['a', 'b'.repeat(20_000), 'c', 'd', 'e'.repeat(70_000)]) {
        consumer.write(piece);
        sent += piece;
        await until(() => seen === sent, 'it has come');
      }
      consumer.end('f');
    })();
  });
  expect([await done, seen.length]).toEqual([200, 90_004]);
});
