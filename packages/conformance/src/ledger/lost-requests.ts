import { exactDifferences } from './ledger-differences';
import type { KilledWorker } from './ledger-data-plane';
import { Ledger, type LedgerEntry } from './ledger-line';
import { type SentRequest, surpriseOf } from './sent-request';

/** A request, and what it adds to the ledger. */
export interface LedgerRequest {
  readonly sent: SentRequest;
  readonly entries: readonly LedgerEntry[];
}

/** What a worker's kill took with it. */
export interface Loss {
  /** Requests that were open at its end. */
  readonly open: readonly LedgerRequest[];
  /** Requests that it had finished, and not told of. */
  readonly untold: readonly LedgerRequest[];
}

export const NO_LOSS: Loss = { open: [], untold: [] };

/** How far apart a consumer and its worker may see the end of a request, in ms. */
const SAME_END_MS = 60;
/** How many requests may have ended so close to the worker's last report that either may come first. */
const UNDECIDED_MAX = 10;
/** A connection whose worker is killed breaks within this time. */
const BREAKS_WITHIN_MS = 10_000;

/** Whether the worker had the request when it was killed, so that nobody knows what became of it. */
export function wasOpen(sent: SentRequest, killed: KilledWorker): boolean {
  const { dataPlane, workerPid, ending, startedAtMs, endedAtMs } = sent;
  const isSameWorker = dataPlane === killed.dataPlane && (workerPid === null || workerPid === killed.pid);
  const wasThere = startedAtMs <= killed.atMs && endedAtMs < killed.atMs + BREAKS_WITHIN_MS;
  // One that breaks off in any case may have been over.
  return isSameWorker && wasThere && ending === 'BROKEN' && surpriseOf(sent) !== null;
}

/**
 * Which requests are missing from what is reported: those that the worker had open, and those that it had finished since its
 * last report, which end latest of all that it had.
 *
 * @param toldAtMs when the gap begins, in ms since the epoch
 * @returns null if no such requests explain what is missing
 */
export function findLoss(
  requests: readonly LedgerRequest[],
  reported: Ledger,
  killed: KilledWorker,
  toldAtMs: number,
): Loss | null {
  const open = requests.filter(({ sent }) => wasOpen(sent, killed));
  const others = requests.filter((request) => !open.includes(request));
  const isLate = ({ sent }: LedgerRequest) =>
    sent.dataPlane === killed.dataPlane && sent.workerPid === killed.pid && sent.endedAtMs >= toldAtMs - SAME_END_MS;
  const late = others.filter(isLate).toSorted((one, other) => other.sent.endedAtMs - one.sent.endedAtMs);
  const certain = ledgerOf(others.filter((request) => !late.includes(request)));
  const balances = (untold: readonly LedgerRequest[]) => {
    const told = ledgerOf(late.filter((request) => !untold.includes(request)));
    return exactDifferences(new Ledger([...certain.entries, ...told.entries]), reported).length === 0;
  };
  // The worker reports now and then: of what ended before its last report nothing is missing, and all of what ended behind it.
  for (let count = 0; count <= late.length; count += 1) {
    if (balances(late.slice(0, count))) return { open, untold: late.slice(0, count) };
  }
  return (
    undecided(late, toldAtMs)
      .map((untold) => ({ open, untold }))
      .find(({ untold }) => balances(untold)) ?? null
  );
}

/** All choices of what was reported of the requests that ended as the last report was made. */
function undecided(late: readonly LedgerRequest[], toldAtMs: number): (readonly LedgerRequest[])[] {
  const isClose = ({ sent }: LedgerRequest) => Math.abs(sent.endedAtMs - toldAtMs) <= SAME_END_MS;
  const certain = late.filter((request) => !isClose(request));
  const close = late.filter(isClose).slice(0, UNDECIDED_MAX);
  return Array.from({ length: 2 ** close.length }, (_, choice) => [
    ...certain,
    ...close.filter((_request, index) => Math.floor(choice / 2 ** index) % 2 === 1),
  ]);
}

export function ledgerOf(requests: readonly LedgerRequest[]): Ledger {
  return new Ledger(requests.flatMap(({ entries }) => entries));
}
