/** One upstream call in the log. */
export interface AttemptRecord {
  /** The provider's name. */
  readonly provider: string;
  /** `endpoint/model`, as in the header x-switchyard-target. */
  readonly target: string;
  /** `ANSWERED`, or the failure. */
  readonly outcome: string;
  /** For operators only: it can name the vendor's host. */
  readonly detail: string | null;
  readonly status: number | null;
  /** The vendor's own id of the request, which its support asks for; null if the response named none. */
  readonly upstreamRequestId: string | null;
  /** Whether it was sent twice, because the vendor had closed the reused connection that it went out on. */
  readonly resent: boolean;
  readonly durationMs: number;
}
