import { type LocalNats, startNats } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import { type NatsClient, openNats } from '../nats/nats-client';
import { describeMessageBus, Listener, subscribed } from './message-bus.suite';
import { NatsMessageBus } from './nats-message-bus';

const log = { info: () => undefined, warn: () => undefined };
let nats: LocalNats;
const clients: NatsClient[] = [];
const open = () => {
  const client = openNats(nats.url, { name: 'test', log });
  clients.push(client);
  return { client, bus: new NatsMessageBus(client, { log }) };
};

beforeAll(async () => {
  nats = await startNats();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(async () => {
  await nats.stop();
});

describeMessageBus('NatsMessageBus', async () => {
  const members = [open(), open()] as const;
  await Promise.all(members.map(({ client }) => client.reachable(5_000)));
  return [members[0].bus, members[1].bus];
});

describe('NatsMessageBus over a server that comes and goes', () => {
  test('a subscription becomes active when the server comes up, and again after an outage; messages sent meanwhile are lost', async () => {
    await nats.halt();
    const { client, bus } = open();
    const listener = new Listener(bus, 'health');
    bus.publish('health', Buffer.from('too early'));
    await nats.restart();
    await subscribed(bus, 'health', listener);
    await nats.kill();
    await until(() => !client.connected, 'the server is lost');
    bus.publish('health', Buffer.from('while away'));
    await nats.restart();
    await until(() => client.connected, 'the server is connected');
    await until(() => {
      bus.publish('health', Buffer.from('back'));
      return listener.heard.length > 0;
    }, 'a message has come');
    expect(new Set(listener.heard)).toEqual(new Set(['back']));
    listener.stop();
  });

  test('publishing and unsubscribing do nothing on a closed connection', async () => {
    const { client, bus } = open();
    await client.reachable(5_000);
    const stop = bus.subscribe('health', () => undefined);
    await client.close();
    expect(() => bus.publish('health', Buffer.from('late'))).not.toThrow();
    expect(stop).not.toThrow();
    expect(bus.subscribe('health', () => undefined)).not.toThrow();
  });
});
