import type { CallFailure } from './call-failure';

/** A vendor's response that has not been passed on. */
export interface HeldResponse {
  readonly status: number;
  /** Alternating names and values, as received. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Whether it is a stream that ends with an error, and must not appear to have ended cleanly. */
  readonly endsInError: boolean;
  /** Whether the body is complete: false if it stalled, broke off or was too large, and then it is not passed on. */
  readonly isWhole: boolean;
}

/** The outcome of a call up to the point of no return: the first byte sent to the consumer. */
export type CallOutcome =
  /** The response is being passed on; `finished` resolves with whether it was complete. */
  | {
      readonly kind: 'relaying';
      readonly status: number;
      readonly headers: readonly string[];
      readonly finished: Promise<CallFailure | null>;
    }
  | { readonly kind: 'held'; readonly response: HeldResponse }
  | {
      readonly kind: 'failed';
      readonly failure: CallFailure;
      /** Of the response, if there was one. */
      readonly headers: readonly string[];
      /** A stream that reported an error before its first content; null for every other failure. */
      readonly response: HeldResponse | null;
    };
