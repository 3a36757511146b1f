import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@switchyard/runtime';
import {
  CONTENT,
  ConsumerStream,
  DONE,
  ERROR,
  FINISH,
  gatewayError,
  PING,
  ROLE,
  streamed,
} from '../testing/consumer-stream.suite';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import {
  amendAiApi,
  gateway,
  primaryAnswers,
  type SimulatedAnswer,
  simulatedGateway,
  simulator,
} from '../testing/simulated-gateway.suite';
import { expectSlowedDown, LongAnswer } from '../testing/slow-consumer.suite';

simulatedGateway(undefined, (made) =>
  made.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 }),
);

describe('after the first content a stream ends with an error event and a broken connection', () => {
  const EVENTS = [ROLE, CONTENT, CONTENT, FINISH, DONE];
  it.each<[string, SimulatedAnswer, string, string]>([
    ['breaks between two events', { rawEvents: EVENTS, cutAfterEvents: 3 }, ROLE + CONTENT + CONTENT, 'unreachable'],
    [
      'breaks within an event, which is dropped',
      { rawEvents: EVENTS, cutAfterBytes: (ROLE + CONTENT).length + 30 },
      ROLE + CONTENT,
      'unreachable',
    ],
    [
      'breaks between the finish reason and [DONE]',
      { rawEvents: EVENTS, cutAfterEvents: 4 },
      EVENTS.slice(0, 4).join(''),
      'unreachable',
    ],
    [
      'ends properly without a finish reason',
      { rawEvents: EVENTS, endAfterEvents: 3 },
      ROLE + CONTENT + CONTENT,
      'invalid_response',
    ],
    [
      'ends properly within an event',
      { rawEvents: [ROLE, CONTENT, 'data: {"choi'] },
      ROLE + CONTENT,
      'invalid_response',
    ],
    ['pauses too long', { rawEvents: EVENTS, stallAfterEvents: 2 }, ROLE + CONTENT, 'timeout'],
    [
      'pauses too long within an event',
      { rawEvents: [ROLE, CONTENT, 'data: {"choi'], stallAfterEvents: 3 },
      ROLE + CONTENT,
      'timeout',
    ],
  ])('if it %s', async (_title, answer, passedOn, code) => {
    amendAiApi({ streamIdleTimeoutSeconds: 1 });
    primaryAnswers(answer);
    const { status, text, ended } = await streamed(gateway);
    expect([status, ended, text.slice(0, passedOn.length)]).toEqual([200, 'BROKEN', passedOn]);
    const [, data] = /^data: (.*)\n\n$/.exec(text.slice(passedOn.length))!;
    expect(JSON.parse(data!)).toEqual(gatewayError(`upstream_${code}`));
    // This stream cannot be saved, but the next request goes elsewhere.
    expect((await streamed(gateway)).headers['x-switchyard-target']).toBe('production/b');
  });

  it('if it trickles past the maximum duration, kept alive by comments or content', async () => {
    amendAiApi({ streamIdleTimeoutSeconds: 1, streamMaxDurationSeconds: 1 });
    for (const event of [PING, CONTENT]) {
      gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'] });
      primaryAnswers({ rawEvents: [CONTENT, ...Array<string>(100).fill(event)], eventDelayMs: 50 });
      const { text, ended } = await streamed(gateway);
      expect([ended, text.split(event).length > 5]).toEqual(['BROKEN', true]);
      expect(JSON.parse(text.slice(text.lastIndexOf('data: ') + 6))).toEqual(gatewayError('upstream_timeout'));
    }
  });

  it('even if it announced a content-length and kept it', async () => {
    primaryAnswers({ rawEvents: [ROLE, CONTENT], headers: { 'content-length': String((ROLE + CONTENT).length) } });
    const { headers, text, ended } = await streamed(gateway);
    expect([headers['content-length'], ended]).toEqual([undefined, 'BROKEN']);
    expect(text).toContain('upstream_invalid_response');
  });

  it('if the upstream reports an error: with that event unchanged, and nothing after it', async () => {
    primaryAnswers({ rawEvents: [ROLE, CONTENT, ERROR, DONE], eventDelayMs: 20 });
    expect(await streamed(gateway)).toMatchObject({ text: ROLE + CONTENT + ERROR, ended: 'BROKEN' });
    expect((await streamed(gateway)).headers['x-switchyard-target']).toBe('production/b');
  });

  it('and a target is not suspended if the error is the request’s fault', async () => {
    const own = 'data: {"error":{"type":"invalid_request_error","code":"context_length_exceeded"}}\n\n';
    primaryAnswers({ rawEvents: [ROLE, CONTENT, own] });
    await streamed(gateway);
    expect((await streamed(gateway)).headers['x-switchyard-target']).toBe('production/a');
  });

  it('in the format of the stream’s events', async () => {
    const events = [
      'event: response.created\ndata: {"type":"response.created","sequence_number":0,"response":{"error":null}}\n\n',
      'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","sequence_number":1,"delta":"a"}\n\n',
    ];
    primaryAnswers({ rawEvents: events });
    const { text, ended } = await streamed(gateway);
    const [, data] = /^event: error\ndata: (.*)\n\n$/.exec(text.slice(events.join('').length))!;
    expect([ended, JSON.parse(data!)]).toEqual([
      'BROKEN',
      { type: 'error', sequence_number: 2, ...gatewayError('upstream_invalid_response') },
    ]);
  });
});

describe('a good stream is passed on byte for byte', () => {
  let vendor: Server;
  let answer: (response: ServerResponse) => void;
  let direct: GatewayUnderTest;
  beforeEach(async () => {
    vendor = createServer((request, response) => request.resume().on('end', () => answer(response)));
    await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
    direct = await new GatewayUnderTest(`http://127.0.0.1:${(vendor.address() as AddressInfo).port}`).listen();
    direct.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
  });
  afterEach(async () => {
    await direct.close();
    vendor.closeAllConnections();
    vendor.close();
  });

  it('in whatever chunks and with whatever line endings it arrives', async () => {
    const json = CONTENT.slice(6).trim();
    const text = `\u00ef\u00bb\u00bf: hi\r\n\r\nid: 1\r\ndata: ${json.slice(0, 30)}\r\ndata: ${json.slice(30)}\r\n\r\n${CONTENT}data: {"a":1}\r\r${FINISH}${DONE}`;
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'Text/Event-Stream; charset=utf-8' });
      response.socket!.setNoDelay(true);
      let at = 0;
      const writeNext = () => {
        if (at >= text.length) return void response.end();
        at += 1;
        response.write(Buffer.from(text.slice(at - 1, at), 'latin1'), () => setImmediate(writeNext));
      };
      writeNext();
    };
    expect(await streamed(direct)).toMatchObject({ text, ended: 'WHOLE' });
  });

  it('and a slow consumer slows the vendor down for as long as it likes', async () => {
    const long = new LongAnswer(60_000_000, Buffer.from(CONTENT.repeat(500)), FINISH);
    answer = (response) => long.send(response.writeHead(200, { 'content-type': 'text/event-stream' }));
    await expectSlowedDown(direct, long);
  });
});

describe('a stream that the profile does not describe', () => {
  it('a plain response to a streaming request is passed on unchanged', async () => {
    primaryAnswers({ body: { error: null, choices: ['no stream'] } });
    const { text, ended, headers } = await streamed(gateway);
    expect([JSON.parse(text), ended]).toEqual([{ error: null, choices: ['no stream'] }, 'WHOLE']);
    expect(headers['content-length']).toBe(String(text.length));
  });

  it('a stream of an operation that is not routed may end in any way, but a cut is reported in it', async () => {
    const open = () => new ConsumerStream(gateway, 'responses/resp_1?stream=true', {}, 'GET').until();
    simulator.setBehaviours([{ answer: { rawEvents: [CONTENT, ERROR] } }]);
    expect(await open()).toMatchObject({ text: CONTENT + ERROR, ended: 'WHOLE' });
    simulator.setBehaviours([{ answer: { rawEvents: [CONTENT, CONTENT], cutAfterEvents: 1 } }]);
    const { text, ended } = await open();
    expect([text.startsWith(CONTENT), text.includes('upstream_unreachable'), ended]).toEqual([true, true, 'BROKEN']);
  });
});

it('a consumer that disconnects in the middle of a stream ends the upstream call at once, and suspends nothing', async () => {
  primaryAnswers({ rawEvents: [ROLE, CONTENT, CONTENT], stallAfterEvents: 2 });
  const stream = await new ConsumerStream(gateway).until(({ text }) => text !== '');
  stream.abort();
  await until(() => simulator.requests()[0]?.clientAborted === true, 'the upstream call is aborted');
  await until(() => gateway.requestsInFlight === 0, 'no request is in flight');
  simulator.clearBehaviours();
  expect((await streamed(gateway)).headers['x-switchyard-target']).toBe('production/a');
});
