import { type LocalNats, startNats } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import { USAGE_STREAM } from '../accounting/usage-batch';
import { type NatsClient, openNats } from '../nats/nats-client';
import { NatsUsageQueue } from './nats-usage-queue';
import type { QueuedUsage } from './usage-queue';
import { describeUsageQueue } from './usage-queue.suite';

const log = { info: () => undefined, warn: () => undefined };
const SUBJECT = 'switchyard.usage.x';
let nats: LocalNats;
const clients: NatsClient[] = [];

async function open() {
  const client = openNats(nats.url, { name: 'test', log });
  clients.push(client);
  const connection = await client.reachable(60_000);
  return { queue: new NatsUsageQueue(client, { log, bytesMax: 65_536 }), connection };
}

beforeAll(async () => {
  nats = await startNats();
});
beforeEach(async () => {
  const { connection } = await open();
  const manager = await connection.jetstreamManager({ timeout: 60_000 });
  await manager.streams.delete(USAGE_STREAM).catch(() => undefined);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(() => nats.stop());

describeUsageQueue('NatsUsageQueue', async () => {
  const [left, right] = [await open(), await open()];
  return [left.queue, right.queue];
});

it('loses no message that was stored when NATS is killed, and goes on consuming when it is back', async () => {
  const { queue } = await open();
  const heard = new Set<string>();
  const stop = queue.consume(async (message) => {
    heard.add(Buffer.from(message.bytes).toString());
    await message.done().catch(() => undefined);
  });
  const sent: string[] = [];
  for (let number = 0; number < 40; number += 1) {
    const text = `message ${number}`;
    await until(async () => {
      await queue.publish(SUBJECT, Buffer.from(text), text);
      return true;
    }, 'it is stored');
    sent.push(text);
    if (number % 15 === 5) {
      await nats.kill();
      await nats.restart();
    }
  }
  await until(() => sent.every((text) => heard.has(text)), 'all are delivered');
  await stop();
});

it('makes the stream again if it was removed', async () => {
  const { queue, connection } = await open();
  await queue.publish(SUBJECT, Buffer.from('first'), '1');
  const manager = await connection.jetstreamManager({ timeout: 60_000 });
  await manager.streams.delete(USAGE_STREAM);
  await queue.publish(SUBJECT, Buffer.from('second'), '2');
  expect((await manager.streams.info(USAGE_STREAM)).state.messages).toBe(1);
});

it('consumes from a stream that takes the place of the one it consumed from', async () => {
  const { queue, connection } = await open();
  const heard: string[] = [];
  const stop = queue.consume(async (message) => {
    heard.push(Buffer.from(message.bytes).toString());
    await message.done();
  });
  const manager = await connection.jetstreamManager({ timeout: 60_000 });
  for (const text of ['first', 'second', 'third']) {
    await queue.publish(SUBJECT, Buffer.from(text), text);
    await until(() => heard.includes(text), 'it is delivered');
    await manager.streams.delete(USAGE_STREAM);
  }
  await stop();
  expect(heard).toEqual(['first', 'second', 'third']);
});

it('does not throw when a message is to be retried after the connection was closed', async () => {
  const { queue } = await open();
  await queue.publish(SUBJECT, Buffer.from('x'), 'x');
  const given = Promise.withResolvers<QueuedUsage>();
  const settled = Promise.withResolvers<void>();
  const stop = queue.consume((message) => {
    given.resolve(message);
    return settled.promise;
  });
  const message = await given.promise;
  await Promise.all(clients.map((client) => client.close()));
  expect(() => message.retry(1)).not.toThrow();
  settled.reject(new Error('the consumer failed'));
  await stop();
});

it('stops within moments while NATS is away, and leaves it to the connection to say so', async () => {
  const warnings: unknown[] = [];
  const client = openNats('nats://127.0.0.1:1', { name: 'test', log });
  clients.push(client);
  const queue = new NatsUsageQueue(client, { log: { ...log, warn: (...line: unknown[]) => void warnings.push(line) } });
  const stop = queue.consume(() => Promise.resolve());
  await expect(queue.publish(SUBJECT, Buffer.from('x'), 'x')).rejects.toThrow('cannot reach NATS');
  await stop();
  expect(warnings).toEqual([]);
});
