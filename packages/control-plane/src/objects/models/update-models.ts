import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { Model } from './model';
import { ModelPriceInput } from './model-price';

@InputType({ description: 'What to change in one of many models.' })
export class ModelPatch {
  @Field(() => ID, { description: "The model's id." })
  modelId: string;

  @Field(() => String, { nullable: true, description: 'Its new name.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Its new display name.' })
  displayName?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether requests may go to it.' })
  enabled?: boolean | null;

  @Field(() => [ModelPriceInput], {
    nullable: true,
    description: 'The new prices, replacing all existing ones; null for none.',
  })
  prices?: ModelPriceInput[] | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that the caller knows; refused with CONFLICT if it has changed.',
  })
  expectedVersion?: number | null;
}

@InputType({ description: 'What to change in many models.' })
export class UpdateModelsInput extends ChangeInput {
  @Field(() => [ModelPatch], { description: 'What to change in each; 1 to 200, each model once.' })
  models: ModelPatch[];
}

@ObjectType({ description: 'The models that were changed.', implements: [ChangePayload] })
export class UpdateModelsPayload extends ChangePayload {
  @Field(() => [Model], { description: 'The models, in the order of the input.' })
  models: Model[];
}
