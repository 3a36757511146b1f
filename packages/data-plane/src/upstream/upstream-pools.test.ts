import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { countedMs, until } from '@switchyard/runtime';
import type { Dispatcher } from 'undici';
import { UpstreamPools } from './upstream-pools';
import type { PoolTerms } from './upstream-way';

let vendor: Server;
let origin: string;
let connections: number;
let sockets: Set<Socket>;
let pools: UpstreamPools;
/** Of the vendor's answers; null for none. */
let keepAlive: string | null;

const CONNECT_TIMEOUT_MS = 2_000;

beforeEach(async () => {
  const opened = new Set<Socket>();
  [connections, sockets, keepAlive] = [0, opened, null];
  vendor = createServer((_request, response) => {
    // Node would announce its own timeout.
    response.sendDate = false;
    response.setHeader('connection', 'keep-alive');
    if (keepAlive !== null) response.setHeader('keep-alive', keepAlive);
    response.end('hello');
  });
  vendor.keepAliveTimeout = 0;
  vendor.on('connection', (socket) => {
    connections += 1;
    opened.add(socket);
    socket.once('close', () => opened.delete(socket));
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  pools = new UpstreamPools();
});
afterEach(async () => {
  await pools.destroy();
  vendor.closeAllConnections();
  await new Promise((resolve) => vendor.close(resolve));
});

/** Sends a request and waits until its answer has ended and the connection is free again. */
async function send(connectTimeoutMs = CONNECT_TIMEOUT_MS): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart() {},
      onResponseStart() {},
      onResponseData() {},
      onResponseEnd: () => resolve(),
      onResponseError: (_controller, error) => reject(error),
    };
    pools.dispatch({ origin, connectTimeoutMs, caTrust: null }, { method: 'GET', path: '/' }, handler);
  });
  await new Promise(setImmediate);
}

describe('an idle connection', () => {
  it('is used again after a pause, where the vendor says nothing about it', async () => {
    await send();
    // Longer than undici's default.
    await delay(5_500);
    await send();
    expect([connections, sockets.size]).toEqual([1, 1]);
  });

  it('is closed before the vendor would close it', async () => {
    keepAlive = 'timeout=2';
    await send();
    expect(sockets.size).toBe(1);
    expect(await countedMs(until(() => sockets.size === 0, 'the connection is closed'))).toBeLessThan(2_000);
  });
});

describe('when endpoints of the table are replaced', () => {
  const terms = (): PoolTerms => ({ origin, connectTimeoutMs: CONNECT_TIMEOUT_MS, caTrust: null });

  it('the connections that no endpoint needs are closed, and others stay', async () => {
    const other = { ...terms(), connectTimeoutMs: CONNECT_TIMEOUT_MS + 1 };
    pools.replace([], [terms(), terms(), other]);
    await send();
    await send(other.connectTimeoutMs);
    expect(sockets.size).toBe(2);
    pools.replace([terms(), other], []);
    await until(() => sockets.size === 1, 'one pool is closed');
    await send();
    expect([connections, sockets.size]).toEqual([2, 1]);
    pools.replace([terms()], []);
    await until(() => sockets.size === 0, 'the other is closed too');
  });

  it('an endpoint that changes in another respect keeps its connections', async () => {
    pools.replace([], [terms()]);
    await send();
    pools.replace([terms()], [terms()]);
    await send();
    expect([connections, sockets.size]).toEqual([1, 1]);
  });

  it('a connection that was made for an endpoint that has left is closed with the next change', async () => {
    pools.replace([], [terms()]);
    pools.replace([terms()], []);
    await send();
    expect(sockets.size).toBe(1);
    pools.replace([], []);
    await until(() => sockets.size === 0, 'the pool is closed');
  });
});
