import fc from 'fast-check';
import { Kind, Parser, type ParserEvent } from 'nats/lib/nats-base-client/parser';
import { startNats } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import { connect } from 'nats';
import { MessageReader, readMessagesAtOnce } from './message-reader';

const textOf = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString('latin1');
const eventOf = ({ kind, msg, data }: ParserEvent) => {
  const { subject, reply, sid, hdr, size } = msg ?? {};
  return { kind, sid, hdr, size, subject: textOf(subject), reply: textOf(reply), data: textOf(data) };
};

/** The events of packets, and the error that ends them. */
function eventsOf(packets: readonly Buffer[], read: (parser: Parser) => (packet: Uint8Array) => void) {
  const events: ReturnType<typeof eventOf>[] = [];
  const parser = new Parser({ push: (event) => void events.push(eventOf(event)) });
  const readPacket = read(parser);
  let error: string | null = null;
  try {
    for (const packet of packets) readPacket(packet);
  } catch (reason) {
    error = String(reason).replace(/:.*/s, '');
  }
  return { events, error };
}
const byLibrary = (packets: readonly Buffer[]) => eventsOf(packets, (parser) => (packet) => parser.parse(packet));
const atOnce = (packets: readonly Buffer[]) =>
  eventsOf(packets, (parser) => {
    const reader = new MessageReader(parser);
    return (packet) => reader.read(packet);
  });

const token = fc.stringMatching(/^[!-~]{1,20}$/);
const payload = fc.oneof(
  fc.stringMatching(/^[ -~]{0,40}$/),
  fc.constantFrom('', '\r\n', 'MSG a 1 2\r\nhi\r\n', ' '),
  fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);
const sid = fc.nat({ max: 1_000 });
const message = fc
  .record({ subject: token, sid, reply: fc.option(token), headers: fc.option(payload), data: payload })
  .map(({ subject, sid: id, reply, headers, data }) => {
    const address = `${subject} ${id} ${reply === null ? '' : `${reply} `}`;
    if (headers === null) return `MSG ${address}${data.length}\r\n${data}\r\n`;
    return `HMSG ${address}${headers.length} ${headers.length + data.length}\r\n${headers}${data}\r\n`;
  });
const line = fc.constantFrom(
  'PING\r\n',
  'PONG\r\n',
  '+OK\r\n',
  "-ERR 'Stale Connection'\r\n",
  'INFO {"max_payload":1048576}\r\n',
  'msg a 1 2\r\nhi\r\n',
  'MSG  a\t1 2\r\nhi\r\n',
  'HMSG a 1  b 0 2\r\nhi\r\n',
);
/** A text in any packets: each is a byte at least. */
const split = (text: string, cuts: readonly number[]) => {
  const bytes = Buffer.from(text, 'latin1');
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((one, other) => one - other);
  return [0, ...places].map((place, index) => bytes.subarray(place, places[index] ?? bytes.length));
};

it('reads whatever a server sends, in whatever packets, as the library does', () => {
  const sent = fc.array(fc.oneof({ weight: 5, arbitrary: message }, line), { maxLength: 12 });
  fc.assert(
    fc.property(sent, fc.array(fc.nat(), { maxLength: 8 }), (texts, cuts) => {
      const packets = split(texts.join(''), cuts);
      const { events, error } = atOnce(packets);
      expect({ events, error }).toEqual(byLibrary([Buffer.from(texts.join(''), 'latin1')]));
      expect([events.length, error]).toEqual([texts.length, null]);
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  'MSG a 1 2\r\nhi, and more\r\nPING\r\n',
  'MSG a b 2\r\nhi\r\n',
  'MSG a 1 x\r\nhi\r\n',
  'MSG a 1 b c 2\r\nhi\r\n',
  'MSG  1 2\r\nhi\r\n',
  'MSG a\r\n',
  'HMSG a 1 2\r\nhi\r\n',
  'HMSG a 1 3 2\r\nhi\r\n',
  'HMSG a 1 x 2\r\nhi\r\n',
  'MESSAGE a 1 2\r\nhi\r\n',
  'NONSENSE\r\n',
])('of what no server sends, it makes what the library does: %j', (text) => {
  expect(atOnce([Buffer.from(text)])).toEqual(byLibrary([Buffer.from(text)]));
});

it('gives a whole message on without copying it', () => {
  const packet = Buffer.from('MSG a 1 2\r\nhi\r\n');
  const pushed: ParserEvent[] = [];
  new MessageReader(new Parser({ push: (event) => void pushed.push(event) })).read(packet);
  expect(pushed.map(({ kind, data }) => [kind, data?.buffer === packet.buffer])).toEqual([[Kind.MSG, true]]);
});

it('reads what a connection gets, also after the connection is made again', async () => {
  const nats = await startNats();
  const connection = await connect({ servers: nats.url, reconnectTimeWait: 50 });
  try {
    readMessagesAtOnce(connection);
    const { protocol } = connection as unknown as { protocol: { parser: Parser } };
    const parsers: Parser[] = [];
    for (let start = 0; start < 2; start += 1) {
      const { parser } = protocol;
      expect([Object.hasOwn(parser, 'parse'), parsers.includes(parser)]).toEqual([true, false]);
      parsers.push(parser);
      const subscription = connection.subscribe('a.subject', { max: 1 });
      connection.publish('a.subject', 'text', { reply: 'a.reply' });
      for await (const message of subscription) {
        expect([message.subject, message.reply, message.string()]).toEqual(['a.subject', 'a.reply', 'text']);
      }
      await nats.kill();
      await nats.restart();
      await until(() => protocol.parser !== parser, 'the connection is made again');
    }
  } finally {
    await connection.close();
    await nats.stop();
  }
});
