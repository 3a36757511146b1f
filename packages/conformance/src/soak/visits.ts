import type { BehaviourInput } from '@switchyard/simulator';
import type { SoakedPolicy, SoakedStack } from './soaked-stack';

/** One kind of request, and the only outcome that its script allows. */
export interface Visit {
  readonly name: string;
  /** How many of 100 requests are of this kind. */
  readonly share: number;
  readonly expected: string;
  /** Sends request `number` and says what came of it. */
  readonly send: (gateway: SoakedStack, number: number) => Promise<string>;
}

/** Models whose vendor fails in turn. Each has the healthy model as its fallback. */
export const FLAPPING = ['flapping-a', 'flapping-b', 'flapping-c'];
export const HEALTHY = 'healthy';
/** The simulator breaks each stream of this model after two events. It has no fallback. */
export const CUT = 'cut';
/** Its streams have events of 1 MiB. */
export const HUGE = 'huge';
/** Its streams last for half a minute. */
export const LONG = 'long';
/** Its vendor closes idle connections. */
export const IMPATIENT = 'impatient';
export const MODELS = [...FLAPPING, HEALTHY, CUT, HUGE, LONG, IMPATIENT];

const MIB = 1_024 * 1_024;
const SLOW_READ_PAUSE_MS = 250;

/** What the simulator does, apart from the flapping models. */
const LASTING: BehaviourInput[] = [
  { match: { model: CUT }, answer: { contentChunks: 8, cutAfterEvents: 2 } },
  { match: { model: HUGE }, answer: { content: 'h'.repeat(4 * MIB), contentChunks: 4 } },
  { match: { model: LONG }, answer: { contentChunks: 100, content: 'l'.repeat(1_000), eventDelayMs: 300 } },
  { answer: { contentChunks: 8, eventDelayMs: 15 } },
];
/** How a flapping model fails, before any content. */
const FAULTS: BehaviourInput['answer'][] = [
  { status: 500 },
  { reset: true },
  { status: 429 },
  { status: 503, headers: { 'retry-after': '2' } },
  { silent: true },
  { status: 403, body: '<html>blocked by a firewall</html>', headers: { 'content-type': 'text/html' } },
];

/** Gives the simulator the behaviours of this turn: one of the flapping models fails. */
export function flap(gateway: SoakedStack, turn: number): void {
  gateway.simulator.clearRequests();
  gateway.simulator.setBehaviours([
    { match: { model: FLAPPING[turn % FLAPPING.length] ?? '' }, answer: FAULTS[turn % FAULTS.length] ?? {} },
    ...LASTING,
  ]);
}

/** How the visits are routed. */
export function policiesOf(impatientUrl: string): SoakedPolicy[] {
  return [
    ...FLAPPING.map((model) => ({
      model,
      fallback: HEALTHY,
      suspendDurationSeconds: 1,
      // Far longer than a healthy vendor takes on a busy machine: the silent one must be all that times out.
      requestTimeoutSeconds: 10,
    })),
    { model: IMPATIENT, vendorUrl: `${impatientUrl}/v1`, fallback: HEALTHY },
  ];
}

const flapping = (number: number) => FLAPPING[number % FLAPPING.length] ?? '';
const messages = (characters: number) => [{ role: 'user', content: 'x'.repeat(characters) }];

async function post(gateway: SoakedStack, body: object, init: RequestInit = {}, key?: string): Promise<Response> {
  return gateway.send('chat/completions', { method: 'POST', body: JSON.stringify(body), ...init }, key);
}

/** What a whole stream came to: its status, and how it ended. */
async function streamed(response: Response, pauseMs = 0): Promise<string> {
  let end = '';
  try {
    for await (const chunk of response.body ?? []) {
      end = (end + Buffer.from(chunk as Uint8Array).toString('latin1')).slice(-500);
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  } catch {
    return `${response.status} broken${end.includes('"error"') ? ' after an error event' : ''}`;
  }
  return `${response.status} ${/data: \[DONE\]\s*$/.test(end) ? 'whole' : 'without its end'}`;
}

async function plain(response: Response): Promise<string> {
  const text = await response.text();
  return response.ok
    ? `${response.status} ${text.includes('"choices"') ? 'whole' : 'strange'}`
    : String(response.status);
}

/** The shares add up to 100. */
export const VISITS: readonly Visit[] = [
  {
    name: 'plain, of a vendor that flaps',
    share: 30,
    expected: '200 whole',
    send: async (gateway, number) =>
      plain(await post(gateway, { model: flapping(number), messages: messages(number % 5_000) })),
  },
  {
    name: 'streamed, of a vendor that flaps',
    share: 30,
    expected: '200 whole',
    send: async (gateway, number) =>
      streamed(await post(gateway, { model: flapping(number), stream: true, messages: messages(number % 5_000) })),
  },
  {
    name: 'of a vendor that closes idle connections',
    share: 12,
    expected: '200 whole, by the first target',
    send: async (gateway) => {
      const response = await post(gateway, { model: IMPATIENT, messages: messages(10) });
      const isFirst = response.headers.get('x-switchyard-attempts') === '1';
      return `${await plain(response)}, by ${isFirst ? 'the first target' : 'another one'}`;
    },
  },
  {
    name: 'a stream that the vendor cuts',
    share: 6,
    expected: '200 broken after an error event',
    send: async (gateway) => streamed(await post(gateway, { model: CUT, stream: true, messages: messages(10) })),
  },
  {
    name: 'a consumer that leaves',
    share: 10,
    expected: 'left',
    send: async (gateway, number) => {
      const signal = AbortSignal.timeout(20 + (number % 7) * 10);
      try {
        await streamed(await post(gateway, { model: HEALTHY, stream: true, messages: messages(10) }, { signal }));
      } catch {
        // Before the headers; after them `streamed` says so.
      }
      return signal.aborted ? 'left' : 'answered before it left';
    },
  },
  {
    name: 'an upload of 4 MiB',
    share: 2,
    expected: '200 whole',
    send: async (gateway) => plain(await post(gateway, { model: HEALTHY, messages: messages(4 * MIB) })),
  },
  {
    name: 'an upload beyond the limit',
    share: 1,
    expected: '413',
    send: async (gateway) => plain(await post(gateway, { model: HEALTHY, messages: messages(9 * MIB) })),
  },
  {
    name: 'a stream with events of 1 MiB, read slowly',
    share: 2,
    expected: '200 whole',
    send: async (gateway) =>
      streamed(await post(gateway, { model: HUGE, stream: true, messages: messages(10) }), SLOW_READ_PAUSE_MS / 10),
  },
  {
    name: 'a stream of half a minute',
    share: 2,
    expected: '200 whole',
    send: async (gateway) => streamed(await post(gateway, { model: LONG, stream: true, messages: messages(10) })),
  },
  {
    name: 'a key that nobody issued',
    share: 5,
    expected: '401',
    send: async (gateway, number) =>
      plain(await post(gateway, { model: HEALTHY, messages: messages(10) }, {}, `sy_live_${number}`)),
  },
];

const TURNS = VISITS.flatMap((visit) => Array.from({ length: visit.share }, () => visit));
/** No common divisor with 100, so that the kinds alternate and each gets its share. */
const STRIDE = 37;

export function visitOf(number: number): Visit {
  const visit = TURNS[(number * STRIDE) % TURNS.length];
  if (visit === undefined) throw new Error('the shares of the visits must add up to 100');
  return visit;
}
