import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { DateTimeScalar, DecimalScalar } from '../../kernel/graphql/scalars';

export const DEFAULT_CURRENCY = 'USD';

@ObjectType({ description: "What a model's tokens cost from a moment on." })
export class ModelPrice {
  @Field(() => ID, { description: "Made of the model's id and the moment." })
  id: string;

  @Field(() => DateTimeScalar, { description: 'From when on.' })
  validFrom: Date;

  @Field(() => String, { description: 'The currency, as in ISO 4217.' })
  currency: string;

  @Field(() => DecimalScalar, { description: 'For a million tokens of the prompt.' })
  inputPerMillion: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'For a million cached tokens of the prompt; null where they cost what the others do.',
  })
  cachedInputPerMillion: string | null;

  @Field(() => DecimalScalar, { description: 'For a million tokens of the completion.' })
  outputPerMillion: string;
}

@InputType({ description: "What a model's tokens cost from a moment on." })
export class ModelPriceInput {
  @Field(() => DateTimeScalar, { description: 'From when on.' })
  validFrom: Date;

  @Field(() => String, {
    nullable: true,
    description: 'The currency, as in ISO 4217.',
    defaultValue: DEFAULT_CURRENCY,
  })
  currency?: string | null;

  @Field(() => DecimalScalar, { description: 'For a million tokens of the prompt.' })
  inputPerMillion: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'For a million cached tokens of the prompt; what the others cost unless given.',
  })
  cachedInputPerMillion?: string | null;

  @Field(() => DecimalScalar, { description: 'For a million tokens of the completion.' })
  outputPerMillion: string;
}
