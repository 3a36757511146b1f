import { Arg, Query, Resolver } from 'type-graphql';
import type { ChangeCorridor } from '../../change/commit-change';
import { Requires } from '../../kernel/graphql/requires';
import { SetPoliciesInput } from '../../objects/policies/set-policies';
import { PolicyListCheck, replaceAll } from '../../objects/policies/set-policies-service';
import { ChangePlan } from './change-plan';
import { withWarnings } from './describe-plan';
import { planOfChange } from './plan-of-change';

/** The preview of an edit to an AI API's policies. */
@Resolver()
export class PlanPoliciesResolver {
  constructor(private readonly corridor: ChangeCorridor) {}

  @Requires('VIEWER')
  @Query(() => ChangePlan, {
    description:
      'What setting these policies would change: `setPolicies` with the same input, without changing anything, for callers who may only read.',
  })
  async planPolicies(
    @Arg('input', () => SetPoliciesInput, { description: 'The policies that the AI API would have.' })
    input: SetPoliciesInput,
  ): Promise<ChangePlan> {
    const check = new PolicyListCheck(input);
    const outcome = await this.corridor.dryRunChecked(check, async (change) => {
      const { unchanged } = await replaceAll(check, change);
      return { plan: planOfChange(change, unchanged.length) };
    });
    return withWarnings(outcome).plan;
  }
}
