import { type LocalNats, SilentProxy, startNats } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import { connect, type NatsConnection } from 'nats';
import { writeFencedOver } from './nats-fenced-writes';

const STREAM = 'writes';
const subjectOf = (key: string) => `${STREAM}.${key}`;
const numbered = (count: number, bytes = 1) =>
  Array.from({ length: count }, (_, index) => ({ key: `key-${index}`, value: new Uint8Array(bytes) }));

let nats: LocalNats;
let connection: NatsConnection;

beforeAll(async () => {
  nats = await startNats();
});
beforeEach(async () => {
  connection = await connect({ servers: nats.url });
  const manager = await connection.jetstreamManager();
  await manager.streams.add({ name: STREAM, subjects: [`${STREAM}.>`], max_msgs_per_subject: 1 });
});
afterEach(async () => {
  if (connection.isClosed()) connection = await connect({ servers: nats.url });
  await (await connection.jetstreamManager()).streams.delete(STREAM);
  await connection.close();
});
afterAll(() => nats.stop());

const lastSequence = async () => {
  const manager = await connection.jetstreamManager();
  return (await manager.streams.info(STREAM)).state.last_seq;
};

test('stores values in order that are too large to be all in flight', async () => {
  await writeFencedOver({ connection, subjectOf, writes: numbered(50, 500_000), lastSequence: 0 });
  const manager = await connection.jetstreamManager();
  const subjects = await Promise.all(
    Array.from(
      { length: 50 },
      async (_, index) => (await manager.streams.getMessage(STREAM, { seq: index + 1 })).subject,
    ),
  );
  expect(subjects).toEqual(numbered(50).map(({ key }) => subjectOf(key)));
});

test('stores nothing after a write of another writer, whether or not that one has a message id', async () => {
  for (const [round, headers] of [undefined, { msgID: 'other' }].entries()) {
    const first = await lastSequence();
    const writing = writeFencedOver({ connection, subjectOf, writes: numbered(20_000), lastSequence: first });
    const outcome = expect(writing).rejects.toMatchObject({ name: 'StaleWriteError' });
    await until(async () => (await lastSequence()) > first, 'some are stored');
    const { seq } = await connection.jetstream().publish(subjectOf(`other-${round}`), new Uint8Array(1), headers);
    await outcome;
    expect(await lastSequence()).toBe(seq);
  }
});

test('lets other work run while it sends', async () => {
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 0);
  await writeFencedOver({ connection, subjectOf, writes: numbered(20_000), lastSequence: 0 });
  clearInterval(counting);
  // It never sends more writes in one turn than may be in flight.
  expect(turns).toBeGreaterThanOrEqual(Math.floor(20_000 / 1_024));
});

test('fails if no stream accepts the writes', async () => {
  const writing = writeFencedOver({
    connection,
    subjectOf: (key) => `none.${key}`,
    writes: numbered(3),
    lastSequence: 0,
  });
  await expect(writing).rejects.toThrow('NATS has no stream to store key-0');
});

test('fails with what the server says about the earliest write that it refused', async () => {
  const manager = await connection.jetstreamManager();
  await manager.streams.update(STREAM, { subjects: [`${STREAM}.>`], max_msg_size: 1_000 });
  const writes = [...numbered(3), { key: 'large', value: new Uint8Array(2_000) }, ...numbered(3)];
  const writing = writeFencedOver({ connection, subjectOf, writes, lastSequence: 0 });
  await expect(writing).rejects.toThrow('NATS refused to store large: message size exceeds maximum allowed');
  expect(await lastSequence()).toBe(3);
});

test('fails when the server no longer answers', async () => {
  const proxy = await SilentProxy.start(nats.port);
  const silent = await connect({ servers: `127.0.0.1:${proxy.port}` });
  const options = { connection: silent, subjectOf, writes: numbered(100_000), lastSequence: 0, silenceMaxMs: 200 };
  const outcome = expect(writeFencedOver(options)).rejects.toThrow('NATS does not acknowledge writes');
  await until(async () => (await lastSequence()) > 0, 'some are stored');
  proxy.cut();
  await outcome;
  await silent.close();
  await proxy.close();
});

test('fails at once when the connection is closed', async () => {
  const writing = writeFencedOver({ connection, subjectOf, writes: numbered(100_000), lastSequence: 0 });
  const outcome = expect(writing).rejects.toThrow(/closed/i);
  await until(async () => (await lastSequence()) > 0, 'some are stored');
  await connection.close();
  await outcome;
});
