import { TOKENS_PER_ATTEMPT_MAX } from '@switchyard/contract';

/** The number of models whose ratios are kept; the one unused for longest goes first. */
export const TOKEN_RATIOS_MAX = 4_096;
/** Beyond so many tokens what was learned before counts half, so that a ratio follows its traffic. */
const REMEMBERED_TOKENS = 100_000;

/** How many bytes a token takes, learned from whole answers. */
export class TokenRatio {
  #bytes = 0;
  #tokens = 0;

  learn(bytes: number, tokens: number): void {
    if (tokens <= 0 || tokens > TOKENS_PER_ATTEMPT_MAX || bytes <= 0) return;
    if (this.#tokens > REMEMBERED_TOKENS) {
      this.#bytes /= 2;
      this.#tokens /= 2;
    }
    this.#bytes += bytes;
    this.#tokens += tokens;
  }

  /** How many tokens this many bytes are, rounded up, and as many as an attempt may have; null if nothing was learned. */
  estimate(bytes: number): number | null {
    if (this.#tokens === 0) return null;
    return Math.min(Math.ceil((bytes * this.#tokens) / this.#bytes), TOKENS_PER_ATTEMPT_MAX);
  }
}

/** Of one model, one operation, and one kind of answer: streamed or plain. */
export interface ModelRatios {
  readonly prompt: TokenRatio;
  readonly answer: TokenRatio;
}

/** The ratios of one model, by operation: one that counts tokens, and never tells its usage, must not be taken for another. */
class OperationRatios {
  /** At which call they were used last. */
  usedAt = 0;
  readonly #plain = new Map<string, ModelRatios>();
  readonly #streamed = new Map<string, ModelRatios>();

  of(operation: string, isStreamed: boolean): ModelRatios {
    const ratios = isStreamed ? this.#streamed : this.#plain;
    let present = ratios.get(operation);
    if (present === undefined) {
      present = { prompt: new TokenRatio(), answer: new TokenRatio() };
      ratios.set(operation, present);
    }
    return present;
  }
}

/** The ratios of all models. */
export class TokenRatios {
  /** The prompts of all models, for one of which nothing is learned yet. */
  readonly prompts = new TokenRatio();
  readonly #byModel = new Map<string, OperationRatios>();
  #calls = 0;

  /**
   * Those of a model, to learn from and to estimate by.
   *
   * @param operation one of those that profiles list, which are few
   */
  of(modelId: string, operation: string, isStreamed: boolean): ModelRatios {
    let present = this.#byModel.get(modelId);
    if (present === undefined) {
      present = new OperationRatios();
      if (this.#byModel.size >= TOKEN_RATIOS_MAX) this.#dropUnusedForLongest();
      this.#byModel.set(modelId, present);
    }
    this.#calls += 1;
    present.usedAt = this.#calls;
    return present.of(operation, isStreamed);
  }

  /** Looks through all of them, which only a new model costs: an order that each request changed would cost every one. */
  #dropUnusedForLongest(): void {
    let unused: string | null = null;
    let usedAt = Infinity;
    for (const [modelId, ratios] of this.#byModel) {
      if (ratios.usedAt >= usedAt) continue;
      unused = modelId;
      ({ usedAt } = ratios);
    }
    if (unused !== null) this.#byModel.delete(unused);
  }
}
