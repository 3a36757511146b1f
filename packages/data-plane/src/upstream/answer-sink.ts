/** Where an answer goes that is passed on as it comes. */
export interface AnswerSink {
  /** The point of no return: called once, at the first byte or the end of the answer. */
  begin(status: number, headers: readonly string[]): void;
  /** @returns whether more is welcome now; if not, `onDrain` is called when it is */
  write(chunk: Buffer): boolean;
  end(): void;
  /** Ends the answer so that nobody can take it for whole. @param lastBytes what is still sent; null for nothing */
  break(lastBytes: Buffer | null): void;
  /** Replaces the listener for the moment when a full buffer has drained. */
  onDrain(listener: () => void): void;
}
