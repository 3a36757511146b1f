import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { until } from '@switchyard/runtime';
import { IdleConnections } from './idle-connections';

const IDLE_MS = 200;

let server: Server;
let client: Socket;
let connection: Socket;
let isIdle = true;
let connections: IdleConnections;

beforeEach(async () => {
  isIdle = true;
  connections = new IdleConnections(() => isIdle);
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  [connection] = (await accepted) as [Socket];
  connection.resume();
  connections.add(connection);
});
afterEach(() => {
  connections.stop();
  client.destroy();
  server.close();
});

/** Keeps this process from doing anything else. */
function block(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

it('ends a connection that was idle for so long, and no busy one', async () => {
  isIdle = false;
  connections.endAfter(IDLE_MS);
  const startedAtMs = performance.now();
  await until(() => performance.now() - startedAtMs > 2 * IDLE_MS, 'it would have ended');
  expect(connection.destroyed).toBe(false);
  isIdle = true;
  await until(() => connection.destroyed, 'it has ended');
  expect(performance.now() - startedAtMs).toBeGreaterThan(3 * IDLE_MS);
});

it('ends a new connection on which nothing comes for two seconds', async () => {
  isIdle = false;
  const startedAtMs = performance.now();
  connections.endAfter(IDLE_MS);
  await until(() => connection.destroyed, 'it has ended');
  expect(performance.now() - startedAtMs).toBeGreaterThan(2_000);
});

it('ends no connection on which something has arrived that was not read yet', async () => {
  connections.endAfter(IDLE_MS);
  await nextTurn();
  client.write('GET');
  block(2 * IDLE_MS);
  await nextTurn();
  await nextTurn();
  expect([connection.destroyed, connection.bytesRead]).toEqual([false, 3]);
  await until(() => connection.destroyed, 'it has ended');
});

it('ends at once, when told to, what has brought no request, and nothing that is in the middle of one', async () => {
  connection.destroy();
  const ends = async (sent: string) => {
    const accepted = once(server, 'connection');
    const other = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [socket] = (await accepted) as [Socket];
    socket.resume();
    connections.add(socket);
    other.write(sent);
    await until(() => socket.bytesRead === sent.length, 'it has arrived');
    isIdle = false;
    connections.endNow();
    await nextTurn();
    await nextTurn();
    const { destroyed } = socket;
    other.destroy();
    return destroyed;
  };
  expect([await ends(''), await ends('GET')]).toEqual([true, false]);
});
