import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { anthropicProfile } from '@switchyard/contract';
import { pause, until } from '@switchyard/runtime';
import { CONTENT, ConsumerStream, DONE, FINISH, gatewayError, ROLE } from '../testing/consumer-stream.suite';
import { chatHead, chatRequest, RawConnection } from '../testing/raw-connection.suite';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import {
  gateway,
  primaryAnswers,
  serveInstead,
  type SimulatedAnswer,
  simulatedGateway,
  simulator,
} from '../testing/simulated-gateway.suite';

simulatedGateway(undefined, (made) =>
  made.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 }),
);

/** Long enough for a request that is about to finish. */
const PATIENT_MS = 60_000;
const IMPATIENT_MS = 50;
const DELAY_MS = 1_000;
/** Longer than a connection may be idle if the gateway stops without a delay. */
const LONGER_THAN_IDLE_MS = 400;

interface Line {
  refusal: string | null;
  consumerGone: boolean;
  attempts: { outcome: string; detail: string | null }[];
  msg: string;
}
const requestLines = () =>
  gateway.log.map((line) => JSON.parse(line) as Line).filter(({ attempts }) => attempts !== undefined);

async function openStream(answer: SimulatedAnswer): Promise<ConsumerStream> {
  primaryAnswers(answer);
  return new ConsumerStream(gateway).until(({ text }) => text.includes('hello'));
}

describe('a gateway that stops', () => {
  it('serves on for the delay, each answer the last one on its connection, and then refuses connections', async () => {
    let isClosed = false;
    const closing = gateway.close(PATIENT_MS, DELAY_MS).then(() => (isClosed = true));
    const { status, headers } = await gateway.chat({ model: 'a' });
    expect([status, headers.get('connection'), isClosed]).toEqual([200, 'close', false]);
    await closing;
    await expect(gateway.chat({ model: 'a' })).rejects.toThrow('fetch failed');
  });

  it('serves the connections that the kernel has made when it stops listening', async () => {
    const sockets = Array.from({ length: 20 }, () => connect(Number(new URL(gateway.url).port), '127.0.0.1'));
    const answers = sockets.map(async (socket) => {
      socket.write(chatRequest(gateway.liveKey));
      return text(socket);
    });
    // Then they are connected, and the gateway had no turn to accept one.
    await new Promise((resolve) => process.nextTick(resolve));
    await gateway.close(PATIENT_MS);
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 200 .*connection: close/is);
  });

  it('says in the log that it may have reset connections if it was never quiet enough to see that none arrives', async () => {
    let spinning: NodeJS.Immediate;
    const spin = () => {
      const endMs = performance.now() + 1;
      while (performance.now() < endMs);
      spinning = setImmediate(spin);
    };
    spin();
    await gateway.close(PATIENT_MS);
    clearImmediate(spinning!);
    expect(gateway.log.join()).toContain('some may have been reset');
  });

  it('takes another request on a connection that a stream has kept alive beyond the delay', async () => {
    primaryAnswers({ rawEvents: [ROLE, CONTENT, FINISH, DONE], eventDelayMs: DELAY_MS / 2 });
    const connection = await RawConnection.open(gateway.url);
    const body = JSON.stringify({ model: 'a', stream: true, messages: [{ role: 'user', content: 'hi' }] });
    const request = chatHead(gateway.liveKey, body.length) + body;
    connection.send(request);
    await until(() => connection.received.includes('hello'), 'the stream has begun');
    const closing = gateway.close(PATIENT_MS, DELAY_MS / 2);
    await until(() => connection.received.endsWith('0\r\n\r\n'), 'the stream has ended');
    await expect(fetch(gateway.url)).rejects.toThrow('fetch failed');
    primaryAnswers({ rawEvents: [ROLE, CONTENT, FINISH, DONE] });
    connection.send(request);
    await Promise.all([closing, until(() => connection.closed, 'the connection is closed')]);
    expect(connection.statuses).toEqual([200, 200]);
    const [, first = '', second = ''] = connection.received.split('HTTP/1.1');
    expect([first, second].map((answer) => /^connection: (.*)$/im.exec(answer)?.[1])).toEqual(['keep-alive', 'close']);
  });

  it('ends a connection on which nothing comes for as long as the delay', async () => {
    const connection = await RawConnection.open(gateway.url);
    connection.send(chatRequest(gateway.liveKey));
    await connection.answers(1);
    await gateway.close(PATIENT_MS, 200);
    await until(() => connection.closed, 'the connection is closed');
  });

  it('waits for the rest of a request of which a part has come, on a new connection and on a used one', async () => {
    const [fresh, used] = [await RawConnection.open(gateway.url), await RawConnection.open(gateway.url)];
    used.send(chatRequest(gateway.liveKey));
    await used.answers(1);
    const request = chatRequest(gateway.liveKey);
    for (const connection of [fresh, used]) connection.send(request.slice(0, 20));
    const closing = gateway.close(PATIENT_MS);
    await pause(LONGER_THAN_IDLE_MS);
    expect([fresh.closed, used.closed]).toEqual([false, false]);
    for (const connection of [fresh, used]) connection.send(request.slice(20));
    await closing;
    await until(() => fresh.closed && used.closed, 'the connections are closed');
    expect([fresh.statuses, used.statuses]).toEqual([[200], [200, 200]]);
  });

  it('waits for the first byte on a new connection', async () => {
    const connection = await RawConnection.open(gateway.url);
    const closing = gateway.close(PATIENT_MS);
    await pause(LONGER_THAN_IDLE_MS);
    connection.send(chatRequest(gateway.liveKey));
    await closing;
    await until(() => connection.closed, 'the connection is closed');
    expect(connection.statuses).toEqual([200]);
  });

  it.each(['', 'POST /supp'])('waits no longer than the time for headers: %j', async (sent) => {
    const timeouts = { headersMs: 200, checkIntervalMs: 20 };
    await serveInstead(new GatewayUnderTest(simulator.url, undefined, { timeouts }));
    const connection = await RawConnection.open(gateway.url);
    connection.send(sent);
    await gateway.close(PATIENT_MS);
    await until(() => connection.closed, 'the connection is closed');
    expect(connection.statuses).toEqual([408]);
  });

  it('refuses a request that comes when the time to drain is over, on a connection that was kept alive', async () => {
    const request = chatRequest(gateway.liveKey);
    const [late, idle] = [await RawConnection.open(gateway.url), await RawConnection.open(gateway.url)];
    for (const connection of [late, idle]) connection.send(request);
    await Promise.all([late.answers(1), idle.answers(1)]);
    late.send(request.slice(0, 20));
    // When this is answered, the gateway has read what was sent before.
    await gateway.chat({ model: 'a' });
    const closing = gateway.close(IMPATIENT_MS);
    await until(() => idle.closed, 'the idle connection is closed');
    expect(late.closed).toBe(false);
    late.send(request.slice(20));
    expect(await late.answers(2)).toEqual([200, 503]);
    await until(() => late.closed, 'the connection is closed');
    expect(late.received).toContain('"code":"shutting_down"');
    await closing;
  });

  it('lets a stream and an answer finish', async () => {
    const stream = await openStream({ rawEvents: [ROLE, CONTENT, FINISH, DONE], eventDelayMs: 100 });
    const answer = gateway.chat({ model: 'a' });
    await until(() => simulator.requests().length === 2, 'both have come');
    await gateway.close(PATIENT_MS);
    await stream.until();
    expect([stream.ended, stream.text.endsWith(DONE)]).toEqual(['WHOLE', true]);
    expect((await answer).status).toBe(200);
  });

  it('counts what a compressed answer used that its consumer has read before it is decoded', async () => {
    const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
    const body = gzipSync(JSON.stringify({ choices: [{ message: { content: 'a'.repeat(30_000_000) } }], usage }));
    primaryAnswers({ bodyBase64: body.toString('base64'), headers: { 'content-encoding': 'gzip' } });
    const connection = await RawConnection.open(gateway.url);
    connection.send(chatRequest(gateway.liveKey));
    await until(() => connection.received.endsWith(body.toString('latin1')), 'the answer is read');
    connection.socket.destroy();
    expect(gateway.ended).toEqual([]);
    await gateway.close(PATIENT_MS);
    expect(gateway.ended.map(({ attempts }) => attempts[0]?.usage?.tokens.output)).toEqual([2]);
  });

  it('ends a stream that is still open with an error event and a broken connection, and says so in the log', async () => {
    const stream = await openStream({ rawEvents: [ROLE, CONTENT, FINISH, DONE], stallAfterEvents: 2 });
    await gateway.close(IMPATIENT_MS);
    await stream.until();
    const events = stream.text.slice((ROLE + CONTENT).length);
    expect([stream.ended, JSON.parse(events.replace(/^data: /, ''))]).toEqual([
      'BROKEN',
      gatewayError('shutting_down', expect.stringContaining('shutting down')),
    ]);
    expect(requestLines()).toEqual([
      expect.objectContaining({
        consumerGone: false,
        attempts: [expect.objectContaining({ outcome: 'SHUTTING_DOWN', detail: expect.stringContaining('shut down') })],
        msg: 'request failed',
      }),
    ]);
    expect(gateway.log.join()).toContain('the time to drain is over');
  });

  it('suspends no target for the streams that it ended', async () => {
    const stream = await openStream({ rawEvents: [ROLE, CONTENT, FINISH, DONE], stallAfterEvents: 2 });
    await gateway.close(IMPATIENT_MS);
    await stream.until();
    expect([...gateway.policyStates.everSuspended()]).toEqual([]);
  });

  it('ends a stream in the format of its consumer', async () => {
    gateway.provider.profile = anthropicProfile;
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
    const event = (type: string, more: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
    primaryAnswers({
      status: 200,
      rawEvents: [
        event('message_start', { message: { content: [] } }),
        event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'hello' } }),
        event('message_stop', {}),
      ],
      stallAfterEvents: 2,
    });
    const stream = await new ConsumerStream(gateway, 'v1/messages').until(({ text }) => text.includes('hello'));
    await gateway.close(IMPATIENT_MS);
    await stream.until();
    expect(stream.ended).toBe('BROKEN');
    expect(stream.text).toMatch(
      /event: error\ndata: \{"type":"error","error":\{"type":"overloaded_error".*shutting_down/,
    );
  });

  it('breaks a plain answer that is still being passed on', async () => {
    const vendor = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
      response.write('{"choices":[{"message":{"content":"hello');
    });
    await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
    try {
      gateway.moveEndpoints(`http://127.0.0.1:${(vendor.address() as AddressInfo).port}`);
      const answer = new ConsumerStream(gateway, 'chat/completions', { stream: false });
      await answer.until(({ text }) => text.includes('hello'));
      await gateway.close(IMPATIENT_MS);
      await answer.until();
      expect(answer.ended).toBe('BROKEN');
      expect(requestLines()).toEqual([
        expect.objectContaining({
          consumerGone: false,
          attempts: [expect.objectContaining({ outcome: 'SHUTTING_DOWN' })],
        }),
      ]);
    } finally {
      vendor.close();
      vendor.closeAllConnections();
    }
  });

  it('answers 503 to a request whose answer has not begun, and asks no other target', async () => {
    primaryAnswers({ silent: true });
    const answer = gateway.chat({ model: 'a' });
    await until(() => simulator.requests().length === 1, 'the request has come');
    await gateway.close(IMPATIENT_MS);
    const response = await answer;
    expect([response.status, response.headers.get('retry-after'), response.headers.get('connection')]).toEqual([
      503,
      '1',
      'close',
    ]);
    expect(await response.json()).toMatchObject({ error: { code: 'shutting_down' } });
    expect(simulator.requests()).toHaveLength(1);
  });

  it('breaks the connection of a consumer that is still sending its body, and does not blame the consumer', async () => {
    const connection = await RawConnection.open(gateway.url);
    connection.socket.write(`${chatHead(gateway.liveKey, 1_000)}{"model":"a",`);
    await until(() => gateway.requestsInFlight === 1, 'the request has come');
    await gateway.close(IMPATIENT_MS);
    await until(() => requestLines().length > 0, 'the request is logged');
    expect(requestLines()).toEqual([
      expect.objectContaining({ refusal: 'shutting_down', consumerGone: false, attempts: [] }),
    ]);
  });

  it('is not held up by a consumer that reads nothing', async () => {
    primaryAnswers({
      status: 200,
      rawEvents: [ROLE, ...Array.from({ length: 80 }, () => CONTENT.repeat(1_000)), FINISH, DONE],
    });
    const connection = await RawConnection.open(gateway.url);
    const body = JSON.stringify({ model: 'a', stream: true, messages: [] });
    connection.socket.write(chatHead(gateway.liveKey, body.length) + body);
    await until(() => connection.received.includes('hello'), 'the stream has begun');
    connection.socket.pause();
    await gateway.close(IMPATIENT_MS);
    expect(gateway.requestsInFlight).toBe(0);
    connection.socket.destroy();
  });
});
