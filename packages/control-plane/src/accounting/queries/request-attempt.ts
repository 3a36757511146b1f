import {
  faultSchema,
  type NextAction,
  nextActionSchema,
  type Outcome,
  type ResendCause,
  resendCauseSchema,
} from '@switchyard/contract';
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { enumTypeOf } from '../../kernel/graphql/schema-types';
import { DateTimeScalar, DecimalScalar } from '../../kernel/graphql/scalars';
import { OutcomeEnum } from './usage-dimension';
import { TokenFigures } from './usage-figures';

export const FaultEnum = enumTypeOf(faultSchema);
const NextActionEnum = enumTypeOf(nextActionSchema);
const ResendCauseEnum = enumTypeOf(resendCauseSchema);

@ObjectType({ description: 'What a request or an attempt used.' })
export class UsedFigures {
  @Field(() => TokenFigures, { description: 'Tokens that a vendor counted.' })
  tokens: TokenFigures;

  @Field(() => TokenFigures, { description: 'Tokens that the gateway estimates. Not part of `tokens`.' })
  estimatedTokens: TokenFigures;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "The cost of `tokens`, in the installation's currency; null if no price is known.",
  })
  cost: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'The cost of `estimatedTokens`; null if no price is known.',
  })
  estimatedCost: string | null;
}

@ObjectType({ description: 'One call to a vendor, with the names at that time.' })
export class RequestAttempt {
  @Field(() => ID, { description: "The provider's id." })
  providerId: string;

  @Field(() => String, { description: "The provider's name." })
  providerName: string;

  @Field(() => ID, { description: "The endpoint's id." })
  endpointId: string;

  @Field(() => String, { description: "The endpoint's name." })
  endpointName: string;

  @Field(() => ID, { nullable: true, description: "The model's id; null if none was named." })
  modelId: string | null;

  @Field(() => String, { nullable: true, description: "The model's name." })
  modelName: string | null;

  @Field(() => OutcomeEnum, { description: 'Its outcome.' })
  outcome: Outcome;

  @Field(() => Int, { nullable: true, description: "The status of the vendor's response; null if there was none." })
  status: number | null;

  @Field(() => String, { nullable: true, description: 'What went wrong; null if the outcome says it all.' })
  error: string | null;

  @Field(() => String, { nullable: true, description: "The vendor's own id of the request, for its support." })
  vendorRequestId: string | null;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  startedAt: Date;

  @Field(() => Float, { nullable: true, description: 'The time until the response began, in ms; null if none began.' })
  msToHeaders: number | null;

  @Field(() => Float, { description: 'The time until it ended, in ms.' })
  msToEnd: number;

  @Field(() => Boolean, { description: 'Whether it was sent more than once: `resendCauses` says why.' })
  resent: boolean;

  @Field(() => [ResendCauseEnum], {
    description: 'Why it was sent once more, for each time in order; empty if it was sent once.',
  })
  resendCauses: readonly ResendCause[];

  @Field(() => NextActionEnum, { description: 'What the gateway did next.' })
  next: NextAction;

  @Field(() => UsedFigures, { nullable: true, description: 'What it used; null if it has no tokens.' })
  used: UsedFigures | null;
}
