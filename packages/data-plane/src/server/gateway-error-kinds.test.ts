import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { ErrorKind, ProviderProfile } from '@switchyard/contract';
import {
  answering,
  EVENT_STREAM,
  gateway,
  scriptedGateway,
  suspensions,
  upstream,
} from '../testing/scripted-gateway.suite';
import { GOOD_BODY, inPieces, type Script } from '../testing/scripted-upstream.suite';
import { anthropicError, FAILING_OVER, openaiError, SPENT_CREDIT } from '../testing/vendor-errors.suite';
import { ask, received, type Vendor, VENDORS } from '../testing/vendors.suite';

scriptedGateway();

const json = { 'content-type': 'application/json' };
const plain = (status: number, body: unknown): Script =>
  answering(status, typeof body === 'string' ? body : JSON.stringify(body));
const events = (...data: string[]): Script => answering(200, data.join(''), EVENT_STREAM);
const data = (value: object) => `data: ${JSON.stringify(value)}\n\n`;

function serve({ profile }: { profile: ProviderProfile }, ofA: Script, failoverOn?: ErrorKind[]): void {
  gateway.provider.profile = profile;
  upstream.scripts.set('a', ofA);
  const policy = { kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 } as const;
  gateway.setPolicies(failoverOn === undefined ? policy : { ...policy, failoverOn });
}
const causes = () => suspensions().map(({ cause }) => cause);

describe.each(FAILING_OVER)('%s', (_title, vendor, status, body, cause) => {
  it('asks the next target, and suspends the first only if it is at fault', async () => {
    serve(vendor, plain(status, body));
    expect(await received(await ask(gateway, vendor))).toMatchObject({ target: 'production/b', text: GOOD_BODY });
    expect(causes()).toEqual(cause === null ? [] : [cause]);
  });
});

const text = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));

describe('an error in other shapes', () => {
  const body = anthropicError('invalid_request_error', SPENT_CREDIT);
  const shapes: [string, Vendor, Script][] = [
    [
      'compressed',
      VENDORS.anthropic,
      (response) => void response.writeHead(400, { ...json, 'content-encoding': 'gzip' }).end(gzipSync(text(body))),
    ],
    [
      'compressed twice',
      VENDORS.anthropic,
      (response) =>
        void response.writeHead(400, { 'content-encoding': 'gzip, br' }).end(brotliCompressSync(gzipSync(text(body)))),
    ],
    ['in pieces', VENDORS.anthropic, (response) => inPieces(response.writeHead(400, json), Buffer.from(text(body)), 7)],
    ['in a stream', VENDORS.anthropic, events(`event: error\n${data(body)}`)],
    [
      'in a stream of a Response',
      VENDORS.responses,
      events(
        data({ type: 'response.created', response: {} }),
        data({ type: 'response.failed', response: { error: { code: 'insufficient_quota' } } }),
      ),
    ],
    [
      'in an array',
      VENDORS.geminiArray,
      (response) => void response.writeHead(200, json).end('[{"error":{"code":402,"status":"RESOURCE_EXHAUSTED"}}]'),
    ],
    ['as bare JSON in a stream', VENDORS.gemini, events('{\n "error": {"code": 402, "message": "x"}\n}\n')],
    [
      'as a text, with its code beside it',
      VENDORS.compatible,
      plain(403, { code: 'insufficient_balance', error: 'a b' }),
    ],
    ['of Mistral in a stream', VENDORS.mistral, events(data({ object: 'error', message: 'x', code: 402 }))],
  ];

  it.each(shapes)('has the same kind: %s', async (_title, vendor, ofA) => {
    serve(vendor, ofA);
    const { target } = await received(await ask(gateway, vendor, true));
    expect([target, causes()]).toEqual(['production/b', ['ACCOUNT_EXHAUSTED']]);
  });
});

describe('a kind alone decides, whatever the failure statuses are', () => {
  const refused = openaiError('context_length_exceeded');

  it('a request that is too long suspends nobody, although the policy names its status', async () => {
    serve(VENDORS.openai, plain(400, refused));
    gateway.setPolicies({
      kind: 'FAILOVER',
      production: ['a', 'b'],
      suspendDurationSeconds: 60,
      failureStatuses: [[400, 599]],
    });
    expect((await ask(gateway, VENDORS.openai)).headers.get('x-switchyard-target')).toBe('production/b');
    expect(causes()).toEqual([]);
  });

  it.each<[string, Script, number]>([
    ['in a plain answer', plain(400, refused), 400],
    ['in a stream', events(data(refused)), 200],
  ])('a kind that the policy does not name is the answer: %s', async (_title, ofA, status) => {
    serve(VENDORS.openai, ofA, ['MODEL_NOT_FOUND']);
    const answer = await received(await ask(gateway, VENDORS.openai));
    expect(answer).toMatchObject({ status, target: 'production/a', attempts: '1' });
    expect(answer.text).toContain('context_length_exceeded');
    expect(upstream.asked).toEqual(['a']);
  });

  it('and suspends its target all the same, if that is at fault', async () => {
    serve(VENDORS.openai, plain(429, openaiError('rate_limit_exceeded')), []);
    expect(await received(await ask(gateway, VENDORS.openai))).toMatchObject({ status: 429, target: 'production/a' });
    expect(causes()).toEqual(['RATE_LIMITED']);
  });

  it('a rejected credential that does not fail over is not quoted', async () => {
    for (const ofA of [
      plain(401, openaiError('invalid_api_key', 'secret')),
      events(data(openaiError('invalid_api_key', 'secret'))),
    ]) {
      serve(VENDORS.openai, ofA, []);
      const answer = await received(await ask(gateway, VENDORS.openai));
      expect([answer.status, answer.target, upstream.asked.splice(0)]).toEqual([502, 'production/a', ['a']]);
      expect(answer.text).toContain('upstream_credential_rejected');
      expect(answer.text).not.toContain('secret');
    }
  });

  it.each<[string, Script]>([
    ['an invalid request', plain(400, openaiError('unsupported_parameter'))],
    ['a filtered prompt', plain(400, { error: { code: 'content_filter', message: 'no' } })],
    ['a filtered prompt with a failure status', plain(403, openaiError('content_policy_violation'))],
    ['an invalid request in a stream', events(data(openaiError('unsupported_parameter')))],
  ])('by default the answer is passed on for %s', async (_title, ofA) => {
    serve(VENDORS.openai, ofA);
    await received(await ask(gateway, VENDORS.openai));
    expect([upstream.asked, causes()]).toEqual([['a'], []]);
  });
});

it('a failure of the vendor in a stream of images is none of the request', async () => {
  const failed = { type: 'image_generation_server_error', code: 'image_generation_failed', message: 'no', param: null };
  serve(VENDORS.openai, events(`event: error\n${data({ type: 'error', error: failed })}`));
  const { target } = await received(await ask(gateway, VENDORS.openai, true));
  expect([target, causes()]).toEqual(['production/b', ['STREAM_FAILED']]);
});

describe('an unknown model', () => {
  const missing = (name: string) => anthropicError('not_found_error', `model: ${name}`);

  it('that only a fallback in the request names suspends nobody, and the next target is asked', async () => {
    const shapes: [boolean, Script][] = [
      [false, plain(404, missing('nope'))],
      [true, events(`event: error\n${data(missing('nope'))}`)],
    ];
    for (const [isStream, ofA] of shapes) {
      serve(VENDORS.anthropic, ofA);
      const body = { ...VENDORS.anthropic.body, fallbacks: [{ model: 'nope' }] };
      const answer = await received(await ask(gateway, { ...VENDORS.anthropic, body }, isStream));
      expect([answer.target, causes()]).toEqual(['production/b', []]);
    }
  });

  it('that is the one that was sent suspends its target', async () => {
    serve(VENDORS.anthropic, plain(404, missing('a')));
    expect(await received(await ask(gateway, VENDORS.anthropic))).toMatchObject({ target: 'production/b' });
    expect(causes()).toEqual(['MODEL_NOT_FOUND']);
  });
});

it.each(['', {}, { error: 'Payment Required' }, { error: { message: 'Payment required', code: 402 } }])(
  'a bare 402 leaves its target as a last resort: %j',
  async (body) => {
    serve(VENDORS.openai, plain(402, body));
    upstream.scripts.set('b', plain(402, body));
    expect(await received(await ask(gateway, VENDORS.openai))).toMatchObject({ status: 402, attempts: '2' });
    expect(causes()).toEqual(['ACCOUNT_EXHAUSTED', 'ACCOUNT_EXHAUSTED']);
    upstream.scripts.clear();
    expect(await received(await ask(gateway, VENDORS.openai))).toMatchObject({ status: 200 });
  },
);

describe('a 403 that is not about the credential', () => {
  const page = '<html>blocked</html>';

  it('reaches the consumer as it came when nothing is left, and the next request is served', async () => {
    serve(VENDORS.openai, plain(403, page));
    upstream.scripts.set('b', plain(403, page));
    expect(await received(await ask(gateway, VENDORS.openai))).toMatchObject({
      status: 403,
      text: page,
      attempts: '2',
    });
    upstream.scripts.clear();
    expect(await received(await ask(gateway, VENDORS.openai))).toMatchObject({ status: 200, target: 'production/a' });
  });

  it('does so without a policy, and for an operation that is not routed', async () => {
    serve(VENDORS.openai, plain(403, page));
    gateway.setPolicies();
    expect(await received(await ask(gateway, VENDORS.openai))).toMatchObject({ status: 403, text: page });
    const unrouted = { ...VENDORS.openai, path: 'files' };
    expect(await received(await ask(gateway, unrouted))).toMatchObject({ status: 403, text: page });
  });
});

it.each<[string, Record<string, string>, object]>([
  ['Retry-After', { 'retry-after': '90' }, openaiError('rate_limit_exceeded')],
  ['retry-after-ms', { 'retry-after-ms': '90000', 'retry-after': '1' }, openaiError('rate_limit_exceeded')],
  [
    'a date of its own clock, which is hours off',
    { 'retry-after': 'Mon, 30 Nov 2026 03:01:30 GMT', date: 'Mon, 30 Nov 2026 03:00:00 GMT' },
    openaiError('rate_limit_exceeded'),
  ],
  ['the message', {}, openaiError('rate_limit_exceeded', 'Please try again in 1m30s.')],
])('a target is suspended until the time that the vendor names by %s', async (_by, headers, body) => {
  serve(VENDORS.openai, (response) => void response.writeHead(429, { ...json, ...headers }).end(text(body)));
  await ask(gateway, VENDORS.openai);
  const [held] = suspensions();
  expect(held!.untilMs - gateway.nowMs).toBe(90_000);
});

it.each<[string, number, object]>([
  ['in what it quotes', 429, openaiError('rate_limit_exceeded', "Invalid value: 'try again in 59m.'")],
  ['in an error that is about no limit', 503, openaiError(null, 'You wrote: try again in 59m.', 'server_error')],
])('no time that a consumer may have written suspends a target: %s', async (_where, status, body) => {
  serve(VENDORS.openai, plain(status, body));
  upstream.scripts.set('b', plain(status, body));
  expect(await received(await ask(gateway, VENDORS.openai))).toMatchObject({ status, attempts: '2' });
  upstream.scripts.clear();
  expect(await received(await ask(gateway, VENDORS.openai))).toMatchObject({ status: 200 });
});
