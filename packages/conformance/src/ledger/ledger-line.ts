import { addTokens, NO_TOKENS, type TokenCounts } from '@switchyard/contract';

/** What one line of the ledger sums up: requests, and the calls to vendors with their tokens. */
export interface LedgerLine {
  readonly requests: number;
  readonly failovers: number;
  readonly attempts: number;
  readonly resends: number;
  /** By vendors. */
  readonly counted: TokenCounts;
  /** Of calls whose final usage did not arrive. */
  readonly estimated: TokenCounts;
  /** In billionths: of counted tokens, and of estimated ones. */
  readonly cost: bigint;
  readonly estimatedCost: bigint;
}

export const NOTHING: LedgerLine = {
  requests: 0,
  failovers: 0,
  attempts: 0,
  resends: 0,
  counted: NO_TOKENS,
  estimated: NO_TOKENS,
  cost: 0n,
  estimatedCost: 0n,
};

/** Where a line stands: a format, and an outcome of requests and attempts. */
export interface LedgerKey {
  readonly format: string;
  readonly outcome: string;
}

export interface LedgerEntry extends LedgerKey {
  readonly line: LedgerLine;
}

/** Lines by format and outcome. */
export class Ledger {
  readonly #entries = new Map<string, LedgerEntry>();

  constructor(entries: Iterable<LedgerEntry> = []) {
    for (const entry of entries) this.add(entry);
  }

  add({ format, outcome, line }: LedgerEntry): void {
    const key = `${format} ${outcome}`;
    this.#entries.set(key, { format, outcome, line: sum(this.#entries.get(key)?.line ?? NOTHING, line) });
  }

  of({ format, outcome }: LedgerKey): LedgerLine {
    return this.#entries.get(`${format} ${outcome}`)?.line ?? NOTHING;
  }

  /** In the order of their names. */
  get entries(): LedgerEntry[] {
    return [...this.#entries].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry);
  }

  get total(): LedgerLine {
    return this.entries.reduce((all, { line }) => sum(all, line), NOTHING);
  }

  totalOf(format: string): LedgerLine {
    const own = this.entries.filter((entry) => entry.format === format);
    return own.reduce((all, { line }) => sum(all, line), NOTHING);
  }
}

export function sum(one: LedgerLine, other: LedgerLine): LedgerLine {
  return {
    requests: one.requests + other.requests,
    failovers: one.failovers + other.failovers,
    attempts: one.attempts + other.attempts,
    resends: one.resends + other.resends,
    counted: addTokens(one.counted, other.counted),
    estimated: addTokens(one.estimated, other.estimated),
    cost: one.cost + other.cost,
    estimatedCost: one.estimatedCost + other.estimatedCost,
  };
}
