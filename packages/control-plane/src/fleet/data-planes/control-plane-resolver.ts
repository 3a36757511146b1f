import { Arg, FieldResolver, Int, Query, Resolver } from 'type-graphql';
import { checkFirst } from '../../kernel/graphql/page-args';
import { Requires } from '../../kernel/graphql/requires';
import { ExpiringCaCertificate } from '../../objects/endpoints/expiring-ca-certificate';
import { ControlPlane } from './control-plane-status';
import type { ControlPlaneQueries } from './control-plane-queries';

const EXPIRING_CERTIFICATES_DEFAULT = 100;
/** Each is read with all of its endpoint's certificates, at most 64 KiB. */
const EXPIRING_CERTIFICATES_MAX = 200;

@Resolver(() => ControlPlane)
export class ControlPlaneResolver {
  constructor(private readonly queries: ControlPlaneQueries) {}

  @Requires('VIEWER')
  @Query(() => ControlPlane, {
    description: 'The control plane: its version, its lineage, and the committed, published and applied revisions.',
  })
  controlPlane(): Promise<ControlPlane> {
    return this.queries.status();
  }

  @FieldResolver(() => [ExpiringCaCertificate], {
    description:
      "The endpoints' CA certificates that expire within 30 days or have expired, ordered by the end of their validity.",
  })
  expiringCaCertificates(
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: EXPIRING_CERTIFICATES_DEFAULT,
      description: 'The number of certificates to return, 1 to 200.',
    })
    first: number | null,
  ): Promise<ExpiringCaCertificate[]> {
    return this.queries.expiringCaCertificates(
      checkFirst(first ?? EXPIRING_CERTIFICATES_DEFAULT, EXPIRING_CERTIFICATES_MAX),
    );
  }
}
