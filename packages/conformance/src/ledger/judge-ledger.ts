import type { RecordedRequest } from '@switchyard/simulator';
import { expectedEntries, VendorCalls } from './expected-entries';
import { estimateDifferences, exactDifferences } from './ledger-differences';
import type { KilledWorker } from './ledger-data-plane';
import type { Ledger } from './ledger-line';
import { findLoss, ledgerOf, type LedgerRequest, type Loss, NO_LOSS, wasOpen } from './lost-requests';
import type { ReportedGap } from './reported-ledger';
import { gapLines, ledgerTable } from './print-ledger';
import { type SentRequest, surpriseOf } from './sent-request';

/** A request with the calls that the vendors received for it. */
export interface JudgedRequest extends LedgerRequest {
  readonly calls: readonly RecordedRequest[];
}

/** What consumers sent, with what the vendors recorded of it. */
export function judgedRequests(
  sent: readonly SentRequest[],
  recorded: readonly RecordedRequest[],
): readonly JudgedRequest[] {
  const calls = new VendorCalls(recorded);
  return sent.map((each) => {
    const own = calls.of(each.planned);
    return { sent: each, calls: own, entries: expectedEntries(each.planned, own) };
  });
}

/** What a control plane says. */
export interface ReportedUsage {
  readonly ledger: Ledger;
  readonly gaps: readonly ReportedGap[];
}

export interface LedgerResult {
  /** For people. */
  readonly text: string;
  /** What does not balance. */
  readonly faults: readonly string[];
}

/**
 * Holds what is reported against what consumers and vendors saw. The one thing that may be missing is what a killed worker had
 * open, or had finished since its last report; it lies within the one gap that is reported.
 */
export function judgeLedger(
  requests: readonly JudgedRequest[],
  killed: KilledWorker | null,
  reported: ReportedUsage,
): LedgerResult {
  const gap = reported.gaps.find(({ cause }) => cause === 'WORKER_ENDED') ?? null;
  const loss =
    killed === null || gap === null ? NO_LOSS : findLoss(requests, reported.ledger, killed, Date.parse(gap.from));
  const open = killed === null ? [] : requests.filter(({ sent }) => wasOpen(sent, killed));
  const missing = new Set([...open, ...(loss?.untold ?? [])]);
  const expected = ledgerOf(requests.filter((request) => !missing.has(request as JudgedRequest)));
  const faults = [
    ...gapFaults(killed, reported.gaps, loss),
    ...requests.filter((request) => !open.includes(request)).flatMap(({ sent }) => surpriseOf(sent) ?? []),
    ...exactDifferences(expected, reported.ledger),
    ...estimateDifferences(expected, reported.ledger),
  ];
  const callsOf = (request: LedgerRequest) =>
    requests.find(({ sent }) => sent === request.sent)?.calls.map(({ number }) => number) ?? [];
  const lines = gapLines(reported.gaps, loss ?? { open, untold: [] }, callsOf);
  return { text: [ledgerTable(expected, reported.ledger), '', ...lines].join('\n'), faults };
}

/** A killed worker leaves one gap, which begins before its end and ends after it; nothing else leaves any. */
function gapFaults(killed: KilledWorker | null, gaps: readonly ReportedGap[], loss: Loss | null): string[] {
  const faults: string[] = [];
  const expectedCount = killed === null ? 0 : 1;
  if (gaps.length !== expectedCount) faults.push(`${gaps.length} gaps are reported, expected ${expectedCount}`);
  const [gap] = gaps;
  if (killed === null || gap === undefined) return faults;
  const [from, to] = [Date.parse(gap.from), Date.parse(gap.to)];
  if (gap.cause !== 'WORKER_ENDED') faults.push(`the gap's cause is ${gap.cause}, expected WORKER_ENDED`);
  if (from > killed.atMs || to < killed.atMs) {
    faults.push(
      `the gap from ${gap.from} to ${gap.to} does not have the kill at ${new Date(killed.atMs).toISOString()}`,
    );
  }
  if (loss === null) faults.push('what the killed worker had open or had not told does not explain what is missing');
  return faults;
}
