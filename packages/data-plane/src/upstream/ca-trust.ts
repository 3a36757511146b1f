import { createSecureContext, type SecureContext } from 'node:tls';

/** What a vendor's certificate is verified with instead of the public CA certificates. */
export interface CaTrust {
  /** Equal for the same certificates in the same order. */
  readonly key: string;
  readonly secureContext: SecureContext;
}

/** A CA certificate that can be read. */
export interface CaCertificate {
  readonly sha256: string;
  readonly pem: string;
}

/**
 * One trust for each list of CA certificates in use. To make one takes OpenSSL a tenth of a millisecond and more, and a
 * changed provider is compiled with all of its endpoints.
 */
export class CaTrusts {
  readonly #trusts = new Map<string, WeakRef<CaTrust>>();

  /**
   * @param certificates at least one. Their order matters where several have the same name and no key identifiers: OpenSSL
   *   tries only the first of them
   */
  of(certificates: readonly CaCertificate[]): CaTrust {
    const key = [...new Set(certificates.map(({ sha256 }) => sha256))].join(' ');
    const present = this.#trusts.get(key)?.deref();
    if (present !== undefined) return present;
    this.#forgetUnused();
    // Each certificate is trusted by itself, so that an intermediate one suffices without its root.
    const ca = certificates.map(({ pem }) => pem);
    const trust = { key, secureContext: createSecureContext({ ca, allowPartialTrustChain: true }) };
    this.#trusts.set(key, new WeakRef(trust));
    return trust;
  }

  /** How many lists of certificates are in use, and how many were until a short while ago. */
  get size(): number {
    return this.#trusts.size;
  }

  #forgetUnused(): void {
    for (const [key, trust] of this.#trusts) if (trust.deref() === undefined) this.#trusts.delete(key);
  }
}
