import type { TappedAnswer } from './tapped-upstream';

/** The members of OpenAI, Anthropic and Gemini. Those of OpenAI and Gemini include cached tokens, which aimock has none of. */
const INPUT = ['prompt_tokens', 'input_tokens', 'promptTokenCount'];
const OUTPUT = ['completion_tokens', 'output_tokens', 'candidatesTokenCount'];
const USAGES: ReadonlySet<string> = new Set(['usage', 'usageMetadata']);

export interface ToldTokens {
  readonly input: number;
  readonly output: number;
}

/** What an answer says that it used: of a stream, the last that each of its events says. */
export function toldUsage({ body }: Pick<TappedAnswer, 'body'>): ToldTokens {
  const told: Record<string, number> = {};
  for (const document of documentsOf(body)) collect(document, told);
  return { input: firstOf(told, INPUT), output: firstOf(told, OUTPUT) };
}

/** The JSON of a plain answer, or of each event of a stream. */
function documentsOf(body: string): unknown[] {
  if (!/^(event|data):/m.test(body)) return [JSON.parse(body)];
  const data = Array.from(body.matchAll(/^data: ?(.*)$/gm), ([, text = '']) => text.trim());
  return data.filter((text) => text !== '' && text !== '[DONE]').map((text): unknown => JSON.parse(text));
}

function collect(value: unknown, told: Record<string, number>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (!USAGES.has(name)) collect(member, told);
    else Object.assign(told, member);
  }
}

function firstOf(told: Record<string, number>, names: readonly string[]): number {
  return names.map((name) => told[name]).find((count) => count !== undefined) ?? 0;
}
