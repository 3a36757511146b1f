import { request, type IncomingMessage } from 'node:http';
import { pause, until } from '@switchyard/runtime';
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
const LIMIT_SECONDS_MIN = 1;
/** A limit on the response is so many times as long as the sockets take to fill. */
const FILLS_PER_LIMIT = 4;

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

/** A vendor that answers with so many bytes as fast as it can. */
function sendFast(
  headers: Record<string, string> = EVENT_STREAM,
  first = '',
  piece: string = CONTENT,
  last: string = FINISH,
): LongAnswer {
  const long = new LongAnswer(BYTES, Buffer.from(piece), last);
  serve(VENDORS.openai, (response) => {
    response.writeHead(200, headers);
    if (first !== '') response.write(first);
    long.send(response);
  });
  return long;
}

/**
 * The seconds for a limit on the response, most of which is left when the sockets in between are full. Only then does the
 * gateway wait for the consumer, and a busy machine needs time to get there.
 */
async function limitSeconds(...answer: Parameters<typeof sendFast>): Promise<number> {
  const long = sendFast(...answer);
  const sinceMs = performance.now();
  const response = await open();
  await long.untilStuck();
  const filledMs = performance.now() - sinceMs;
  response.destroy();
  await until(() => gateway.requestsInFlight === 0 && gateway.log.length > 0, 'the gateway has noticed');
  gateway.log.length = 0;
  return Math.max(LIMIT_SECONDS_MIN, Math.ceil((FILLS_PER_LIMIT * filledMs) / 1_000));
}

const LONG: [string, Record<string, string>, string, string, string][] = [
  ['a stream', EVENT_STREAM, '', CONTENT, FINISH],
  ['a plain answer', JSON_TYPE, '{"choices":[{"text":"', 'x'.repeat(100_000), '"}]}'],
];

describe.each(LONG)('%s that reaches its maximum duration', (_what, headers, first, piece, last) => {
  beforeEach(async () => {
    gateway.entry.streamMaxDurationSeconds = await limitSeconds(headers, first, piece, last);
  });

  it('while its consumer does not read is the consumer’s fault, and suspends nothing', async () => {
    sendFast(headers, first, piece, last);
    const response = await open();
    await until(() => outcomes().length > 0, 'the request has ended');
    expect(outcomes()).toMatchObject([
      { outcome: 'CONSUMER_SLOW', detail: 'the consumer did not read the response in its maximum duration' },
    ]);
    expect(suspensions()).toEqual([]);
    response.destroy();
  });

  it('because its consumer reads slowly is the consumer’s fault too', async () => {
    sendFast(headers, first, piece, last);
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
  gateway.entry.streamMaxDurationSeconds = await limitSeconds();
  sendFast();
  const response = await open();
  await until(() => outcomes().length > 0, 'the request has ended');
  const { tail, isWhole } = await read(response);
  expect(isWhole).toBe(false);
  expect(JSON.parse(tail.slice(tail.lastIndexOf('data: ') + 6))).toMatchObject({ error: { code: 'request_timeout' } });
});

it('the idle timeout does not count the time in which the consumer does not read', async () => {
  const idleTimeoutSeconds = await limitSeconds();
  gateway.entry.streamIdleTimeoutSeconds = idleTimeoutSeconds;
  const long = sendFast();
  const response = await open();
  await long.untilStuck();
  await pause(1.5 * idleTimeoutSeconds * 1_000);
  expect(long.bytesSent).toBeLessThan(BYTES);
  const { bytes, isWhole } = await read(response);
  expect([isWhole, bytes > BYTES, suspensions()]).toEqual([true, true, []]);
});
