import type { Outcome, TokenKind } from '@switchyard/contract';
import { SERVICE_TIER } from './prices';
import { chatBody, contentsBody, messagesBody, type Prompt, responsesBody } from './prompt';

/** An operation of a format, as consumers call it. */
export interface Operation {
  readonly name: string;
  /** Below the AI API's base path. */
  readonly path: (model: string, isStreamed: boolean) => string;
  readonly body: (prompt: Prompt, model: string, isStreamed: boolean) => object;
  /** Whether it answers with a text, which can be streamed, or with numbers alone. */
  readonly answersText: boolean;
  /** The kinds of tokens that an answer can tell beside input and output. */
  readonly tells: readonly TokenKind[];
  /** The service tier that an answer names where the profile looks for it; null for none. */
  readonly serviceTier: string | null;
  /** What an error within its stream counts as; STREAM_FAILED unless the profile knows its kind. */
  readonly streamErrorAs?: Outcome;
}

/** What else there is to say of a chat completion. */
interface ChatOptions {
  readonly tells?: readonly TokenKind[];
  readonly serviceTier?: string | null;
  /** Whether the consumer wants to know the usage of a stream. */
  readonly asksUsage?: boolean;
}

const ALL_OF_OPENAI: readonly TokenKind[] = ['cacheRead', 'cacheWrite5m', 'reasoning'];

export function chat(
  name: string,
  path: string,
  { tells = ALL_OF_OPENAI, serviceTier = SERVICE_TIER, asksUsage = false }: ChatOptions = {},
): Operation {
  const streaming = { stream: true, ...(asksUsage ? { stream_options: { include_usage: true } } : {}) };
  return {
    name,
    path: (model) => path.replace('{model}', model),
    body: (prompt, model, isStreamed) => ({
      ...(path.includes('{model}') ? {} : { model }),
      ...(isStreamed ? streaming : {}),
      ...chatBody(prompt),
    }),
    answersText: true,
    tells,
    serviceTier,
  };
}

export function responses(name: string, path: string): Operation {
  return {
    name,
    path: () => path,
    body: (prompt, model, isStreamed) => ({ model, stream: isStreamed, ...responsesBody(prompt) }),
    answersText: true,
    tells: ALL_OF_OPENAI,
    serviceTier: SERVICE_TIER,
  };
}

export function messages(name: string, path: string, tells: readonly TokenKind[]): Operation {
  return {
    name,
    path: () => path,
    body: (prompt, model, isStreamed) => ({
      model,
      max_tokens: 1_000,
      ...(isStreamed ? { stream: true } : {}),
      ...messagesBody(prompt),
    }),
    answersText: true,
    tells,
    serviceTier: null,
  };
}

/** @param query for a stream: `?alt=sse`, or nothing for an array */
export function generateContent(name: string, query: string): Operation {
  const verb = (isStreamed: boolean) => (isStreamed ? `streamGenerateContent${query}` : 'generateContent');
  return {
    name,
    path: (model, isStreamed) => `v1beta/models/${model}:${verb(isStreamed)}`,
    body: contentsBody,
    answersText: true,
    tells: ['cacheRead', 'reasoning'],
    serviceTier: null,
    streamErrorAs: 'OVERLOADED',
  };
}

/** An operation that answers with numbers. */
export function numbers(
  name: string,
  path: (model: string) => string,
  body: (prompt: Prompt, model: string) => object,
): Operation {
  return { name, path, body, answersText: false, tells: [], serviceTier: null };
}
