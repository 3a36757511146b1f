import { type EntityManager, LessThan } from 'typeorm';
import { describeCertificates, expiresSoon, expiryWarningStart } from '../../kernel/text/certificate-descriptions';
import { caCertificateOf } from './ca-certificate';
import { EndpointEntity } from './endpoint-entity';
import type { ExpiringCaCertificate } from './expiring-ca-certificate';

/**
 * The CA certificates of endpoints that expire soon or have expired, by the rule of the warning CA_CERTIFICATE_EXPIRING; the
 * first to expire first.
 *
 * @param first how many
 */
export async function expiringCaCertificates(
  manager: EntityManager,
  first: number,
  now: Date,
): Promise<ExpiringCaCertificate[]> {
  const endpoints = await manager.find(EndpointEntity, {
    where: { caCertificateValidUntil: LessThan(expiryWarningStart(now)) },
    order: { caCertificateValidUntil: 'ASC', id: 'ASC' },
    take: first,
  });
  return endpoints
    .flatMap((endpoint) =>
      describeCertificates(endpoint.caCertificate)
        .filter((certificate) => expiresSoon(certificate, now))
        .map((certificate) => ({
          id: `${endpoint.id}:${certificate.sha256}`,
          endpoint,
          certificate: caCertificateOf(certificate),
          hasExpired: certificate.validUntil < now,
        })),
    )
    .toSorted((a, b) => a.certificate.validUntil.getTime() - b.certificate.validUntil.getTime())
    .slice(0, first);
}
