import type { CallFailure } from './call-failure';

/** The destination of a response that is passed on as it arrives. */
export interface AnswerSink {
  /**
   * The point of no return: called once, at the first byte or the end of the response.
   *
   * @param failure what is already known to end the response; null for nothing
   */
  begin(status: number, headers: readonly string[], failure: CallFailure | null): void;
  /** @returns whether more can be written now; if not, `onDrain` is called when it can */
  write(chunk: Buffer): boolean;
  end(): void;
  /** Ends the answer so that no client reads it as complete. @param lastBytes what to send before; null for nothing */
  break(lastBytes: Buffer | null): void;
  /** Replaces the listener for when a full buffer has drained. */
  onDrain(listener: () => void): void;
}
