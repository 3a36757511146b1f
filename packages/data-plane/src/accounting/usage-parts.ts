import { USAGE_BATCH_BYTES_MAX, USAGE_ROWS_PER_BATCH_MAX } from '@switchyard/contract';
import type { UsageContent } from '../spool/usage-outbox';

/** Room for the MAC, the ids of a batch and the gaps that the outbox adds. */
const ENVELOPE_BYTES_MAX = 256 * 1_024;
const CONTENT_BYTES_MAX = USAGE_BATCH_BYTES_MAX - ENVELOPE_BYTES_MAX;

const LISTS = ['requests', 'attempts', 'latencies', 'records', 'gaps'] as const;

/** Splits what was counted into parts that fit into a batch each. */
export function usageParts(content: UsageContent): readonly UsageContent[] {
  const isSmall = LISTS.every((list) => content[list].length <= USAGE_ROWS_PER_BATCH_MAX);
  if (isSmall && Buffer.byteLength(JSON.stringify(content)) <= CONTENT_BYTES_MAX) return [content];
  const longest = LISTS.reduce((one, other) => (content[other].length > content[one].length ? other : one));
  // One row alone is far below the size of a batch.
  if (content[longest].length <= 1) return [content];
  const [first, second] = [{ ...content }, { ...content, droppedRecords: 0 }];
  for (const list of LISTS) halve(content, list, first, second);
  return [...usageParts(first), ...usageParts(second)];
}

function halve<List extends (typeof LISTS)[number]>(
  content: UsageContent,
  list: List,
  first: UsageContent,
  second: UsageContent,
): void {
  const rows: UsageContent[List] = content[list];
  const middle = Math.ceil(rows.length / 2);
  first[list] = rows.slice(0, middle) as UsageContent[List];
  second[list] = rows.slice(middle) as UsageContent[List];
}
