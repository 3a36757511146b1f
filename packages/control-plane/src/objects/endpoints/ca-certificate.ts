import { Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/graphql/scalars';
import { nameLine, type PemCertificate } from '../../kernel/text/pem-certificates';

@ObjectType({ description: 'A CA certificate that an endpoint trusts.' })
export class CaCertificate {
  @Field(() => ID, { description: 'Unique per certificate: its SHA-256 fingerprint.' })
  id: string;

  @Field(() => String, { description: 'The name of its subject, such as `O=Example, CN=Example Root CA`.' })
  subject: string;

  @Field(() => String, { description: 'The name of its issuer; the subject of a root certificate.' })
  issuer: string;

  @Field(() => DateTimeScalar, { description: 'From when on it is valid.' })
  validFrom: Date;

  @Field(() => DateTimeScalar, { description: 'Until when it is valid.' })
  validUntil: Date;

  @Field(() => String, { description: 'The SHA-256 fingerprint of its DER encoding, in lower-case hex.' })
  sha256: string;
}

/** A certificate as callers see it. */
export function describeCertificate({ sha256, x509 }: PemCertificate): CaCertificate {
  return {
    id: sha256,
    subject: nameLine(x509.subject),
    issuer: nameLine(x509.issuer),
    validFrom: new Date(x509.validFromDate),
    validUntil: new Date(x509.validToDate),
    sha256,
  };
}
