import type { RecordedChange } from '../../change/change-in-progress';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import {
  type CertificateDescription,
  dayOf,
  describeCertificates,
  expiresSoon,
  quotedName,
} from '../../kernel/text/certificate-descriptions';
import { member, quoted, type Subject, warningAbout } from './warning-about';
import type { WarningSource } from './warning-source';

/** Warns of CA certificates that a change gives to endpoints, if they expire soon, are not valid yet or have no effect. */
export class CertificateWarnings implements WarningSource {
  readonly #warnings: ChangeWarning[] = [];

  constructor(private readonly now: Date) {}

  visit({ before, after }: RecordedChange): void {
    if (after?.kind !== 'ENDPOINT') return;
    const pem = member(after.value, 'caCertificate');
    if (typeof pem !== 'string') return;
    const isNew = pem !== member(before?.value, 'caCertificate');
    if (isNew) this.#warnings.push(...this.#withoutValidity(after, pem));
    const url = member(after.value, 'url');
    if ((isNew || url !== member(before?.value, 'url')) && isWithoutTls(url)) this.#warnings.push(unused(after));
  }

  async warnings(): Promise<ChangeWarning[]> {
    return this.#warnings;
  }

  #withoutValidity(endpoint: Subject, pem: string): ChangeWarning[] {
    return describeCertificates(pem)
      .filter((certificate) => expiresSoon(certificate, this.now) || certificate.validFrom > this.now)
      .map((certificate) => {
        const message = `The CA certificate ${quotedName(certificate.subject)} of the endpoint ${quoted(endpoint)} ${this.#whenInvalid(certificate)}.`;
        return warningAbout(endpoint, 'CA_CERTIFICATE_EXPIRING', message);
      });
  }

  #whenInvalid({ validFrom, validUntil }: CertificateDescription): string {
    if (validUntil < this.now) return `has expired (on ${dayOf(validUntil)}): replace it`;
    if (validFrom > this.now) return `is not valid before ${dayOf(validFrom)}: until then it makes nothing trusted`;
    return `expires on ${dayOf(validUntil)}: replace it in time`;
  }
}

function isWithoutTls(url: unknown): boolean {
  return typeof url === 'string' && url.startsWith('http:');
}

function unused(endpoint: Subject): ChangeWarning {
  const message = `The CA certificate of the endpoint ${quoted(endpoint)} has no effect, because its URL begins with http://.`;
  return warningAbout(endpoint, 'CA_CERTIFICATE_UNUSED', message);
}
