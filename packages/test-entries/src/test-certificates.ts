import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate with its private key, both in PEM. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
  /** Of its DER encoding, in lower-case hex. */
  readonly sha256: string;
}

export interface TestCertificateOptions {
  /** Whether it may issue others; false by default. */
  readonly isCa?: boolean;
  /** The CA that issues it; by default itself. */
  readonly issuer?: TestCertificate;
  /** A certificate whose key it has too, such as the one that it succeeds; by default a key of its own. */
  readonly keyOf?: TestCertificate;
  /** Whether it names its key and its issuer's (RFC 5280, sections 4.2.1.1 and 4.2.1.2); true by default. */
  readonly hasKeyIdentifiers?: boolean;
  /** For how many days from now it is valid; 0 makes one that has expired. By default 365. */
  readonly days?: number;
  /** For what its key may be used, such as `digitalSignature`; by default what a CA needs, and unlimited for a server. */
  readonly keyUsage?: string;
  /** Makes it longer; none by default. */
  readonly comment?: string;
}

/** In UTCTime's form: the 13th month. */
const UNREADABLE_TIME = '991332256199Z';
const START_OF_2049 = '490101000000Z';
/** The tag and the length of a UTCTime. */
const UTC_TIME = Buffer.from([0x17, UNREADABLE_TIME.length]);

/**
 * Makes a certificate for one test run with the command `openssl`, so that no key is kept anywhere.
 *
 * @param name its common name, and for a server the host that it is for: a DNS name or an IP address. Empty for a CA
 *   without a subject
 */
export function makeCertificate(name: string, options: TestCertificateOptions = {}): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-certificate-'));
  const file = (fileName: string) => join(folder, fileName);
  const { issuer, days = 365, keyOf } = options;
  try {
    const openssl = (...args: readonly string[]) =>
      execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    writeFileSync(file('extensions'), extensionsOf(name, options));
    const key = keyOf?.key ?? newKey();
    writeFileSync(file('key'), key, { mode: 0o600 });
    const subject = name === '' ? '/' : `/CN=${name}`;
    openssl('req', '-new', '-key', file('key'), '-subj', subject, '-out', file('request'));
    if (issuer !== undefined) {
      writeFileSync(file('issuer'), issuer.cert);
      writeFileSync(file('issuer-key'), issuer.key, { mode: 0o600 });
    }
    openssl(
      ...['x509', '-req', '-in', file('request'), '-out', file('certificate'), '-extfile', file('extensions')],
      ...['-days', String(days === 0 ? -1 : days), '-sha256', '-set_serial', String(Date.now())],
      ...(issuer === undefined ? ['-signkey', file('key')] : ['-CA', file('issuer'), '-CAkey', file('issuer-key')]),
    );
    const cert = readFileSync(file('certificate'), 'utf8');
    return { cert, key, sha256: sha256Of(cert) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

/** The same certificate with an expiry that is not a date; its signature no longer fits. */
export function withUnreadableExpiry(certificate: TestCertificate): TestCertificate {
  return withTime(certificate, 'notAfter', UNREADABLE_TIME);
}

/** The same certificate, valid from 2049-01-01 on; its signature no longer fits. */
export function notYetValid(certificate: TestCertificate): TestCertificate {
  return withTime(certificate, 'notBefore', START_OF_2049);
}

function withTime({ cert, key }: TestCertificate, field: 'notBefore' | 'notAfter', time: string): TestCertificate {
  const der = Buffer.from(new X509Certificate(cert).raw);
  const notBefore = der.indexOf(UTC_TIME);
  const tag = field === 'notBefore' ? notBefore : der.indexOf(UTC_TIME, notBefore + UTC_TIME.length);
  der.write(time, tag + UTC_TIME.length);
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  const pem = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  return { cert: pem, key, sha256: sha256Of(pem) };
}

function sha256Of(cert: string): string {
  return new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
}

function extensionsOf(
  name: string,
  {
    isCa = false,
    hasKeyIdentifiers = true,
    comment,
    keyUsage = isCa ? 'keyCertSign, cRLSign' : undefined,
  }: TestCertificateOptions,
): string {
  return [
    `basicConstraints = ${isCa ? 'critical, CA:TRUE' : 'CA:FALSE'}`,
    ...(isCa ? [] : [`subjectAltName = ${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}`]),
    ...(keyUsage === undefined ? [] : [`keyUsage = critical, ${keyUsage}`]),
    // Newer versions of OpenSSL add them unless told otherwise.
    `subjectKeyIdentifier = ${hasKeyIdentifiers ? 'hash' : 'none'}`,
    `authorityKeyIdentifier = ${hasKeyIdentifiers ? 'keyid' : 'none'}`,
    ...(comment === undefined ? [] : [`nsComment = ${comment}`]),
    '',
  ].join('\n');
}
