import { request, type ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { GatewayUnderTest, sealingKey } from '../testing/gateway-under-test.suite';
import { inPieces, ScriptedUpstream } from '../testing/scripted-upstream.suite';
import { VENDORS } from '../testing/vendors.suite';

/** This many consecutive characters of a credential must not reach a consumer. */
const PART_LENGTH = 12;

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

/** Ways to write a character. */
const NOTATIONS: ((character: string) => string)[] = [
  (character) => character,
  (character) => `%${hex(character, 2).toUpperCase()}`,
  (character) => `%${hex(character, 2)}`,
  (character) => `\\u${hex(character, 4)}`,
  (character) => (/\w/.test(character) ? character : `\\${character}`),
  (character) => `&#x${hex(character, 2)};`,
  (character) => `&#${character.charCodeAt(0)};`,
];
const hex = (character: string, digits: number) => character.charCodeAt(0).toString(16).padStart(digits, '0');

/** How a vendor writes what it quotes: the same way throughout, mixed, twice, or in base64. */
type Encoding = (text: string) => string;
const notation = fc.constantFrom(...NOTATIONS);
const encoding: fc.Arbitrary<Encoding> = fc.oneof(
  notation.map(
    (write): Encoding =>
      (text) =>
        Array.from(text, write).join(''),
  ),
  fc.array(notation, { minLength: 1, maxLength: 9 }).map(
    (writes): Encoding =>
      (text) =>
        Array.from(text, (each, index) => writes[index % writes.length]!(each)).join(''),
  ),
  notation.map(
    (write): Encoding =>
      (text) =>
        encodeURIComponent(Array.from(text, write).join('')),
  ),
  fc.tuple(fc.nat(4), fc.constantFrom('base64' as const, 'base64url' as const)).map(
    ([before, alphabet]): Encoding =>
      (text) =>
        Buffer.from(`${'u'.repeat(before)}${text}`).toString(alphabet),
  ),
);

const CONTENT = 'data: {"choices":[{"delta":{"content":"a"}}]}\n\n';
const ROLE = 'data: {"choices":[{"delta":{"role":"assistant"}}]}\n\n';
const FINISH = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n';
const DONE = 'data: [DONE]\n\n';
const error = (text: string) => `{"error":{"message":"${text}"}}`;
const event = (text: string) => `data: ${error(text)}\n\n`;

interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly trailers?: Record<string, string>;
}
const stream = (...events: string[]): Answer => ({ type: 'text/event-stream', body: events.join('') });

/** Where a vendor can quote a part of the credential. */
const PLACES: Record<string, (text: string) => Answer> = {
  'an error': (text) => ({ status: 400, body: error(text) }),
  'an error that is not JSON': (text) => ({ status: 503, type: 'text/html', body: `<p>${text}</p>` }),
  'an error with a good status': (text) => ({ body: error(text) }),
  'the header of an error': (text) => ({ status: 422, headers: { 'x-debug': text }, body: error('no') }),
  'the header of a stream that is an error': (text) => ({ ...stream(event('no')), headers: { 'x-debug': text } }),
  'the trailer of an error': (text) => ({ status: 422, body: error('no'), trailers: { 'x-debug': text } }),
  'the trailer of a stream': (text) => ({ ...stream(CONTENT, DONE), trailers: { 'x-debug': text } }),
  'the first event': (text) => stream(event(text)),
  'a later event': (text) => stream(ROLE, CONTENT, event(text), DONE),
  'a last event without its blank line': (text) => stream(CONTENT, event(text).trimEnd()),
  'half an event at the end': (text) => stream(CONTENT, FINISH, `data: {"error":{"message":"${text}`),
  'a comment before an error': (text) => stream(`: ${text}\n\n`, event('no')),
  'an event of another kind before an error': (text) => stream(`data: {"detail":"${text}"}\n\n`, event('no')),
  'an event of another kind, and nothing else': (text) => stream(`data: {"detail":"${text}"}\n\n`),
  'an event behind the terminal one': (text) => stream(CONTENT, DONE, event(text), event('no')),
  'a comment behind the terminal event': (text) => stream(CONTENT, DONE, `: ${text}\n\n`),
  'half an event behind the terminal one': (text) => stream(CONTENT, DONE, `data: {"error":"${text}`),
};
/** Where only the whole of it is looked for. */
const PLACES_OF_WHOLE: Record<string, (text: string) => Answer> = {
  'the header of a good answer': (text) => ({ headers: { 'x-debug': text }, body: '{"choices":[{}]}' }),
  'the header of a stream': (text) => ({ ...stream(CONTENT, DONE), headers: { 'x-debug': text } }),
};
/** Where an operation that is not routed can quote it. */
const PLACES_UNROUTED: Record<string, (text: string) => Answer> = {
  'an error of another operation': (text) => ({ status: 404, body: error(text) }),
  'an event of another operation': (text) => stream('event: delta\ndata: {}\n\n', `event: error\ndata: ${text}\n\n`),
  'the last event of another operation': (text) => stream('data: {}\n\n', `data: {"error":"${text}`),
};

const CODINGS: Record<string, (body: Buffer) => Buffer> = {
  gzip: gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
};

async function send(
  response: ServerResponse,
  { status = 200, type, headers, body, trailers }: Answer,
  pieces: number,
  coding: string | null,
) {
  const plain = Buffer.from(body ?? '');
  response.writeHead(status, {
    'content-type': type ?? 'application/json',
    ...headers,
    ...(coding === null ? {} : { 'content-encoding': coding }),
    ...(trailers === undefined ? {} : { trailer: Object.keys(trailers).join(', ') }),
  });
  if (trailers !== undefined) response.addTrailers(trailers);
  inPieces(response, coding === null ? plain : CODINGS[coding]!(plain), pieces);
}

/** Everything that a consumer can see of an answer. */
function seen(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${gateway.liveKey}`, 'content-type': 'application/json', te: 'trailers' };
    request(`${gateway.url}/support/chat/${path}`, { method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      const conclude = () => {
        const { rawHeaders, rawTrailers, statusMessage } = response;
        resolve([statusMessage, ...rawHeaders, ...rawTrailers, Buffer.concat(chunks).toString('latin1')].join('\n'));
      };
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('error', conclude)
        .on('end', conclude);
    })
      .on('error', reject)
      .end(JSON.stringify({ model: 'a', stream: true, messages: [] }));
  });
}

/** The first part of a credential that a text tells to somebody who decodes it; null for none. */
function leakIn(text: string, credential: string): string | null {
  let form = text;
  for (let round = 0; round < 4; round += 1) {
    const inBase64 = [...form.matchAll(/[\w+/-]{15,}/g)].flatMap(([run]) =>
      [0, 1, 2, 3].map((skipped) => Buffer.from(run.slice(skipped), 'base64').toString('latin1')),
    );
    for (let at = 0; at + PART_LENGTH <= credential.length; at += 1) {
      const part = credential.slice(at, at + PART_LENGTH);
      if ([form, ...inBase64].some((each) => each.includes(part))) return part;
    }
    form = form
      .replaceAll(/%([0-9a-f]{2})|\\u([0-9a-f]{4})|&#x([0-9a-f]{2});/gi, (_whole, ...digits: unknown[]) =>
        String.fromCharCode(Number.parseInt(digits.slice(0, 3).find((each) => each !== undefined) as string, 16)),
      )
      .replaceAll(/&#(\d+);/g, (_whole, code: string) => String.fromCharCode(Number(code)))
      .replaceAll(/\\([^u"\\])/g, '$1');
  }
  return null;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~+/=:,!$*()';
const credentials = fc
  .string({ unit: fc.constantFrom(...Array.from(ALPHABET)), minLength: PART_LENGTH + 4, maxLength: 60 })
  // Only twelve characters that are not themselves everywhere tell anything.
  .filter((text) => new Set(text).size > PART_LENGTH / 2);

it.each([
  ['an operation of the profile', VENDORS.openai.path, PLACES, PLACES_OF_WHOLE],
  ['another operation', 'threads/runs', PLACES_UNROUTED, PLACES_OF_WHOLE],
])(
  'no part of a credential reaches a consumer of %s',
  async (_title, path, places, placesOfWhole) => {
    const all = { ...places, ...placesOfWhole };
    await fc.assert(
      fc.asyncProperty(
        credentials,
        fc.constantFrom(...Object.keys(all)),
        fc.record({ start: fc.nat(), length: fc.nat() }),
        encoding,
        fc.integer({ min: 1, max: 60 }),
        fc.option(fc.constantFrom(...Object.keys(CODINGS)), { nil: null }),
        async (credential, place, part, encode, pieces, coding) => {
          const start = part.start % (credential.length - PART_LENGTH + 1);
          const length = PART_LENGTH + (part.length % (credential.length - PART_LENGTH - start + 1));
          const quoted = place in placesOfWhole ? credential : credential.slice(start, start + length);
          const text = `key ${encode(quoted)} is bad`;
          expect([text, leakIn(text, credential)]).toEqual([text, expect.any(String)]);
          const [endpoint] = gateway.provider.endpoints;
          const { id: endpointId, url } = endpoint!;
          endpoint!.sealedCredential = sealingKey.seal({ apiKey: credential }, { endpointId, url });
          gateway.serve();
          upstream.scripts.set('a', (response) => void send(response, all[place]!(text), pieces, coding));
          expect(leakIn(await seen(path), credential)).toBeNull();
        },
      ),
      { numRuns: 300 },
    );
  },
  60_000,
);
