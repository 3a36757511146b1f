import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { DateTimeScalar, DecimalScalar } from '../../kernel/graphql/scalars';

export const DEFAULT_CURRENCY = 'USD';

@ObjectType({ description: "The prices of a model's tokens from a given time." })
export class ModelPrice {
  @Field(() => ID, { description: 'Unique per model and start time.' })
  id: string;

  @Field(() => DateTimeScalar, { description: 'When the price starts to apply.' })
  validFrom: Date;

  @Field(() => String, { description: 'The ISO 4217 currency code.' })
  currency: string;

  @Field(() => DecimalScalar, { description: 'Per million prompt tokens.' })
  inputPerMillion: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Per million cached prompt tokens; null if they cost as much as other prompt tokens.',
  })
  cachedInputPerMillion: string | null;

  @Field(() => DecimalScalar, { description: 'Per million completion tokens.' })
  outputPerMillion: string;
}

@InputType({ description: "The prices of a model's tokens from a given time." })
export class ModelPriceInput {
  @Field(() => DateTimeScalar, { description: 'When the price starts to apply.' })
  validFrom: Date;

  @Field(() => String, {
    nullable: true,
    description: 'The ISO 4217 currency code.',
    defaultValue: DEFAULT_CURRENCY,
  })
  currency?: string | null;

  @Field(() => DecimalScalar, { description: 'Per million prompt tokens.' })
  inputPerMillion: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Per million cached prompt tokens; defaults to the price of other prompt tokens.',
  })
  cachedInputPerMillion?: string | null;

  @Field(() => DecimalScalar, { description: 'Per million completion tokens.' })
  outputPerMillion: string;
}
