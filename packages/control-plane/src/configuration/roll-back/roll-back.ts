import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ChangePlan } from '../plan/change-plan';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'The revision to roll back to, and options.' })
export class RollBackInput extends ChangeInput {
  @Field(() => Int, { description: 'The revision to roll back to.' })
  toRevision: number;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether to return the plan without applying it.',
    defaultValue: false,
  })
  dryRun?: boolean | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The id of the reviewed plan. Refused with CONFLICT, reason PLAN_CHANGED, if the plan is now different.',
  })
  expectedPlanId?: string | null;
}

@ObjectType({ description: 'What rolling back changed, or would change.', implements: [ChangePayload] })
export class RollBackPayload extends ChangePayload {
  @Field(() => ChangePlan, { description: 'What it changed, or would change.' })
  plan: ChangePlan;

  @Field(() => Boolean, { description: 'Whether it was applied; false for a dry run.' })
  applied: boolean;
}
