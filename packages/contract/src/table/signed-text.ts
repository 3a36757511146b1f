import { z } from 'zod';
import { isSameMac, MAC_HEX, SEALING_KEY_ID } from './mac-key';
import { bytesOfRaw, parseRaw } from './raw-text';

/** Makes the MACs of one kind of text. */
export interface TextSigner {
  /** The id of the sealing key that its key is derived from. */
  readonly id: string;
  /** @param raw the text's bytes, one character per byte */
  macOf(raw: string): string;
}

/** A text that a holder of the sealing key signed, or why this is none. */
export type OpenedText =
  | { readonly raw: string; readonly fault: null }
  | { readonly raw: null; readonly fault: string };

/** Of the line with the MAC. */
const HEADER_LENGTH_MAX = 1_024;

const headerSchema = z.object({ keyId: z.string().regex(SEALING_KEY_ID), mac: z.string().regex(MAC_HEX) });

/** A text's bytes with its MAC: one line of JSON, then the text. @param raw the text's bytes, one character per byte */
export function signText(signer: TextSigner, raw: string): Uint8Array {
  return bytesOfRaw(`${JSON.stringify({ keyId: signer.id, mac: signer.macOf(raw) })}\n${raw}`);
}

/**
 * Verifies a signed text.
 *
 * @param encoded its bytes, one character per byte (`rawOf`)
 * @param what the text's name, such as `head of a routing table`, for the fault
 */
export function openText(signer: TextSigner, encoded: string, what: string): OpenedText {
  const headerEnd = encoded.indexOf('\n');
  const isReadable = headerEnd >= 0 && headerEnd <= HEADER_LENGTH_MAX;
  const header = isReadable ? headerSchema.safeParse(parseOrNull(encoded.slice(0, headerEnd))).data : undefined;
  if (header === undefined) return { raw: null, fault: `not a ${what}` };
  if (header.keyId !== signer.id) {
    return { raw: null, fault: `signed with sealing key ${header.keyId}, but this sealing key is ${signer.id}` };
  }
  const raw = encoded.slice(headerEnd + 1);
  if (!isSameMac(header.mac, signer.macOf(raw))) {
    return { raw: null, fault: `no holder of the sealing key wrote this ${what}` };
  }
  return { raw, fault: null };
}

/** The JSON value of raw text; null if it is not JSON. */
export function parseOrNull(raw: string): unknown {
  try {
    return parseRaw(raw);
  } catch {
    return null;
  }
}
