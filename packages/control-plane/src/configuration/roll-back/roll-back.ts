import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ChangePlan } from '../plan/change-plan';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'Where to roll back to and how.' })
export class RollBackInput extends ChangeInput {
  @Field(() => Int, { description: 'The revision to go back to.' })
  toRevision: number;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether only to say what it would change.',
    defaultValue: false,
  })
  dryRun?: boolean | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The id of the plan that was reviewed; another plan is a CONFLICT, reason PLAN_CHANGED.',
  })
  expectedPlanId?: string | null;
}

@ObjectType({ description: 'What rolling back changed, or would change.', implements: [ChangePayload] })
export class RollBackPayload extends ChangePayload {
  @Field(() => ChangePlan, { description: 'What it changed, or would change.' })
  plan: ChangePlan;

  @Field(() => Boolean, { description: 'Whether it was done; false for a dry run.' })
  applied: boolean;
}
