import { NO_TOKENS, promptTokens, type TokenCounts } from '@switchyard/contract';
import type { TokenRatios } from './token-ratios';
import type { AnswerSize, ReadUsage } from './usage-reading';

/** In bytes per token: what English prose has, roughly, before anything is learned of prompts. */
const UNKNOWN_PROMPT_RATIO = 4;
/** The prompts of all models, for one of which nothing is learned yet. */
const ALL_PROMPTS = 'all prompts';

/** What the tokens of an attempt can be estimated by. */
export interface Measured {
  /** The model's id, and whether the answer is streamed: each has separate ratios. */
  readonly ratioKey: string;
  readonly promptBytes: number;
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
 * @returns null if nothing is known: no content came, or a plain answer of a kind that never told its usage
 */
export function tokensOfAttempt(read: ReadUsage, measured: Measured, ratios: TokenRatios): AttemptTokens | null {
  const { tokens, isFinal } = read;
  const { ratioKey, promptBytes, answer } = measured;
  const [promptKey, answerKey] = [`${ratioKey} prompt`, `${ratioKey} answer`];
  if (tokens !== null && isFinal) {
    ratios.learn(promptKey, promptBytes, promptTokens(tokens));
    ratios.learn(ALL_PROMPTS, promptBytes, promptTokens(tokens));
    ratios.learn(answerKey, answer.bytes, tokens.output + tokens.reasoning);
    return { counted: tokens, estimated: NO_TOKENS };
  }
  const answered = answer.bytes === 0 ? null : (ratios.estimate(answerKey, answer.bytes) ?? answer.events);
  if (tokens === null && answered === null) return null;
  const told = tokens ?? NO_TOKENS;
  const input = promptTokens(told) > 0 ? told.input : promptEstimate(ratios, promptKey, promptBytes);
  const moreOutput = (answered ?? 0) - told.output - told.reasoning;
  const estimated = {
    ...told,
    input,
    output: told.output + Math.max(0, moreOutput),
  };
  return { counted: NO_TOKENS, estimated };
}

function promptEstimate(ratios: TokenRatios, key: string, bytes: number): number {
  const learned = ratios.estimate(key, bytes) ?? ratios.estimate(ALL_PROMPTS, bytes);
  return learned ?? Math.ceil(bytes / UNKNOWN_PROMPT_RATIO);
}
