import { request, type IncomingMessage } from 'node:http';
import { until } from '@switchyard/runtime';
import { FINISH } from '../testing/consumer-stream.suite';
import {
  EVENT_STREAM,
  gateway,
  JSON_TYPE,
  scriptedGateway,
  serve,
  suspensions,
} from '../testing/scripted-gateway.suite';
import { LongAnswer } from '../testing/slow-consumer.suite';
import { VENDORS } from '../testing/vendors.suite';

scriptedGateway(['a', 'b']);

/** Large, because what takes little work fills the sockets soon. */
const CONTENT = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'x'.repeat(100_000) } }] })}\n\n`;
/** More than the sockets in between can hold. */
const BYTES = 60_000_000;

/** Asks for a stream; nothing is read until the test does. */
function open(): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${gateway.liveKey}`, 'content-type': 'application/json' };
    const sent = request(`${gateway.url}/support/chat/chat/completions`, { method: 'POST', headers, agent: false });
    sent.on('response', resolve).on('error', reject);
    sent.end(JSON.stringify({ model: 'a', stream: true, messages: [{ role: 'user', content: 'hello' }] }));
  });
}

/** Reads to the end, with a pause after each piece. */
async function read(response: IncomingMessage, pauseMs = 0) {
  let [bytes, tail] = [0, ''];
  response.on('data', (piece: Buffer) => {
    bytes += piece.length;
    tail = (tail + piece.toString('latin1')).slice(-1_000);
    if (pauseMs === 0) return;
    response.pause();
    setTimeout(() => response.resume(), pauseMs);
  });
  await new Promise<void>((resolve) => response.on('close', resolve).on('error', () => {}));
  return { bytes, tail, isWhole: response.complete };
}

const outcomes = () =>
  gateway.log.flatMap((line) => (JSON.parse(line) as { attempts?: { outcome: string }[] }).attempts ?? []);

const LONG: [string, Record<string, string>, string, string, string][] = [
  ['a stream', EVENT_STREAM, '', CONTENT, FINISH],
  ['a plain answer', JSON_TYPE, '{"choices":[{"text":"', 'x'.repeat(100_000), '"}]}'],
];

describe.each(LONG)('%s that reaches its maximum duration', (_what, headers, first, piece, last) => {
  beforeEach(() => {
    Object.assign(gateway.entry, { streamMaxDurationSeconds: 2 });
  });
  const sendFast = () =>
    serve(VENDORS.openai, (response) => {
      response.writeHead(200, headers).write(first);
      new LongAnswer(BYTES, Buffer.from(piece), last).send(response);
    });

  it('while its consumer does not read is the consumer’s fault, and suspends nothing', async () => {
    sendFast();
    const response = await open();
    await until(() => outcomes().length > 0, 'the request has ended');
    expect(outcomes()).toMatchObject([
      { outcome: 'CONSUMER_SLOW', detail: 'the consumer did not read the response in its maximum duration' },
    ]);
    expect(suspensions()).toEqual([]);
    response.destroy();
  });

  it('because its consumer reads slowly is the consumer’s fault too', async () => {
    sendFast();
    const { isWhole } = await read(await open(), 50);
    await until(() => outcomes().length > 0, 'the request has ended');
    expect([isWhole, outcomes(), suspensions()]).toMatchObject([false, [{ outcome: 'CONSUMER_SLOW' }], []]);
  });

  it('because its vendor is slow suspends the target', async () => {
    serve(VENDORS.openai, (response) => {
      response.writeHead(200, headers).write(first);
      const timer = setInterval(() => response.write(piece), 50);
      response.on('close', () => clearInterval(timer));
    });
    const { isWhole } = await read(await open());
    await until(() => outcomes().length > 0, 'the request has ended');
    expect([isWhole, suspensions().length]).toEqual([false, 1]);
    expect(outcomes()).not.toMatchObject([{ outcome: 'CONSUMER_SLOW' }]);
  });
});

it('a consumer that reads in time sees the error that ends its stream', async () => {
  gateway.entry.streamMaxDurationSeconds = 2;
  serve(VENDORS.openai, (response) => {
    response.writeHead(200, EVENT_STREAM);
    new LongAnswer(BYTES, Buffer.from(CONTENT), FINISH).send(response);
  });
  const response = await open();
  await until(() => outcomes().length > 0, 'the request has ended');
  const { tail, isWhole } = await read(response);
  expect(isWhole).toBe(false);
  expect(JSON.parse(tail.slice(tail.lastIndexOf('data: ') + 6))).toMatchObject({ error: { code: 'request_timeout' } });
});

it('the idle timeout does not count the time in which the consumer does not read', async () => {
  gateway.entry.streamIdleTimeoutSeconds = 1;
  const long = new LongAnswer(BYTES, Buffer.from(CONTENT), FINISH);
  serve(VENDORS.openai, (response) => long.send(response.writeHead(200, EVENT_STREAM)));
  const response = await open();
  let lastSent = -1;
  const isQuiet = () => {
    const wasQuiet = lastSent === long.bytesSent;
    lastSent = long.bytesSent;
    return wasQuiet;
  };
  // The vendor sends nothing for longer than the idle timeout.
  await until(isQuiet, 'the vendor sends nothing more', { everyMs: 1_500 });
  expect(long.bytesSent).toBeLessThan(BYTES);
  const { bytes, isWhole } = await read(response);
  expect([isWhole, bytes > BYTES, suspensions()]).toEqual([true, true, []]);
});
