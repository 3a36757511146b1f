import type { TokenCounts } from '@switchyard/contract';
import type { ToldTokens } from './told-usage';

/** What a vendor's counts include, as its profile says. */
export interface CountsInclude {
  readonly promptIncludesCache: boolean;
  readonly completionIncludesReasoning: boolean;
}

/** The disjoint kinds of tokens in a vendor's own counts, which overlap. Never negative, whatever the vendor told. */
export function disjointTokens(told: ToldTokens, include: CountsInclude): TokenCounts {
  const { prompt = 0, extraPrompt = 0, cached: cacheRead = 0, completion = 0 } = told;
  const cacheWrite1h = told.cacheWriteHour ?? 0;
  const written = Math.max(told.cacheWrite ?? 0, cacheWrite1h);
  const reasoning = told.reasoning ?? untoldReasoning(told, include);
  const fromPrompt = include.promptIncludesCache ? cacheRead + written : 0;
  return {
    input: Math.max(0, prompt - fromPrompt) + extraPrompt,
    cacheRead,
    cacheWrite5m: written - cacheWrite1h,
    cacheWrite1h,
    output: isReasoningWithin(told, reasoning, include) ? completion - reasoning : completion,
    reasoning,
  };
}

/**
 * Whether the completion's tokens include those of reasoning. The total of an answer says so, because servers that share a
 * format differ in this; without one the profile does. More reasoning than completion is never within it.
 */
function isReasoningWithin(told: ToldTokens, reasoning: number, include: CountsInclude): boolean {
  const { prompt = 0, extraPrompt = 0, completion = 0, total } = told;
  if (reasoning > completion) return false;
  const outside = prompt + extraPrompt + completion;
  if (total === outside) return true;
  if (total === outside + reasoning) return false;
  return include.completionIncludesReasoning;
}

/** Gemini's answers in OpenAI's form count reasoning in the total alone. */
function untoldReasoning({ prompt, extraPrompt = 0, completion, total }: ToldTokens, include: CountsInclude): number {
  if (include.completionIncludesReasoning || prompt === undefined || total === undefined) return 0;
  return Math.max(0, total - prompt - extraPrompt - (completion ?? 0));
}
