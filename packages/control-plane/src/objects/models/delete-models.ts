import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { ChangeInput, VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { Provider } from '../providers/provider';

@InputType({ description: 'The model to delete.' })
export class DeleteModelInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The model's id." })
  modelId: string;
}

@ObjectType({ description: 'The deleted model.', implements: [ChangePayload] })
export class DeleteModelPayload extends ChangePayload {
  @Field(() => ID, { description: "The model's id." })
  deletedId: string;

  @Field(() => Provider, { description: 'The provider after the change.' })
  provider: Provider;
}

@InputType({ description: 'The models to delete.' })
export class DeleteModelsInput extends ChangeInput {
  @Field(() => [ID], { description: "The models' ids; 1 to 200." })
  modelIds: string[];
}

@ObjectType({ description: 'The deleted models.', implements: [ChangePayload] })
export class DeleteModelsPayload extends ChangePayload {
  @Field(() => [ID], { description: "The models' ids, in the order of the input." })
  deletedIds: string[];

  @Field(() => [Provider], { description: 'Their providers after the change.' })
  providers: Provider[];
}
