import { X509Certificate } from 'node:crypto';
import type { CertificateEntry } from '@switchyard/contract';
import type { CaCertificate, CaTrust, CaTrusts } from '../upstream/ca-trust';

/** A CA certificate of the table. One that cannot be read takes only the endpoints that trust it out of rotation. */
export interface ServedCertificate extends CaCertificate {
  /** Why it cannot be read; null if it can. */
  readonly fault: string | null;
}

/** Finds a certificate of the table by its SHA-256. */
export interface CertificatesBySha256 {
  get(sha256: string): ServedCertificate | undefined;
}

/** The certificates of an endpoint cannot be used; the message says which one, and why. */
export class UnreadableCertificate extends Error {
  override readonly name = 'UnreadableCertificate';
}

/** Reads a certificate's entry. */
export function serveCertificate({ sha256, pem }: CertificateEntry): ServedCertificate {
  try {
    const x509 = new X509Certificate(pem);
    const fault = x509.fingerprint256.replaceAll(':', '').toLowerCase() === sha256 ? null : 'is another certificate';
    // Encoded again: OpenSSL would also trust whatever follows the certificate that was read here.
    return { sha256, pem: x509.toString(), fault };
  } catch {
    return { sha256, pem, fault: 'is not an X.509 certificate in PEM' };
  }
}

/**
 * What the certificates with these SHA-256 make trusted.
 *
 * @param sha256s at least one
 * @returns an error, not thrown, if one of them is missing or cannot be read
 */
export function trustOf(
  trusts: CaTrusts,
  certificates: CertificatesBySha256,
  sha256s: readonly string[],
): CaTrust | UnreadableCertificate {
  const readable: CaCertificate[] = [];
  for (const sha256 of sha256s) {
    const certificate = certificates.get(sha256);
    const fault = certificate === undefined ? 'is not in the routing table' : certificate.fault;
    if (certificate === undefined || fault !== null)
      return new UnreadableCertificate(`the CA certificate ${sha256} ${fault}`);
    readable.push(certificate);
  }
  try {
    return trusts.of(readable);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return new UnreadableCertificate(`OpenSSL does not accept the CA certificates: ${reason}`);
  }
}
