import type { StatusRange } from '@switchyard/contract';
import { z } from 'zod';
import { problem } from '../../kernel/rules/check-input';

const STATUS_LEAST = 400;
const STATUS_MOST = 599;
const ENTRIES_MAX = 200;

/** 402 is a missing payment, 424 a failure of what the vendor depends on. */
export const DEFAULT_FAILURE_STATUSES: readonly StatusRange[] = [
  [401, 404],
  [408, 408],
  [424, 424],
  [429, 429],
  [500, 599],
];

export const DEFAULT_FAILURE_STATUSES_TEXT = '401 to 404, 408, 424, 429 and 500 to 599';

/** A status or a range of statuses as callers write it: `429`, `500-599`. */
const statusRangeTextSchema = z.string().transform((text, context): StatusRange => {
  const match = /^(\d{3})(?:-(\d{3}))?$/.exec(text.trim());
  if (!match) {
    context.addIssue(problem('INVALID_FORMAT', 'must be a status such as `429` or a range such as `500-599`'));
    return z.NEVER;
  }
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  if (first < STATUS_LEAST || last > STATUS_MOST || first > last) {
    context.addIssue(
      problem('OUT_OF_RANGE', `must be within ${STATUS_LEAST} to ${STATUS_MOST}, with the lower status first`),
    );
    return z.NEVER;
  }
  return [first, last];
});

/** Statuses as callers write them, merged into ascending ranges that neither overlap nor touch. */
export const failureStatusesSchema = z
  .array(statusRangeTextSchema)
  .min(1)
  .max(ENTRIES_MAX)
  .transform((ranges) => mergeRanges(ranges));

export function mergeRanges(ranges: readonly StatusRange[]): StatusRange[] {
  const merged: StatusRange[] = [];
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const open = merged.at(-1);
    if (open !== undefined && first <= open[1] + 1) open[1] = Math.max(open[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

export function formatFailureStatuses(ranges: readonly StatusRange[]): string[] {
  return ranges.flatMap(([first, last]) => (last - first === 1 ? [`${first}`, `${last}`] : [formatRange(first, last)]));
}

function formatRange(first: number, last: number): string {
  return first === last ? `${first}` : `${first}-${last}`;
}
