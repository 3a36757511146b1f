import { Field, InputType } from 'type-graphql';
import { ModelPriceInput } from './model-price';

@InputType({ description: 'A model to add.' })
export class ModelInput {
  @Field(() => String, { description: 'Its name as the provider knows it: 1 to 128 visible characters.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'A human-readable name; defaults to `name`.' })
  displayName?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether requests may go to it.', defaultValue: true })
  enabled?: boolean | null;

  @Field(() => [ModelPriceInput], {
    nullable: true,
    description: 'Its prices; at most 4, each with a different start time.',
  })
  prices?: ModelPriceInput[] | null;
}
