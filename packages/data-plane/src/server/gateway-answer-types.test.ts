import { gzipSync } from 'node:zlib';
import {
  answering,
  cut,
  ending,
  type Ending,
  gateway,
  JSON_TYPE,
  reset,
  scriptedGateway,
  serve,
  suspensions,
} from '../testing/scripted-gateway.suite';
import { GOOD_BODY, inPieces } from '../testing/scripted-upstream.suite';
import { ask, received, VENDORS } from '../testing/vendors.suite';

scriptedGateway(['a', 'b']);

const ERROR = JSON.stringify({ error: { message: 'Provider returned error', code: 429 } });
const PAGE = '<!DOCTYPE html><html><body>Sign in</body></html>';
const ofType = (type: string): Record<string, string> => (type === '' ? {} : { 'content-type': type });
const { openai } = VENDORS;
const answer = async () => received(await ask(gateway, openai));

describe.each(['', 'text/plain', 'text/plain; charset=utf-8', 'application/octet-stream', 'text/html', 'nonsense'])(
  'JSON with the content type "%s"',
  (type) => {
    it.each([
      ['plain', Buffer.from(ERROR), {}],
      ['behind white space', Buffer.from(`\r\n ${ERROR}`), {}],
      ['behind a byte-order mark', Buffer.from(`\u{feff}${ERROR}`), {}],
      ['in an array', Buffer.from(`[${ERROR}]`), {}],
      ['compressed', gzipSync(ERROR), { 'content-encoding': 'gzip' }],
    ])('is an error that fails over: %s', async (_shape, body, more) => {
      serve(openai, answering(200, body, { ...ofType(type), ...more }), 'b');
      expect(await answer()).toMatchObject({ target: 'production/b', text: GOOD_BODY });
      expect(suspensions()).toMatchObject([{ status: 429 }]);
    });

    it('in pieces is an error that has its status when nothing is left', async () => {
      serve(openai, (response) => inPieces(response.writeHead(200, ofType(type)), Buffer.from(ERROR), 1));
      expect(await answer()).toMatchObject({ status: 429, text: ERROR });
    });

    it('is passed on if it is content', async () => {
      serve(openai, answering(200, GOOD_BODY, ofType(type)), 'b');
      expect(await answer()).toMatchObject({ status: 200, target: 'production/a', text: GOOD_BODY });
    });

    it('is passed on at once if it begins with anything else', async () => {
      for (const text of ['ID3\u0003', '[Music] hello', '{x', '\u{feff}1\n00:00:00', 'data: {"error":1}']) {
        let end = () => {};
        serve(openai, (response) => {
          response.writeHead(200, ofType(type)).write(text);
          end = () => response.end('…');
        });
        const response = await ask(gateway, openai);
        expect([response.status, response.headers.get('x-switchyard-target')]).toEqual([200, 'production/a']);
        end();
        expect(await response.text()).toBe(`${text.replace('\u{feff}', '')}…`);
      }
    });
  },
);

describe('a page in HTML with a good status', () => {
  it.each<[string, string, Buffer, Record<string, string>]>([
    ['text/html', 'text/html; charset=utf-8', Buffer.from(PAGE), {}],
    ['behind white space', 'text/html', Buffer.from(`\n\n  ${PAGE}`), {}],
    ['XHTML', 'application/xhtml+xml', Buffer.from(`\u{feff}<?xml version="1.0"?>${PAGE}`), {}],
    ['without a type', '', Buffer.from(PAGE), {}],
    ['larger than what is held', 'text/html', Buffer.from(PAGE + ' '.repeat(100_000)), {}],
    ['compressed', 'text/html', gzipSync(PAGE), { 'content-encoding': 'gzip' }],
    ['labelled as JSON', 'application/json', Buffer.from(PAGE), {}],
    ['labelled as JSON in UTF-8', 'Application/JSON; charset=utf-8', Buffer.from(`\r\n${PAGE}`), {}],
    ['labelled as another JSON', 'application/vnd.api+json', Buffer.from(PAGE), {}],
    ['labelled as text', 'text/plain; charset=utf-8', Buffer.from(PAGE), {}],
    ['labelled as text, and compressed', 'text/plain', gzipSync(PAGE), { 'content-encoding': 'gzip' }],
    ['labelled as bytes', 'application/octet-stream', Buffer.from(` \n${PAGE.slice(15).toUpperCase()}`), {}],
    ['labelled as XML', 'application/xml', Buffer.from(PAGE), {}],
    ['labelled as JSON, and compressed', 'application/json', gzipSync(PAGE), { 'content-encoding': 'gzip' }],
  ])('is no answer, and fails over: %s', async (_title, type, body, more) => {
    serve(openai, answering(200, body, { ...ofType(type), ...more }), 'b');
    expect(await answer()).toMatchObject({ target: 'production/b', text: GOOD_BODY });
    expect(suspensions()).toMatchObject([{ cause: 'INVALID_RESPONSE', hardUntilMs: null }]);
    serve(openai, answering(200, body, { ...ofType(type), ...more }));
    const { status, text } = await answer();
    expect([status, JSON.parse(text)]).toMatchObject([502, { error: { code: 'upstream_invalid_response' } }]);
    expect(text).not.toContain('Sign in');
    expect(gateway.log.join()).toContain('the response is an HTML page');
  });

  it('is recognised in pieces, without holding back other markup', async () => {
    serve(openai, (response) => inPieces(response.writeHead(200, ofType('text/plain')), Buffer.from(PAGE), 1), 'b');
    expect(await answer()).toMatchObject({ target: 'production/b', text: GOOD_BODY });
    for (const text of ['<', '<|notimestamps|> hello', '<i>hi</i>', '<htm', '<?xml version="1.0"?><tt/>', '<header>']) {
      serve(openai, (response) => inPieces(response.writeHead(200, ofType('text/plain')), Buffer.from(text), 1), 'b');
      expect(await answer()).toMatchObject({ status: 200, target: 'production/a', text });
    }
  });

  it('is no stream either, where a stream comes as an array', async () => {
    for (const [body, more] of [
      [Buffer.from(PAGE), {}],
      [gzipSync(PAGE), { 'content-encoding': 'gzip' }],
    ] as const) {
      serve(VENDORS.geminiArray, answering(200, body, { ...JSON_TYPE, ...more }), 'b');
      expect(await received(await ask(gateway, VENDORS.geminiArray))).toMatchObject({ target: 'production/b' });
      expect(suspensions()).toMatchObject([{ cause: 'INVALID_RESPONSE' }]);
    }
  });

  it('is passed on by an operation that is not routed', async () => {
    serve(openai, answering(200, PAGE, ofType('text/html')));
    const response = await ask(gateway, { ...openai, path: 'files' });
    expect([response.status, await response.text()]).toEqual([200, PAGE]);
  });
});

describe('an answer that is not JSON', () => {
  it.each<[string, string, string]>([
    ['a transcript', 'text/plain', 'hello\n'],
    ['a transcript of silence', 'text/plain; charset=utf-8', '\n'],
    ['an empty text', 'text/plain', ''],
    ['a transcript from a web framework', 'text/html; charset=utf-8', 'hello'],
    ['speech that begins like JSON', 'audio/mpeg', ERROR],
    ['lines of JSON', 'application/x-ndjson', `${ERROR}\n`],
  ])('is passed on unchanged: %s', async (_title, type, body) => {
    serve(openai, answering(200, body, ofType(type)), 'b');
    expect(await answer()).toMatchObject({ status: 200, target: 'production/a', text: body });
  });
});

describe('an answer whose bytes have all come', () => {
  const whole = (body: string) => ({ ...JSON_TYPE, 'content-length': String(Buffer.byteLength(body)) });

  it.each<[string, Ending, string]>([
    ['is closed', cut, GOOD_BODY],
    ['is reset', reset, GOOD_BODY],
    ['is closed while the consumer reads', cut, `${GOOD_BODY.slice(0, -1)},"text":"${'x'.repeat(2_000_000)}"}`],
  ])('is whole if the connection %s then', async (_how, end, body) => {
    serve(openai, ending(body, end, whole(body)), 'b');
    expect(await answer()).toMatchObject({ target: 'production/a', text: body, isWhole: true });
    expect(suspensions()).toEqual([]);
  });

  it('is judged if it is an error', async () => {
    serve(openai, ending(ERROR, reset, whole(ERROR)), 'b');
    expect(await answer()).toMatchObject({ target: 'production/b' });
  });

  it('is not whole if a byte is missing', async () => {
    const length = { ...JSON_TYPE, 'content-length': String(GOOD_BODY.length + 1) };
    serve(openai, ending(GOOD_BODY, cut, length));
    expect(await answer()).toMatchObject({ isWhole: false });
    expect(suspensions()).toHaveLength(1);
  });
});
