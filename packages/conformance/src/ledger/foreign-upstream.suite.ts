import Anthropic from '@anthropic-ai/sdk';
import { LLMock } from '@copilotkit/aimock';
import { GoogleGenAI } from '@google/genai';
import { until } from '@switchyard/runtime';
import OpenAI from 'openai';
import { type Configuration, makeConfiguration, type VendorApi } from '../harness/demo-configuration';
import { failureOf } from '../harness/failure-of';
import type { GraphqlClient } from '../harness/graphql';
import { untilServed } from '../harness/served-revision';
import { TappedUpstream } from './tapped-upstream';
import { type ToldTokens, toldUsage } from './told-usage';

const MODEL = 'model-of-others';
const TEXT = 'Four words it says.';
const CITY = { city: 'Lisbon' };
const TOOL = { name: 'weather', description: 'The weather of a city.' };
const PARAMETERS = { type: 'object' as const, properties: { city: { type: 'string' as const } } };
/** What aimock answers to each of them. */
const ASKED = {
  text: 'Say four words.',
  tool: 'What is the weather?',
  busy: 'Are you busy?',
  exhausted: 'Are you exhausted?',
};

/** Both planes, as they run. */
export interface RunningPlanes {
  readonly graphql: GraphqlClient;
  readonly dataPlaneUrl: string;
}

/** What an official SDK makes of an answer. */
interface Said {
  readonly text?: string | null;
  readonly tool?: unknown;
}

/** A vendor's SDK, as its documentation says, with a base URL and a key of ours. */
interface Sdk {
  readonly name: string;
  readonly api: VendorApi;
  /** How many requests the calls make. */
  readonly calls: (configuration: Configuration, baseUrl: string) => Readonly<Record<string, () => Promise<Said>>>;
  readonly busy: (configuration: Configuration, baseUrl: string) => Promise<unknown>;
}

const SDKS: readonly Sdk[] = [
  {
    name: 'openai',
    api: { template: 'OPENAI', path: '/v1' },
    calls: ({ liveKey }, baseURL) => {
      const { chat, responses } = new OpenAI({ baseURL, apiKey: liveKey, maxRetries: 0 });
      const messages = (content: string) => [{ role: 'user' as const, content }];
      const tools = [{ type: 'function' as const, function: { ...TOOL, parameters: PARAMETERS } }];
      const ofChat = (completion: OpenAI.ChatCompletion): Said => {
        const [call] = completion.choices[0]?.message.tool_calls ?? [];
        if (call?.type === 'function') return { tool: JSON.parse(call.function.arguments) };
        return { text: completion.choices[0]?.message.content ?? null };
      };
      const ofResponse = ({ output, output_text: text }: OpenAI.Responses.Response): Said => {
        const call = output.find((item) => item.type === 'function_call');
        return call === undefined ? { text } : { tool: JSON.parse(call.arguments) };
      };
      const flat = [{ type: 'function' as const, ...TOOL, parameters: PARAMETERS, strict: false }];
      return {
        'a chat': async () => ofChat(await chat.completions.create({ model: MODEL, messages: messages(ASKED.text) })),
        'a streamed chat': async () =>
          ofChat(await chat.completions.stream({ model: MODEL, messages: messages(ASKED.text) }).finalChatCompletion()),
        'a tool of a chat': async () =>
          ofChat(await chat.completions.create({ model: MODEL, messages: messages(ASKED.tool), tools })),
        'a tool of a streamed chat': async () =>
          ofChat(
            await chat.completions
              .stream({ model: MODEL, messages: messages(ASKED.tool), tools })
              .finalChatCompletion(),
          ),
        'a response': async () => ofResponse(await responses.create({ model: MODEL, input: ASKED.text })),
        'a streamed response': async () =>
          ofResponse(await responses.stream({ model: MODEL, input: ASKED.text }).finalResponse()),
        'a tool of a response': async () =>
          ofResponse(await responses.create({ model: MODEL, input: ASKED.tool, tools: flat })),
        'a tool of a streamed response': async () =>
          ofResponse(await responses.stream({ model: MODEL, input: ASKED.tool, tools: flat }).finalResponse()),
      };
    },
    busy: ({ liveKey }, baseURL) =>
      new OpenAI({ baseURL, apiKey: liveKey, maxRetries: 0 }).chat.completions.create({
        model: MODEL,
        messages: [{ role: 'user', content: ASKED.busy }],
      }),
  },
  {
    name: '@anthropic-ai/sdk',
    api: { template: 'ANTHROPIC', path: '' },
    calls: ({ liveKey }, baseURL) => {
      const { messages } = new Anthropic({ baseURL, apiKey: liveKey, maxRetries: 0 });
      const request = (content: string) => ({
        model: MODEL,
        max_tokens: 100,
        messages: [{ role: 'user' as const, content }],
      });
      const tools = [{ ...TOOL, input_schema: PARAMETERS }];
      const said = ({ content }: Anthropic.Message): Said => {
        const call = content.find((block) => block.type === 'tool_use');
        if (call !== undefined) return { tool: call.input };
        return { text: content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('') };
      };
      return {
        'a message': async () => said(await messages.create(request(ASKED.text))),
        'a streamed message': async () => said(await messages.stream(request(ASKED.text)).finalMessage()),
        'a tool': async () => said(await messages.create({ ...request(ASKED.tool), tools })),
        'a streamed tool': async () => said(await messages.stream({ ...request(ASKED.tool), tools }).finalMessage()),
      };
    },
    busy: ({ liveKey }, baseURL) =>
      new Anthropic({ baseURL, apiKey: liveKey, maxRetries: 0 }).messages.create({
        model: MODEL,
        max_tokens: 100,
        messages: [{ role: 'user', content: ASKED.busy }],
      }),
  },
  {
    name: '@google/genai',
    api: { template: 'GEMINI', path: '' },
    calls: ({ liveKey }, baseUrl) => {
      const { models } = geminiClient(liveKey, baseUrl);
      const config = { tools: [{ functionDeclarations: [{ ...TOOL, parametersJsonSchema: PARAMETERS }] }] };
      const plain = async (contents: string, more = {}): Promise<Said> => {
        const answer = await models.generateContent({ model: MODEL, contents, ...more });
        const [call] = answer.functionCalls ?? [];
        return call === undefined ? { text: answer.text ?? null } : { tool: call.args };
      };
      const streamed = async (contents: string, more = {}): Promise<Said> => {
        const said = { text: '', tool: undefined as unknown };
        for await (const chunk of await models.generateContentStream({ model: MODEL, contents, ...more })) {
          const [call] = chunk.functionCalls ?? [];
          if (call === undefined) said.text += chunk.text ?? '';
          else said.tool = call.args;
        }
        return said.tool === undefined ? { text: said.text } : { tool: said.tool };
      };
      return {
        'an answer': () => plain(ASKED.text),
        'a streamed answer': () => streamed(ASKED.text),
        'a tool': () => plain(ASKED.tool, { config }),
        'a streamed tool': () => streamed(ASKED.tool, { config }),
      };
    },
    busy: ({ liveKey }, baseUrl) =>
      geminiClient(liveKey, baseUrl).models.generateContent({ model: MODEL, contents: ASKED.exhausted }),
  },
];

/** aimock knows one version. The SDK's own fetch uses a global that Jest hides from tests; outside Jest it works by default. */
function geminiClient(apiKey: string, baseUrl: string): GoogleGenAI {
  return new GoogleGenAI({ apiKey, httpOptions: { baseUrl, apiVersion: 'v1beta', fetch } });
}

interface Reported {
  readonly usage: {
    readonly totals: { readonly attempts: { readonly attempts: number; readonly tokens: ToldTokens } };
  };
  readonly requests: {
    readonly nodes: readonly {
      readonly outcome: string;
      readonly used: { readonly tokens: ToldTokens };
      readonly attempts: readonly { readonly status: number; readonly vendorRequestId: string | null }[];
    }[];
  };
}

/** What the control plane knows of an AI API, the earliest record first. */
async function reported(graphql: GraphqlClient, aiApiId: string): Promise<Reported> {
  const hourMs = 3_600_000;
  const [from, to] = [-hourMs, hourMs].map((ms) => new Date(Date.now() + ms).toISOString());
  const answer = await graphql.ask<Reported>(
    `query ($from: DateTime!, $to: DateTime!, $id: ID!) {
      usage(from: $from, to: $to, filter: { aiApiIds: [$id] }) { totals { attempts { attempts tokens { input output } } } }
      requests(first: 50, filter: { aiApiId: $id }) {
        nodes { outcome used { tokens { input output } } attempts { status vendorRequestId } }
      }
    }`,
    { from, to, id: aiApiId },
  );
  return { ...answer, requests: { nodes: answer.requests.nodes.toReversed() } };
}

/** Official SDKs through the planes to a vendor's double that is not of this project: what it says is what they get and GraphQL tells. */
export function foreignUpstreamSuite(planes: () => RunningPlanes): void {
  describe('an upstream that none of us wrote', () => {
    let mock: LLMock;
    let tap: TappedUpstream;
    beforeAll(async () => {
      mock = new LLMock({ port: 0, chunkSize: 5, logLevel: 'silent' });
      // Without that it says 0 for Anthropic and Gemini.
      mock.onMessage(ASKED.text, { content: TEXT, usage: { prompt_tokens: 31, completion_tokens: 7 } });
      mock.onMessage(ASKED.tool, {
        toolCalls: [{ name: TOOL.name, arguments: JSON.stringify(CITY) }],
        usage: { prompt_tokens: 52, completion_tokens: 13 },
      });
      const error = { message: 'Too many requests.', type: 'rate_limit_error' };
      mock.onMessage(ASKED.busy, { error, status: 429 });
      mock.onMessage(ASKED.exhausted, { error: { ...error, type: 'RESOURCE_EXHAUSTED' }, status: 429 });
      await mock.start();
      tap = await TappedUpstream.start(mock.url);
    });
    afterAll(async () => {
      await tap.stop();
      await mock.stop();
    });

    it.each(SDKS)('$name gets what it says, plain and streamed, and GraphQL tells what it told', async (sdk) => {
      const { graphql, dataPlaneUrl } = planes();
      const configuration = await makeConfiguration(graphql, tap.url, [MODEL], sdk.api);
      await untilServed(dataPlaneUrl, configuration.revision);
      const baseUrl = dataPlaneUrl + configuration.basePath;
      const before = tap.answers.length;
      for (const [name, call] of Object.entries(sdk.calls(configuration, baseUrl))) {
        expect({ name, ...(await call()) }).toEqual({
          name,
          ...(name.includes('tool') ? { tool: CITY } : { text: TEXT }),
        });
      }
      const error = await failureOf(sdk.busy(configuration, baseUrl));
      expect(error).toMatchObject({ status: 429 });
      const answers = tap.answers.slice(before);
      const told = answers.filter(({ status }) => status === 200).map(toldUsage);
      const sum = (kind: keyof ToldTokens) => told.reduce((total, usage) => total + usage[kind], 0);
      expect(told.every(({ input, output }) => input > 0 && output > 0)).toBe(true);
      const known = await until(async () => {
        const found = await reported(graphql, configuration.aiApiId);
        const isWhole =
          found.usage.totals.attempts.attempts >= answers.length &&
          found.requests.nodes.some(({ outcome }) => outcome !== 'ANSWERED');
        return isWhole ? found : null;
      }, 'all calls are reported');
      expect(known.usage.totals.attempts).toEqual({
        attempts: answers.length,
        tokens: { input: sum('input'), output: sum('output') },
      });
      // The first of a hundred is recorded, by each worker, and each that failed.
      const answered = known.requests.nodes.filter(({ outcome }) => outcome === 'ANSWERED');
      const others = known.requests.nodes.filter(({ outcome }) => outcome !== 'ANSWERED');
      expect(answered[0]).toMatchObject({ used: { tokens: told[0] } });
      for (const { used } of answered) expect(told).toContainEqual(used.tokens);
      expect(others).toEqual([expect.objectContaining({ outcome: 'RATE_LIMITED' })]);
      expect(others).toMatchObject([{ attempts: [{ status: 429 }] }]);
    });
  });
}
