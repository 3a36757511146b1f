import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pause } from '@switchyard/runtime';
import { credentialOf } from '@switchyard/test-entries';
import fc from 'fast-check';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import type { AttemptRecord } from '../trace/attempt-record';

const MODELS = ['a', 'b', 'c', 'd'];
const OTHER_KEY = 'sy_live_other';
/** The first is enough on a quiet machine. On a busy one even a vendor that answers at once may exceed it. */
const REQUEST_TIMEOUTS_SECONDS = [1, 5, 20];
/** This many consecutive characters of the endpoint's credential must not reach a consumer. */
const ECHO_LENGTH = 12;
const CREDENTIAL = credentialOf('production');
const QUOTED = CREDENTIAL.slice(3, 3 + ECHO_LENGTH);

const ANSWER = JSON.stringify({ choices: [{ message: { content: 'x'.repeat(2_000) }, finish_reason: 'stop' }] });
const event = (delta: object, finish: string | null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const EVENTS = [
  event({ role: 'assistant' }, null),
  event({ content: 'hi' }, null),
  event({}, 'stop'),
  'data: [DONE]\n\n',
];
const STREAM = EVENTS.join('');

/** A firewall's answer, which reaches the consumer as it came. */
const BLOCKED = '<h1>Blocked</h1>';

type Send = (response: ServerResponse, isStream: boolean) => unknown;

function head(response: ServerResponse, isStream: boolean): void {
  const type = isStream ? 'text/event-stream' : 'application/json';
  const length = isStream ? {} : { 'content-length': Buffer.byteLength(ANSWER) };
  response.writeHead(200, { 'content-type': type, ...length });
}
const errorOf = (message: string, rest: object = {}) => JSON.stringify({ error: { message, ...rest } });
const fails =
  (status: number, headers: Record<string, string> = {}, body = errorOf('no')): Send =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
/**
 * The connection that the request came on. A response has none before the one before it has ended, which may be after the
 * gateway has the whole of that and sends the next request.
 */
const connectionOf = ({ req }: ServerResponse) => req.socket;
const rawly =
  (bytes: string): Send =>
  (response) =>
    connectionOf(response).end(bytes);

/** What a vendor can do, and whether the consumer gets a whole answer from it. */
const ACTS = {
  WELL: (response, isStream) => {
    head(response, isStream);
    response.end(isStream ? STREAM : ANSWER);
  },
  SLOWLY: async (response, isStream) => {
    head(response, isStream);
    for (const piece of isStream ? EVENTS : [ANSWER.slice(0, 9), ANSWER.slice(9)]) {
      response.write(piece);
      await pause(10);
    }
    response.end();
  },
  FAILS: fails(500),
  OVERLOADED: fails(503),
  NOT_FOUND: fails(404),
  BUSY: fails(429, { 'retry-after': '20' }),
  REJECTS: fails(401),
  EXHAUSTED: fails(402),
  FORBIDDEN: fails(403, { 'content-type': 'text/html' }, BLOCKED),
  TOO_LONG: fails(400, {}, errorOf('too long', { code: 'context_length_exceeded' })),
  DISGUISED: fails(200, {}, errorOf('Provider returned error', { code: 502 })),
  BLANK: fails(200, {}, ' \n\n'),
  ECHOES: fails(500, { 'x-debug': CREDENTIAL }, errorOf(`bad key ${QUOTED}`)),
  ECHOES_AT_FAULT: fails(400, {}, errorOf(`bad key ${QUOTED}`, { type: 'invalid_request_error' })),
  ECHOES_IN_DISGUISE: fails(200, {}, errorOf(encodeURIComponent(CREDENTIAL).replaceAll('-', '%2D'))),
  RESETS: (response) => connectionOf(response).resetAndDestroy(),
  CLOSES: (response) => connectionOf(response).end(),
  GARBAGE: rawly('nonsense\r\n\r\n'),
  REDIRECTS: fails(302, { location: 'http://a.example/' }),
  SILENT: () => {},
  STALLS_IN_ERROR: (response) => response.writeHead(500, { 'content-length': 100 }).write('{'),
  CUTS_ERROR: rawly('HTTP/1.1 503 X\r\ncontent-length: 100\r\n\r\n{'),
  /** A whole answer is not to be had from it, and the consumer may have a part already. */
  CUTS: (response, isStream) => {
    head(response, isStream);
    response.write(isStream ? EVENTS[1] : ANSWER.slice(0, 500), () => response.destroy());
  },
  CUTS_EARLY: (response) => {
    head(response, true);
    response.write(EVENTS[0], () => response.destroy());
  },
  ECHOES_LATER: (response) => {
    head(response, true);
    response.end(`${EVENTS[1]}data: ${errorOf(QUOTED)}\n\n`);
  },
} satisfies Record<string, Send>;
type Act = keyof typeof ACTS;

const answersWell = (act: Act) => act === 'WELL' || act === 'SLOWLY';
const mayBegin = (act: Act) => act === 'CUTS' || act === 'CUTS_EARLY' || act === 'ECHOES_LATER';
/** The vendor says that the request is at fault, so no other target is asked. */
const isFinal = (act: Act) => act === 'ECHOES_AT_FAULT';

/** They cost the time of a timeout. */
const SLOW_ACTS: readonly Act[] = ['SILENT', 'STALLS_IN_ERROR'];

let vendor: Server;
let url: string;
/** How often the vendor let the gateway wait on purpose, by the play. */
const slowActs = new Map<string, number>();

beforeAll(async () => {
  vendor = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(vendor.address() as { port: number }).port}`;
});
afterAll(() => {
  vendor.closeAllConnections();
  vendor.close();
});

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.on('error', () => {});
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { model, stream, user } = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
  const { acts, playId } = JSON.parse(String(user)) as { acts: Act[]; playId: string };
  const next = acts[MODELS.indexOf(String(model))]!;
  if (SLOW_ACTS.includes(next)) slowActs.set(playId, (slowActs.get(playId) ?? 0) + 1);
  await ACTS[next](response, stream === true);
}

interface Sent {
  readonly isOther: boolean;
  readonly isStream: boolean;
  /** What each target does with it. */
  readonly acts: readonly Act[];
}

class EchoError extends Error {}

function expectNoEcho(texts: readonly string[]): void {
  for (let at = 0; at + ECHO_LENGTH <= CREDENTIAL.length; at += 1) {
    const part = CREDENTIAL.slice(at, at + ECHO_LENGTH);
    if (texts.some((text) => text.includes(part))) throw new EchoError(`${part} reached the consumer`);
  }
}

/** Sends a request; null if its answer was cut. */
async function send(gateway: GatewayUnderTest, playId: string, { isOther, isStream, acts }: Sent) {
  try {
    const body = { model: 'a', stream: isStream, user: JSON.stringify({ acts, playId }) };
    const response = await gateway.chat(body, { key: isOther ? OTHER_KEY : gateway.liveKey });
    const texts = [...response.headers.values(), ''];
    const { status } = response;
    try {
      for await (const piece of response.body ?? []) texts[texts.length - 1] += Buffer.from(piece).toString('latin1');
    } finally {
      expectNoEcho(texts);
    }
    return { status, text: texts.at(-1) ?? '' };
  } catch (error) {
    if (error instanceof EchoError) throw error;
    return null;
  }
}

function hardModels(gateway: GatewayUnderTest): string[] {
  return [...gateway.policyStates.everSuspended()].flatMap(({ state }) =>
    [...state.suspensions].flatMap(([key, { hardUntilMs }]) => {
      const model = gateway.provider.models.find(({ id }) => key.includes(id));
      return (hardUntilMs ?? 0) > gateway.nowMs && model !== undefined ? [model.name] : [];
    }),
  );
}

const act = fc.oneof(
  {
    arbitrary: fc.constantFrom(...(Object.keys(ACTS) as Act[]).filter((each) => !SLOW_ACTS.includes(each))),
    weight: 40,
  },
  { arbitrary: fc.constantFrom(...SLOW_ACTS), weight: 1 },
);
const good = fc.constantFrom<Act>('WELL', 'SLOWLY');
/** No time that a vendor names, no rejected credential, no exhausted account. */
const blameless = fc.constantFrom<Act>(
  ...(['FAILS', 'OVERLOADED', 'NOT_FOUND', 'FORBIDDEN', 'TOO_LONG', 'DISGUISED', 'BLANK'] as const),
  ...(['RESETS', 'CLOSES', 'GARBAGE', 'CUTS', 'CUTS_EARLY', 'CUTS_ERROR', 'REDIRECTS'] as const),
  ...(['ECHOES', 'ECHOES_AT_FAULT', 'ECHOES_IN_DISGUISE', 'ECHOES_LATER'] as const),
);
const actsOf = (of: fc.Arbitrary<Act>) => fc.array(of, { minLength: MODELS.length, maxLength: MODELS.length });
const batchOf = (of: fc.Arbitrary<Act>, otherOf: fc.Arbitrary<Act>) =>
  fc.array(
    fc.oneof(
      fc.record({ isOther: fc.constant(false), isStream: fc.boolean(), acts: actsOf(of) }),
      fc.record({ isOther: fc.constant(true), isStream: fc.boolean(), acts: actsOf(otherOf) }),
    ),
    { minLength: 1, maxLength: 8 },
  );
const play = (of: fc.Arbitrary<Act>, otherOf: fc.Arbitrary<Act>) =>
  fc.record({
    kind: fc.constantFrom('FAILOVER' as const, 'ROUND_ROBIN' as const),
    count: fc.integer({ min: 1, max: MODELS.length }),
    batches: fc.array(
      fc.record({ requests: batchOf(of, otherOf), laterMs: fc.nat(40_000), wallStepMs: fc.integer() }),
      { minLength: 1, maxLength: 2 },
    ),
  });

type Played = ReturnType<typeof play> extends fc.Arbitrary<infer P> ? P : never;
type Got = Awaited<ReturnType<typeof send>>;

/** A request and its answer, with the models that were suspended hard before or after it. */
type Checked = [sent: Sent, got: Got, hard: readonly string[]];

type Attempt = Pick<AttemptRecord, 'outcome' | 'detail'>;

/** How many attempts timed out, before the headers or in the body of an error. */
function timeouts({ log }: GatewayUnderTest): number {
  const attempts = log.flatMap((line) => (JSON.parse(line) as { attempts?: Attempt[] }).attempts ?? []);
  return attempts.filter(({ outcome, detail }) => outcome === 'TIMEOUT' || detail?.includes('in time')).length;
}

/** Plays and checks, with a timeout that no vendor exceeds which answers at once. */
async function run(played: Played, check: (...checked: Checked) => void): Promise<void> {
  for (const requestTimeoutSeconds of REQUEST_TIMEOUTS_SECONDS) {
    const { checked, isTooSlow } = await playWithin(requestTimeoutSeconds, played);
    if (isTooSlow) continue;
    for (const each of checked) check(...each);
    return;
  }
  throw new Error(`a vendor that answers at once exceeds a timeout of ${REQUEST_TIMEOUTS_SECONDS.at(-1)} s`);
}

/**
 * Plays batches of concurrent requests, with time that passes and a wall clock that steps between them.
 *
 * @returns also whether the machine was too slow: a vendor exceeded the timeout without meaning to
 */
async function playWithin(requestTimeoutSeconds: number, { kind, count, batches }: Played) {
  const playId = randomUUID();
  const checked: Checked[] = [];
  const gateway = await new GatewayUnderTest(url, MODELS).listen();
  gateway.addConsumer('other', OTHER_KEY);
  gateway.setPolicies({
    // A failover policy has a fallback.
    kind: count === 1 ? 'ROUND_ROBIN' : kind,
    production: MODELS.slice(0, count),
    maxAttempts: count,
    suspendDurationSeconds: 30,
    requestTimeoutSeconds,
  });
  try {
    for (const { requests, laterMs, wallStepMs } of batches) {
      gateway.nowMs += laterMs;
      gateway.wallOffsetMs = wallStepMs;
      const before = hardModels(gateway);
      const sent = requests.map((each) => ({ ...each, acts: each.acts.slice(0, count) }));
      const got = await Promise.all(sent.map((each) => send(gateway, playId, each)));
      const hard = [...before, ...hardModels(gateway)];
      for (const [index, each] of sent.entries()) checked.push([each, got[index] ?? null, hard]);
    }
  } finally {
    await gateway.close();
  }
  return { checked, isTooSlow: timeouts(gateway) > (slowActs.get(playId) ?? 0) };
}

/** Plays at the same time cost the time of one. */
const PLAYS_AT_ONCE = 3;
const several = (of: fc.Arbitrary<Act>, otherOf: fc.Arbitrary<Act>) =>
  fc.array(play(of, otherOf), { minLength: PLAYS_AT_ONCE, maxLength: PLAYS_AT_ONCE });

/** Shrinking would exceed the time limit of a test, and Jest would report that instead of the failure. */
const WITHOUT_SHRINKING = { endOnFailure: true };

it('an answer that ends well is whole, quotes no credential, and comes if a target that is not suspended hard gives it', async () => {
  const check = ({ isStream, acts }: Sent, got: Got, hard: readonly string[]) => {
    if (got?.status === 200) expect(got.text).toBe(isStream ? STREAM : ANSWER);
    else if (got !== null && got.text !== BLOCKED) expect(JSON.parse(got.text)).toHaveProperty('error');
    const isAnswerable = acts.some((each, index) => answersWell(each) && !hard.includes(MODELS[index]!));
    if (isAnswerable && !acts.some(mayBegin) && !acts.some(isFinal)) expect(got?.status).toBe(200);
  };
  await fc.assert(
    fc.asyncProperty(several(act, act), async (plays) => {
      await Promise.all(plays.map((each) => run(each, check)));
    }),
    { numRuns: 6, ...WITHOUT_SHRINKING },
  );
});

it('no requests of one consumer make the side unavailable for another', async () => {
  const check = ({ isOther }: Sent, got: Got) => {
    if (isOther) expect(got?.status).toBe(200);
  };
  await fc.assert(
    fc.asyncProperty(several(blameless, good), async (plays) => {
      await Promise.all(plays.map((each) => run(each, check)));
    }),
    { numRuns: 8, ...WITHOUT_SHRINKING },
  );
});
