import { gzipSync } from 'node:zlib';
import type { ProviderProfile } from '@switchyard/contract';
import { credentialOf } from '@switchyard/test-entries';
import type { AttemptRecord } from '../trace/attempt-record';
import { GatewayUnderTest, sealingKey } from '../testing/gateway-under-test.suite';
import { inPieces, ScriptedUpstream, type Script } from '../testing/scripted-upstream.suite';
import { ask, received, type Vendor, VENDORS } from '../testing/vendors.suite';

let upstream: ScriptedUpstream;
let gateway: GatewayUnderTest;
beforeEach(async () => {
  upstream = new ScriptedUpstream();
  gateway = await new GatewayUnderTest(await upstream.listen(), ['a']).listen();
});
afterEach(async () => {
  await gateway.close();
  upstream.close();
});

const CREDENTIAL = credentialOf('production');
const PART = CREDENTIAL.slice(3, 15);
const json = { 'content-type': 'application/json' };
const error = (message: string) => JSON.stringify({ error: { message, type: 'invalid_request_error' } });
const escaped = Array.from(PART)
  .map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)
  .join('');

async function answerOf(vendor: Vendor, script: Script, profile: ProviderProfile = vendor.profile) {
  gateway.provider.profile = profile;
  gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'], suspendDurationSeconds: 60 });
  upstream.scripts.set('a', script);
  return received(await ask(gateway, vendor, true));
}
/** The attempts of the last request in the log. */
const attemptsLogged = () => (JSON.parse(gateway.log.at(-1)!) as { attempts: AttemptRecord[] }).attempts;
const suspended = () => [...gateway.policyStates.everSuspended()].flatMap(({ state }) => [...state.suspensions]);

describe('an error that quotes the credential is replaced', () => {
  it.each<[string, Script]>([
    ['as it stands', (response) => void response.writeHead(400, json).end(error(`bad ${PART}…`))],
    ['percent-encoded', (response) => void response.writeHead(418).end(PART.replaceAll('-', '%2D'))],
    ['escaped in JSON', (response) => void response.writeHead(400, json).end(`{"detail":"${escaped}"}`)],
    [
      'compressed',
      (response) => void response.writeHead(400, { 'content-encoding': 'gzip' }).end(gzipSync(error(PART))),
    ],
    ['in pieces', (response) => inPieces(response.writeHead(400, json), Buffer.from(error(PART)), 3)],
    ['in a header', (response) => void response.writeHead(400, { ...json, 'x-debug': PART }).end('{}')],
    ['with a good status', (response) => void response.writeHead(200, json).end(error(PART))],
  ])('%s', async (_title, script) => {
    const { status, text } = await answerOf(VENDORS.openai, script);
    const message = expect.stringMatching(/quotes the gateway's credential. The credential may still be valid/);
    expect([status, JSON.parse(text)]).toMatchObject([
      502,
      { error: { code: 'upstream_credential_rejected', message } },
    ]);
    expect(suspended()).toEqual([]);
    // Nobody is told to renew a key that works.
    const detail = expect.stringMatching(/quotes the credential|no content/);
    expect(attemptsLogged()).toMatchObject([{ outcome: 'REQUEST_INVALID', quotesCredential: true, detail }]);
  });

  it.each<[string, Vendor]>([
    ['OpenAI', VENDORS.openai],
    ['Anthropic', VENDORS.anthropic],
    ['Mistral', VENDORS.mistral],
    ['Azure', VENDORS.azure],
  ])('in a stream of %s: by 502 at first, by an event later', async (_name, vendor) => {
    const event = `event: error\ndata: ${JSON.stringify({ type: 'error', message: PART, error: { message: PART } })}\n\n`;
    const content =
      'event: content_block_delta\ndata: {"delta":{"text":"a"},"choices":[{"delta":{"content":"a"}}]}\n\n';
    const send =
      (...events: string[]): Script =>
      (response) =>
        void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(events.join(''));
    const atFirst = await answerOf(vendor, send(event));
    expect([atFirst.status, atFirst.text.includes(PART)]).toEqual([502, false]);
    gateway.nowMs += 120_000;
    const later = await answerOf(vendor, send(content, event));
    expect([later.status, later.isWhole, later.text.includes(PART)]).toEqual([200, false, false]);
    expect(later.text.slice(content.length)).toContain('quotes the gateway');
  });

  it('in an array', async () => {
    const part = JSON.stringify({ candidates: [{ content: { parts: [{ text: 'a' }] } }] });
    const body = `[${part},{"error":{"code":500,"message":"${PART}"}}]`;
    const { status, text } = await answerOf(
      VENDORS.geminiArray,
      (response) => void response.writeHead(200, json).end(body),
    );
    expect([status, text.startsWith(`[${part},\n`), text.includes(PART)]).toEqual([200, true, false]);
  });

  it('for an operation that is not routed, and without a policy', async () => {
    upstream.scripts.set('a', (response) => void response.writeHead(404).end(PART));
    const unrouted = { ...VENDORS.openai, path: 'files' };
    expect((await ask(gateway, unrouted)).status).toBe(502);
  });
});

describe('behind the terminal event', () => {
  const stream =
    (...events: string[]): Script =>
    (response) =>
      void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(events.join(''));
  const whole = 'data: {"choices":[{"delta":{"content":"a"}}]}\n\ndata: [DONE]\n\n: ping\n\n';

  it.each([
    ['an error', `data: ${error(PART)}\n\n`],
    ['a comment', `: ${PART}\n\n`],
    ['an event that is too large to be searched', `data: "${'x'.repeat(65_536)}"\n\n`],
    ['one that is too large to be held', `data: "${'x'.repeat(17_000_000)}${PART}"\n\n`],
    ['half an event', `data: "${PART}`],
  ])('%s is dropped with what follows it, and the answer ends well', async (_title, event) => {
    for (const rest of [': ping\n\n', ': pi']) {
      const { text, isWhole } = await answerOf(VENDORS.openai, stream(whole, event, rest));
      expect([text, isWhole, suspended()]).toEqual([whole, true, []]);
    }
  });
});

describe('an event that is no known error and quotes the credential', () => {
  const events = (...before: string[]) => [...before, `event: debug\ndata: {"note":"${PART}"}\n\n`, 'data: [DONE]\n\n'];
  const script =
    (...before: string[]): Script =>
    (response) =>
      void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(events(...before).join(''));

  it('is 502 at first, and an error event later, but suspends nobody', async () => {
    expect((await answerOf(VENDORS.openai, script())).status).toBe(502);
    const content = 'data: {"choices":[{"delta":{"content":"a"}}]}\n\n';
    const { text, isWhole } = await answerOf(VENDORS.openai, script(content));
    expect([
      text.startsWith(content),
      text.includes(PART),
      text.includes('quotes the gateway'),
      isWhole,
      suspended(),
    ]).toEqual([true, false, true, false, []]);
  });

  it('does not count where the credential is a placeholder', async () => {
    const [endpoint] = gateway.provider.endpoints;
    const { id: endpointId, url } = endpoint!;
    endpoint!.sealedCredential = sealingKey.seal({ apiKey: 'note' }, { endpointId, url });
    const content = 'data: {"choices":[{"delta":{"content":"a"}}]}\n\n';
    const { text, isWhole } = await answerOf(VENDORS.openai, script(content));
    expect([text, isWhole]).toEqual([events(content).join(''), true]);
  });
});

describe('an error that quotes the credential and rejects it', () => {
  const rejection = { error: { message: `Incorrect API key provided: ${PART}`, code: 'invalid_api_key' } };

  it.each<[string, Script]>([
    ['plain', (response) => void response.writeHead(401, json).end(JSON.stringify(rejection))],
    [
      'in a stream',
      (response) =>
        void response
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .end(`data: ${JSON.stringify(rejection)}\n\n`),
    ],
  ])('asks for another credential: %s', async (_title, script) => {
    const { status, text } = await answerOf(VENDORS.openai, script);
    expect([status, text.includes('renew it'), text.includes(PART)]).toEqual([502, true, false]);
    expect(attemptsLogged()).toMatchObject([{ outcome: 'CREDENTIAL_REJECTED', quotesCredential: false }]);
  });
});

it('an error that quotes only a public prefix is passed on', async () => {
  const profile = { ...VENDORS.openai.profile, publicCredentialPrefixes: [CREDENTIAL.slice(0, 16)] };
  const quoting =
    (text: string): Script =>
    (response) =>
      void response.writeHead(400, json).end(error(text));
  expect((await answerOf(VENDORS.openai, quoting(CREDENTIAL.slice(0, 15)), profile)).status).toBe(400);
  expect((await answerOf(VENDORS.openai, quoting(CREDENTIAL.slice(0, 17)), profile)).status).toBe(502);
});

it('a good answer loses the headers that have the whole credential, and no other', async () => {
  const headers = {
    ...json,
    'x-echo': `Bearer ${CREDENTIAL}`,
    'x-url': `https://a.test/?key=${CREDENTIAL.replaceAll('-', '%2D')}`,
    [`x-${CREDENTIAL}`]: '1',
    'x-part': CREDENTIAL.slice(1),
  };
  upstream.scripts.set('a', (response) => void response.writeHead(200, headers).end('{"choices":[{}]}'));
  const response = await ask(gateway, VENDORS.openai);
  expect([response.status, [...response.headers.keys()].filter((name) => Object.hasOwn(headers, name))]).toEqual([
    200,
    ['content-type', 'x-part'],
  ]);
});

describe('an error that cannot be searched is withheld', () => {
  const large = Buffer.alloc(65_537, 'x');
  it.each<[string, number, number, Script]>([
    ['too large', 422, 422, (response) => void response.writeHead(422).end(large)],
    [
      'too large once decoded',
      400,
      400,
      (response) => void response.writeHead(400, { 'content-encoding': 'gzip' }).end(gzipSync(large)),
    ],
    [
      'in an unknown coding',
      404,
      404,
      (response) => void response.writeHead(404, { 'content-encoding': 'snappy' }).end('x'),
    ],
    ['damaged', 429, 429, (response) => void response.writeHead(429, { 'content-encoding': 'br' }).end('x')],
  ])('with the status of the vendor: %s', async (_title, _sent, status, script) => {
    const answer = await answerOf(VENDORS.openai, script);
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
      status,
      { error: { code: 'upstream_error_withheld' } },
    ]);
  });

  it('in a stream too, and 65,536 bytes are passed on', async () => {
    const event = `data: {"error":{"message":"${'x'.repeat(65_536)}"}}\n\n`;
    const later = await answerOf(
      VENDORS.openai,
      (response) =>
        void response
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .end(`data: {"choices":[{"delta":{"content":"a"}}]}\n\n${event}`),
    );
    expect([later.text.includes('upstream_error_withheld'), later.text.includes('xxx')]).toEqual([true, false]);
    gateway.nowMs += 120_000;
    const body = large.subarray(1);
    expect(await answerOf(VENDORS.openai, (response) => void response.writeHead(422).end(body))).toMatchObject({
      status: 422,
      text: body.toString(),
    });
  });

  it('a 401 becomes a rejected credential', async () => {
    expect((await answerOf(VENDORS.openai, (response) => void response.writeHead(401).end(large))).status).toBe(502);
  });
});
