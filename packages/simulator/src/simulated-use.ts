/** What a whole answer uses, and what of it each of its pieces brings. */
export interface SimulatedUse {
  readonly input: number;
  /** How many tokens of the completion have been sent after each piece. */
  readonly outputAfter: readonly number[];
  /** The piece with the final usage; null if there is none. */
  readonly usagePiece: number | null;
}

/** What of it was sent. */
export interface SentUse {
  readonly input: number;
  readonly output: number;
  /** Whether the final usage was sent. */
  readonly isTold: boolean;
}

/** @param sentPieces how many pieces were sent whole */
export function sentUse({ input, outputAfter, usagePiece }: SimulatedUse, sentPieces: number): SentUse {
  const output = outputAfter[Math.min(sentPieces, outputAfter.length) - 1] ?? 0;
  return { input, output, isTold: usagePiece !== null && sentPieces > usagePiece };
}
