import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
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
  /** For how many days from now it is valid; 0 makes one that has expired. By default 365. */
  readonly days?: number;
}

/**
 * Makes a certificate for one test run with the command `openssl`, so that no key is kept anywhere.
 *
 * @param name its common name, and for a server the host that it is for: a DNS name or an IP address
 */
export function makeCertificate(name: string, options: TestCertificateOptions = {}): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-certificate-'));
  const file = (fileName: string) => join(folder, fileName);
  const { isCa = false, issuer, days = 365 } = options;
  try {
    const openssl = (...args: readonly string[]) =>
      execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    writeFileSync(file('extensions'), extensionsOf(name, isCa));
    openssl(
      ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${name}`],
      ...['-keyout', file('key'), '-out', file('request')],
    );
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
    const { fingerprint256 } = new X509Certificate(cert);
    const key = readFileSync(file('key'), 'utf8');
    return { cert, key, sha256: fingerprint256.replaceAll(':', '').toLowerCase() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function extensionsOf(name: string, isCa: boolean): string {
  if (isCa) return 'basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\n';
  return `basicConstraints = CA:FALSE\nsubjectAltName = ${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}\n`;
}
