import type { ErrorKind } from '@switchyard/contract';
import type { CallFailure } from '../upstream/call-failure';

/** One upstream call in the log. */
export interface AttemptRecord {
  /** The provider's name. */
  readonly provider: string;
  /** `endpoint/model`, as in the header x-switchyard-target. */
  readonly target: string;
  /** `ANSWERED`, or the failure. */
  readonly outcome: string;
  /** That of the vendor's error, also if it is the answer, because the policy's `failoverOn` lacks it; null for none. */
  readonly kind: ErrorKind | null;
  /** Whether the response was withheld only because it quotes the credential, which may well be valid. */
  readonly quotesCredential: boolean;
  /** For operators only: it can name the vendor's host. */
  readonly detail: string | null;
  readonly status: number | null;
  /** The vendor's own id of the request, which its support asks for; null if the response named none. */
  readonly upstreamRequestId: string | null;
  /** Whether it was sent twice, because the vendor had closed the reused connection that it went out on. */
  readonly resent: boolean;
  readonly durationMs: number;
}

/** What became of an attempt. */
export type AttemptResult = Pick<AttemptRecord, 'outcome' | 'kind' | 'quotesCredential' | 'detail'>;

/** The result of an attempt whose response is passed on or that has none. @param failure null if it was answered well */
export function resultOf(failure: CallFailure | null): AttemptResult {
  if (failure === null) return { outcome: 'ANSWERED', kind: null, quotesCredential: false, detail: null };
  const { cause, judgement, quotesCredential, detail } = failure;
  return { outcome: cause, kind: judgement?.kind ?? null, quotesCredential, detail };
}
