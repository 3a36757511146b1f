import type { CallFailure } from './call-failure';

/** An answer of the vendor that has not been passed on. */
export interface HeldResponse {
  readonly status: number;
  /** Names and values in turn, as they came. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Whether it is a stream that ends with an error, and must not seem to have ended well. */
  readonly endsInError: boolean;
}

/** What became of a call up to the point of no return, the first byte sent to the consumer. */
export type CallOutcome =
  /** The answer is on its way to the consumer; `finished` tells whether it came through whole. */
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
      /** Of the response, as far as there was one. */
      readonly headers: readonly string[];
      /** A stream that reported an error before its first content; null for every other failure. */
      readonly response: HeldResponse | null;
    };
