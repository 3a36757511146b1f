import { CA_CERTIFICATES_PER_ENDPOINT_MAX } from '@switchyard/contract';
import { Arg, Args, Ctx, Extensions, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import type { Page } from '../../kernel/graphql/connection';
import { required } from '../../kernel/graphql/required';
import { describeCertificates } from '../../kernel/text/certificate-descriptions';
import { ListOrder } from '../../kernel/graphql/list-order';
import { PageArgs } from '../../kernel/graphql/page-args';
import { endpointById } from './endpoint-loaders';
import { providerById } from '../providers/provider-loaders';
import type { RequestContext } from '../loaders/request-context';
import { Provider } from '../providers/provider';
import { type Reference, ReferenceConnection } from '../../kernel/reference';
import type { ReferenceQueries } from '../references/reference-queries';
import { CaCertificate, caCertificateOf } from './ca-certificate';
import { CreateEndpointInput, CreateEndpointPayload } from './create-endpoint';
import { DeleteEndpointInput, DeleteEndpointPayload } from './delete-endpoint';
import { Endpoint, EndpointConnection, EndpointCredential } from './endpoint';
import type { EndpointEntity } from './endpoint-entity';
import { EndpointFilter } from './endpoint-filter';
import type { EndpointQueries } from './endpoint-queries';
import type { EndpointService } from './endpoint-service';
import { RemoveEndpointCredentialInput, RemoveEndpointCredentialPayload } from './remove-endpoint-credential';
import { RotateEndpointCredentialInput, RotateEndpointCredentialPayload } from './rotate-endpoint-credential';
import { UpdateEndpointInput, UpdateEndpointPayload } from './update-endpoint';

/** Besides its fields: reading a certificate takes as long as resolving some ten. */
const CERTIFICATE_COST = 10;

@Resolver(() => Endpoint)
export class EndpointResolver {
  constructor(
    private readonly service: EndpointService,
    private readonly queries: EndpointQueries,
    private readonly references: ReferenceQueries,
  ) {}

  @Requires('VIEWER')
  @Query(() => Endpoint, { nullable: true, description: 'One endpoint by id; null if there is none.' })
  endpoint(
    @Arg('id', () => ID, { description: "The endpoint's id." }) id: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Endpoint | null> {
    return endpointById(loaders).load(id);
  }

  @Requires('VIEWER')
  @Query(() => EndpointConnection, { description: 'All endpoints, of all providers.' })
  endpoints(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => EndpointFilter, { nullable: true, description: 'Which ones to return; all by default.' })
    filter: EndpointFilter | null,
    @Arg('orderBy', () => ListOrder, { nullable: true, description: 'The sort order; by name by default.' })
    orderBy: ListOrder | null,
  ): Promise<Page<Endpoint>> {
    return this.queries.list(page, filter, orderBy);
  }

  @Requires('EDITOR')
  @Mutation(() => CreateEndpointPayload, {
    nullable: true,
    description: 'Creates an endpoint of a provider.',
  })
  createEndpoint(
    @Arg('input', () => CreateEndpointInput, { description: 'The endpoint to create.' })
    input: CreateEndpointInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<CreateEndpointPayload> {
    return this.service.create(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => UpdateEndpointPayload, {
    nullable: true,
    description: 'Changes an endpoint. Its environment cannot be changed; its credential has separate mutations.',
  })
  updateEndpoint(
    @Arg('input', () => UpdateEndpointInput, { description: 'What to change.' })
    input: UpdateEndpointInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<UpdateEndpointPayload> {
    return this.service.update(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => RotateEndpointCredentialPayload, {
    nullable: true,
    description: "Replaces an endpoint's credential for every AI API that uses the endpoint.",
  })
  rotateEndpointCredential(
    @Arg('input', () => RotateEndpointCredentialInput, { description: 'The new credential.' })
    input: RotateEndpointCredentialInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<RotateEndpointCredentialPayload> {
    return this.service.rotateCredential(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => RemoveEndpointCredentialPayload, {
    nullable: true,
    description: "Removes an endpoint's credential. The endpoint is then called without one.",
  })
  removeEndpointCredential(
    @Arg('input', () => RemoveEndpointCredentialInput, { description: 'The endpoint.' })
    input: RemoveEndpointCredentialInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<RemoveEndpointCredentialPayload> {
    return this.service.removeCredential(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => DeleteEndpointPayload, {
    nullable: true,
    description: 'Deletes an endpoint with its credential. Refused while an AI API or a policy uses it.',
  })
  deleteEndpoint(
    @Arg('input', () => DeleteEndpointInput, { description: 'The endpoint to delete.' })
    input: DeleteEndpointInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<DeleteEndpointPayload> {
    return this.service.delete(caller, input);
  }

  @FieldResolver(() => ReferenceConnection, {
    description:
      'The AI APIs that use it as a default endpoint and the policies that target it. The endpoint cannot be deleted while there are any.',
  })
  usedBy(@Root() endpoint: EndpointEntity, @Args(() => PageArgs) page: PageArgs): Promise<Page<Reference>> {
    return this.references.usersOf(endpoint.id, page);
  }

  @FieldResolver(() => Provider, { description: 'The provider that it belongs to.' })
  provider(@Root() endpoint: EndpointEntity, @Ctx() { loaders }: RequestContext): Promise<Provider> {
    return required(providerById(loaders), endpoint.providerId);
  }

  @FieldResolver(() => [CaCertificate], {
    description: 'The certificates in `caCertificate`; none for the public ones.',
  })
  @Extensions({ listLength: CA_CERTIFICATES_PER_ENDPOINT_MAX, cost: () => CERTIFICATE_COST })
  caCertificates(@Root() { caCertificate }: EndpointEntity): CaCertificate[] {
    return describeCertificates(caCertificate).map(caCertificateOf);
  }

  @FieldResolver(() => EndpointCredential, { description: 'What is known about its credential.' })
  credential(
    @Root() { id, sealedCredential, credentialHint, credentialRotatedAt }: EndpointEntity,
  ): EndpointCredential {
    return { id, isSet: sealedCredential !== null, hint: credentialHint, rotatedAt: credentialRotatedAt };
  }
}
