import { z } from 'zod';
import type { MacKey } from '../table/mac-key';
import { rawJson, rawOf } from '../table/raw-text';
import { openText, parseOrNull, signText, type TextSigner } from '../table/signed-text';
import { type RequestRecord, requestRecordSchema } from './request-record';
import { USAGE_ROWS_PER_BATCH_MAX, type UsageBatch, usageBatchSchema } from './usage-batch';

/** A batch that a data plane with the sealing key made, or why this is none. */
export type OpenedUsageBatch =
  | {
      readonly batch: UsageBatch;
      readonly fault: null;
      /** Why the first of the request records that were left out cannot be stored; null if none was left out. */
      readonly recordFault: string | null;
    }
  | { readonly batch: null; readonly fault: string };

const envelopeSchema = usageBatchSchema.extend({
  records: z.array(z.unknown()).max(USAGE_ROWS_PER_BATCH_MAX).default([]),
});

/** A batch as it is spooled and published: one line of JSON with its MAC, then the batch in JSON. */
export function encodeUsageBatch(usageKey: MacKey, batch: UsageBatch): Uint8Array {
  return signText(usageSigner(usageKey), rawJson(batch));
}

/**
 * Verifies and reads a batch. A subject proves nothing about who published there; this does.
 *
 * Each request record is read on its own: one that cannot be stored is left out and counted in `droppedRecords`. Anything
 * else that is damaged makes the whole batch unreadable, because sums without some of their rows would be too low and
 * nobody would know: a rejected batch leaves a gap that is shown, and its bytes are kept.
 */
export function decodeUsageBatch(usageKey: MacKey, bytes: Uint8Array): OpenedUsageBatch {
  const { raw, fault } = openText(usageSigner(usageKey), rawOf(bytes), 'usage batch');
  if (raw === null) return { batch: null, fault };
  const { data, error } = envelopeSchema.safeParse(parseOrNull(raw));
  if (data === undefined) return { batch: null, fault: `damaged usage batch: ${firstIssue(error)}` };
  const { records, recordFault } = readRecords(data.records);
  const droppedRecords = data.droppedRecords + data.records.length - records.length;
  return { batch: { ...data, records, droppedRecords }, fault: null, recordFault };
}

function readRecords(given: readonly unknown[]): { records: RequestRecord[]; recordFault: string | null } {
  const records: RequestRecord[] = [];
  let recordFault: string | null = null;
  for (const each of given) {
    const { data, error } = requestRecordSchema.safeParse(each);
    if (data === undefined) recordFault ??= firstIssue(error);
    else records.push(data);
  }
  return { records, recordFault };
}

function firstIssue(error: z.ZodError): string {
  const { path, message } = error.issues[0] ?? { path: [], message: '' };
  return `${path.join('.')}: ${message}`;
}

function usageSigner(usageKey: MacKey): TextSigner {
  return { id: usageKey.id, macOf: (raw) => usageKey.macOf('["usage batch"]', raw) };
}
