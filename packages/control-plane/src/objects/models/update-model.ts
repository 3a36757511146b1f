import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { Model } from './model';
import { ModelPriceInput } from './model-price';

@InputType({ description: 'What to change in a model.' })
export class UpdateModelInput extends VersionedChangeInput {
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
}

@ObjectType({ description: 'The model that was changed.', implements: [ChangePayload] })
export class UpdateModelPayload extends ChangePayload {
  @Field(() => Model, { description: 'The model.' })
  model: Model;
}
