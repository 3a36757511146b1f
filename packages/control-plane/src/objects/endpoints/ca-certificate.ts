import { Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/graphql/scalars';
import type { CertificateDescription } from '../../kernel/text/certificate-descriptions';

@ObjectType({ description: 'A CA certificate that an endpoint trusts.' })
export class CaCertificate {
  @Field(() => ID, { description: 'Unique per certificate: its SHA-256 fingerprint.' })
  id: string;

  @Field(() => String, { description: 'The name of its subject, such as `O=Example, CN=Example Root CA`.' })
  subject: string;

  @Field(() => String, { description: 'The name of its issuer; for a root certificate, the same as its subject.' })
  issuer: string;

  @Field(() => DateTimeScalar, { description: 'When it becomes valid.' })
  validFrom: Date;

  @Field(() => DateTimeScalar, { description: 'When it expires.' })
  validUntil: Date;

  @Field(() => String, { description: 'The SHA-256 fingerprint of its DER encoding, in lower-case hex.' })
  sha256: string;
}

/** A certificate as callers see it. */
export function caCertificateOf(description: CertificateDescription): CaCertificate {
  return { id: description.sha256, ...description };
}
