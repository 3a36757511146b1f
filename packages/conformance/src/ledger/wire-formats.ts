import type { BehaviourInput } from '@switchyard/simulator';
import { chat, generateContent, messages, numbers, type Operation, responses } from './operation';
import { contentsBody, messagesBody } from './prompt';

type Answer = BehaviourInput['answer'];

/** A format that consumers call an AI API in, with the template of its provider. */
export interface WireFormat {
  /** Also of its provider and its AI API. */
  readonly name: string;
  readonly template: string;
  /** The path of the endpoint's URL. */
  readonly urlPath: '' | '/v1';
  readonly profile?: object;
  readonly operations: readonly Operation[];
  /** What all answers of its vendor have. */
  readonly quirk?: Answer;
  /** Whether its vendor rejects a request that asks for the usage of its stream. */
  readonly rejectsUsageOption?: true;
  /** The format whose provider takes over in a failover; its own unless given. */
  readonly fallback?: string;
}

const version = '?api-version=2024-10-21';
const streamRule = (present: string) => ({ present });

/** Every template that the product has. */
export const WIRE_FORMATS: readonly WireFormat[] = [
  {
    name: 'openai',
    template: 'OPENAI',
    urlPath: '/v1',
    operations: [
      chat('chat', 'chat/completions'),
      chat('chat, usage asked', 'chat/completions', { asksUsage: true }),
      responses('responses', 'responses'),
      numbers(
        'embeddings',
        () => 'embeddings',
        ({ text }, model) => ({ model, input: text }),
      ),
      numbers(
        'images',
        () => 'images/generations',
        ({ text }, model) => ({ model, prompt: text, n: 2 }),
      ),
    ],
  },
  {
    name: 'azure-openai',
    template: 'AZURE_OPENAI',
    urlPath: '',
    operations: [
      chat('chat, dated', `openai/deployments/{model}/chat/completions${version}`),
      chat('chat, v1', 'openai/v1/chat/completions'),
      responses('responses', 'openai/v1/responses'),
    ],
  },
  {
    name: 'azure-ai-foundry',
    template: 'AZURE_AI_FOUNDRY',
    urlPath: '',
    operations: [
      chat('chat', `models/chat/completions${version}`),
      numbers(
        'embeddings',
        () => `models/embeddings${version}`,
        ({ text }, model) => ({ model, input: [text] }),
      ),
    ],
  },
  {
    name: 'openai-compatible',
    template: 'OPENAI_COMPATIBLE',
    urlPath: '/v1',
    operations: [
      chat('chat', 'chat/completions'),
      chat('chat, usage asked', 'chat/completions', { asksUsage: true }),
      messages('messages', 'messages', []),
    ],
  },
  {
    name: 'usage-rejected',
    template: 'OPENAI_COMPATIBLE',
    urlPath: '/v1',
    profile: { streamUsageOption: true },
    operations: [chat('chat', 'chat/completions')],
    rejectsUsageOption: true,
  },
  {
    name: 'mistral',
    template: 'MISTRAL',
    urlPath: '',
    operations: [chat('chat', 'v1/chat/completions', { tells: ['cacheRead'] })],
    quirk: { usageWithFinish: true },
  },
  {
    name: 'anthropic',
    template: 'ANTHROPIC',
    urlPath: '',
    operations: [
      messages('messages', 'v1/messages', ['cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'reasoning']),
      numbers(
        'count tokens',
        () => 'v1/messages/count_tokens',
        (prompt, model) => ({ model, ...messagesBody(prompt) }),
      ),
    ],
  },
  {
    name: 'gemini',
    template: 'GEMINI',
    urlPath: '',
    operations: [
      generateContent('content, events', '?alt=sse'),
      generateContent('content, array', ''),
      chat('chat', 'v1beta/openai/chat/completions', {
        tells: ['cacheRead', 'reasoning'],
        serviceTier: null,
        asksUsage: true,
      }),
      numbers('count tokens', (model) => `v1beta/models/${model}:countTokens`, contentsBody),
      numbers(
        'embeddings',
        (model) => `v1beta/models/${model}:embedContent`,
        ({ text }) => ({ content: { parts: [{ text }] } }),
      ),
    ],
  },
  {
    name: 'custom',
    template: 'CUSTOM',
    urlPath: '',
    profile: {
      wireFormat: 'OPENAI',
      credentialPlace: 'HEADER',
      credentialName: 'x-api-key',
      routedOperations: [{ path: 'llm/chat/completions', modelPlace: 'JSON_BODY', modelKey: '/model' }],
      contentEvents: [streamRule('/choices/*/delta/content'), streamRule('/choices/*/delta/tool_calls')],
      finishEvents: [streamRule('/choices/*/finish_reason')],
      terminalEvents: [{ data: '[DONE]' }],
      errorEvents: [streamRule('/error')],
      errorRules: [{ kind: 'RATE_LIMITED', codes: ['rate_limit_exceeded'] }],
      promptTokensPath: '/usage/prompt_tokens',
      completionTokensPath: '/usage/completion_tokens',
      cachedTokensPath: '/usage/prompt_tokens_details/cached_tokens',
      reasoningTokensPath: '/usage/completion_tokens_details/reasoning_tokens',
    },
    operations: [chat('chat', 'llm/chat/completions', { tells: ['cacheRead', 'reasoning'], serviceTier: null })],
  },
  {
    name: 'openai-over-azure',
    template: 'OPENAI',
    urlPath: '/v1',
    operations: [chat('chat', 'chat/completions'), responses('responses', 'responses')],
    fallback: 'azure-openai',
  },
];
