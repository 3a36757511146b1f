import { X509Certificate } from 'node:crypto';

const BLOCK = /-----BEGIN ([A-Z0-9 #]{1,40})-----/gi;
const BEGINNING = '-----BEGIN ';
const CERTIFICATE_LABEL = 'CERTIFICATE';
/** Of a text without white space around it, or else it would take quadratic time. */
const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}$/;
/** Of PKCS #7 signed data, 1.2.840.113549.1.7.2, in DER. */
const SIGNED_DATA = Buffer.from('06092a864886f70d010702', 'hex');
/** The object identifier follows the headers of the outermost sequence. */
const SIGNED_DATA_WITHIN_BYTES = 32;

const CONVERT_PKCS7 = '`openssl pkcs7 -print_certs -in FILE -out FILE.pem`';
const PKCS7_HINT = `is PKCS #7: convert it with ${CONVERT_PKCS7}`;
const CMS_HINT = `is CMS: write \`PKCS7\` in place of \`CMS\` in its BEGIN and END lines, then convert it with ${CONVERT_PKCS7}`;
const BARE_PKCS7_HINT =
  'is PKCS #7 without its PEM frame: convert it with `base64 -d FILE | openssl pkcs7 -inform DER -print_certs -out FILE.pem`';

const HINTS: ReadonlyMap<string, string> = new Map([
  [
    'TRUSTED CERTIFICATE',
    'has a `TRUSTED CERTIFICATE`, a form of OpenSSL alone: convert it with `openssl x509 -in FILE -out FILE.pem`',
  ],
  ['X509 CERTIFICATE', 'has an `X509 CERTIFICATE`: convert it with `openssl x509 -in FILE -out FILE.pem`'],
  ['PKCS7', PKCS7_HINT],
  ['PKCS #7 SIGNED DATA', PKCS7_HINT],
  ['CMS', CMS_HINT],
  ['CERTIFICATE REQUEST', "has a certificate request: give the CA's certificate"],
  ['NEW CERTIFICATE REQUEST', "has a certificate request: give the CA's certificate"],
  ['PUBLIC KEY', "has a public key: give the CA's certificate"],
  ['X509 CRL', "has a revocation list: give the CA's certificate"],
]);

/** What is wrong with a text that is not whole certificates in PEM, and what to do; null if it is no common mistake. */
export function pemHint(text: string): string | null {
  if (hasWrittenLineBreaks(text)) {
    return 'has its line breaks as `\\n`, two characters: in YAML write it as a block (`|`), in GraphQL send it as a variable, or in a block string (`"""`)';
  }
  const labels = [...text.matchAll(BLOCK)].map(([, label = '']) => label.toUpperCase());
  const known = labels.find((label) => HINTS.has(label));
  if (known !== undefined) return HINTS.get(known) ?? null;
  if (labels.length > 0 || !BASE64.test(text.trim())) return null;
  return base64Hint(text);
}

function hasWrittenLineBreaks(text: string): boolean {
  return /-----BEGIN [^\n]{1,60}-----\s*\\+[nr]/i.test(text);
}

/** What base64 is instead of whole certificates in PEM, and what to do; null if it is no common mistake. */
export function base64Hint(base64: string): string | null {
  const der = Buffer.from(base64, 'base64');
  if (der.toString('latin1').startsWith(BEGINNING)) {
    return 'is PEM that was encoded in base64 once more, as in a Kubernetes secret: decode it with `base64 -d`';
  }
  if (der.subarray(0, SIGNED_DATA_WITHIN_BYTES).includes(SIGNED_DATA)) return BARE_PKCS7_HINT;
  try {
    new X509Certificate(der);
  } catch {
    return null;
  }
  return `is a certificate without its PEM frame: put the lines \`-----BEGIN ${CERTIFICATE_LABEL}-----\` and \`-----END ${CERTIFICATE_LABEL}-----\` around it`;
}
