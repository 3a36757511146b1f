import type { AttemptCost, ErrorKind, NextAction, Outcome, ResendCause, TokenCounts } from '@switchyard/contract';
import type { CallFailure } from '../upstream/call-failure';

/** A configured object as it was when the request was served. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What an attempt asked. A policy's target satisfies this interface. */
export interface AskedTarget {
  readonly provider: Named;
  readonly endpoint: Named;
  /** Null if no model of the provider is known. */
  readonly model: Named | null;
}

/** What an attempt used. */
export interface AttemptUsage {
  /** Whether the vendor counted the tokens; otherwise they are estimated. */
  readonly isCounted: boolean;
  readonly tokens: TokenCounts;
  /** Null if no price is known. */
  readonly cost: AttemptCost | null;
  /** As the response names them: texts of the vendor's. Null if it does not. */
  readonly answeredModel: string | null;
  readonly serviceTier: string | null;
}

/** Of an attempt that was sent once. */
export const NO_RESENDS: readonly ResendCause[] = [];

/** One upstream call. */
export interface AttemptRecord {
  readonly asked: AskedTarget;
  /** The provider's name. */
  readonly provider: string;
  /** `endpoint/model`, as in the header x-switchyard-target. */
  readonly target: string;
  readonly outcome: Outcome;
  /** Whether the vendor did its part: an answer, or an error that is the request's own fault. */
  readonly isAnswer: boolean;
  /** That of the vendor's error, also if it is the answer, because the policy's `failoverOn` lacks it; null for none. */
  readonly kind: ErrorKind | null;
  /** Whether the response was withheld only because it quotes the credential, which may well be valid. */
  quotesCredential: boolean;
  /** For operators only: it can name the vendor's host. */
  detail: string | null;
  readonly status: number | null;
  /** The vendor's own id of the request, which its support asks for; null if the response named none. */
  readonly upstreamRequestId: string | null;
  /** Why it was sent once more, for each time in order; empty if it was sent once. */
  readonly resendCauses: readonly ResendCause[];
  /** In ms since the epoch. */
  readonly startedAtMs: number;
  /** Null if no response began. */
  readonly msToHeaders: number | null;
  readonly msToEnd: number;
  /** Null if nothing is known of its tokens. */
  readonly usage: AttemptUsage | null;
  next: NextAction;
}

/** What became of an attempt. */
export type AttemptResult = Pick<AttemptRecord, 'outcome' | 'isAnswer' | 'kind' | 'quotesCredential' | 'detail'>;

const ANSWERED: AttemptResult = {
  outcome: 'ANSWERED',
  isAnswer: true,
  kind: null,
  quotesCredential: false,
  detail: null,
};

/** The result of an attempt whose response is passed on or that has none. @param failure null if it was answered well */
export function resultOf(failure: CallFailure | null): AttemptResult {
  if (failure === null) return ANSWERED;
  const { cause: outcome, judgement, quotesCredential, detail } = failure;
  return { outcome, isAnswer: false, kind: judgement?.kind ?? null, quotesCredential, detail };
}

/** An attempt's outcome as log and trace show it: an error that is the request's own fault is an answer. */
export function shownOutcome({ isAnswer, outcome }: Pick<AttemptRecord, 'isAnswer' | 'outcome'>): Outcome {
  return isAnswer ? 'ANSWERED' : outcome;
}
