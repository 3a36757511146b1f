import { anthropicProfile, geminiProfile, mistralProfile, type ProviderProfile } from '@switchyard/contract';
import { ConsumerStream } from '../testing/consumer-stream.suite';
import { gateway, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';

simulatedGateway();

const named = (type: string, more: object = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const data = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const geminiPart = (text: string, more: object = {}) =>
  data({ candidates: [{ content: { parts: [{ text }] }, ...more }] });

interface Way {
  readonly profile: ProviderProfile;
  readonly path: string;
  readonly preamble: string;
  readonly content: string;
  readonly end: string;
  readonly error: string;
  /** An error that rejects the gateway's credential, and quotes it. */
  readonly refusal: string;
  /** Finds the gateway's own error after what was passed on. */
  readonly ownError: RegExp;
}

const WAYS: [string, Way][] = [
  [
    'Anthropic',
    {
      profile: anthropicProfile,
      path: 'v1/messages',
      preamble: named('message_start', { message: { content: [] } }) + named('ping'),
      content: named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'a' } }),
      end: named('message_delta', { delta: { stop_reason: 'end_turn' } }) + named('message_stop'),
      error: named('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }),
      refusal: named('error', { error: { type: 'authentication_error', message: 'bad key sk-secret' } }),
      ownError: /^event: error\ndata: (.*)\n\n$/,
    },
  ],
  [
    'Gemini',
    {
      profile: geminiProfile,
      path: 'v1beta/models/a:streamGenerateContent?alt=sse',
      preamble: geminiPart(''),
      content: geminiPart('a'),
      end: geminiPart('', { finishReason: 'STOP' }),
      error: '{\n  "error": {\n    "code": 503,\n    "message": "x",\n    "status": "UNAVAILABLE"\n  }\n}\n',
      refusal:
        '{\n  "error": {\n    "code": 401,\n    "message": "sk-secret",\n    "status": "UNAUTHENTICATED"\n  }\n}\n',
      ownError: /^(\{.*\})\n$/,
    },
  ],
  [
    'Mistral',
    {
      profile: mistralProfile,
      path: 'v1/chat/completions',
      preamble: data({ choices: [{ delta: { role: 'assistant', content: '' }, finish_reason: null }] }),
      content: data({ choices: [{ delta: { content: [{ type: 'text', text: 'a' }] }, finish_reason: null }] }),
      end: `${data({ choices: [{ delta: {}, finish_reason: 'stop' }] })}data: [DONE]\n\n`,
      error: data({ object: 'error', message: 'x', type: 'service_unavailable', param: null, code: '3505' }),
      refusal: data({ object: 'error', message: 'bad key sk-secret', type: 'invalid_request_error', code: 401 }),
      ownError: /^data: (.*)\n\n$/,
    },
  ],
];

describe.each(WAYS)(
  'in the format of %s',
  (_title, { profile, path, preamble, content, end, error, refusal, ownError }) => {
    const streams = (...rawEvents: string[]) =>
      simulator.setBehaviours([
        { match: { model: 'a' }, times: 1, answer: { status: 200, rawEvents } },
        { answer: { status: 200, rawEvents: [preamble, content, end] } },
      ]);
    const read = () => new ConsumerStream(gateway, path).until();
    beforeEach(() => {
      gateway.provider.profile = profile;
      gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
    });

    it('a complete stream is passed on completely', async () => {
      streams(preamble, content, end);
      expect(await read()).toMatchObject({
        headers: { 'x-switchyard-target': 'production/a' },
        text: preamble + content + end,
        ended: 'WHOLE',
      });
    });

    it('an error before the first content fails over', async () => {
      streams(preamble, error);
      expect(await read()).toMatchObject({
        headers: { 'x-switchyard-target': 'production/b' },
        text: preamble + content + end,
        ended: 'WHOLE',
      });
    });

    it('an error after it is passed on unchanged, and the connection breaks', async () => {
      streams(preamble, content, error);
      expect(await read()).toMatchObject({ text: preamble + content + error, ended: 'BROKEN' });
    });

    it('an error that rejects the gateway’s credential is never quoted', async () => {
      streams(preamble, content, refusal);
      const { text, ended } = await read();
      const [, json] = ownError.exec(text.slice((preamble + content).length))!;
      expect([ended, JSON.parse(json!)]).toEqual(['BROKEN', expect.any(Object)]);
      expect(json).toContain('ask the operator of this AI API to renew it');
      expect(text).not.toContain('sk-secret');
    });

    it('a stream that ends too early ends with the gateway’s own error in that format', async () => {
      streams(preamble, content);
      const { text, ended } = await read();
      const [, json] = ownError.exec(text.slice((preamble + content).length))!;
      expect([ended, JSON.parse(json!)]).toEqual(['BROKEN', expect.any(Object)]);
      expect(json).toContain('stream that failed or ended too early');
    });
  },
);
