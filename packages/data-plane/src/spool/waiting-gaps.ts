import { randomUUID } from 'node:crypto';
import { LOST_RANGES_MAX, type LostBatches, USAGE_ROWS_PER_BATCH_MAX, type UsageGap } from '@switchyard/contract';
import { keyOf, type SpooledBatch } from './batch-store';

/** So many gaps wait to be reported; what is beyond becomes one of them. */
const GAPS_WAITING_MAX = 10_000;

/** Gaps that are to be reported, and those that were reported with batches which may still be lost. */
export class WaitingGaps {
  /** To be reported with the next batch. */
  #gaps: UsageGap[];
  /** What was reported with batches that the queue does not have yet: if one is lost, its gaps are reported again. */
  readonly #reported = new Map<string, readonly UsageGap[]>();

  constructor(gaps: readonly UsageGap[]) {
    this.#gaps = [...gaps];
  }

  get count(): number {
    return this.#gaps.length;
  }

  /** Takes as many as fit into a batch. @param others come first */
  take(others: readonly UsageGap[]): readonly UsageGap[] {
    const all = [...others, ...this.#gaps];
    this.#gaps = all.slice(USAGE_ROWS_PER_BATCH_MAX);
    return all.slice(0, USAGE_ROWS_PER_BATCH_MAX);
  }

  /** They wait again, because their batch could not be stored. */
  giveBack(gaps: readonly UsageGap[]): void {
    this.#gaps.push(...gaps);
  }

  /** They are in a batch that waits. */
  noteStored(batch: SpooledBatch, gaps: readonly UsageGap[]): void {
    if (gaps.length > 0) this.#reported.set(keyOf(batch), gaps);
  }

  /** The queue has the batch. */
  noteSent(batch: SpooledBatch): void {
    this.#reported.delete(keyOf(batch));
  }

  /** Has a gap reported for lost batches, and again those that had been reported with them. Losses that follow each other are one. */
  noteLost(lost: readonly SpooledBatch[]): void {
    for (const batch of lost) {
      this.#gaps.push(...(this.#reported.get(keyOf(batch)) ?? []));
      this.#reported.delete(keyOf(batch));
    }
    const timeOf = (atMs: number) => new Date(atMs).toISOString();
    const losses = this.#gaps.filter(({ cause }) => cause === 'SPOOL_FULL');
    const from = [...lost.map(({ fromMs }) => timeOf(fromMs)), ...losses.map((gap) => gap.from)].toSorted()[0];
    const to = [...lost.map(({ atMs }) => timeOf(atMs)), ...losses.map((gap) => gap.to)].toSorted().at(-1);
    if (from === undefined || to === undefined) return;
    const batches = losses.reduce((sum, gap) => sum + (gap.batches ?? 0), lost.length);
    const others = this.#gaps.filter(({ cause }) => cause !== 'SPOOL_FULL');
    // Each of them lies within what is lost, or before it.
    this.#gaps = others.slice(-GAPS_WAITING_MAX);
    const forgotten = others.slice(0, -GAPS_WAITING_MAX);
    this.#gaps.push({
      id: randomUUID(),
      cause: 'SPOOL_FULL',
      worker: null,
      from: earliest(from, forgotten),
      to,
      batches,
      lost: lostRanges([...losses.flatMap((gap) => gap.lost ?? []), ...lost.map(rangeOf)]),
    });
  }
}

function earliest(from: string, gaps: readonly UsageGap[]): string {
  return gaps.reduce((least, gap) => (gap.from < least ? gap.from : least), from);
}

function rangeOf({ incarnation, sequence }: SpooledBatch): LostBatches {
  return { incarnation, first: sequence, last: sequence };
}

/** Joins ranges that follow each other. Beyond the bound the lowest numbers go: a control plane finds that those are missing. */
function lostRanges(ranges: readonly LostBatches[]): LostBatches[] {
  const joined: LostBatches[] = [];
  const ordered = ranges.toSorted((one, other) =>
    one.incarnation === other.incarnation ? one.first - other.first : one.incarnation < other.incarnation ? -1 : 1,
  );
  for (const range of ordered) {
    const before = joined.at(-1);
    const follows = before?.incarnation === range.incarnation && range.first <= before.last + 1;
    if (!follows) joined.push(range);
    else joined[joined.length - 1] = { ...before, last: Math.max(before.last, range.last) };
  }
  return joined.slice(-LOST_RANGES_MAX);
}
