import { customProfile } from '@switchyard/contract';
import { inPieces, type Script } from '../testing/scripted-upstream.suite';
import {
  EVENT_STREAM,
  gateway,
  JSON_TYPE,
  scriptedGateway,
  serve,
  suspensions,
} from '../testing/scripted-gateway.suite';
import { ask, received, type Vendor, VENDORS } from '../testing/vendors.suite';

scriptedGateway(['a', 'b']);

const MARK = '\u{feff}';
const ERROR = { code: 'rate_limit_exceeded', message: 'slow down', status: 'RESOURCE_EXHAUSTED' };
const inObject = JSON.stringify({ error: ERROR });
const inArray = JSON.stringify([{ error: ERROR }]);
const pretty = JSON.stringify([{ error: ERROR }], null, 2);
const content = (vendor: Vendor) =>
  JSON.stringify(
    vendor.profile.wireFormat === 'GEMINI'
      ? { candidates: [{ content: { parts: [{ text: 'a' }] } }] }
      : { choices: [{ index: 0, delta: { content: 'a' } }] },
  );

/** How an error stands in a stream, which no server-sent event looks like. */
const SHAPES: [string, string][] = [
  ['in an array', `data: ${inArray}\n\n`],
  ['in an array, on several lines', `${pretty.replaceAll(/^/gm, 'data: ')}\r\n\r\n`],
  ['in an array, behind white space', `data: \t ${inArray}\n\n`],
  ['behind a byte-order mark', `data: ${MARK}${inObject}\n\n`],
  ['as bare JSON', `${inObject}\n\n`],
  ['as bare JSON without a line end', inObject],
  ['as bare JSON behind white space', ` \r\n\t${inObject}\n\n`],
  ['as bare JSON behind a byte-order mark', `${MARK}\n ${MARK}${inObject}\n\n`],
  ['as a bare array', `${inArray}\n\n`],
  ['as a bare array on several lines', `\n\n  ${pretty}\n`],
];
const VENDOR_LIST: [string, Vendor][] = [
  ['Gemini', VENDORS.gemini],
  ['OpenAI', VENDORS.openai],
  ['Mistral', VENDORS.mistral],
  ['Azure', VENDORS.azure],
];

const stream =
  (text: string, piece = Number.POSITIVE_INFINITY, headers = EVENT_STREAM): Script =>
  (response) => {
    response.writeHead(200, headers);
    if (piece === Number.POSITIVE_INFINITY) response.end(text);
    else inPieces(response, Buffer.from(text), piece);
  };

describe.each(VENDOR_LIST)('an error in a stream of %s', (_name, vendor) => {
  it.each(SHAPES)('fails over before the first content: %s', async (_shape, error) => {
    for (const piece of [Number.POSITIVE_INFINITY, 1]) {
      serve(vendor, stream(error, piece), 'b');
      expect(await received(await ask(gateway, vendor, true))).toMatchObject({ target: 'production/b', isWhole: true });
      expect(suspensions()).toMatchObject([{ cause: 'RATE_LIMITED' }]);
      gateway.nowMs += 61_000;
    }
  });

  it.each(SHAPES)('is passed on after it, and ends the stream: %s', async (_shape, error) => {
    const before = `data: ${content(vendor)}\n\n`;
    serve(vendor, stream(before + error, 7), 'b');
    const { text, isWhole, target } = await received(await ask(gateway, vendor, true));
    expect([target, isWhole, suspensions()]).toMatchObject(['production/a', false, [{ cause: 'RATE_LIMITED' }]]);
    expect(text.startsWith(before + Buffer.from(error.trimEnd()).toString('latin1'))).toBe(true);
  });
});

it('an error in an array is followed by one that SDKs recognise', async () => {
  const before = `data: ${content(VENDORS.openai)}\n\n`;
  serve(VENDORS.openai, stream(`${before}data: ${inArray}\n\n`));
  const { text } = await received(await ask(gateway, VENDORS.openai, true));
  const [own] = text.slice(before.length + inArray.length + 8).split('\n\n');
  expect(JSON.parse(own!.replace(/^data: /, ''))).toMatchObject({ error: { code: 'upstream_invalid_response' } });
});

describe("an error in Gemini's array", () => {
  const arrays: [string, string, string][] = [
    ['as an element', `[${content(VENDORS.gemini)}`, `,${inObject}]`],
    ['as an array in it', `[${content(VENDORS.gemini)}`, `,\n${inArray}\n]`],
    ['behind a byte-order mark', `${MARK}[${content(VENDORS.gemini)}`, `,${inObject}]`],
    ['behind white space and a mark', ` \n${MARK} [\n${content(VENDORS.gemini)}`, `\n, ${inObject}]`],
  ];
  it.each(arrays)('ends the stream: %s', async (_title, before, error) => {
    for (const piece of [Number.POSITIVE_INFINITY, 1]) {
      serve(VENDORS.geminiArray, stream(before + error, piece, JSON_TYPE), 'b');
      const { text, isWhole } = await received(await ask(gateway, VENDORS.geminiArray, true));
      expect([isWhole, suspensions()]).toMatchObject([false, [{ cause: 'RATE_LIMITED' }]]);
      expect(text.startsWith(Buffer.from(before).toString('latin1'))).toBe(true);
      expect(() => JSON.parse(text)).toThrow(/JSON/);
      gateway.nowMs += 61_000;
    }
  });

  it.each([
    ['alone', `[${inObject}]`],
    ['twice in an array', `[${inArray}]`],
    ['behind a byte-order mark', `${MARK}[${inObject}]`],
    ['without an array', `${MARK} \n${inObject}`],
  ])('fails over if it is first: %s', async (_title, body) => {
    serve(VENDORS.geminiArray, stream(body, 1, JSON_TYPE), 'b');
    expect(await received(await ask(gateway, VENDORS.geminiArray, true))).toMatchObject({ target: 'production/b' });
  });
});

it('a rule of the operator for an element of an array still matches', async () => {
  const profile = {
    ...customProfile,
    routedOperations: VENDORS.openai.profile.routedOperations,
    errorEvents: [{ event: null, present: '/1/bad', value: null, data: null }],
  };
  const vendor = { ...VENDORS.openai, profile };
  serve(vendor, stream('data: [1,{"bad":1}]\n\n'), 'b');
  expect(await received(await ask(gateway, vendor, true))).toMatchObject({ target: 'production/b' });
});

it('text that begins like an array is content', async () => {
  const events = `data: ${content(VENDORS.openai)}\n\ndata: [DONE]\n\n`;
  serve(VENDORS.openai, stream(`: [note]\n\n${events}`), 'b');
  expect(await received(await ask(gateway, VENDORS.openai, true))).toMatchObject({
    target: 'production/a',
    isWhole: true,
  });
});
