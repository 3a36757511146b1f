import { Field, ID, Int, ObjectType } from 'type-graphql';
import { ChangeWarning } from '../../kernel/graphql/change-warning';
import { ObjectKind } from '../../kernel/object-kind';
import { ChangeAction, FieldDifference } from '../../change/change';

@ObjectType({ description: 'What a plan does to one object.' })
export class PlanItem {
  @Field(() => ID, { description: 'Unique per plan, kind and path.' })
  id: string;

  @Field(() => ChangeAction, { description: 'What happens to the object.' })
  action: ChangeAction;

  @Field(() => ObjectKind, { description: 'The kind of the object.' })
  kind: ObjectKind;

  @Field(() => ID, { nullable: true, description: "The object's id; null if it does not exist yet." })
  objectId: string | null;

  @Field(() => [String], { description: 'The path of names to it, its own last.' })
  path: string[];

  @Field(() => [FieldDifference], {
    description: 'The differences, field by field; for a credential only whether it is set and that it changes.',
  })
  differences: FieldDifference[];

  @Field(() => [String], {
    description:
      'The paths of the differences that the manifest did not ask for: those of a new object that have their defaults.',
  })
  readonly defaults: string[];
}

@ObjectType({ description: 'What a manifest, a rollback or an edit of policies changes.' })
export class ChangePlan {
  @Field(() => ID, {
    description:
      'A digest of all its changes except those of credentials, which only callers who send them can know. Equal plans have the same id for every caller, so that the plan that was reviewed is the plan that is applied.',
  })
  id: string;

  @Field(() => Int, { description: 'The revision that it starts from.' })
  baseRevision: number;

  @Field(() => Boolean, { description: 'Whether it changes nothing.' })
  isEmpty: boolean;

  @Field(() => Int, { description: 'The number of objects that it creates.' })
  createCount: number;

  @Field(() => Int, { description: 'The number of objects that it updates.' })
  updateCount: number;

  @Field(() => Int, { description: 'The number of objects that it deletes.' })
  deleteCount: number;

  @Field(() => Int, { description: 'The number of objects that it leaves unchanged.' })
  unchangedCount: number;

  @Field(() => [ChangeWarning], {
    description: 'Warnings to review before applying it; at most 1,000.',
  })
  warnings: ChangeWarning[];

  /** What happens to each object, by kind and path; `ChangePlanResolver` returns the requested part. */
  allItems: readonly PlanItem[];
}
