import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import type { Page } from '../../kernel/graphql/connection';
import { required } from '../../kernel/graphql/required';
import { ListOrder } from '../../kernel/graphql/list-order';
import { PageArgs } from '../../kernel/graphql/page-args';
import { modelById } from './model-loaders';
import { providerById } from '../providers/provider-loaders';
import type { RequestContext } from '../loaders/request-context';
import { Provider } from '../providers/provider';
import { type Reference, ReferenceConnection } from '../../kernel/reference';
import type { ReferenceQueries } from '../references/reference-queries';
import { AddModelsInput, AddModelsPayload } from './add-models';
import { DeleteModelInput, DeleteModelPayload, DeleteModelsInput, DeleteModelsPayload } from './delete-models';
import { Model, ModelConnection } from './model';
import type { ModelEntity } from './model-entity';
import { ModelFilter } from './model-filter';
import { ModelPrice } from './model-price';
import type { ModelQueries } from './model-queries';
import type { ModelService } from './model-service';
import { UpdateModelInput, UpdateModelPayload } from './update-model';
import { UpdateModelsInput, UpdateModelsPayload } from './update-models';

@Resolver(() => Model)
export class ModelResolver {
  constructor(
    private readonly service: ModelService,
    private readonly queries: ModelQueries,
    private readonly references: ReferenceQueries,
  ) {}

  @Requires('VIEWER')
  @Query(() => Model, { nullable: true, description: 'One model by id; null if there is none.' })
  model(
    @Arg('id', () => ID, { description: "The model's id." }) id: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Model | null> {
    return modelById(loaders).load(id);
  }

  @Requires('VIEWER')
  @Query(() => ModelConnection, { description: 'All models, of all providers.' })
  models(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => ModelFilter, { nullable: true, description: 'Which ones to return; all by default.' })
    filter: ModelFilter | null,
    @Arg('orderBy', () => ListOrder, { nullable: true, description: 'The sort order; by name by default.' })
    orderBy: ListOrder | null,
  ): Promise<Page<Model>> {
    return this.queries.list(page, filter, orderBy);
  }

  @Requires('EDITOR')
  @Mutation(() => AddModelsPayload, {
    nullable: true,
    description: 'Adds models to a provider: all of them or, if one is refused, none.',
  })
  addModels(
    @Arg('input', () => AddModelsInput, { description: 'The models to add.' }) input: AddModelsInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<AddModelsPayload> {
    return this.service.add(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => UpdateModelPayload, { nullable: true, description: 'Changes a model.' })
  updateModel(
    @Arg('input', () => UpdateModelInput, { description: 'What to change.' }) input: UpdateModelInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<UpdateModelPayload> {
    return this.service.update(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => UpdateModelsPayload, {
    nullable: true,
    description: 'Changes models of any providers in one revision: all of them or, if one is refused, none.',
  })
  updateModels(
    @Arg('input', () => UpdateModelsInput, { description: 'What to change.' }) input: UpdateModelsInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<UpdateModelsPayload> {
    return this.service.updateMany(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => DeleteModelPayload, {
    nullable: true,
    description: 'Deletes a model. Refused while a policy targets it or an alias stands for it.',
  })
  deleteModel(
    @Arg('input', () => DeleteModelInput, { description: 'The model to delete.' }) input: DeleteModelInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<DeleteModelPayload> {
    return this.service.delete(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => DeleteModelsPayload, {
    nullable: true,
    description: 'Deletes models in one revision: all of them or, if one is refused, none.',
  })
  deleteModels(
    @Arg('input', () => DeleteModelsInput, { description: 'The models to delete.' }) input: DeleteModelsInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<DeleteModelsPayload> {
    return this.service.deleteMany(caller, input);
  }

  @FieldResolver(() => [ModelPrice], { description: 'Its prices, latest first; at most 4.' })
  prices(@Root() { id, prices }: ModelEntity): ModelPrice[] {
    return prices.map((price) => ({
      ...price,
      id: `${id}:${price.validFrom}`,
      validFrom: new Date(price.validFrom),
    }));
  }

  @FieldResolver(() => ReferenceConnection, {
    description:
      'The policies that target it and the AI APIs with an alias for it. The model cannot be deleted while there are any.',
  })
  usedBy(@Root() model: ModelEntity, @Args(() => PageArgs) page: PageArgs): Promise<Page<Reference>> {
    return this.references.usersOf(model.id, page);
  }

  @FieldResolver(() => Provider, { description: 'The provider that it belongs to.' })
  provider(@Root() model: ModelEntity, @Ctx() { loaders }: RequestContext): Promise<Provider> {
    return required(providerById(loaders), model.providerId);
  }
}
