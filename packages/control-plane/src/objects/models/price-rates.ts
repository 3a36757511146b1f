import { Field, InputType, ObjectType } from 'type-graphql';
import { DecimalScalar } from '../../kernel/graphql/scalars';

const INPUT = "Per million prompt tokens that are neither read from nor written to the vendor's cache.";
const CACHE_READ = 'Per million prompt tokens read from the cache';
const CACHE_WRITE = 'Per million prompt tokens written to the cache';
const CACHE_WRITE_HOUR = 'Per million prompt tokens written to the cache for an hour';
const OUTPUT = 'Per million completion tokens.';
const REASONING = 'Per million reasoning tokens';
const REQUEST = 'Per attempt with tokens, in addition to the price of its tokens.';

/** Fields of everything that has rates. */
@ObjectType()
export abstract class PriceRatesFields {
  @Field(() => DecimalScalar, { description: INPUT })
  inputPerMillion: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: `${CACHE_READ}; null if they cost the same as other prompt tokens.`,
  })
  cacheReadPerMillion: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: `${CACHE_WRITE}; null if they cost the same as other prompt tokens.`,
  })
  cacheWritePerMillion: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: `${CACHE_WRITE_HOUR}; null if they cost the same as other tokens written to it.`,
  })
  cacheWriteHourPerMillion: string | null;

  @Field(() => DecimalScalar, { description: OUTPUT })
  outputPerMillion: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: `${REASONING}; null if they cost the same as other completion tokens.`,
  })
  reasoningPerMillion: string | null;

  @Field(() => DecimalScalar, { description: REQUEST })
  perRequest: string;
}

@InputType()
export abstract class PriceRatesInputFields {
  @Field(() => DecimalScalar, { description: INPUT })
  inputPerMillion: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: `${CACHE_READ}; defaults to the price of other prompt tokens.`,
  })
  cacheReadPerMillion?: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: `${CACHE_WRITE}; defaults to the price of other prompt tokens.`,
  })
  cacheWritePerMillion?: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: `${CACHE_WRITE_HOUR}; defaults to the price of other tokens written to it.`,
  })
  cacheWriteHourPerMillion?: string | null;

  @Field(() => DecimalScalar, { description: OUTPUT })
  outputPerMillion: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: `${REASONING}; defaults to the price of other completion tokens.`,
  })
  reasoningPerMillion?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: REQUEST, defaultValue: '0' })
  perRequest?: string | null;
}
