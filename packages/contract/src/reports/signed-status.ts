import type { MacKey } from '../table/mac-key';
import { openText, parseOrNull, signText, type TextSigner } from '../table/signed-text';
import { rawJson, rawOf } from '../table/raw-text';
import { type DataPlaneStatus, dataPlaneStatusSchema } from './data-plane-status';

/** A status that a data plane with the sealing key reported, or why this is none. */
export type OpenedStatus =
  | { readonly status: DataPlaneStatus; readonly fault: null }
  | { readonly status: null; readonly fault: string };

/** A status as it is stored under its data plane's id: one line of JSON with its MAC, then the status in JSON. */
export function encodeStatus(statusKey: MacKey, status: DataPlaneStatus): Uint8Array {
  return signText(statusSigner(statusKey), rawJson(status));
}

/** Verifies and reads a status. @param id the key that it is stored under */
export function decodeStatus(statusKey: MacKey, id: string, bytes: Uint8Array): OpenedStatus {
  const { raw, fault } = openText(statusSigner(statusKey), rawOf(bytes), 'data plane status');
  if (raw === null) return { status: null, fault };
  const { data: status } = dataPlaneStatusSchema.safeParse(parseOrNull(raw));
  if (status === undefined) return { status: null, fault: 'damaged data plane status' };
  if (status.id !== id) return { status: null, fault: `the status of data plane ${status.id}` };
  return { status, fault: null };
}

function statusSigner(statusKey: MacKey): TextSigner {
  return { id: statusKey.id, macOf: (raw) => statusKey.macOf('["data plane status"]', raw) };
}
