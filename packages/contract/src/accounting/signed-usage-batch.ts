import type { MacKey } from '../table/mac-key';
import { rawJson, rawOf } from '../table/raw-text';
import { openText, parseOrNull, signText, type TextSigner } from '../table/signed-text';
import { type UsageBatch, usageBatchSchema } from './usage-batch';

/** A batch that a data plane with the sealing key made, or why this is none. */
export type OpenedUsageBatch =
  | { readonly batch: UsageBatch; readonly fault: null }
  | { readonly batch: null; readonly fault: string };

/** A batch as it is spooled and published: one line of JSON with its MAC, then the batch in JSON. */
export function encodeUsageBatch(usageKey: MacKey, batch: UsageBatch): Uint8Array {
  return signText(usageSigner(usageKey), rawJson(batch));
}

/** Verifies and reads a batch. A subject proves nothing about who published there; this does. */
export function decodeUsageBatch(usageKey: MacKey, bytes: Uint8Array): OpenedUsageBatch {
  const { raw, fault } = openText(usageSigner(usageKey), rawOf(bytes), 'usage batch');
  if (raw === null) return { batch: null, fault };
  const { data, error } = usageBatchSchema.safeParse(parseOrNull(raw));
  if (data !== undefined) return { batch: data, fault: null };
  const { path, message } = error.issues[0] ?? { path: [], message: '' };
  return { batch: null, fault: `damaged usage batch: ${path.join('.')}: ${message}` };
}

function usageSigner(usageKey: MacKey): TextSigner {
  return { id: usageKey.id, macOf: (raw) => usageKey.macOf('["usage batch"]', raw) };
}
