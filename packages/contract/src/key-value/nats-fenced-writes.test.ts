import { type LocalNats, SilentProxy, startNats } from '@switchyard/local-services';
import { Stopwatch, until } from '@switchyard/runtime';
import { connect, type NatsConnection } from 'nats';
import { openNats } from '../nats/nats-client';
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
  const manager = await connection.jetstreamManager({ timeout: 60_000 });
  await manager.streams.add({ name: STREAM, subjects: [`${STREAM}.>`], max_msgs_per_subject: 1 });
});
afterEach(async () => {
  if (connection.isClosed()) connection = await connect({ servers: nats.url });
  await (await connection.jetstreamManager({ timeout: 60_000 })).streams.delete(STREAM);
  await connection.close();
});
afterAll(() => nats.stop());

const lastSequence = async () => {
  const manager = await connection.jetstreamManager({ timeout: 60_000 });
  return (await manager.streams.info(STREAM)).state.last_seq;
};

test('stores values in order that are too large to be all in flight', async () => {
  await writeFencedOver({ connection, subjectOf, writes: numbered(50, 500_000), lastSequence: 0 });
  const manager = await connection.jetstreamManager({ timeout: 60_000 });
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
    const { seq } = await connection
      .jetstream({ timeout: 60_000 })
      .publish(subjectOf(`other-${round}`), new Uint8Array(1), headers);
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
  const manager = await connection.jetstreamManager({ timeout: 60_000 });
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
  const outcome = expect(writeFencedOver(options)).rejects.toThrow('NATS is connected, but JetStream does not answer');
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

describe('messages of others to the inbox of the acknowledgements', () => {
  /** Answers the first acknowledgement that it sees by messages to the same inbox, under these indexes. */
  const writeWhileOthersSend = async (
    messages: readonly (readonly [index: number, content: string])[],
    count: number,
  ) => {
    const intruder = await connect({ servers: nats.url });
    const acknowledgements = intruder.subscribe('_INBOX.*.*', { max: 1 });
    await intruder.flush();
    const writing = writeFencedOver({ connection, subjectOf, writes: numbered(count), lastSequence: 0 });
    writing.catch(() => undefined);
    for await (const { subject } of acknowledgements) {
      const inbox = subject.slice(0, subject.lastIndexOf('.'));
      for (const [index, content] of messages) intruder.publish(`${inbox}.${index}`, Buffer.from(content));
    }
    await intruder.close();
    return writing;
  };

  test.each(['garbage', '{"seq":"x"}', '[]'])(
    'fails the write that is answered by %s; the connection still works',
    async (content) => {
      const intruder = await connect({ servers: nats.url });
      intruder.subscribe('answered.*', { callback: (_error, message) => void message.respond(Buffer.from(content)) });
      await intruder.flush();
      const writing = writeFencedOver({
        connection,
        subjectOf: (key) => `answered.${key}`,
        writes: numbered(2_000),
        lastSequence: 0,
      });
      await expect(writing).rejects.toThrow('NATS answered the write of key-0 with something malformed');
      await writeFencedOver({ connection, subjectOf, writes: numbered(3), lastSequence: 0 });
      expect(await lastSequence()).toBe(3);
      await intruder.close();
    },
  );

  test('ignores repeated ones, and those for what was not sent yet or will never be', async () => {
    const messages = [
      ...Array.from({ length: 5_000 }, () => [0, '{"seq":1}'] as const),
      [19_999, '{"seq":20000}'] as const,
      [20_000, '{"seq":20001}'] as const,
      [-1, '{"seq":0}'] as const,
    ];
    await writeWhileOthersSend(messages, 20_000);
    expect(await lastSequence()).toBe(20_000);
  });
});

test('fails at once, with the reason, when the connection is lost and made again while acknowledgements are under way', async () => {
  const client = openNats(nats.url, { name: 'writer', log: { info: () => undefined, warn: () => undefined } });
  const lasting = await client.connection();
  const stopwatch = new Stopwatch();
  const writing = writeFencedOver({
    connection: lasting,
    subjectOf,
    writes: numbered(100_000),
    lastSequence: 0,
    onDisconnected: (listener) => client.onDisconnected(listener),
  });
  const outcome = expect(writing).rejects.toThrow('lost the connection to NATS while writing');
  await until(async () => (await lastSequence()) > 0, 'some are stored');
  await lasting.reconnect();
  await outcome;
  expect(stopwatch.stop()).toBeLessThan(4_000);
  await client.close();
});
