/** What the log says of one upstream call. */
export interface AttemptRecord {
  /** `endpoint/model`, as in the header x-switchyard-target. */
  readonly target: string;
  /** `ANSWERED`, or what it failed of. */
  readonly outcome: string;
  /** For the operator alone: it can name the vendor's host. */
  readonly detail: string | null;
  readonly status: number | null;
  readonly durationMs: number;
}
