import { freePort, type LocalNats, startNats } from '@switchyard/local-services';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type NatsClient, NatsClosedError, NatsUnreachableError, openNats } from './nats-client';

const told: string[] = [];
const log = {
  info: (_fields: object, message: string) => void told.push(message),
  warn: (fields: object, message: string) => void told.push(`${message} ${JSON.stringify(fields)}`),
};
const clients: NatsClient[] = [];
let nats: LocalNats | null = null;

function open(url: string): NatsClient {
  const client = openNats(url, { name: 'test', log });
  clients.push(client);
  return client;
}
const connected = (client: NatsClient) =>
  new Promise<void>((resolve) => {
    const forget = client.onConnected(() => {
      forget();
      resolve();
    });
  });

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await nats?.stop();
  nats = null;
  told.length = 0;
});

/** A server that refuses all credentials. @returns `made` resolves after so many refusals */
async function refuseCredentials(port: number, count: number) {
  const { promise: made, resolve } = Promise.withResolvers<void>();
  let refused = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(
      'INFO {"server_id":"test","version":"2.9.10","proto":1,"max_payload":1048576,"auth_required":true}\r\n',
    );
    socket.once('data', () => {
      socket.end("-ERR 'Authorization Violation'\r\n");
      refused += 1;
      if (refused === count) resolve();
    });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { made, close: () => new Promise((closed) => server.close(closed)) };
}

describe('NatsClient', () => {
  test('connects when the server comes up, however late, and again after an outage', async () => {
    const port = await freePort();
    const client = open(`nats://127.0.0.1:${port}`);
    await expect(client.reachable(100)).rejects.toThrow(NatsUnreachableError);
    const first = connected(client);
    nats = await startNats({ port });
    await first;
    expect(client.connected).toBe(true);
    const again = connected(client);
    await nats.kill();
    await nats.restart();
    await again;
    expect((await client.reachable(1_000)).isClosed()).toBe(false);
  });

  test('connects again after its credentials were refused for a while', async () => {
    const port = await freePort();
    nats = await startNats({ port });
    const client = open(`nats://127.0.0.1:${port}`);
    await client.reachable(10_000);
    await nats.kill();
    const refusals = await refuseCredentials(port, 3);
    const again = connected(client);
    await refusals.made;
    await expect(client.reachable(100)).rejects.toThrow(/^NATS at 127.0.0.1:\d+ refuses the credentials in NATS_URL$/);
    await refusals.close();
    await nats.restart();
    await again;
    expect((await client.reachable(1_000)).isClosed()).toBe(false);
  });

  test('logs an unreachable server once, not with each attempt', async () => {
    const client = open(`nats://127.0.0.1:${await freePort()}`);
    await expect(client.reachable(1_500)).rejects.toThrow(/^cannot reach NATS at 127\.0\.0\.1:\d+$/);
    expect(told).toHaveLength(1);
  });

  test('close() rejects pending calls with NatsClosedError, and ends even if the server is silent', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const client = open(`nats://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
    const waiting = [client.connection(), client.reachable(60_000)].map((each) =>
      each.catch((error: unknown) => error),
    );
    await client.close();
    for (const outcome of await Promise.all(waiting)) expect(outcome).toBeInstanceOf(NatsClosedError);
    await expect(client.connection()).rejects.toThrow(NatsClosedError);
    silent.close();
  });

  test('does not log a password in the URL', async () => {
    const client = open(`nats://user:secret@127.0.0.1:${await freePort()}`);
    await expect(client.reachable(300)).rejects.toThrow(NatsUnreachableError);
    expect(told.join('\n')).toContain('127.0.0.1');
    expect(told.join('\n')).not.toContain('secret');
  });
});
