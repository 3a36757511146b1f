import { describeCertificates } from '../../kernel/text/certificate-descriptions';
import type { EndpointEntity } from './endpoint-entity';

/** For a patch that leaves them as they are. */
export const SAME_CA_CERTIFICATES = { caCertificate: undefined, caCertificateValidUntil: undefined } as const;

/** What an endpoint's row holds of its CA certificates. @param caCertificate as `writePem` writes it */
export function caCertificateColumns(
  caCertificate: string | null,
): Pick<EndpointEntity, 'caCertificate' | 'caCertificateValidUntil'> {
  const ends = describeCertificates(caCertificate).map(({ validUntil }) => validUntil.getTime());
  return { caCertificate, caCertificateValidUntil: ends.length === 0 ? null : new Date(Math.min(...ends)) };
}
