import { NO_TOKENS, promptTokens, type TokenCounts } from '@switchyard/contract';
import type { TokenRatios } from './token-ratios';
import type { ReadUsage } from './usage-reading';

/** What the tokens of an attempt can be estimated by. */
export interface Measured {
  /** The model's id, and whether the answer is streamed: each has ratios of its own. */
  readonly ratioKey: string;
  readonly promptBytes: number;
  /** Of the answer's body as it was decoded, as far as it came. */
  readonly answerBytes: number;
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
 */
export function tokensOfAttempt(read: ReadUsage, measured: Measured, ratios: TokenRatios): AttemptTokens {
  const { tokens, isFinal } = read;
  const { ratioKey, promptBytes, answerBytes } = measured;
  const [promptKey, answerKey] = [`${ratioKey} prompt`, `${ratioKey} answer`];
  if (tokens !== null && isFinal) {
    ratios.learn(promptKey, promptBytes, promptTokens(tokens));
    ratios.learn(answerKey, answerBytes, tokens.output + tokens.reasoning);
    return { counted: tokens, estimated: NO_TOKENS };
  }
  const told = tokens ?? NO_TOKENS;
  const input = promptTokens(told) > 0 ? told.input : ratios.estimate(promptKey, promptBytes);
  const moreOutput = ratios.estimate(answerKey, answerBytes) - told.output - told.reasoning;
  const estimated = {
    ...told,
    input,
    output: told.output + Math.max(0, moreOutput),
  };
  return { counted: NO_TOKENS, estimated };
}
