import { NO_TOKENS, promptTokens, type TokenCounts } from '@switchyard/contract';
import type { PromptSize } from './prompt-size';
import type { TokenRatios } from './token-ratios';
import type { AnswerSize, ReadUsage } from './usage-reading';

/** In bytes per token: what English prose has, roughly, before anything is learned of prompts. */
const UNKNOWN_PROMPT_RATIO = 4;

/** What the tokens of an attempt can be estimated by. */
export interface Measured {
  readonly modelId: string;
  /** Its path in the profile. */
  readonly operation: string;
  readonly isStreamed: boolean;
  readonly prompt: PromptSize;
  /** How much of the answer's content came. */
  readonly answer: AnswerSize;
}

/** The tokens of an attempt: all counted, or all estimated. */
export interface AttemptTokens {
  readonly counted: TokenCounts;
  readonly estimated: TokenCounts;
}

/**
 * The tokens of an attempt that was answered, in full or in part. Where the answer's final usage was seen they are counted,
 * and teach the ratios. Where not, a prompt that was told is taken as told, because images make its size say nothing, and the
 * completion is the larger of what was told and what the ratio gives, because the answer went on.
 *
 * @returns null if nothing is known: no content came, or a plain answer of an operation that never told its usage
 */
export function tokensOfAttempt(read: ReadUsage, measured: Measured, ratios: TokenRatios): AttemptTokens | null {
  const { tokens, isFinal } = read;
  const { modelId, operation, isStreamed, answer } = measured;
  const promptBytes = measured.prompt.bytes;
  const known = ratios.of(modelId, operation, isStreamed);
  if (tokens !== null && isFinal) {
    const prompt = promptTokens(tokens);
    if (measured.prompt.isAllText) {
      known.prompt.learn(promptBytes, prompt);
      ratios.prompts.learn(promptBytes, prompt);
    }
    known.answer.learn(answer.bytes, tokens.output + tokens.reasoning);
    return { counted: tokens, estimated: NO_TOKENS };
  }
  const answered = answer.bytes === 0 ? null : (known.answer.estimate(answer.bytes) ?? answer.events);
  if (tokens === null && answered === null) return null;
  const told = tokens ?? NO_TOKENS;
  const unknown = Math.ceil(promptBytes / UNKNOWN_PROMPT_RATIO);
  const prompt = known.prompt.estimate(promptBytes) ?? ratios.prompts.estimate(promptBytes) ?? unknown;
  const moreOutput = (answered ?? 0) - told.output - told.reasoning;
  const estimated = {
    ...told,
    input: promptTokens(told) > 0 ? told.input : prompt,
    output: told.output + Math.max(0, moreOutput),
  };
  return { counted: NO_TOKENS, estimated };
}
