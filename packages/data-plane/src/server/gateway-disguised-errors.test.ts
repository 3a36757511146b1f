import type { ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { until } from '@switchyard/runtime';
import { answering, gateway, scriptedGateway, serve, suspensions, upstream } from '../testing/scripted-gateway.suite';
import { GOOD_BODY, inPieces, type Script } from '../testing/scripted-upstream.suite';
import { ask, received, type Vendor, VENDORS } from '../testing/vendors.suite';

scriptedGateway();

const json = { 'content-type': 'application/json; charset=utf-8' };
const plain = (body: string, headers: Record<string, string> = json): Script => answering(200, body, headers);
const errorOf = (error: unknown) => JSON.stringify({ id: 'x', error, user_id: 'u' });
const FAILED = errorOf({ message: 'Provider returned error', code: 502 });

const VENDOR_LIST = Object.entries(VENDORS).map(([name, vendor]): [string, Vendor] => [name, vendor]);

describe.each([
  ['asked for an answer', false],
  ['asked for a stream', true],
])('an error with a good status, %s', (_how, isStream) => {
  it.each(VENDOR_LIST)('of %s fails over', async (_name, vendor) => {
    serve(vendor, plain(FAILED), 'b');
    expect(await received(await ask(gateway, vendor, isStream))).toMatchObject({
      target: 'production/b',
      text: GOOD_BODY,
    });
  });

  it.each(VENDOR_LIST)('of %s has the status that it names when nothing is left', async (_name, vendor) => {
    serve(vendor, plain(FAILED));
    expect(await received(await ask(gateway, vendor, isStream))).toMatchObject({
      status: 502,
      text: FAILED,
      isWhole: true,
    });
    expect(suspensions()).toMatchObject([{ status: 502, hardUntilMs: null }]);
    // The suspension is soft, so the next request asks the target as a last resort.
    expect((await ask(gateway, vendor, isStream)).status).toBe(502);
  });
});

describe('an error with a good status', () => {
  it.each<[unknown, number]>([
    [{ code: 402 }, 402],
    [{ code: '429' }, 429],
    [{ code: 200 }, 502],
    [{ code: 999 }, 502],
    [{ type: 'invalid_request_error' }, 400],
    ['went wrong', 502],
    [['x'], 502],
  ])('%j reaches the consumer as %i', async (error, status) => {
    serve(VENDORS.openai, plain(errorOf(error)));
    expect(await received(await ask(gateway, VENDORS.openai))).toMatchObject({ status, text: errorOf(error) });
  });

  it.each<[string, Script]>([
    [
      'compressed unasked',
      (response) => void response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(gzipSync(FAILED)),
    ],
    [
      'in another coding',
      (response) => void response.writeHead(200, { ...json, 'content-encoding': 'br' }).end(brotliCompressSync(FAILED)),
    ],
    ['in pieces', (response) => inPieces(response.writeHead(200, json), Buffer.from(FAILED), 1)],
    [
      'after white space',
      (response) => inPieces(response.writeHead(200, json), Buffer.from(`\n\n\r\n \t${FAILED}`), 2),
    ],
    ['of another JSON type', plain(FAILED, { 'content-type': 'application/problem+json' })],
    ['of no type', plain(FAILED, {})],
    ['in an array', plain(`[${FAILED}]`)],
    ...['choices', 'data', 'output', 'text'].flatMap((name): [string, Script][] =>
      [[], {}, '', null, false].map((empty): [string, Script] => [
        `with ${name} that is ${JSON.stringify(empty)}`,
        plain(JSON.stringify({ [name]: empty, error: { code: 502 } })),
      ]),
    ),
  ])('fails over in other shapes: %s', async (_title, ofA) => {
    serve(VENDORS.openai, ofA, 'b');
    expect((await ask(gateway, VENDORS.openai)).headers.get('x-switchyard-target')).toBe('production/b');
  });

  it('is a failed Response like `response.failed`, and a completed one is an answer', async () => {
    const error = { code: 'server_error', message: 'x' };
    const message = [{ type: 'message', content: [{ type: 'output_text', text: '{"status":"completed"}' }] }];
    for (const failed of [
      { id: 'r', object: 'response', status: 'failed', error, output: message },
      { id: 'r', object: 'response', output: message, error, status: 'failed' },
      { output: message, id: 'r', error, status: 'failed', object: 'response' },
      { output: [], status: 'failed', error, object: 'response' },
      { object: 'response', output: [], error: null, status: 'failed' },
    ]) {
      for (const script of [
        plain(JSON.stringify(failed)),
        (response: ServerResponse) => inPieces(response.writeHead(200, json), Buffer.from(JSON.stringify(failed)), 9),
      ]) {
        serve(VENDORS.responses, script, 'b');
        expect((await ask(gateway, VENDORS.responses)).headers.get('x-switchyard-target')).toBe('production/b');
        gateway.nowMs += 61_000;
      }
    }
    for (const good of [
      { id: 'r', object: 'response', status: 'completed', error: null, output: message },
      { output: message, id: 'r', object: 'response', status: 'completed' },
      { output: message, status: 'incomplete', object: 'response' },
    ]) {
      serve(VENDORS.responses, plain(JSON.stringify(good)), 'b');
      const answer = await received(await ask(gateway, VENDORS.responses));
      expect(answer).toMatchObject({ target: 'production/a', text: JSON.stringify(good) });
      gateway.nowMs += 61_000;
    }
  });

  it('does not prove that a probed target works', async () => {
    serve(VENDORS.openai, plain(FAILED), 'b');
    await ask(gateway, VENDORS.openai);
    gateway.nowMs += 61_000;
    for (let times = 0; times < 4; times += 1) await ask(gateway, VENDORS.openai);
    expect(upstream.asked.filter((model) => model === 'a')).toHaveLength(2);
  });
});

it.each<[string, Vendor, object]>([
  ['Anthropic', VENDORS.anthropic, { content: [] }],
  ['Gemini', VENDORS.gemini, { candidates: [], promptFeedback: {} }],
  ['Mistral', VENDORS.mistral, { data: [] }],
  ['Azure', VENDORS.azure, { choices: [] }],
])('empty content of %s beside an error is an error', async (_name, vendor, empty) => {
  for (const body of [
    { ...empty, error: { code: 502 } },
    { error: { code: 502 }, ...empty },
  ]) {
    serve(vendor, plain(JSON.stringify(body)), 'b');
    expect(await received(await ask(gateway, vendor))).toMatchObject({ target: 'production/b' });
    gateway.nowMs += 61_000;
  }
});

describe('white space alone', () => {
  it.each(['', ' ', '\n\n\n'])('fails over, and is a 502 when nothing is left: %j', async (blank) => {
    serve(VENDORS.compatible, plain(blank), 'b');
    expect((await ask(gateway, VENDORS.compatible)).headers.get('x-switchyard-target')).toBe('production/b');
    serve(VENDORS.compatible, plain(blank));
    gateway.nowMs += 61_000;
    const { status, text } = await received(await ask(gateway, VENDORS.compatible));
    expect([status, JSON.parse(text)]).toMatchObject([502, { error: { code: 'upstream_invalid_response' } }]);
  });
});

describe('a good answer', () => {
  it.each<[string, string]>([
    ['with an empty error', '{"error":null,"choices":[{}]}'],
    ['with content and an error', '{"error":{"message":"partial"},"choices":[{}]}'],
    ['without a known member', '{"anything":1}'],
    ['that is not an object', '"text"'],
    ['that is not JSON', 'ID3 <html>'],
  ])('is passed on unchanged: %s', async (_title, body) => {
    serve(VENDORS.openai, plain(body, { ...json, 'content-length': String(body.length) }), 'b');
    const response = await ask(gateway, VENDORS.openai);
    expect(response.headers.get('content-length')).toBe(String(body.length));
    expect(await received(response)).toMatchObject({ status: 200, target: 'production/a', text: body });
  });

  it('may be one without content', async () => {
    serve(VENDORS.openai, (response) => void response.writeHead(204).end(), 'b');
    expect(await received(await ask(gateway, VENDORS.openai))).toMatchObject({ status: 204, target: 'production/a' });
  });

  it('is passed on from its first content, while the rest is not there yet', async () => {
    let end = () => {};
    serve(VENDORS.openai, (response) => {
      response.writeHead(200, json).write('{"id":"x","choices":[{');
      end = () => response.end('}]}');
    });
    const response = await ask(gateway, VENDORS.openai);
    expect(response.status).toBe(200);
    end();
    expect(await response.text()).toBe('{"id":"x","choices":[{}]}');
  });

  it('is held no longer than the hold-back time, like one whose vendor sends white space meanwhile', async () => {
    gateway.entry.streamHoldBackSeconds = 1;
    let end = () => {};
    serve(VENDORS.compatible, (response) => {
      response.writeHead(200, json).write('\n');
      end = () => response.end(FAILED);
    });
    const response = await ask(gateway, VENDORS.compatible);
    end();
    expect(await received(response)).toMatchObject({ status: 200, text: `\n${FAILED}` });
  });

  it('is not judged if the profile has no content members, or the operation is not routed', async () => {
    serve(VENDORS.openai, plain(FAILED));
    expect((await ask(gateway, { ...VENDORS.openai, path: 'files' })).status).toBe(200);
    serve({ ...VENDORS.openai, profile: { ...VENDORS.openai.profile, contentMembers: [] } }, plain(FAILED));
    expect((await ask(gateway, VENDORS.openai)).status).toBe(200);
  });
});

it('a consumer that disconnects while an answer is held ends the call, and suspends nothing', async () => {
  let isClosed = false;
  serve(VENDORS.openai, (response) => {
    response.on('close', () => (isClosed = true));
    response.writeHead(200, json).write('\n');
  });
  const aborting = new AbortController();
  const answer = gateway.chat({ model: 'a' }, { signal: aborting.signal });
  await until(() => upstream.asked.length === 1, 'the request has come');
  aborting.abort();
  await expect(answer).rejects.toThrow('abort');
  await until(() => isClosed, 'the call has ended');
  await until(() => gateway.requestsInFlight === 0, 'no request is in flight');
  expect(suspensions()).toEqual([]);
});
