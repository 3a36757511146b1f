import { createHash, X509Certificate } from 'node:crypto';
import { hasBarePrivateKey, hasPrivateKey, keyMaterialIn } from './key-material';
import { base64Hint, pemHint } from './pem-hints';

/** An X.509 certificate. */
export interface PemCertificate {
  /** Of its DER encoding, in lower-case hex: the fingerprint that other tools show. */
  readonly sha256: string;
  /** In lines of 64 characters (RFC 7468), with a line feed at the end. */
  readonly pem: string;
  readonly x509: X509Certificate;
}

/** Why a text is not one or more certificates in PEM; the message quotes nothing of it. */
export class PemError extends Error {
  override readonly name = 'PemError';
  constructor(
    message: string,
    readonly isPrivateKey = false,
  ) {
    super(message);
  }
}

const BEGINNING = /-----BEGIN/g;
/** A run of base64 ends at the next dash, so this takes linear time. */
const CERTIFICATE = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;
const BASE64_LINE = /.{1,64}/g;
const NOT_STORED = 'It was not stored, but anyone who could read this request may have it';

/**
 * Reads certificates in PEM. Text around them is ignored, as `openssl` writes it, unless it looks like key material.
 *
 * @returns at least one; each once, in their order
 * @throws PemError
 */
export function readPem(text: string): readonly PemCertificate[] {
  const around = text.replace(CERTIFICATE, '\n');
  if (hasPrivateKey(text) || hasBarePrivateKey(around)) {
    throw new PemError(`contains a private key: give certificates only. ${NOT_STORED}`, true);
  }
  const hint = pemHint(text);
  if (hint !== null) throw new PemError(hint);
  const blocks = [...text.matchAll(CERTIFICATE)];
  if (blocks.length < [...text.matchAll(BEGINNING)].length) {
    throw new PemError('has a PEM block that is not a whole certificate: give `CERTIFICATE` blocks only');
  }
  const certificates = blocks.map(([, base64 = ''], index) => readCertificate(base64, index));
  if (certificates.length === 0) {
    throw new PemError(
      'must be the text of one or more certificates in PEM, each beginning with `-----BEGIN CERTIFICATE-----`; files are not read',
    );
  }
  const keyMaterial = keyMaterialIn(around);
  if (keyMaterial !== null) {
    const hint = base64Hint(keyMaterial) ?? 'looks like key material: remove it';
    throw new PemError(`has text outside of the PEM blocks that ${hint}`);
  }
  return [...new Map(certificates.map((certificate) => [certificate.sha256, certificate])).values()];
}

/** Certificates in the one form in which they are stored and shown. */
export function writePem(certificates: readonly PemCertificate[]): string {
  return certificates.map(({ pem }) => pem).join('');
}

/** The SHA-256 of each certificate in a text of `writePem`, in their order. */
export function sha256sIn(pem: string | null): string[] {
  return dersIn(pem ?? '').map(sha256Of);
}

/** The DER encoding of each certificate in a text of `writePem`, in their order. */
export function dersIn(pem: string): Buffer[] {
  return [...pem.matchAll(CERTIFICATE)].map(([, base64 = '']) => Buffer.from(base64, 'base64'));
}

/** A certificate in a text of `writePem` by its SHA-256; undefined if it is not there. */
export function pemOf(pem: string, sha256: string): string | undefined {
  const block = [...pem.matchAll(CERTIFICATE)].find(
    ([, base64 = '']) => sha256Of(Buffer.from(base64, 'base64')) === sha256,
  );
  return block && `${block[0]}\n`;
}

function readCertificate(base64: string, index: number): PemCertificate {
  let x509: X509Certificate;
  try {
    x509 = new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    throw new PemError(`has a block that is not an X.509 certificate: the ${ordinal(index)} one`);
  }
  // Node reads the rest of such a certificate, but nothing that compares its dates could work with it.
  if ([x509.validFrom, x509.validTo].some((time) => Number.isNaN(Date.parse(time)))) {
    throw new PemError(`has a certificate whose validity dates cannot be read: the ${ordinal(index)} one`);
  }
  const lines = x509.raw.toString('base64').match(BASE64_LINE) ?? [];
  const pem = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  return { sha256: sha256Of(x509.raw), pem, x509 };
}

/** In lower-case hex. */
export function sha256Of(der: Buffer): string {
  return createHash('sha256').update(der).digest('hex');
}

/** Such as `1st`. */
function ordinal(index: number): string {
  const number = index + 1;
  const suffix = number % 100 >= 11 && number % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${suffix}`;
}
