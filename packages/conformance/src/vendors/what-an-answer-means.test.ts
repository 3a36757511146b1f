import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import Anthropic from '@anthropic-ai/sdk';
import { ApiError, GoogleGenAI } from '@google/genai';
import { Mistral } from '@mistralai/mistralai';
import { MistralError } from '@mistralai/mistralai/models/errors';
import {
  anthropicProfile,
  geminiProfile,
  mistralProfile,
  openaiCompatibleProfile,
  openaiProfile,
  type ProviderProfile,
} from '@switchyard/contract';
import type { BehaviourInput } from '@switchyard/simulator';
import { credentialOf } from '@switchyard/test-entries';
import { APICallError, generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { failureOf } from '../harness/failure-of';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());

const PROMPT = 'hello';
const messages = [{ role: 'user' as const, content: PROMPT }];
const base = () => gateway.url + gateway.basePath;

interface Sdk {
  readonly profile: ProviderProfile;
  /** The text of a plain answer from the model `a`. */
  readonly ask: () => Promise<string | null | undefined>;
  /** What the SDK's error says of the status. */
  readonly statusOf: (error: unknown) => unknown;
}

const compatible = () => createOpenAICompatible({ name: 'gateway', baseURL: base(), apiKey: gateway.liveKey })('a');

const SDKS: Record<string, Sdk> = {
  openai: {
    profile: openaiProfile,
    ask: async () => {
      const client = new OpenAI({ baseURL: base(), apiKey: gateway.liveKey, maxRetries: 0 });
      return (await client.chat.completions.create({ model: 'a', messages })).choices[0]?.message.content;
    },
    statusOf: (error) => (error as InstanceType<typeof OpenAI.APIError>).status,
  },
  '@anthropic-ai/sdk': {
    profile: anthropicProfile,
    ask: async () => {
      const client = new Anthropic({ baseURL: base(), apiKey: gateway.liveKey, maxRetries: 0 });
      const { content } = await client.messages.create({ model: 'a', max_tokens: 9, messages });
      return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
    },
    statusOf: (error) => (error as InstanceType<typeof Anthropic.APIError>).status,
  },
  '@google/genai': {
    profile: geminiProfile,
    ask: async () => {
      const httpOptions = { baseUrl: base(), fetch };
      const client = new GoogleGenAI({ apiKey: gateway.liveKey, httpOptions });
      return (await client.models.generateContent({ model: 'a', contents: PROMPT })).text;
    },
    statusOf: (error) => (error as ApiError).status,
  },
  '@mistralai/mistralai': {
    profile: mistralProfile,
    ask: async () => {
      const client = new Mistral({ apiKey: gateway.liveKey, serverURL: base() });
      const content = (await client.chat.complete({ model: 'a', messages })).choices[0]?.message?.content;
      return typeof content === 'string' ? content : null;
    },
    statusOf: (error) => (error as MistralError).statusCode,
  },
  '@ai-sdk/openai-compatible': {
    profile: openaiCompatibleProfile,
    ask: async () => (await generateText({ model: compatible(), prompt: PROMPT, maxRetries: 0 })).text,
    statusOf: (error) => (APICallError.isInstance(error) ? error.statusCode : error),
  },
};

async function answering({ profile }: Sdk, answer: BehaviourInput['answer'], ...others: string[]): Promise<void> {
  const production = ['a', ...others];
  const policy = { kind: 'ROUND_ROBIN', production, maxAttempts: production.length } as const;
  await gateway.configure(['a', 'b'], [policy], profile, () => {
    if (profile !== openaiProfile && profile !== openaiCompatibleProfile) gateway.moveEndpoints(gateway.simulator.url);
  });
  gateway.simulator.setBehaviours([{ match: { model: 'a' }, answer }]);
}

describe.each(Object.entries(SDKS))('the package %s', (_name, sdk) => {
  const disguised = { status: 200, body: { error: { message: 'Provider returned error', code: 502 } } };

  it('gets the next target’s answer in place of an error with a good status', async () => {
    await answering(sdk, disguised, 'b');
    expect(await sdk.ask()).toContain('model b');
  });

  it('sees an error with its status when nothing is left, not an answer without content', async () => {
    await answering(sdk, disguised);
    expect(sdk.statusOf(await failureOf(sdk.ask()))).toBe(502);
  });

  it('sees an error for white space alone', async () => {
    await answering(sdk, { status: 200, body: '\n\n' });
    expect(sdk.statusOf(await failureOf(sdk.ask()))).toBe(502);
  });

  it('sees a firewall’s 403 as that, and the next request is served', async () => {
    await answering(sdk, { status: 403, headers: { 'content-type': 'text/html' }, body: '<html>blocked</html>' });
    expect(sdk.statusOf(await failureOf(sdk.ask()))).toBe(403);
    gateway.simulator.clearBehaviours();
    expect(await sdk.ask()).toContain('model a');
  });

  it('never sees the endpoint’s credential', async () => {
    const message = `bad: ${credentialOf('production').slice(2)}`;
    await answering(sdk, { status: 400, body: { error: { message, code: 400 } } });
    const error = await failureOf(sdk.ask());
    expect(sdk.statusOf(error)).toBe(502);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(
      credentialOf('production').slice(2, 14),
    );
  });
});

describe('a stream that ends with [DONE] and no finish reason', () => {
  const chunk = (delta: object) =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`;
  const answer = {
    rawEvents: [chunk({ role: 'assistant', content: '' }), chunk({ content: 'abc' }), 'data: [DONE]\n\n'],
  };

  it('is whole to the package openai', async () => {
    await answering(SDKS['openai']!, answer);
    const client = new OpenAI({ baseURL: base(), apiKey: gateway.liveKey, maxRetries: 0 });
    let text = '';
    const stream = await client.chat.completions.create({ model: 'a', stream: true, messages });
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
    expect(text).toBe('abc');
  });

  it('is no error of the gateway to the package @ai-sdk/openai-compatible, which itself misses the reason', async () => {
    await answering(SDKS['@ai-sdk/openai-compatible']!, answer);
    const errors: unknown[] = [];
    const onError = ({ error }: { error: unknown }) => void errors.push(error);
    const { text } = streamText({ model: compatible(), prompt: PROMPT, maxRetries: 0, onError });
    expect(await text).toBe('abc');
    expect(String(errors)).not.toContain('upstream');
  });
});

it('the package @anthropic-ai/sdk gets the next target’s answer where credit is spent, which is a 400', async () => {
  const message = 'Your credit balance is too low to access the Anthropic API.';
  const sdk = SDKS['@anthropic-ai/sdk']!;
  await answering(
    sdk,
    { status: 400, body: { type: 'error', error: { type: 'invalid_request_error', message } } },
    'b',
  );
  expect(await sdk.ask()).toContain('model b');
});
