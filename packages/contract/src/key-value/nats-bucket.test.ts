import { type LocalNats, startNats } from '@switchyard/local-services';
import { connect, DiscardPolicy, type JetStreamManager, type NatsConnection } from 'nats';
import { JetStreamFaultError } from '../nats/jetstream-fault';
import { type NatsClient, openNats } from '../nats/nats-client';
import { until } from '@switchyard/runtime';
import { BUCKET_CONSUMERS_MAX, type BucketLimits, ROUTING_TABLE_LIMITS } from './bucket-limits';
import { ValueTooLargeError } from './key-value-store';
import { Follower } from './key-value-store.suite';
import { ensureBucket } from './nats-bucket';
import { NatsKeyValueStore } from './nats-key-value-store';

const KIB = 1_024;
let nats: LocalNats;
let operator: NatsConnection;
let manager: JetStreamManager;
let client: NatsClient;
let bucketCount = 0;
let bucket: string;
let stream: string;
const warnings: string[] = [];

beforeAll(async () => {
  nats = await startNats();
  operator = await connect({ servers: nats.url });
  manager = await operator.jetstreamManager({ timeout: 60_000 });
});
afterAll(async () => {
  await operator.close();
  await nats.stop();
});
beforeEach(() => {
  bucket = `bucket-${(bucketCount += 1)}`;
  stream = `KV_${bucket}`;
  warnings.length = 0;
  const warn = (fields: { err?: Error }) => void warnings.push(fields.err?.message ?? '');
  client = openNats(nats.url, { name: 'test', log: { info: () => undefined, warn: warn as () => void } });
});
afterEach(() => client.close());

const storeWith = (limits: BucketLimits) =>
  new NatsKeyValueStore(client, bucket, {
    limits,
    log: { info: () => undefined, warn: (fields: { err?: Error }) => void warnings.push(fields.err?.message ?? '') },
  });
const value = (bytes: number) => new Uint8Array(bytes);
const sentencesOf = async (store: NatsKeyValueStore) => (await store.problems()).map(({ sentence }) => sentence);

test('a bucket that another program creates at the same moment is as good', async () => {
  const { streams } = manager;
  // What a server of 2.9 answers now and then.
  const add: typeof streams.add = async (config) => {
    await streams.add(config);
    return streams.add({ ...config, name: `${stream}-too` });
  };
  const racing = { streams: { info: streams.info.bind(streams), add } };
  await expect(add({ name: stream, subjects: [stream] })).rejects.toThrow('subjects overlap with an existing stream');
  await streams.delete(stream);
  await ensureBucket(racing as unknown as JetStreamManager, bucket, ROUTING_TABLE_LIMITS);
  expect(await storeWith(ROUTING_TABLE_LIMITS).state()).toEqual({ lastSequence: 0, keyCount: 0 });
});

test('a bucket is created with limits, and drops nothing to make room', async () => {
  const store = storeWith({ bytesMax: 100 * KIB, ttlMs: 3_600_000 });
  await store.put('a', value(1));
  const { config } = await manager.streams.info(stream);
  expect(config).toMatchObject({
    max_consumers: BUCKET_CONSUMERS_MAX,
    max_bytes: 100 * KIB,
    max_msg_size: 1_032 * KIB,
    max_msgs_per_subject: 1,
    max_age: 3_600_000_000_000,
    discard: DiscardPolicy.New,
  });
  expect(await store.problems()).toEqual([]);
});

test('a full bucket refuses what is new, says what to do, and keeps what it has', async () => {
  const store = storeWith({ bytesMax: 64 * KIB });
  await store.put('old', value(10 * KIB));
  await expect(
    (async () => {
      for (let index = 0; ; index += 1) await store.put(`key.${index}`, value(10 * KIB));
    })(),
  ).rejects.toThrow(/^a stream in NATS is full \(max_bytes\): .*nats stream edit --max-bytes$/);
  const { lastSequence } = await store.state();
  const writes = [{ key: 'new', value: value(10 * KIB) }];
  await expect(store.writeFenced(writes, lastSequence)).rejects.toThrow(JetStreamFaultError);
  expect([...(await store.read()).entries.keys()]).toContain('old');
  await manager.streams.update(stream, { max_bytes: 128 * KIB });
  expect(await store.writeFenced(writes, lastSequence)).toBe(lastSequence + 1);
});

test('half of the bytes is a problem, and no longer when an operator raises the limit', async () => {
  const store = storeWith({ bytesMax: 4 * 1_024 * KIB });
  await store.put('a', value(900 * KIB));
  await store.put('b', value(900 * KIB));
  expect(await sentencesOf(store)).toEqual([]);
  await store.put('c', value(900 * KIB));
  expect(await sentencesOf(store)).toEqual([
    expect.stringContaining(`The stream ${stream} in NATS has 3 of 4 possible MiB. When it is full it refuses writes.`),
  ]);
  // It ends below 45 %.
  await manager.streams.update(stream, { max_bytes: 5_700 * KIB });
  expect(await sentencesOf(store)).toHaveLength(1);
  expect(await sentencesOf(storeWith({ bytesMax: 4 * 1_024 * KIB }))).toEqual([]);
  await manager.streams.update(stream, { max_bytes: 8 * 1_024 * KIB });
  expect(await sentencesOf(store)).toEqual([]);
});

test('a value is refused before it is sent if the bucket accepts none of its size, whatever the server accepts', async () => {
  const store = storeWith({ bytesMax: 4 * 1_024 * KIB });
  await expect(store.put('a', value(1_024 * KIB - 511))).rejects.toThrow(ValueTooLargeError);
  await store.put('a', value(1_024 * KIB - 512));
});

test('a bucket for which JetStream has no room is not created, and the error says how much it needs', async () => {
  const store = storeWith({ bytesMax: 2 ** 50 });
  await expect(store.put('a', value(1))).rejects.toThrow(
    `NATS has no room left for the bucket ${bucket}, which reserves 1073741824 MiB: give JetStream more storage (max_file_store), or ` +
      `create the stream yourself with a lower --max-bytes: nats stream add ${stream} --subjects='$KV.${bucket}.>' --storage=file ` +
      `--retention=limits --discard=new --max-msgs-per-subject=1 --max-bytes=${2 ** 50} --max-msg-size=${1_032 * KIB} ` +
      '--max-consumers=1000 --allow-rollup --allow-direct --replicas=1 --defaults',
  );
});

describe('a stream that is there already', () => {
  const limits = { bytesMax: 100 * KIB };
  const add = (changes: object) =>
    manager.streams.add({
      name: stream,
      subjects: [`$KV.${bucket}.>`],
      max_msgs_per_subject: 1,
      discard: DiscardPolicy.New,
      max_bytes: 100 * KIB,
      max_consumers: BUCKET_CONSUMERS_MAX,
      ...changes,
    });

  test.each([
    [-1, 'any number of'],
    [10, '10'],
    [999, '999'],
  ])('with max_consumers %d has to be deleted by an operator', async (consumersMax, said) => {
    await add({ max_consumers: consumersMax });
    expect(await sentencesOf(storeWith(limits))).toEqual([
      expect.stringMatching(
        new RegExp(
          `^The stream ${stream} in NATS allows ${said} consumers instead of 1000, .*nats stream rm ${stream}.*control plane creates it anew and writes everything again`,
        ),
      ),
    ]);
    expect(await sentencesOf(storeWith({ ...limits, ttlMs: 3_600_000 }))).toContainEqual(
      expect.stringContaining('the data planes write their statuses again'),
    );
  });

  test.each([1_000, 5_000])('may have max_consumers %d', async (consumersMax) => {
    await add({ max_consumers: consumersMax });
    expect(await sentencesOf(storeWith(limits))).toEqual([]);
  });

  test('may have fewer bytes than Switchyard would reserve; half of those is a problem', async () => {
    await add({ max_bytes: 50 * KIB });
    const store = storeWith(limits);
    expect(await sentencesOf(store)).toEqual([]);
    await store.put('a', value(30 * KIB));
    expect(await sentencesOf(store)).toEqual([expect.stringContaining('When it is full it refuses writes')]);
  });

  test('with other limits that can be changed is named with the command', async () => {
    await add({ max_bytes: 50 * KIB, max_msgs_per_subject: 5, max_msg_size: 1_000, discard: DiscardPolicy.Old });
    expect(await sentencesOf(storeWith(limits))).toEqual([
      `The stream ${stream} in NATS has other limits than it needs: nats stream edit ${stream} ` +
        `--max-msgs-per-subject=1 --discard=new --max-msg-size=${1_032 * KIB}`,
    ]);
    await add({}).catch(() => undefined);
    await manager.streams.update(stream, {
      max_msgs_per_subject: 1,
      max_msg_size: 1_032 * KIB,
      discard: DiscardPolicy.New,
    });
    expect(await sentencesOf(storeWith(limits))).toEqual([]);
  });

  test('without limits of bytes, or with another age, is named too; higher limits are not', async () => {
    await add({ max_bytes: -1, max_age: 1_000_000_000 });
    expect(await sentencesOf(storeWith(limits))).toEqual([
      expect.stringContaining(`--max-age=0s --max-bytes=${100 * KIB}`),
    ]);
    await manager.streams.update(stream, { max_bytes: 1_000 * KIB, max_age: 0 });
    expect(await sentencesOf(storeWith(limits))).toEqual([]);
  });

  test('deleted by the operator, is created anew with the right limits while the bucket is in use', async () => {
    await add({ max_consumers: 10 });
    const store = storeWith(limits);
    const follower = new Follower(store);
    await until(() => follower.caughtUp !== null, 'the watch has caught up');
    await manager.streams.delete(stream);
    await until(async () => (await store.problems()).length === 0, 'the stream is as it should be');
    await store.put('a', value(1));
    await until(() => follower.caughtUp?.has('a') === true, 'the watch is open again');
    follower.stop();
  });
});

test('half of the possible consumers is a problem; beyond the last, a watch says what to do, and opens once there is room', async () => {
  const store = storeWith({ bytesMax: 100 * KIB });
  await store.put('a', value(1));
  const addTo = async (count: number) => {
    const { state } = await manager.streams.info(stream);
    const missing = Array.from({ length: count - state.consumer_count }, (_, index) => index + state.consumer_count);
    await Promise.all(
      missing.map((index) => manager.consumers.add(stream, { name: `other-${index}`, mem_storage: true })),
    );
  };
  await addTo(BUCKET_CONSUMERS_MAX / 2 - 1);
  expect(await sentencesOf(store)).toEqual([]);
  await addTo(BUCKET_CONSUMERS_MAX / 2);
  expect(await sentencesOf(store)).toEqual([
    expect.stringContaining(`The stream ${stream} in NATS has 500 of 1000 possible consumers.`),
  ]);
  expect((await sentencesOf(store))[0]).toMatch(
    new RegExp(
      `If all are yours, .*: nats stream rm -f ${stream} && nats stream add ${stream} .* --max-consumers=2000 `,
    ),
  );
  await addTo(BUCKET_CONSUMERS_MAX);
  const unavailable: string[] = [];
  let isCaughtUp = false;
  const stop = store.watch(
    {
      onReset: () => undefined,
      onEntry: () => undefined,
      onCaughtUp: () => (isCaughtUp = true),
      onUnavailable: ({ message }) => unavailable.push(message),
    },
    { name: 'one-too-many' },
  );
  await until(() => unavailable.length > 0, 'the watch is refused');
  expect(unavailable[0]).toMatch(
    /^a stream in NATS has as many consumers as it may have \(max_consumers\): .*nats consumer rm$/,
  );
  expect(warnings).toContain(unavailable[0]);
  await manager.consumers.delete(stream, 'other-0');
  await until(() => isCaughtUp, 'the watch is open');
  stop();
});
