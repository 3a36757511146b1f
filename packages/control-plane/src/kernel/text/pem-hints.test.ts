import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '@switchyard/test-entries';
import { PemError, readPem, writePem } from './pem-certificates';
import { pemHint } from './pem-hints';

const ca = makeCertificate('Private CA', { isCa: true });
const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { input: ca.cert }).toString();
const withoutFrame = (pem: string) => pem.replaceAll(/^-----.*\n/gm, '');
const pkcs7 = inFile(ca.cert, (file) => openssl('crl2pkcs7', '-nocrl', '-certfile', file));

/** `openssl crl2pkcs7` does not read its standard input. */
function inFile(text: string, use: (file: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-pem-'));
  try {
    const file = join(folder, 'certificate');
    writeFileSync(file, text);
    return use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it.each<[string, string, RegExp]>([
  [
    'line breaks as two characters',
    ca.cert.replaceAll('\n', String.raw`\n`),
    /^has its line breaks as `\\n`.*as a block/,
  ],
  [
    'CR and LF as characters',
    ca.cert.replaceAll('\n', String.raw`\r\n`),
    /^has its line breaks as `\\n`.*as a variable/,
  ],
  ['line breaks that were escaped twice', ca.cert.replaceAll('\n', String.raw`\\n`), /^has its line breaks as `\\n`/],
  [
    'a certificate that OpenSSL trusts',
    openssl('x509', '-trustout'),
    /^has a `TRUSTED CERTIFICATE`.*`openssl x509 -in/,
  ],
  ['an old label', ca.cert.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'), /^has an `X509 CERTIFICATE`: convert it/],
  ['PKCS #7', pkcs7, /^is PKCS #7: convert it with `openssl pkcs7 -print_certs/],
  ['PKCS #7 behind a certificate', ca.cert + pkcs7, /^is PKCS #7: convert it with/],
  ['PKCS #7 without a frame', withoutFrame(pkcs7), /^is PKCS #7 without its PEM frame: convert it with `base64 -d/],
  ['CMS', pkcs7.replaceAll('PKCS7', 'CMS'), /^is CMS: write `PKCS7` in place of `CMS` .*, then convert it with/],
  ['a certificate without a frame', withoutFrame(ca.cert), /^is a certificate without its PEM frame: put the lines/],
  ['the same in one line', withoutFrame(ca.cert).replaceAll('\n', ''), /^is a certificate without its PEM frame/],
  ['PEM in base64', Buffer.from(ca.cert).toString('base64'), /^is PEM that was encoded in base64 once more/],
  ['a private key in PEM in base64', Buffer.from(ca.key).toString('base64'), /^contains a private key/],
  ['a public key', openssl('x509', '-pubkey', '-noout'), /^has a public key: give the CA's certificate/],
])('says what to do with %s', (_title, text, message) => {
  let error: unknown;
  try {
    readPem(text);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(PemError);
  expect((error as PemError).message).toMatch(message);
});

it.each<[string, string, (text: string) => string]>([
  ['PKCS #7', pkcs7, (text) => text],
  ['another label of PKCS #7', pkcs7.replaceAll('PKCS7', 'PKCS #7 SIGNED DATA'), (text) => text],
  ['CMS', pkcs7.replaceAll('PKCS7', 'CMS'), (text) => text.replaceAll(/(BEGIN|END) CMS/g, '$1 PKCS7')],
  ['PKCS #7 without a frame', withoutFrame(pkcs7), (text) => text],
  ['a certificate that OpenSSL trusts', openssl('x509', '-trustout'), (text) => text],
  ['an old label', ca.cert.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'), (text) => text],
])('advises on a command that works for %s', (_title, text, mend) => {
  const command = /`((?:openssl|base64) [^`]*FILE\.pem)`/.exec(pemHint(text) ?? '')?.[1] ?? 'none';
  const converted = inFile(mend(text), (file) => {
    execFileSync('sh', ['-c', command.replaceAll(/FILE(?!\.)/g, file).replaceAll('FILE.pem', `${file}.pem`)]);
    return readFileSync(`${file}.pem`).toString();
  });
  expect(writePem(readPem(converted))).toBe(writePem(readPem(ca.cert)));
});
