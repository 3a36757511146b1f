import { geminiProfile } from '@switchyard/contract';
import type { BehaviourInput } from '@switchyard/simulator';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());
beforeEach(() =>
  gateway.configure(['a', 'b'], [{ kind: 'FAILOVER', production: ['a', 'b'] }], geminiProfile, (aiApi) => {
    aiApi.streamIdleTimeoutSeconds = 1;
    gateway.moveEndpoints(gateway.simulator.url);
  }),
);

const part = (text: string) => JSON.stringify({ candidates: [{ content: { parts: [{ text }] } }] }, null, 2);
const LAST = JSON.stringify({ candidates: [{ content: { parts: [{ text: '' }] }, finishReason: 'STOP' }] });
const FAULT = JSON.stringify({ error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } });

/** A stream without `alt=sse`, which Gemini writes as one array. The primary sends these pieces. */
async function read(rawEvents: readonly string[], more: BehaviourInput['answer'] = {}) {
  const headers = { 'content-type': 'application/json; charset=UTF-8' };
  gateway.simulator.setBehaviours([{ match: { model: 'a' }, answer: { rawEvents: [...rawEvents], headers, ...more } }]);
  const body = JSON.stringify({ contents: [{ parts: [{ text: 'hello' }] }] });
  const response = await gateway.send('v1beta/models/a:streamGenerateContent', { method: 'POST', body });
  let text = '';
  let isWhole = true;
  try {
    for await (const piece of response.body ?? []) text += Buffer.from(piece).toString();
  } catch {
    isWhole = false;
  }
  return { target: response.headers.get('x-switchyard-target'), text, isWhole };
}

it('a complete array arrives byte for byte, wherever its pieces end', async () => {
  const whole = `[${part('a "]" b')},\r\n${part('c')},\r\n${LAST}\n]\n`;
  const pieces = whole.match(/[^]{1,7}/g) ?? [];
  expect(await read(pieces)).toEqual({ target: 'production/a', text: whole, isWhole: true });
});

it.each([
  ['an error', [`[${FAULT}\n]`]],
  ['nothing', ['[]']],
  ['a part of an element', [`[${part('a').slice(0, 20)}`]],
])('an array of %s is answered by the next target', async (_title, rawEvents) => {
  expect(await read(rawEvents)).toMatchObject({ target: 'production/b', isWhole: true });
});

it.each<[string, string[], BehaviourInput['answer']]>([
  ['without its closing bracket', [`[${part('a')}`, `,${LAST}`], {}],
  ['within an element', [`[${part('a')}`, ',{"candidates":[{"content":{"parts":[{"text":"b'], {}],
  ['by a cut', [`[${part('a')}`, `,${part('b')}`, `,${LAST}\n]`], { cutAfterEvents: 2 }],
  ['by a pause', [`[${part('a')}`, `,${part('b')}`, `,${LAST}\n]`], { stallAfterEvents: 2 }],
  ['closed, but without a finish reason', [`[${part('a')}`, '\n]'], {}],
  ['in the vendor’s own error', [`[${part('a')}`, `,${FAULT}`, `,${LAST}`, '\n]'], {}],
])(
  'an array that ends %s ends in an error element, unclosed, and the transfer is aborted',
  async (_title, pieces, more) => {
    const { target, text, isWhole } = await read(pieces, more);
    expect({ target, isWhole }).toEqual({ target: 'production/a', isWhole: false });
    expect(() => JSON.parse(text)).toThrow(/JSON/);
    // A client that reads element by element sees only complete ones, and an error as the last.
    const elements = JSON.parse(`${text}]`) as object[];
    expect(elements.filter((element) => 'error' in element)).toEqual([elements.at(-1)]);
  },
);

it('an answer that is not an array arrives unchanged, wherever its pieces end', async () => {
  const object = JSON.stringify({ candidates: [{ content: { parts: [{ text: 'a ["b"]' }] } }] }, null, 2);
  expect(await read(object.match(/[^]{1,7}/g) ?? [])).toEqual({ target: 'production/a', text: object, isWhole: true });
});
