import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Page } from '../database/keyset-page';
import { required } from '../graphql/loaders';
import { PageArgs } from '../graphql/page-args';
import type { RequestContext } from '../graphql/request-context';
import { Provider } from '../providers/provider';
import { AddModelsInput, AddModelsPayload } from './add-models';
import { Model } from './model';
import { ModelConnection } from './model-connection';
import type { ModelEntity } from './model-entity';
import { ModelFilter } from './model-filter';
import type { ModelQueries } from './model-queries';
import type { ModelService } from './model-service';
import { UpdateModelInput, UpdateModelPayload } from './update-model';

@Resolver(() => Model)
export class ModelResolver {
  constructor(
    private readonly service: ModelService,
    private readonly queries: ModelQueries,
  ) {}

  @Query(() => Model, { nullable: true, description: 'One model by id; null where there is none. Role: VIEWER.' })
  model(
    @Arg('id', () => ID, { description: "The model's id." }) id: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Model | null> {
    return loaders.model.load(id);
  }

  @Query(() => ModelConnection, { description: 'The models of all providers. Role: VIEWER.' })
  models(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => ModelFilter, { nullable: true, description: 'Which to return; all unless given.' })
    filter: ModelFilter | null,
  ): Promise<Page<Model>> {
    return this.queries.list(page, filter);
  }

  @Mutation(() => AddModelsPayload, {
    nullable: true,
    description: "Adds models to a provider's list, all or none. Role: EDITOR.",
  })
  addModels(
    @Arg('input', () => AddModelsInput, { description: 'The models to add.' }) input: AddModelsInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<AddModelsPayload> {
    return this.service.add(caller, input);
  }

  @Mutation(() => UpdateModelPayload, { nullable: true, description: 'Changes one model. Role: EDITOR.' })
  updateModel(
    @Arg('input', () => UpdateModelInput, { description: 'What to change.' }) input: UpdateModelInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<UpdateModelPayload> {
    return this.service.update(caller, input);
  }

  @FieldResolver(() => Provider, { description: 'The provider it belongs to.' })
  provider(@Root() model: ModelEntity, @Ctx() { loaders }: RequestContext): Promise<Provider> {
    return required(loaders.provider, model.providerId);
  }
}
