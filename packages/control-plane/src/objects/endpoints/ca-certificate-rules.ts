import type { X509Certificate } from 'node:crypto';
import { CA_CERTIFICATE_LENGTH_MAX, CA_CERTIFICATES_PER_ENDPOINT_MAX } from '@switchyard/contract';
import { z } from 'zod';
import { problem } from '../../kernel/rules/check-input';
import { issuerOf, quotedName, subjectOf } from '../../kernel/text/certificate-descriptions';
import { type PemCertificate, PemError, readPem, writePem } from '../../kernel/text/pem-certificates';

/** In characters, with what stands around the certificates. */
export const CA_CERTIFICATE_TEXT_LENGTH_MAX = 65_536;

export const CA_CERTIFICATE_DESCRIPTION = `The text of one or more CA certificates in PEM, at most ${CA_CERTIFICATES_PER_ENDPOINT_MAX}. The endpoint's certificate is verified with these instead of the public ones.`;

/**
 * CA certificates in PEM, in the form in which they are stored. Expired ones are accepted, with a warning: otherwise an old
 * export could not be applied.
 */
export const caCertificateSchema = z
  .string()
  .max(CA_CERTIFICATE_TEXT_LENGTH_MAX)
  .transform((text, context): string => {
    try {
      const certificates = readPem(text);
      const stored = writePem(certificates);
      const fault = faultOf(certificates) ?? lengthFaultOf(stored);
      if (fault === null) return stored;
      context.addIssue(fault);
    } catch (error) {
      if (!(error instanceof PemError)) throw error;
      context.addIssue(problem(error.isPrivateKey ? 'NOT_ALLOWED' : 'INVALID_FORMAT', error.message));
    }
    return z.NEVER;
  })
  .meta({ description: CA_CERTIFICATE_DESCRIPTION });

function faultOf(certificates: readonly PemCertificate[]) {
  if (certificates.length > CA_CERTIFICATES_PER_ENDPOINT_MAX) {
    return problem('WRONG_COUNT', `must have at most ${CA_CERTIFICATES_PER_ENDPOINT_MAX} certificates`);
  }
  const large = certificates.find(({ pem }) => pem.length > CA_CERTIFICATE_LENGTH_MAX);
  if (large !== undefined) {
    const message = `has a certificate of more than ${CA_CERTIFICATE_LENGTH_MAX} characters: ${labelOf(large)}`;
    return problem('OUT_OF_RANGE', message);
  }
  const leaf = certificates.find(({ x509 }) => !x509.ca && !isSelfSigned(x509));
  if (leaf === undefined) return null;
  return problem(
    'NOT_ALLOWED',
    `has a certificate that is not a CA's: ${labelOf(leaf)}. Give the one of its issuer, ${quotedName(issuerOf(leaf.x509))}`,
  );
}

/** The lines of the stored form make it longer than a text with longer ones. */
function lengthFaultOf(stored: string) {
  if (stored.length <= CA_CERTIFICATE_TEXT_LENGTH_MAX) return null;
  const message = `must have at most ${CA_CERTIFICATE_TEXT_LENGTH_MAX} characters in lines of 64, in which certificates are stored; has ${stored.length}`;
  return problem('OUT_OF_RANGE', message);
}

/** Not `checkIssued`: that also asks whether the key may sign certificates, which a self-signed server's rarely may. */
function isSelfSigned(x509: X509Certificate): boolean {
  try {
    return x509.subject === x509.issuer && x509.verify(x509.publicKey);
  } catch {
    // OpenSSL does not know its kind of key.
    return false;
  }
}

function labelOf({ x509 }: PemCertificate): string {
  return quotedName(subjectOf(x509));
}
