import { request, type ServerResponse } from 'node:http';
import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
} from 'node:zlib';
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
  /** How much of the body the vendor sends before the consumer has a part of the answer. */
  readonly firstBytes?: number;
  readonly holdBackSeconds?: number;
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
  'an event of another kind with a name like content': (text) => stream(CONTENT, `data: {"text":"${text}"}\n\n`),
  'an event of another kind with content in it': (text) => stream(CONTENT, `data: {"e":{"content":"${text}"}}\n\n`),
  'an event behind the terminal one': (text) => stream(CONTENT, DONE, event(text), event('no')),
  'a comment behind the terminal event': (text) => stream(CONTENT, DONE, `: ${text}\n\n`),
  'half an event behind the terminal one': (text) => stream(CONTENT, DONE, `data: {"error":"${text}`),
};
/** More than is held back. */
const LARGE = 'x'.repeat(70_000);
/** One of many in an answer. */
const LINE = '{"choices":[{"delta":{"content":"a"}}]}\n';
const page = (text: string) => `<!doctype html><html><body>${text}</body></html>`;
const json = (text: string): Answer => ({ body: `{"id":"a","error":{"message":"${text}"},"user_id":"u"}` });

/** Where an answer with status 200 can quote it that is not held until it can be judged. */
const PLACES_PASSED_ON: Record<string, (text: string, cut: number) => Answer> = {
  'JSON, within the hold-back time': (text, cut) => inTime(json(text), cut),
  'JSON behind white space, within the hold-back time': (text) => ({ ...inTime({ body: ` ${error(text)}` }, 1) }),
  'JSON that is not held': (text) => ({ ...json(text), holdBackSeconds: 0 }),
  'an array that is not held': (text) => ({ body: `[${error(text)}]`, holdBackSeconds: 0 }),
  'an error that is not held': (text) => ({ ...stream(event(text)), holdBackSeconds: 0 }),
  'an event that is not held': (text) => ({ ...stream(`data: {"detail":"${text}"}\n\n`), holdBackSeconds: 0 }),
  'JSON behind much white space': (text) => ({ body: ' '.repeat(LARGE.length) + error(text) }),
  'JSON behind a large member': (text) => ({ body: `{"pad":"${LARGE}","error":"${text}"}` }),
  'JSON in front of a large member': (text) => ({ body: `{"error":"${text}","pad":"${LARGE}"}` }),
  'JSON that ends without content': (text) => ({ body: `{"detail":"${text}"}` }),
  text: (text) => ({ type: 'text/plain', body: text }),
  'text without a type': (text) => ({ headers: {}, type: '', body: `Bad key: ${text}` }),
  'a long text': (text) => ({ type: 'text/plain', body: `${LARGE}${text}${LARGE}` }),
  'text that is called JSON': (text) => ({ body: `bad: ${text}` }),
  'a string of JSON': (text) => ({ body: `"${text}"` }),
  'a page': (text) => ({ type: 'text/html', body: page(text) }),
  'a page that is called JSON': (text) => ({ body: page(text) }),
  'a page that is called text': (text) => ({ type: 'text/plain', body: page(text) }),
  'bytes of any kind': (text) => ({ type: 'application/octet-stream', body: `\u0001${text}` }),
  'JSON that is called sound': (text) => ({ type: 'audio/mpeg', body: error(text) }),
  'lines of JSON': (text) => ({ type: 'application/x-ndjson', body: `${error(text)}\n` }),
  'a line of JSON behind content': (text) => ({ type: 'application/x-ndjson', body: `${LINE}${error(text)}\n` }),
  'a large first event': (text) => stream(`data: {"detail":"${LARGE}${text}"}\n\n`),
  'a large later event': (text) => stream(CONTENT, `data: {"detail":"${text}${LARGE}"}\n\n`, DONE),
  'a large comment': (text) => stream(`: ${LARGE}${text}\n\n`, CONTENT, DONE),
  'text that is called a stream': (text) => ({ type: 'text/event-stream', body: `Bad key: ${text}` }),
  'half an event at the end of an answer': (text) => stream(CONTENT, FINISH, `data: {"detail":"${text}`),
};

/** Sends this much of an answer, and the rest when the hold-back time is over. */
const inTime = (answer: Answer, cut: number): Answer => ({
  ...answer,
  firstBytes: 1 + (cut % (answer.body?.length ?? 1)),
  holdBackSeconds: 0.01,
});

/** Where only the whole of it is looked for. */
const PLACES_OF_WHOLE: Record<string, (text: string) => Answer> = {
  'the header of a good answer': (text) => ({ headers: { 'x-debug': text }, body: '{"choices":[{}]}' }),
  'the header of a stream': (text) => ({ ...stream(CONTENT, DONE), headers: { 'x-debug': text } }),
};
/** Where an operation that is not routed can quote it. */
const PLACES_UNROUTED: Record<string, (text: string) => Answer> = {
  'an error of another operation': (text) => ({ status: 404, body: error(text) }),
  'an event of another operation': (text) => stream('event: delta\ndata: {}\n\n', `event: error\ndata: ${text}\n\n`),
  'JSON of another operation': (text) => ({ body: error(text) }),
  'JSON with a name like content of another operation': (text) => ({ body: `{"choices":[1],"detail":"${text}"}` }),
  'text of another operation': (text) => ({ type: 'text/plain', body: `Bad key: ${text}` }),
  'bytes of another operation': (text) => ({ type: 'application/octet-stream', body: `\u0001${text}` }),
  'lines of JSON of another operation': (text) => ({ type: 'application/jsonl', body: `${LINE}${error(text)}\n` }),
  'a late line of JSON of another operation': (text) => ({
    type: 'application/x-ndjson',
    body: LINE.repeat(2_000) + error(text),
  }),
  'the last event of another operation': (text) => stream('data: {}\n\n', `data: {"error":"${text}`),
};

const CODINGS: Record<string, (body: Buffer) => Buffer> = {
  gzip: gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
};

const DECODINGS: Record<string, (body: Buffer) => Buffer> = {
  gzip: (body) => gunzipSync(body, { finishFlush: constants.Z_SYNC_FLUSH }),
  br: (body) => brotliDecompressSync(body, { finishFlush: constants.BROTLI_OPERATION_FLUSH }),
  deflate: (body) => inflateSync(body, { finishFlush: constants.Z_SYNC_FLUSH }),
};

/** What the vendor does once the consumer has a part of its answer. */
let onAnswerBegun = () => {};

function send(
  response: ServerResponse,
  { status = 200, type = 'application/json', headers, body = '', trailers, firstBytes = 0 }: Answer,
  pieces: number,
  coding: string | null,
) {
  const plain = Buffer.from(body);
  response.writeHead(status, {
    ...(type === '' ? {} : { 'content-type': type }),
    ...headers,
    ...(coding === null ? {} : { 'content-encoding': coding }),
    ...(trailers === undefined ? {} : { trailer: Object.keys(trailers).join(', ') }),
  });
  if (trailers !== undefined) response.addTrailers(trailers);
  const bytes = coding === null ? plain : CODINGS[coding]!(plain);
  // A large body takes too many writes of a few bytes.
  const sendRest = (from: number) =>
    inPieces(response, bytes.subarray(from), body.length < 10_000 ? pieces : pieces * 999);
  if (firstBytes === 0 || coding !== null) return sendRest(0);
  onAnswerBegun = () => sendRest(firstBytes);
  response.write(bytes.subarray(0, firstBytes));
}

/** Everything that a consumer can see of an answer. */
function seen(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${gateway.liveKey}`, 'content-type': 'application/json', te: 'trailers' };
    request(`${gateway.url}/support/chat/${path}`, { method: 'POST', headers }, (response) => {
      onAnswerBegun();
      const chunks: Buffer[] = [];
      const conclude = () => {
        const { rawHeaders, rawTrailers, statusMessage } = response;
        const body = Buffer.concat(chunks);
        const coding = response.headers['content-encoding'];
        const decoded = coding === undefined ? body : DECODINGS[coding]!(body);
        resolve([statusMessage, ...rawHeaders, ...rawTrailers, decoded.toString('latin1')].join('\n'));
      };
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('error', conclude)
        .on('end', conclude);
    })
      .on('error', (fault: NodeJS.ErrnoException) => {
        // The gateway broke off the answer before any of it was there.
        if (fault.code === 'ECONNRESET') resolve('');
        else reject(fault);
      })
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
  ['an operation of the profile that passes on what may be an error', VENDORS.openai.path, PLACES_PASSED_ON, {}],
  ['another operation', 'threads/runs', PLACES_UNROUTED, PLACES_OF_WHOLE],
])(
  'no part of a credential reaches a consumer of %s',
  async (_title, path, places, placesOfWhole) => {
    const all: Record<string, (text: string, cut: number) => Answer> = { ...places, ...placesOfWhole };
    await fc.assert(
      fc.asyncProperty(
        credentials,
        fc.constantFrom(...Object.keys(all)),
        fc.record({ start: fc.nat(), length: fc.nat() }),
        encoding,
        fc.integer({ min: 1, max: 60 }),
        fc.nat(),
        fc.option(fc.constantFrom(...Object.keys(CODINGS)), { nil: null }),
        async (credential, place, part, encode, pieces, cut, coding) => {
          const start = part.start % (credential.length - PART_LENGTH + 1);
          const length = PART_LENGTH + (part.length % (credential.length - PART_LENGTH - start + 1));
          const quoted = place in placesOfWhole ? credential : credential.slice(start, start + length);
          const text = `key ${encode(quoted)} is bad`;
          expect([text, leakIn(text, credential)]).toEqual([text, expect.any(String)]);
          const [endpoint] = gateway.provider.endpoints;
          const { id: endpointId, url } = endpoint!;
          endpoint!.sealedCredential = sealingKey.seal({ apiKey: credential }, { endpointId, url });
          const answer = all[place]!(text, cut);
          gateway.entry.streamHoldBackSeconds = answer.holdBackSeconds ?? 5;
          gateway.serve();
          onAnswerBegun = () => {};
          upstream.scripts.set('a', (response) => send(response, answer, pieces, coding));
          expect([place, leakIn(await seen(path), credential)]).toEqual([place, null]);
        },
      ),
      { numRuns: 300 },
    );
  },
  60_000,
);
