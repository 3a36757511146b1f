const REASON_LENGTH_MAX = 500;

/** A revision that cannot be served because of one entry. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reason: string;
  constructor(
    readonly entryKey: string,
    reason: string,
  ) {
    const short = reason.slice(0, REASON_LENGTH_MAX);
    super(`${entryKey}: ${short}`);
    this.reason = short;
  }
}
