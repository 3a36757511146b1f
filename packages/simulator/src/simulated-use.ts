/** The tokens of a prompt, each of one kind. */
export interface PromptUse {
  /** Neither read from nor written to the cache. */
  readonly input: number;
  readonly cacheRead: number;
  /** Written to be kept for minutes, or for an hour. */
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
}

/** What a whole answer uses, and what of it each of its pieces brings. */
export interface SimulatedUse {
  readonly prompt: PromptUse;
  /** Tokens of reasoning, which precede those of the content. */
  readonly reasoning: number;
  /** How many tokens of the content have been sent after each piece. */
  readonly outputAfter: readonly number[];
  /** The piece with the final usage; null if there is none. */
  readonly usagePiece: number | null;
}

/** What of it was sent. Each token is of one kind. */
export interface SentUse extends PromptUse {
  readonly output: number;
  readonly reasoning: number;
  /** Whether the final usage was sent. */
  readonly isTold: boolean;
}

/** @param sentPieces how many pieces were sent whole */
export function sentUse({ prompt, reasoning, outputAfter, usagePiece }: SimulatedUse, sentPieces: number): SentUse {
  const output = outputAfter[Math.min(sentPieces, outputAfter.length) - 1] ?? 0;
  return { ...prompt, output, reasoning, isTold: usagePiece !== null && sentPieces > usagePiece };
}

/** The tokens of a prompt, of all kinds. */
export function totalPrompt({ input, cacheRead, cacheWrite5m, cacheWrite1h }: PromptUse): number {
  return input + cacheRead + cacheWrite5m + cacheWrite1h;
}
