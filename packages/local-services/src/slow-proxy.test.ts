import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Stopwatch } from '@switchyard/runtime';
import { SlowProxy } from './slow-proxy';

let echo: Server;
let proxy: SlowProxy;
const sockets: Socket[] = [];

beforeAll(async () => {
  echo = createServer((socket) => void socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await proxy.close();
});
afterAll(() => new Promise((resolve) => echo.close(resolve)));

async function open(slowness: Parameters<typeof SlowProxy.start>[1]): Promise<Socket> {
  proxy = await SlowProxy.start((echo.address() as AddressInfo).port, slowness);
  const socket = connect(proxy.port, '127.0.0.1');
  sockets.push(socket.on('error', () => undefined));
  await once(socket, 'connect');
  return socket;
}
/** Sends bytes and waits until all have come back. @returns what came back, and how long that took, by two clocks */
async function exchange(socket: Socket, sent: Buffer): Promise<{ received: Buffer; ms: number; countedMs: number }> {
  const sinceMs = performance.now();
  const stopwatch = new Stopwatch();
  const chunks: Buffer[] = [];
  let received = 0;
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    received += chunk.length;
  });
  socket.write(sent);
  while (received < sent.length) await once(socket, 'data');
  return { received: Buffer.concat(chunks), ms: performance.now() - sinceMs, countedMs: stopwatch.stop() };
}

it('delays each direction by the latency', async () => {
  const { received, ms } = await exchange(await open({ latencyMs: 100 }), Buffer.from('hello'));
  expect(String(received)).toBe('hello');
  expect(ms).toBeGreaterThanOrEqual(199);
});

it('lets no more bytes per second through than it should, all of them, in order', async () => {
  const sent = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
  const { received, ms } = await exchange(await open({ bytesPerSecond: 400_000 }), sent);
  expect(received.equals(sent)).toBe(true);
  expect(ms).toBeGreaterThanOrEqual(450);
});

it('lets twice as many bytes through with each round trip, from 16 KiB on', async () => {
  const socket = await open({ latencyMs: 50, slowStart: true });
  // 16, 32, 64, 128 and 256 KiB: the last ones leave 400 ms after the first, in each direction.
  const { ms, countedMs } = await exchange(socket, Buffer.alloc(496 * 1_024));
  expect(ms).toBeGreaterThanOrEqual(490);
  expect(countedMs).toBeLessThan(1_500);
  // The window is open now.
  expect((await exchange(socket, Buffer.alloc(200 * 1_024))).countedMs).toBeLessThan(400);
});

it('drop() closes the connections, and new ones pass', async () => {
  const dropped = await open({});
  await exchange(dropped, Buffer.from('first'));
  const closed = once(dropped, 'close');
  proxy.drop();
  await closed;
  const next = connect(proxy.port, '127.0.0.1');
  sockets.push(next);
  expect(String((await exchange(next, Buffer.from('second'))).received)).toBe('second');
});
