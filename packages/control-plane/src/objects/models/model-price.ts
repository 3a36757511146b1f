import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/graphql/scalars';
import { PriceRatesFields, PriceRatesInputFields } from './price-rates';

const STEP = "The prices of requests with a long prompt, for all of a request's tokens.";
const ABOVE = "Other prices for requests with a long prompt; null if the prompt's length does not matter.";
const TIER = 'The prices of one service tier.';
const TIER_NAME = 'The tier as responses name it, such as `priority`.';
const PROMPT_TOKENS = 'The number of prompt tokens, of all kinds, above which these prices apply.';

@ObjectType({ description: STEP })
export class PriceStep extends PriceRatesFields {
  @Field(() => Int, { description: PROMPT_TOKENS })
  abovePromptTokens: number;
}

@InputType({ description: STEP })
export class PriceStepInput extends PriceRatesInputFields {
  @Field(() => Int, { description: PROMPT_TOKENS })
  abovePromptTokens: number;
}

@ObjectType({ description: TIER })
export class ServiceTierPrice extends PriceRatesFields {
  @Field(() => String, { description: TIER_NAME })
  tier: string;

  @Field(() => PriceStep, { nullable: true, description: ABOVE })
  longPrompt: PriceStep | null;
}

@InputType({ description: TIER })
export class ServiceTierPriceInput extends PriceRatesInputFields {
  @Field(() => String, { description: TIER_NAME })
  tier: string;

  @Field(() => PriceStepInput, { nullable: true, description: ABOVE })
  longPrompt?: PriceStepInput | null;
}

@ObjectType({ description: "The prices of a model's tokens from a given time, in the installation's currency." })
export class ModelPrice extends PriceRatesFields {
  @Field(() => ID, { description: 'Unique per model and start time.' })
  id: string;

  @Field(() => DateTimeScalar, { description: 'When the price starts to apply.' })
  validFrom: Date;

  @Field(() => PriceStep, { nullable: true, description: ABOVE })
  longPrompt: PriceStep | null;

  @Field(() => [ServiceTierPrice], { description: 'Other prices by service tier; at most 8.' })
  serviceTiers: readonly ServiceTierPrice[];
}

@InputType({ description: "The prices of a model's tokens from a given time, in the installation's currency." })
export class ModelPriceInput extends PriceRatesInputFields {
  @Field(() => DateTimeScalar, { description: 'When the price starts to apply.' })
  validFrom: Date;

  @Field(() => PriceStepInput, { nullable: true, description: ABOVE })
  longPrompt?: PriceStepInput | null;

  @Field(() => [ServiceTierPriceInput], { nullable: true, description: 'Other prices by service tier; at most 8.' })
  serviceTiers?: ServiceTierPriceInput[] | null;
}
