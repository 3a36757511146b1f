import { Arg, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { z } from 'zod';
import { ChangeAction } from '../../change/change';
import { checkInput } from '../../kernel/rules/check-input';
import { ChangePlan, PlanItem } from './change-plan';

const ITEMS_MAX = 10_000;
const ITEMS_DEFAULT = 1_000;
const CHANGING: readonly ChangeAction[] = ['CREATE', 'UPDATE', 'DELETE'];

const firstRules = z.object({ first: z.int().min(1).max(ITEMS_MAX) });

@Resolver(() => ChangePlan)
export class ChangePlanResolver {
  @FieldResolver(() => [PlanItem], { description: 'Its changes, by kind and path.' })
  items(
    @Root() { allItems }: ChangePlan,
    @Arg('actions', () => [ChangeAction], {
      nullable: true,
      description: 'Only these actions; all except UNCHANGED by default.',
      defaultValue: [...CHANGING],
    })
    actions: ChangeAction[] | null,
    @Arg('first', () => Int, {
      nullable: true,
      description: 'The number of items to return, 1 to 10,000.',
      defaultValue: ITEMS_DEFAULT,
    })
    first: number | null,
  ): PlanItem[] {
    const limit = checkInput(firstRules, { first: first ?? ITEMS_DEFAULT }).first;
    const wanted = actions ?? CHANGING;
    return allItems.filter(({ action }) => wanted.includes(action)).slice(0, limit);
  }
}
