import { MacKey } from './mac-key';
import { rawJson } from './raw-text';
import type { Coverage } from './table-coverage';
import type { VersionSum } from './version-sum';

/** What authenticates a version of an entry. Both are 32 bytes in lower-case hex. */
export interface VersionMac {
  readonly mac: string;
  /** What the version adds to a `VersionSum`. It never travels. */
  readonly summand: string;
}

/**
 * Authenticates what the control plane writes to the bucket, so that nobody else who can write there can change what a
 * data plane does. Derived from the sealing key, which both planes have. MACs are 32 bytes in lower-case hex.
 */
export class TableKey {
  readonly #key: MacKey;

  /** @param id the sealing key's id */
  constructor(
    readonly id: string,
    key: Buffer,
  ) {
    this.#key = new MacKey(id, key);
  }

  /**
   * The MAC and the summand of one version of an entry. They cover the value's text as it stands, because a reader that
   * serialised the value again might write it differently.
   *
   * @param raw the value's bytes, one character per byte; null for a deletion
   */
  signVersion(key: string, coverage: Coverage, raw: string | null): VersionMac {
    const { mac, secret } = this.#key.split(versionFrame(key, coverage, raw), raw ?? '');
    return { mac, summand: secret };
  }

  /** The version's summand; null if no holder of the sealing key made this MAC for it. */
  summandOf(mac: string, key: string, coverage: Coverage, raw: string | null): string | null {
    return this.#key.secretIfSame(mac, versionFrame(key, coverage, raw), raw ?? '');
  }

  /** The MAC of the number and sum of versions. The sum is in nothing else that travels. */
  macOfSum({ count, sum }: Pick<VersionSum, 'count' | 'sum'>): string {
    return this.#key.macOf(rawJson(['sum', count]), sum);
  }

  /** The MAC of `head`, over all its members. @param raw its JSON's bytes, one character per byte */
  macOfHead(raw: string): string {
    return this.#key.macOf(rawJson(['head']), raw);
  }
}

/** Most keys and all lineages need no escapes, and a data plane that starts makes a hundred thousand of these. */
function versionFrame(key: string, { lineage, revision }: Coverage, raw: string | null): string {
  const state = raw === null ? 'deleted' : 'live';
  return PLAIN.test(key) && PLAIN.test(lineage)
    ? `["version","${key}","${lineage}",${revision},"${state}"]`
    : rawJson(['version', key, lineage, revision, state]);
}

const PLAIN = /^[-/_=.a-zA-Z0-9]*$/;
