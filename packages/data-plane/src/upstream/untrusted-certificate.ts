import { z } from 'zod';
import { ProxyFailure } from './proxy-failure';

/** TLS did not accept a vendor's certificate. */
export class UntrustedCertificate extends Error {
  override readonly name = 'UntrustedCertificate';
}

/** How Node names the results of OpenSSL's verification (https://nodejs.org/api/tls.html, X509 certificate error codes). */
const VERIFICATION_CODES: ReadonlySet<string> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REVOKED',
  'INVALID_CA',
  'PATH_LENGTH_EXCEEDED',
  'INVALID_PURPOSE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'HOSTNAME_MISMATCH',
  // Whatever Node has no name for, such as a key that is too small.
  'UNSPECIFIED',
]);
/** The certificate is trusted, but for other names than the endpoint's host. */
const OTHER_NAME_CODE = 'ERR_TLS_CERT_ALTNAME_INVALID';
/** What Node adds to some messages concerns its own command line. */
const NODES_ADVICE = /; if the root CA is installed locally.*$/;
/**
 * The chain that the server sent ends at a certificate whose issuer is not there. Which of these codes it is does not say
 * whether that is the server's own certificate, or an intermediate one.
 */
const OPEN_CHAIN_CODES: ReadonlySet<string> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
/** No certificate that it was verified with has issued it. Other codes say what is wrong with one that was found. */
const NO_ISSUER_CODES: ReadonlySet<string> = new Set([
  ...OPEN_CHAIN_CODES,
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
]);
/** A certificate of the issuer's name was found, but it has another key. */
const SIGNATURE_CODE = 'CERT_SIGNATURE_FAILURE';
const VALIDITY_CODES: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/**
 * The error of a connection, with what an operator can do where TLS did not accept the vendor's certificate.
 *
 * @param hasOwnCa whether it was verified with the endpoint's own CA certificates, not with the public ones
 */
export function explainedTlsError(error: Error, hasOwnCa: boolean): Error {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error instanceof ProxyFailure) return error;
  if (code === OTHER_NAME_CODE) {
    return new UntrustedCertificate(`${code}: ${otherNameReason(error)}`, { cause: error });
  }
  if (!VERIFICATION_CODES.has(code)) return error;
  const advice = adviceFor(code, hasOwnCa);
  const reason = error.message.replace(NODES_ADVICE, '');
  const message = advice === null ? `${code}: ${reason}` : `${code}: ${reason}; ${advice}`;
  return new UntrustedCertificate(message, { cause: error });
}

const otherNameSchema = z.object({
  host: z.string(),
  cert: z.object({
    subjectaltname: z.string().optional(),
    subject: z.object({ CN: z.union([z.string(), z.array(z.string())]).optional() }).optional(),
  }),
});

/** The names stand last: there may be hundreds, and details are cut off. Node's own message begins with them. */
function otherNameReason(error: Error): string {
  const { data } = otherNameSchema.safeParse(error);
  if (data === undefined) return error.message.trim();
  const { subject, subjectaltname = '' } = data.cert;
  // Node looks at the common name only if there is no other name.
  const commonNames = [subject?.CN ?? []].flat().map((name) => `CN:${name}`);
  const names = subjectaltname === '' ? commonNames.join(', ') : subjectaltname;
  return `the certificate is not for ${data.host}, the host in the endpoint's URL: ${OTHER_NAME_ADVICE}; its names: ${names === '' ? 'none' : names}`;
}

function adviceFor(code: string, hasOwnCa: boolean): string | null {
  if (VALIDITY_CODES.has(code)) return VALIDITY_ADVICE;
  if (hasOwnCa && code === SIGNATURE_CODE) return SAME_NAME_ADVICE;
  if (!NO_ISSUER_CODES.has(code)) return null;
  const advice = hasOwnCa ? OWN_CA_ADVICE : PUBLIC_CA_ADVICE;
  return OPEN_CHAIN_CODES.has(code) ? `${advice}; ${INTERMEDIATE_ADVICE}` : advice;
}

const VALIDITY_ADVICE = "it is the vendor's certificate, or one of the CA certificates that it is verified with";
const OTHER_NAME_ADVICE = 'use one of its names in the URL, or have the server present a certificate for this host';
const OWN_CA_ADVICE =
  "the endpoint's caCertificate did not issue the vendor's certificate, and public CAs do not count beside it";
const PUBLIC_CA_ADVICE =
  "no public CA issued the vendor's certificate: if a private one did, set it as the endpoint's caCertificate";
const INTERMEDIATE_ADVICE =
  'or the server omits an intermediate certificate: have it send its whole chain, or add that CA to caCertificate';
const SAME_NAME_ADVICE =
  "if the endpoint's caCertificate has several CAs of one name, begin with the one that issued the vendor's certificate";
