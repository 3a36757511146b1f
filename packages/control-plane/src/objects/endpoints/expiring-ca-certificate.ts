import { Field, ID, ObjectType } from 'type-graphql';
import { CaCertificate } from './ca-certificate';
import { Endpoint } from './endpoint';

@ObjectType({ description: 'A CA certificate of an endpoint that expires soon or has expired.' })
export class ExpiringCaCertificate {
  @Field(() => ID, { description: 'Unique per endpoint and certificate.' })
  id: string;

  @Field(() => Endpoint, { description: 'An endpoint that trusts it.' })
  endpoint: Endpoint;

  @Field(() => CaCertificate, { description: 'The certificate.' })
  certificate: CaCertificate;

  @Field(() => Boolean, { description: 'Whether it has expired already.' })
  hasExpired: boolean;
}
