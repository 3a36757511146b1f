import { Field, ObjectType } from 'type-graphql';
import { CountScalar, DecimalScalar } from '../../kernel/graphql/scalars';

@ObjectType({ description: 'Token counts by kind. Each token has one kind.' })
export class TokenFigures {
  @Field(() => CountScalar, { description: "Of prompts, neither read from nor written to a vendor's cache." })
  input: number;

  @Field(() => CountScalar, { description: 'Of prompts, read from the cache.' })
  cacheRead: number;

  @Field(() => CountScalar, { description: 'Of prompts, written to the cache for minutes.' })
  cacheWrite5m: number;

  @Field(() => CountScalar, { description: 'Of prompts, written to the cache for an hour.' })
  cacheWrite1h: number;

  @Field(() => CountScalar, { description: 'Of completions, without reasoning.' })
  output: number;

  @Field(() => CountScalar, { description: 'Of reasoning.' })
  reasoning: number;
}

@ObjectType({ description: 'Requests of consumers.' })
export class RequestFigures {
  @Field(() => CountScalar, { description: 'The number of requests.' })
  requests: number;

  @Field(() => CountScalar, { description: 'Those that were sent to more than one target.' })
  failovers: number;
}

@ObjectType({ description: 'Calls to vendors, with their tokens and cost.' })
export class AttemptFigures {
  @Field(() => CountScalar, { description: 'The number of attempts.' })
  attempts: number;

  @Field(() => CountScalar, {
    description: 'How often attempts were sent once more, to the same target; `ResendCause` lists why.',
  })
  resends: number;

  @Field(() => TokenFigures, { description: 'Tokens that vendors counted.' })
  tokens: TokenFigures;

  @Field(() => TokenFigures, {
    description:
      'Tokens of attempts whose final count was not seen, as the gateway estimates them. Not part of `tokens`.',
  })
  estimatedTokens: TokenFigures;

  @Field(() => DecimalScalar, { description: "The cost of counted tokens, in the installation's currency." })
  cost: string;

  @Field(() => DecimalScalar, { description: 'The cost of estimated tokens. Not part of `cost`.' })
  estimatedCost: string;

  @Field(() => CountScalar, {
    description: 'Attempts with tokens but without a price. Their cost is unknown, not 0.',
  })
  unpriced: number;
}

@ObjectType({ description: 'Sums over a period.' })
export class UsageFigures {
  @Field(() => RequestFigures, {
    nullable: true,
    description: 'Null if the usage is grouped or filtered by what only attempts have: provider, model or endpoint.',
  })
  requests: RequestFigures | null;

  @Field(() => AttemptFigures, {
    nullable: true,
    description: 'Null if the usage is grouped or filtered by what only requests have: the policy.',
  })
  attempts: AttemptFigures | null;
}
