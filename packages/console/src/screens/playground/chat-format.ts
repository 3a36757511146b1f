/** A question as the playground has it. */
export interface Question {
  readonly model: string;
  /** Instructions before the prompt; empty for none. */
  readonly system: string;
  readonly prompt: string;
  readonly streamed: boolean;
  readonly maxTokens: number;
}

/** How an AI API is asked, by the format that its vendors speak. */
export interface ChatFormat {
  /** Below the AI API's base path. */
  readonly path: (question: Question) => string;
  readonly body: (question: Question) => object;
  /** The text in a whole response, or in one event of a streamed one; empty if it has none. */
  readonly textOf: (content: unknown) => string;
}

function messages({ system, prompt }: Question) {
  const instructions = system === '' ? [] : [{ role: 'system', content: system }];
  return [...instructions, { role: 'user', content: prompt }];
}

const openAi = (path: string): ChatFormat => ({
  path: () => path,
  body: (question) => {
    const { model, streamed, maxTokens } = question;
    return { model, messages: messages(question), max_tokens: maxTokens, ...(streamed ? { stream: true } : {}) };
  },
  textOf: (content) => {
    const choice = at(content, 'choices', 0);
    return text(at(choice, 'delta', 'content')) || text(at(choice, 'message', 'content'));
  },
});

const ANTHROPIC: ChatFormat = {
  path: () => '/v1/messages',
  body: ({ model, system, prompt, streamed, maxTokens }) => ({
    model,
    max_tokens: maxTokens,
    ...(system === '' ? {} : { system }),
    messages: [{ role: 'user', content: prompt }],
    ...(streamed ? { stream: true } : {}),
  }),
  textOf: (content) => text(at(content, 'delta', 'text')) || joined(at(content, 'content')),
};

const GEMINI: ChatFormat = {
  path: ({ model, streamed }) =>
    `/v1beta/models/${encodeURIComponent(model)}:${streamed ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  body: ({ system, prompt, maxTokens }) => ({
    contents: [{ role: 'user', parts: [{ text: prompt }] }],
    ...(system === '' ? {} : { systemInstruction: { parts: [{ text: system }] } }),
    generationConfig: { maxOutputTokens: maxTokens },
  }),
  textOf: (content) => joined(at(content, 'candidates', 0, 'content', 'parts')),
};

/** @param template of the first provider: Azure's paths differ from OpenAI's */
export function chatFormat(wireFormat: string, template: string): ChatFormat {
  switch (wireFormat) {
    case 'ANTHROPIC':
      return ANTHROPIC;
    case 'GEMINI':
      return GEMINI;
    case 'MISTRAL':
      return openAi('/v1/chat/completions');
    default:
      return openAi(template.startsWith('AZURE') ? '/openai/v1/chat/completions' : '/chat/completions');
  }
}

/** What stands at a path in parsed JSON; undefined if there is no such place. */
export function at(content: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    content,
  );
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function joined(parts: unknown): string {
  return Array.isArray(parts) ? parts.map((part) => text(at(part, 'text'))).join('') : '';
}
