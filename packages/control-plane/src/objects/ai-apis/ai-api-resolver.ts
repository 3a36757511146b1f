import { type Environment, MODEL_ALIASES_PER_AI_API_MAX } from '@switchyard/contract';
import { Arg, Args, Ctx, Extensions, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { describeLabels, Label, LABELS_DESCRIPTION } from '../labels/label';
import { Requires } from '../../kernel/graphql/requires';
import { AccessGrant, AccessGrantConnection } from '../consumers/access-grant';
import type { ConsumerQueries } from '../consumers/consumer-queries';
import type { Page } from '../../kernel/graphql/connection';
import { Endpoint } from '../endpoints/endpoint';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import { ListOrder } from '../../kernel/graphql/list-order';
import { required } from '../../kernel/graphql/required';
import { PageArgs } from '../../kernel/graphql/page-args';
import { endpointById, endpointsOfProvider } from '../endpoints/endpoint-loaders';
import { modelById, modelsOfProvider } from '../models/model-loaders';
import { policiesOfAiApi } from '../policies/policy-loaders';
import { providerById } from '../providers/provider-loaders';
import type { Loaders } from '../loaders/loaders';
import type { RequestContext } from '../loaders/request-context';
import { RoutingPolicy } from '../policies/routing-policy';
import { Provider } from '../providers/provider';
import { type Reference, ReferenceConnection } from '../../kernel/reference';
import type { ReferenceQueries } from '../references/reference-queries';
import { AiApi, AiApiConnection } from './ai-api';
import type { AiApiEntity } from './ai-api-entity';
import { AiApiFilter } from './ai-api-filter';
import { aliasesOfAiApi, providersOfAiApi } from './ai-api-loaders';
import type { AiApiQueries } from './ai-api-queries';
import type { AiApiService } from './ai-api-service';
import { type AvailableTarget, AvailableTargetConnection, AvailableTargetFilter } from './available-target';
import { CreateAiApiInput, CreateAiApiPayload } from './create-ai-api';
import { DeleteAiApiInput, DeleteAiApiPayload } from './delete-ai-api';
import { listAvailableTargets, type TargetParts } from './list-available-targets';
import { ModelAlias } from './model-alias';
import { UpdateAiApiInput, UpdateAiApiPayload } from './update-ai-api';

/** For the cost of a query: most AI APIs have one. */
const POLICIES_ASSUMED = 2;

@Resolver(() => AiApi)
export class AiApiResolver {
  constructor(
    private readonly service: AiApiService,
    private readonly queries: AiApiQueries,
    private readonly consumers: ConsumerQueries,
    private readonly references: ReferenceQueries,
  ) {}

  @Requires('VIEWER')
  @Query(() => AiApi, {
    nullable: true,
    description: 'One AI API by id or by name (give exactly one); null if there is none.',
  })
  aiApi(
    @Arg('id', () => ID, { nullable: true, description: "The AI API's id." }) id: string | null,
    @Arg('name', () => String, { nullable: true, description: "The AI API's name, ignoring case." })
    name: string | null,
  ): Promise<AiApi | null> {
    return this.queries.find(id, name);
  }

  @Requires('VIEWER')
  @Query(() => AiApiConnection, { description: 'All AI APIs.' })
  aiApis(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => AiApiFilter, { nullable: true, description: 'Which ones to return; all by default.' })
    filter: AiApiFilter | null,
    @Arg('orderBy', () => ListOrder, { nullable: true, description: 'The sort order; by name by default.' })
    orderBy: ListOrder | null,
  ): Promise<Page<AiApi>> {
    return this.queries.list(page, filter, orderBy);
  }

  @Requires('EDITOR')
  @Mutation(() => CreateAiApiPayload, { nullable: true, description: 'Creates an AI API.' })
  createAiApi(
    @Arg('input', () => CreateAiApiInput, { description: 'The AI API to create.' }) input: CreateAiApiInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<CreateAiApiPayload> {
    return this.service.create(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => UpdateAiApiPayload, {
    nullable: true,
    description: 'Changes an AI API. Its policies have separate mutations.',
  })
  updateAiApi(
    @Arg('input', () => UpdateAiApiInput, { description: 'What to change.' }) input: UpdateAiApiInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<UpdateAiApiPayload> {
    return this.service.update(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => DeleteAiApiPayload, {
    nullable: true,
    description:
      'Deletes an AI API with its policies. Refused while a consumer has access to it, unless `revokeAccess` is true.',
  })
  deleteAiApi(
    @Arg('input', () => DeleteAiApiInput, { description: 'The AI API to delete.' }) input: DeleteAiApiInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<DeleteAiApiPayload> {
    return this.service.delete(caller, input);
  }

  @FieldResolver(() => [Label], { description: LABELS_DESCRIPTION })
  labels(@Root() { labels }: AiApiEntity): Label[] {
    return describeLabels(labels);
  }

  @FieldResolver(() => Provider, {
    description: 'The first of its providers, which says how consumers call it.',
  })
  provider(@Root() aiApi: AiApiEntity, @Ctx() { loaders }: RequestContext): Promise<Provider> {
    return required(providerById(loaders), aiApi.providerId);
  }

  @FieldResolver(() => [Provider], {
    description: 'The providers whose models it can use, in order, 1 to 16. All have one wire format.',
  })
  async providers(@Root() aiApi: AiApiEntity, @Ctx() { loaders }: RequestContext): Promise<Provider[]> {
    const listed = await providersOfAiApi(loaders).load(aiApi.id);
    return Promise.all(listed.map(({ providerId }) => required(providerById(loaders), providerId)));
  }

  @FieldResolver(() => [ModelAlias], {
    description: 'Other names by which consumers can ask for models of its providers, at most 200.',
  })
  @Extensions({ listLength: MODEL_ALIASES_PER_AI_API_MAX })
  async modelAliases(@Root() aiApi: AiApiEntity, @Ctx() { loaders }: RequestContext): Promise<ModelAlias[]> {
    const aliases = await aliasesOfAiApi(loaders).load(aiApi.id);
    return Promise.all(
      aliases.map(async ({ name, modelId }) => {
        return { id: `${aiApi.id}:${name}`, name, model: await required(modelById(loaders), modelId) };
      }),
    );
  }

  @FieldResolver(() => Endpoint, {
    nullable: true,
    description: 'The default endpoint for production requests that no policy routes; null if they are refused.',
  })
  async defaultProductionEndpoint(
    @Root() { defaultProductionEndpointId: id }: AiApiEntity,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Endpoint | null> {
    return id === null ? null : required(endpointById(loaders), id);
  }

  @FieldResolver(() => Endpoint, {
    nullable: true,
    description: 'The default endpoint for sandbox requests that no policy routes; null if they are refused.',
  })
  async defaultSandboxEndpoint(
    @Root() { defaultSandboxEndpointId: id }: AiApiEntity,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Endpoint | null> {
    return id === null ? null : required(endpointById(loaders), id);
  }

  @FieldResolver(() => [RoutingPolicy], {
    description: 'Its policies: none, one load-balancing policy, or up to 100 failover policies.',
  })
  @Extensions({ listLength: POLICIES_ASSUMED })
  policies(@Root() aiApi: AiApiEntity, @Ctx() { loaders }: RequestContext): Promise<RoutingPolicy[]> {
    return policiesOfAiApi(loaders).load(aiApi.id);
  }

  @FieldResolver(() => AvailableTargetConnection, {
    description:
      'What a policy can target in an environment: of each of its providers, in order, each enabled model with each enabled endpoint of that environment, by name.',
  })
  async availableTargets(
    @Root() { id }: AiApiEntity,
    @Arg('environment', () => EnvironmentEnum, { description: 'The environment.' })
    environment: Environment,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => AvailableTargetFilter, {
      nullable: true,
      description: 'Which ones to return; all by default.',
    })
    filter: AvailableTargetFilter | null,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Page<AvailableTarget>> {
    const listed = await providersOfAiApi(loaders).load(id);
    const providers = await Promise.all(listed.map(({ providerId }) => targetParts(loaders, providerId)));
    return listAvailableTargets({ aiApiId: id, environment, filter: filter ?? {}, providers }, page);
  }

  @FieldResolver(() => AccessGrantConnection, { description: 'The consumers that may call it.' })
  accessGrants(@Root() aiApi: AiApiEntity, @Args(() => PageArgs) page: PageArgs): Promise<Page<AccessGrant>> {
    return this.consumers.grantsOfAiApi(aiApi.id, page);
  }

  @FieldResolver(() => ReferenceConnection, {
    description: 'The consumers that have access to it. The AI API cannot be deleted while there are any.',
  })
  usedBy(@Root() aiApi: AiApiEntity, @Args(() => PageArgs) page: PageArgs): Promise<Page<Reference>> {
    return this.references.usersOf(aiApi.id, page);
  }
}

async function targetParts(loaders: Loaders, providerId: string): Promise<TargetParts> {
  const [provider, models, endpoints] = await Promise.all([
    required(providerById(loaders), providerId),
    modelsOfProvider(loaders).load(providerId),
    endpointsOfProvider(loaders).load(providerId),
  ]);
  return { provider, models, endpoints };
}
