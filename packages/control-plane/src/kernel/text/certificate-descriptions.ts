import { X509Certificate } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { dersIn, sha256Of } from './pem-certificates';

/** What people tell a certificate by. */
export interface CertificateDescription {
  /** Of its DER encoding, in lower-case hex. */
  readonly sha256: string;
  /** The distinguished name in one line, such as `O=Example, CN=Example Root CA`. */
  readonly subject: string;
  readonly issuer: string;
  /** An invalid date if it cannot be read. */
  readonly validFrom: Date;
  /** An invalid date if it cannot be read. */
  readonly validUntil: Date;
}

/** How many days before a CA certificate expires operators are warned. */
const EXPIRY_WARNING_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1_000;
const NAME_LENGTH_MAX = 100;
const UNREADABLE_DATE = '?';
const UNREADABLE_NAME = '(unreadable)';
/** In characters of PEM: some 10,000 certificates of common size. */
const REMEMBERED_LENGTH_MAX = 16 * 1_024 * 1_024;

/** By their PEM. Reading a certificate takes OpenSSL a tenth of a millisecond, and lists show the same ones many times. */
const remembered = new LRUCache<string, readonly CertificateDescription[]>({
  maxSize: REMEMBERED_LENGTH_MAX,
  sizeCalculation: (_descriptions, pem) => pem.length,
});

/**
 * The certificates in a text of `writePem`, in their order. It never fails, because the history and every plan describe
 * what is stored.
 */
export function describeCertificates(pem: string | null): readonly CertificateDescription[] {
  if (pem === null || pem === '') return [];
  const known = remembered.get(pem);
  if (known !== undefined) return known;
  const descriptions = dersIn(pem).map(describeDer);
  remembered.set(pem, descriptions);
  return descriptions;
}

/** What expires before this moment expires soon, or has expired. */
export function expiryWarningStart(now: Date): Date {
  return new Date(now.getTime() + EXPIRY_WARNING_DAYS * DAY_MS);
}

/** Whether to warn of a certificate's expiry. */
export function expiresSoon({ validUntil }: Pick<CertificateDescription, 'validUntil'>, now: Date): boolean {
  return validUntil < expiryWarningStart(now);
}

/** A certificate in one line: `CN=Example Root CA, valid until 2027-01-01, SHA-256 ab12…`, the fingerprint in full. */
export function describeInLine({ sha256, subject, validUntil }: CertificateDescription): string {
  return `${shortened(subject)}, valid until ${dayOf(validUntil)}, SHA-256 ${sha256}`;
}

/** The subject's name in one line; `(no subject)` if it is empty. */
export function subjectOf(x509: X509Certificate): string {
  return nameLine(x509.subject) ?? '(no subject)';
}

/** The issuer's name in one line; `(no issuer)` if it is empty. */
export function issuerOf(x509: X509Certificate): string {
  return nameLine(x509.issuer) ?? '(no issuer)';
}

/** A name in quotation marks, for a message, which whoever made the certificate must not fill. */
export function quotedName(name: string): string {
  return JSON.stringify(shortened(name));
}

/** Such as `2027-01-01`; `?` for an invalid date. */
export function dayOf(time: Date): string {
  return Number.isNaN(time.getTime()) ? UNREADABLE_DATE : time.toISOString().slice(0, 'yyyy-mm-dd'.length);
}

function describeDer(der: Buffer): CertificateDescription {
  const sha256 = sha256Of(der);
  try {
    const x509 = new X509Certificate(der);
    return {
      sha256,
      subject: subjectOf(x509),
      issuer: issuerOf(x509),
      validFrom: new Date(x509.validFrom),
      validUntil: new Date(x509.validTo),
    };
  } catch {
    const unreadable = new Date(Number.NaN);
    return { sha256, subject: UNREADABLE_NAME, issuer: UNREADABLE_NAME, validFrom: unreadable, validUntil: unreadable };
  }
}

/** @param lines as Node gives it: undefined, against its types, if the name is empty */
function nameLine(lines: string | undefined): string | undefined {
  return lines?.split('\n').join(', ');
}

function shortened(name: string): string {
  return name.length <= NAME_LENGTH_MAX ? name : `${name.slice(0, NAME_LENGTH_MAX - 1)}…`;
}
