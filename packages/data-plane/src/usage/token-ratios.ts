/** The number of models and kinds of answer whose ratio is kept; the one unused for longest goes first. */
export const TOKEN_RATIOS_MAX = 4_096;
/** Beyond so many tokens what was learned before counts half, so that a ratio follows its traffic. */
const REMEMBERED_TOKENS = 100_000;

interface Learned {
  bytes: number;
  tokens: number;
}

/** How many bytes a token takes, learned from whole answers. */
export class TokenRatios {
  readonly #learned = new Map<string, Learned>();

  /** @param key what the ratio is of, such as a model's id with how it answers */
  learn(key: string, bytes: number, tokens: number): void {
    if (tokens <= 0 || bytes <= 0) return;
    const known = this.#learned.get(key) ?? { bytes: 0, tokens: 0 };
    // Also moves it to the end, as the one used last.
    this.#learned.delete(key);
    this.#learned.set(key, known);
    if (known.tokens > REMEMBERED_TOKENS) {
      known.bytes /= 2;
      known.tokens /= 2;
    }
    known.bytes += bytes;
    known.tokens += tokens;
    const [oldest] = this.#learned.keys();
    if (this.#learned.size > TOKEN_RATIOS_MAX && oldest !== undefined) this.#learned.delete(oldest);
  }

  /** How many tokens this many bytes are, rounded up; null if nothing was learned of them. */
  estimate(key: string, bytes: number): number | null {
    const known = this.#learned.get(key);
    return known === undefined ? null : Math.ceil((bytes * known.tokens) / known.bytes);
  }
}
