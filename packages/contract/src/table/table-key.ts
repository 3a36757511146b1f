import { timingSafeEqual } from 'node:crypto';
import { HmacKey } from './hmac-key';
import { rawJson } from './raw-text';
import type { Coverage } from './table-coverage';

/** The forms of a MAC, and of the id of a sealing key. */
export const MAC_HEX = /^[0-9a-f]{64}$/;
export const SEALING_KEY_ID = /^[0-9a-f]{8}$/;

/**
 * Authenticates what the control plane writes to the bucket, so that nobody else who can write there can change what a
 * data plane does. Derived from the sealing key, which both planes have. MACs are HMAC-SHA-256 in lower-case hex.
 */
export class TableKey {
  readonly #key: HmacKey;

  /** @param id the sealing key's id */
  constructor(
    readonly id: string,
    key: Buffer,
  ) {
    this.#key = new HmacKey('sha256', key);
  }

  /**
   * The MAC of one version of an entry. It covers the value's text as it stands, because a reader that serialised the
   * value again might write it differently.
   *
   * @param raw the value's bytes, one character per byte; null for a deletion
   */
  macOfVersion(key: string, { lineage, revision }: Coverage, raw: string | null): string {
    return this.#mac(['version', key, lineage, revision, raw === null ? 'deleted' : 'live'], raw ?? '');
  }

  /** The MAC of `head`, over all its members. @param raw its JSON's bytes, one character per byte */
  macOfHead(raw: string): string {
    return this.#mac(['head'], raw);
  }

  #mac(frame: readonly (string | number)[], raw: string): string {
    return this.#key.digest(`${rawJson(frame)}\n${raw}`, 'hex');
  }
}

/** Compares two MACs in constant time. */
export function isSameMac(one: string, other: string): boolean {
  if (!MAC_HEX.test(one) || !MAC_HEX.test(other)) return false;
  return timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));
}
