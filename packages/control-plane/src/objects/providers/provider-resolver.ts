import type { Environment } from '@switchyard/contract';
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { describeLabels, Label, LABELS_DESCRIPTION } from '../labels/label';
import { Requires } from '../../kernel/graphql/requires';
import type { Page } from '../../kernel/graphql/connection';
import { Endpoint } from '../endpoints/endpoint';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import { ListOrder } from '../../kernel/graphql/list-order';
import { PageArgs } from '../../kernel/graphql/page-args';
import { endpointsOfProvider } from '../endpoints/endpoint-loaders';
import { modelsOfProvider } from '../models/model-loaders';
import type { RequestContext } from '../loaders/request-context';
import { Model } from '../models/model';
import { type Reference, ReferenceConnection } from '../../kernel/reference';
import type { ReferenceQueries } from '../references/reference-queries';
import { CreateProviderInput, CreateProviderPayload } from './create-provider';
import { countEndpoints, countModels } from './member-counts';
import { DeleteProviderInput, DeleteProviderPayload } from './delete-provider';
import { describeProfile } from './effective-profile';
import { Provider, ProviderConnection } from './provider';
import type { ProviderEntity } from './provider-entity';
import { ProviderFilter } from './provider-filter';
import { ProviderProfile } from './provider-profile';
import type { ProviderQueries } from './provider-queries';
import type { ProviderService } from './provider-service';
import { endpointsLike, modelsLike } from './select-members';
import { UpdateProviderInput, UpdateProviderPayload } from './update-provider';

@Resolver(() => Provider)
export class ProviderResolver {
  constructor(
    private readonly service: ProviderService,
    private readonly queries: ProviderQueries,
    private readonly references: ReferenceQueries,
  ) {}

  @Requires('VIEWER')
  @Query(() => Provider, {
    nullable: true,
    description: 'One provider by id or by name (give exactly one); null if there is none.',
  })
  provider(
    @Arg('id', () => ID, { nullable: true, description: "The provider's id." }) id: string | null,
    @Arg('name', () => String, { nullable: true, description: "The provider's name, ignoring case." })
    name: string | null,
  ): Promise<Provider | null> {
    return this.queries.find(id, name);
  }

  @Requires('VIEWER')
  @Query(() => ProviderConnection, { description: 'All providers.' })
  providers(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => ProviderFilter, { nullable: true, description: 'Which ones to return; all by default.' })
    filter: ProviderFilter | null,
    @Arg('orderBy', () => ListOrder, { nullable: true, description: 'The sort order; by name by default.' })
    orderBy: ListOrder | null,
  ): Promise<Page<Provider>> {
    return this.queries.list(page, filter, orderBy);
  }

  @Requires('EDITOR')
  @Mutation(() => CreateProviderPayload, {
    nullable: true,
    description: 'Creates a provider from a template, with its first models.',
  })
  createProvider(
    @Arg('input', () => CreateProviderInput, { description: 'The provider to create.' })
    input: CreateProviderInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<CreateProviderPayload> {
    return this.service.create(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => UpdateProviderPayload, {
    nullable: true,
    description: "Changes a provider's name, display name or profile.",
  })
  updateProvider(
    @Arg('input', () => UpdateProviderInput, { description: 'What to change.' })
    input: UpdateProviderInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<UpdateProviderPayload> {
    return this.service.update(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => DeleteProviderPayload, {
    nullable: true,
    description: 'Deletes a provider with its models and endpoints. Refused while an AI API lists it.',
  })
  deleteProvider(
    @Arg('input', () => DeleteProviderInput, { description: 'The provider to delete.' })
    input: DeleteProviderInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<DeleteProviderPayload> {
    return this.service.delete(caller, input);
  }

  @FieldResolver(() => [Label], { description: LABELS_DESCRIPTION })
  labels(@Root() { labels }: ProviderEntity): Label[] {
    return describeLabels(labels);
  }

  @FieldResolver(() => ReferenceConnection, {
    description: 'The AI APIs that list it. The provider cannot be deleted while there are any.',
  })
  usedBy(@Root() provider: ProviderEntity, @Args(() => PageArgs) page: PageArgs): Promise<Page<Reference>> {
    return this.references.usersOf(provider.id, page);
  }

  @FieldResolver(() => ProviderProfile, {
    description: "How the gateway talks to it: the template's profile with this provider's overrides.",
  })
  profile(@Root() provider: ProviderEntity): ProviderProfile {
    return describeProfile(provider);
  }

  @FieldResolver(() => [Model], { description: 'Its models by name, at most 1,000.' })
  async models(
    @Root() provider: ProviderEntity,
    @Arg('enabled', () => Boolean, {
      nullable: true,
      description: 'True for enabled ones only, false for disabled ones only; both by default.',
    })
    enabled: boolean | null,
    @Arg('search', () => String, {
      nullable: true,
      description: 'Only those whose name or display name contains this text, ignoring case.',
    })
    search: string | null,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Model[]> {
    return modelsLike(await modelsOfProvider(loaders).load(provider.id), enabled, search);
  }

  @FieldResolver(() => Int, { description: 'How many models it has.' })
  modelCount(
    @Root() provider: ProviderEntity,
    @Arg('enabled', () => Boolean, {
      nullable: true,
      description: 'True to count enabled ones only, false for disabled ones only; both by default.',
    })
    enabled: boolean | null,
    @Ctx() { loaders }: RequestContext,
  ): Promise<number> {
    return countModels(loaders, provider.id, { enabled });
  }

  @FieldResolver(() => Int, { description: 'How many endpoints it has.' })
  endpointCount(
    @Root() provider: ProviderEntity,
    @Arg('environment', () => EnvironmentEnum, {
      nullable: true,
      description: 'Only those of this environment; both environments by default.',
    })
    environment: Environment | null,
    @Arg('enabled', () => Boolean, {
      nullable: true,
      description: 'True to count enabled ones only, false for disabled ones only; both by default.',
    })
    enabled: boolean | null,
    @Arg('credentialSet', () => Boolean, {
      nullable: true,
      description: 'True to count those with a credential only, false for those without only; both by default.',
    })
    credentialSet: boolean | null,
    @Ctx() { loaders }: RequestContext,
  ): Promise<number> {
    return countEndpoints(loaders, provider.id, { environment, enabled, credentialSet });
  }

  @FieldResolver(() => [Endpoint], { description: 'Its endpoints by name, at most 100.' })
  async endpoints(
    @Root() provider: ProviderEntity,
    @Arg('environment', () => EnvironmentEnum, {
      nullable: true,
      description: 'Only those of this environment; both environments by default.',
    })
    environment: Environment | null,
    @Arg('enabled', () => Boolean, {
      nullable: true,
      description: 'True for enabled ones only, false for disabled ones only; both by default.',
    })
    enabled: boolean | null,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Endpoint[]> {
    return endpointsLike(await endpointsOfProvider(loaders).load(provider.id), environment, enabled);
  }
}
