import { freePort, type LocalNats, SlowProxy, startNats } from '@switchyard/local-services';
import { countedMs, Stopwatch, until } from '@switchyard/runtime';
import { AckPolicy, connect, DeliverPolicy, type JetStreamManager, type NatsConnection } from 'nats';
import { type NatsClient, openNats } from '../nats/nats-client';
import { InvalidNameError } from './key-value-store';
import { Follower } from './key-value-store.suite';
import { NatsKeyValueStore } from './nats-key-value-store';
import { NatsWatch } from './nats-watch';

const log = { info: () => undefined, warn: () => undefined };
const bytes = (text: string) => new TextEncoder().encode(text);
const ABANDONED_AFTER_NS = 10_000_000_000;
let nats: LocalNats;
let operator: NatsConnection;
let manager: JetStreamManager;
let proxy: SlowProxy;
let client: NatsClient;
let bucketCount = 0;
let bucket: string;
let store: NatsKeyValueStore;

beforeAll(async () => {
  nats = await startNats();
  operator = await connect({ servers: nats.url });
  manager = await operator.jetstreamManager({ timeout: 60_000 });
});
afterAll(async () => {
  await operator.close();
  await nats.stop();
});
beforeEach(async () => {
  bucket = `bucket-${(bucketCount += 1)}`;
  proxy = await SlowProxy.start(nats.port, {});
  client = openNats(proxy.urlFor(nats.url), { name: 'test', log });
  store = new NatsKeyValueStore(client, bucket, { log, random: () => 0 });
  await store.put('head', bytes('one'));
});
afterEach(async () => {
  await client.close();
  await proxy.close();
});

async function consumers() {
  const found = [];
  for await (const each of manager.consumers.list(`KV_${bucket}`)) found.push(each);
  return found;
}
const isLive = (follower: Follower, resets: number) =>
  follower.resets >= resets && follower.calls.at(-1) === 'caught up';
async function open(name = 'a-watch'): Promise<Follower> {
  const follower = new Follower(store, { name, firstKey: 'head' });
  await until(() => isLive(follower, 1), 'the watch has caught up');
  return follower;
}

describe('the consumer of a watch', () => {
  test('has the name of the watch, and the server removes it when nobody listens any more', async () => {
    const follower = await open('b6d7a0c2-data-plane');
    const [consumer, ...others] = await consumers();
    expect(others).toEqual([]);
    expect(consumer).toMatchObject({
      name: 'b6d7a0c2-data-plane',
      config: { inactive_threshold: ABANDONED_AFTER_NS, filter_subject: `$KV.${bucket}.>` },
    });
    follower.stop();
    await until(async () => (await consumers()).length === 0, 'the server has removed the consumer');
  });

  test('is alone, however often the connection is lost', async () => {
    const follower = await open();
    for (let round = 2; round <= 10; round += 1) {
      proxy.drop();
      await until(() => isLive(follower, round), 'the watch is open again');
      expect((await consumers()).map(({ name }) => name)).toEqual(['a-watch']);
    }
    follower.stop();
  });

  test('takes the place of the one that an earlier run has left, wherever that was', async () => {
    await manager.consumers.add(`KV_${bucket}`, {
      name: 'a-watch',
      deliver_subject: 'nobody.listens',
      deliver_policy: DeliverPolicy.New,
      filter_subject: `$KV.${bucket}.>`,
      ack_policy: AckPolicy.None,
    });
    const follower = await open();
    expect(follower.caughtUp?.get('head')).toBe('one');
    expect(await consumers()).toHaveLength(1);
    follower.stop();
  });

  test('is that of the latest watch when one is stopped and opened again at once, at whatever point', async () => {
    for (let round = 0; round < 20; round += 1) {
      const stopped = new Follower(store, { name: 'a-watch', firstKey: 'head' });
      // Each time, a few more answers of the server have come.
      for (let turn = 0; turn < round; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      stopped.stop();
    }
    const follower = await open();
    expect(await consumers()).toHaveLength(1);
    await store.put('head', bytes('two'));
    await until(() => follower.caughtUp?.get('head') === 'two', 'the change has come');
    expect(follower.resets).toBe(1);
    follower.stop();
  });

  test('of a reading is gone after it', async () => {
    await store.read();
    await until(async () => (await consumers()).length === 0, 'no consumer is left');
  });
});

test('two watches cannot have the same name, nor one that NATS refuses', async () => {
  const follower = await open();
  expect(() => new Follower(store, { name: 'a-watch' })).toThrow(`${bucket} is watched as a-watch already`);
  expect(() => new Follower(store, { name: 'a.watch' })).toThrow(InvalidNameError);
  follower.stop();
  (await open()).stop();
});

describe('the wait before a watch is opened again', () => {
  /** Fails each time that it is opened. @returns the waits, in ms */
  async function waitsOf(count: number, random: () => number): Promise<number[]> {
    const waits: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const watch = new NatsWatch(
      { onReset: () => undefined, onEntry: () => undefined, onCaughtUp: () => undefined },
      {
        name: 'a-watch',
        bucket,
        client,
        log,
        open: () => Promise.reject(new Error('refused')),
        onBroken: () => undefined,
        random,
        pause: async (ms) => {
          waits.push(ms);
          if (waits.length === count) resolve();
        },
      },
    );
    await promise;
    watch.stop();
    return waits.slice(0, count);
  }

  test('doubles with each failure, up to 5 seconds, and jitter shortens it by up to half', async () => {
    const longest = [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000];
    expect(await waitsOf(8, () => 1)).toEqual(longest);
    expect(await waitsOf(8, () => 0)).toEqual(longest.map((ms) => ms / 2));
  });

  test('is a random part of 2 seconds once the connection is restored, whatever failed before', async () => {
    const waits: number[] = [];
    const randoms = [0.1, 0.85];
    const spread = new NatsKeyValueStore(client, bucket, {
      log,
      random: () => randoms[0] ?? 0,
      pause: async (ms) => void waits.push(ms),
    });
    const follower = new Follower(spread, { name: 'a-watch' });
    for (let round = 1; round <= 3; round += 1) {
      await until(() => isLive(follower, round), 'the watch is open');
      if (round > 1) randoms.shift();
      if (round < 3) proxy.drop();
    }
    expect(waits).toEqual([200, 1_700]);
    follower.stop();
  });

  test('doubles while the connection is lost before the watch has caught up, up to 30 seconds', async () => {
    const waits: number[] = [];
    let resets = 0;
    const lossy = new NatsKeyValueStore(client, bucket, {
      log,
      random: () => 1,
      pause: async (ms) => void waits.push(ms),
    });
    let isCaughtUp = false;
    const stop = lossy.watch(
      {
        onReset: () => {
          resets += 1;
          if (resets !== 7) proxy.drop();
        },
        onEntry: () => undefined,
        onCaughtUp: () => {
          isCaughtUp = true;
          if (resets === 7) proxy.drop();
        },
      },
      { name: 'lossy' },
    );
    await until(() => waits.length === 7, 'the connection was lost once more after the watch had caught up');
    stop();
    expect(isCaughtUp).toBe(true);
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 2_000]);
  });

  test('is a random part of 2 seconds, too, where NATS comes up after the programs that wait for it', async () => {
    const port = await freePort();
    const early = openNats(`nats://127.0.0.1:${port}`, { name: 'early', log });
    const refused = new Promise((resolve) => early.onRefused(resolve));
    const waits: number[] = [];
    const pause = async (ms: number) => void waits.push(ms);
    const follower = new Follower(new NatsKeyValueStore(early, bucket, { log, random: () => 0.6, pause }));
    await refused;
    const late = await startNats({ port });
    await until(() => isLive(follower, 1), 'the watch is open');
    expect(waits).toEqual([1_200]);
    follower.stop();
    await early.close();
    await late.stop();
  });

  test.each(['the watch is stopped', 'the client is closed'])('ends when %s', async (what) => {
    const { promise: waiting, resolve: wait } = Promise.withResolvers<void>();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const pause = (_ms: number, signal: AbortSignal) => {
      signal.addEventListener('abort', () => end());
      wait();
      return ended;
    };
    const follower = new Follower(new NatsKeyValueStore(client, bucket, { log, pause }), { name: 'a-watch' });
    await until(() => isLive(follower, 1), 'the watch is open');
    proxy.drop();
    await waiting;
    if (what === 'the watch is stopped') follower.stop();
    else await client.close();
    await ended;
    expect(follower.calls).toEqual(['reset', 'head', 'caught up']);
  });
});

test('a watch over a connection of 1 MB/s catches up with more than the server would send at once, without losing it', async () => {
  const value = new Uint8Array(16 * 1_024);
  const writer = openNats(nats.url, { name: 'writer', log });
  const writes = Array.from({ length: 1_000 }, (_, index) => ({ key: `key.${index}`, value }));
  await new NatsKeyValueStore(writer, bucket, { log }).writeFenced(writes, 1);
  const slow = await SlowProxy.start(nats.port, { bytesPerSecond: 1_000_000 });
  const slowClient = openNats(slow.urlFor(nats.url), { name: 'slow', log });
  let losses = 0;
  slowClient.onDisconnected(() => (losses += 1));
  const follower = new Follower(new NatsKeyValueStore(slowClient, bucket, { log }), { name: 'slow' });
  // What the server has sent is ahead of everything else that it sends: an answer tells how much that is.
  let slowestAnswerMs = 0;
  const connection = await slowClient.reachable(60_000);
  while (follower.caughtUp === null) {
    slowestAnswerMs = Math.max(slowestAnswerMs, await countedMs(connection.flush()));
  }
  expect([follower.caughtUp.size, follower.resets, losses]).toEqual([1_001, 1, 0]);
  const limits = async () => (await consumers()).map(({ config }) => config.rate_limit_bps);
  await until(async () => (await limits())[0] === undefined, 'the limit is lifted');
  // Then requests on this connection would time out.
  expect(slowestAnswerMs).toBeLessThan(5_000);
  process.stdout.write(`over 1 MB/s, the slowest answer took ${Math.round(slowestAnswerMs)} ms\n`);
  follower.stop();
  await Promise.all([slowClient.close(), writer.close(), slow.close()]);
});

test('a watch over a long, fast connection is served as fast as TCP allows, and keeps no limit', async () => {
  const value = new Uint8Array(4_000);
  const writer = openNats(nats.url, { name: 'writer', log });
  const writes = Array.from({ length: 5_000 }, (_, index) => ({ key: `key.${index}`, value }));
  await new NatsKeyValueStore(writer, bucket, { log }).writeFenced(writes, 1);
  const long = await SlowProxy.start(nats.port, { latencyMs: 140, slowStart: true });
  const longClient = openNats(long.urlFor(nats.url), { name: 'long', log });
  await longClient.reachable(60_000);
  const stopwatch = new Stopwatch();
  const follower = new Follower(new NatsKeyValueStore(longClient, bucket, { log }), { name: 'long' });
  await until(() => isLive(follower, 1), 'the watch has caught up');
  const ms = stopwatch.stop();
  process.stdout.write(`over a round trip of 280 ms, 20 MB took ${Math.round(ms)} ms\n`);
  expect([follower.caughtUp?.size, follower.resets]).toEqual([5_001, 1]);
  expect(ms).toBeLessThan(9_000);
  follower.stop();
  await Promise.all([longClient.close(), writer.close(), long.close()]);
});
