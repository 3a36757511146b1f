import type { SimulatedAnswer } from '../behaviour';
import type { PromptUse } from '../simulated-use';

const CHARACTERS_PER_TOKEN = 4;
/** What an image or a file in a prompt counts, whatever its size. */
const MEDIA_TOKENS = 85;
const MEDIA = /"(?:data:[^"]*|[A-Za-z0-9+/_=-]{512,})"/g;

/** Splits content into chunks of about equal length, or into words without a count. Joined, they are the content again. */
export function splitContent(content: string, chunkCount: number | undefined): string[] {
  if (chunkCount === undefined) return content.match(/\s*\S+\s*$|\s*\S+/g) ?? [content];
  const characters = Array.from(content);
  const boundary = (index: number) => Math.round((index * characters.length) / chunkCount);
  return Array.from({ length: chunkCount }, (_, index) =>
    characters.slice(boundary(index), boundary(index + 1)).join(''),
  );
}

/** Estimates the tokens of a prompt from its length as JSON. Parts of it that are absent have none. */
export function tokensOf(...parts: readonly unknown[]): number {
  const texts = parts.flatMap((part) => JSON.stringify(part) ?? []);
  const media = texts.flatMap((text) => text.match(MEDIA) ?? []);
  const characters = lengthOf(texts) - lengthOf(media);
  return Math.ceil(characters / CHARACTERS_PER_TOKEN) + media.length * MEDIA_TOKENS;
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}

/** The use of a prompt with so many tokens, of which as many as a behaviour wants were read from the cache or written to it. */
export function promptUse(
  tokens: number,
  wanted: Pick<SimulatedAnswer, 'cacheReadTokens' | 'cacheWriteTokens' | 'cacheWriteHourTokens'>,
): PromptUse {
  const cacheRead = Math.min(tokens, wanted.cacheReadTokens ?? 0);
  const cacheWrite5m = Math.min(tokens - cacheRead, wanted.cacheWriteTokens ?? 0);
  const cacheWrite1h = Math.min(tokens - cacheRead - cacheWrite5m, wanted.cacheWriteHourTokens ?? 0);
  return { input: tokens - cacheRead - cacheWrite5m - cacheWrite1h, cacheRead, cacheWrite5m, cacheWrite1h };
}

/** What OpenAI's formats say of the cache: how many of the prompt's tokens were read from it, and written to it if there were any. */
export function cacheDetails({ cacheRead, cacheWrite5m, cacheWrite1h }: PromptUse) {
  const written = cacheWrite5m + cacheWrite1h;
  return { cached_tokens: cacheRead, ...(written > 0 ? { cache_write_tokens: written } : {}) };
}
