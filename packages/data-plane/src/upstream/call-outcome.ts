import type { CallFailure } from './call-failure';

/** A vendor's response that has not been passed on: an error, or a stream that begins with one. */
export interface HeldResponse {
  /** For an error with a good status, the one that the error names, or else 502. */
  readonly status: number;
  /** Alternating names and values, as received. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** False if the rest of the body did not come, or was not read because it is too large. */
  readonly isWhole: boolean;
  /** Why the body is not whole, or what makes it an error in spite of a good status; null for nothing. For the log only. */
  readonly detail: string | null;
  /** Whether it is a stream that ends with an error, and must not appear to have ended cleanly. */
  readonly endsInError: boolean;
}

/** The response is being passed on. */
export interface RelayedOutcome {
  readonly kind: 'relaying';
  readonly status: number;
  readonly headers: readonly string[];
  /** When they came, in monotonic ms. */
  readonly beganAtMs: number;
  /** Resolves with why it is not complete; null if it is. */
  readonly finished: Promise<CallFailure | null>;
}

/** The outcome of a call up to the point of no return: the first byte sent to the consumer. */
export type CallOutcome =
  | RelayedOutcome
  | { readonly kind: 'held'; readonly response: HeldResponse }
  | {
      readonly kind: 'failed';
      readonly failure: CallFailure;
      /** Of the response, if there was one. */
      readonly headers: readonly string[];
      /** A stream that reported an error before its first content; null for every other failure. */
      readonly response: HeldResponse | null;
    };
