import { CA_CERTIFICATE_LENGTH_MAX, CA_CERTIFICATES_PER_ENDPOINT_MAX } from '@switchyard/contract';
import { z } from 'zod';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { problem } from '../../kernel/rules/check-input';
import { dayOf, type PemCertificate, PemError, readPem, shortName, writePem } from '../../kernel/text/pem-certificates';

/** In characters, with what stands around the certificates. */
export const CA_CERTIFICATE_TEXT_LENGTH_MAX = 65_536;

export const CA_CERTIFICATE_DESCRIPTION = `One or more CA certificates in PEM, at most ${CA_CERTIFICATES_PER_ENDPOINT_MAX}. The endpoint's certificate is verified with these instead of the public ones.`;

/** CA certificates in PEM, in the form in which they are stored. Whether they have expired is for `expiredCertificate`. */
export const caCertificateSchema = z
  .string()
  .max(CA_CERTIFICATE_TEXT_LENGTH_MAX)
  .transform((text, context): string => {
    try {
      const certificates = readPem(text);
      const fault = faultOf(certificates);
      if (fault === null) return writePem(certificates);
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
  const leaf = certificates.find(({ x509 }) => !x509.ca && !x509.checkIssued(x509));
  if (leaf === undefined) return null;
  const issuer = JSON.stringify(shortName(leaf.x509.issuer));
  return problem(
    'NOT_ALLOWED',
    `has a certificate that is not a CA's: ${labelOf(leaf)}. Give the one of its issuer, ${issuer}`,
  );
}

/** The problem of certificates of which one has expired; null if none has. @param pem as stored */
export function expiredCertificate(pem: string | null, now: Date): FieldProblem | null {
  const expired = certificatesIn(pem).find(({ x509 }) => x509.validToDate < now);
  if (expired === undefined) return null;
  const message = `has a certificate that expired on ${dayOf(expired.x509.validToDate)}: ${labelOf(expired)}`;
  return { path: 'caCertificate', message, reason: 'NOT_ALLOWED' };
}

/** The certificates of an endpoint. @param pem as stored */
export function certificatesIn(pem: string | null): readonly PemCertificate[] {
  return pem === null ? [] : readPem(pem);
}

/** The name of a certificate's subject, for a message. */
export function labelOf({ x509 }: PemCertificate): string {
  return JSON.stringify(shortName(x509.subject));
}
