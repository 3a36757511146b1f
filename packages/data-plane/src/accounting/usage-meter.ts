import { type AttemptCost, costOfAttempt, NO_TOKENS, priceAt, type TokenCounts } from '@switchyard/contract';
import type { AskedTarget, AttemptUsage } from '../trace/attempt-record';
import type { AnswerUsage } from '../usage/answer-usage';
import { tokensOfAttempt } from '../usage/estimate-usage';
import type { PromptSize } from '../usage/prompt-size';
import { TokenRatios } from '../usage/token-ratios';
import type { ReadUsage } from '../usage/usage-reading';
import { PriceList, type PricesByProvider } from './price-list';

/** An attempt whose response was read. */
export interface MeteredAttempt {
  readonly asked: AskedTarget;
  /** The operation's path in the profile. */
  readonly operation: string;
  readonly usage: AnswerUsage;
  /** Whether the response ended properly. */
  readonly isWhole: boolean;
  /** Of the request's body. */
  readonly prompt: PromptSize;
  /** When the request began, in ms since the epoch: its price is that of this time. */
  readonly startedAtMs: number;
}

/** Says what attempts used and cost. */
export class UsageMeter {
  readonly #ratios = new TokenRatios();
  readonly #prices: PriceList;

  constructor(table: PricesByProvider) {
    this.#prices = new PriceList(table);
  }

  /** @returns null if nothing is known of its tokens; a promise if its response is still being decoded */
  measure(attempt: MeteredAttempt): AttemptUsage | null | Promise<AttemptUsage | null> {
    const read = attempt.usage.end(attempt.isWhole);
    if (read instanceof Promise) return read.then((done) => this.#usageOf(attempt, done));
    return read === null ? null : this.#usageOf(attempt, read);
  }

  #usageOf({ asked, operation, usage, prompt, startedAtMs }: MeteredAttempt, read: ReadUsage): AttemptUsage | null {
    const modelId = asked.model?.id ?? asked.endpoint.id;
    const measured = { modelId, operation, isStreamed: usage.isStream, prompt, answer: usage.size };
    const tokens = tokensOfAttempt(read, measured, this.#ratios);
    const { model: answeredModel, serviceTier } = read;
    if (tokens === null) return null;
    const isCounted = tokens.estimated === NO_TOKENS;
    const all = isCounted ? tokens.counted : tokens.estimated;
    return {
      isCounted,
      tokens: all,
      cost: this.#costOf(asked, all, serviceTier, startedAtMs),
      answeredModel,
      serviceTier,
    };
  }

  #costOf(
    { provider, model }: AskedTarget,
    tokens: TokenCounts,
    serviceTier: string | null,
    atMs: number,
  ): AttemptCost | null {
    const prices = model === null ? null : this.#prices.of(provider.id, model.id);
    const price = prices === null ? null : priceAt(prices, atMs);
    return price === null ? null : costOfAttempt(price, tokens, serviceTier);
  }
}
