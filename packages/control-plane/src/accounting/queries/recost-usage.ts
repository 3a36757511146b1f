import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { CountScalar, DateTimeScalar } from '../../kernel/graphql/scalars';

@InputType({ description: 'Whose costs to compute again.' })
export class RecostUsageInput {
  @Field(() => DateTimeScalar, { description: 'The start of the period, rounded down to a whole hour.' })
  from: Date;

  @Field(() => DateTimeScalar, {
    description: 'The end of the period, rounded up to a whole hour; at most 31 days later.',
  })
  to: Date;
}

@ObjectType({ description: 'The recomputation of costs.' })
export class RecostUsagePayload {
  @Field(() => Int, { description: 'The number of hours with usage.' })
  hours: number;

  @Field(() => CountScalar, { description: "Attempts whose cost was computed from today's prices." })
  recosted: number;

  @Field(() => CountScalar, {
    description:
      "Attempts that keep the cost they had: those without a model, those of a deleted model, those that had no price and whose prompts may be above today's step, and the sums of groups that data planes had no room to report separately.",
  })
  kept: number;
}
