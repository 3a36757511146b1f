import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ObjectKind } from '../../kernel/object-kind';
import { ChangeAction, FieldDifference } from '../../change/change';

export const PlanWarningCode = {
  CREDENTIAL_MISSING: 'CREDENTIAL_MISSING',
  KEYS_REVOKED: 'KEYS_REVOKED',
  ACCESS_REVOKED: 'ACCESS_REVOKED',
  ACCESS_MISSING: 'ACCESS_MISSING',
  ENVIRONMENT_UNSERVED: 'ENVIRONMENT_UNSERVED',
  BASE_PATH_MOVED: 'BASE_PATH_MOVED',
  POLICY_REPLACED: 'POLICY_REPLACED',
} as const;
export type PlanWarningCode = keyof typeof PlanWarningCode;
registerEnumType(PlanWarningCode, {
  name: 'PlanWarningCode',
  description: 'What a plan can warn of.',
  valuesConfig: {
    CREDENTIAL_MISSING: {
      description: 'An endpoint will have no credential, because none was sent along and none is there to keep.',
    },
    KEYS_REVOKED: { description: 'A consumer is deleted, and its active keys are revoked with it.' },
    ACCESS_REVOKED: { description: 'Consumers lose access to an AI API that is deleted.' },
    ACCESS_MISSING: { description: 'No consumer has access to an AI API that is made, or that comes back.' },
    ENVIRONMENT_UNSERVED: {
      description: "An AI API will refuse an environment's requests that it serves now.",
    },
    BASE_PATH_MOVED: { description: 'An AI API is served under another base path than now.' },
    POLICY_REPLACED: {
      description: 'A policy is replaced by one of another kind, and data planes start it with new counters.',
    },
  },
});

@ObjectType({ description: 'What a caller should know before a plan is applied.' })
export class PlanWarning {
  @Field(() => PlanWarningCode, { description: 'What it is about.' })
  code: PlanWarningCode;

  @Field(() => String, { description: 'The same in a sentence for people.' })
  message: string;

  @Field(() => ObjectKind, { description: 'What kind of object it concerns.' })
  kind: ObjectKind;

  @Field(() => [String], { description: 'The names that lead to that object, its own last.' })
  path: string[];
}

@ObjectType({ description: 'What a plan does to one object.' })
export class PlanItem {
  @Field(() => ID, { description: "Made of the plan's id, the kind and the path." })
  id: string;

  @Field(() => ChangeAction, { description: 'What happens.' })
  action: ChangeAction;

  @Field(() => ObjectKind, { description: 'What kind of object it is.' })
  kind: ObjectKind;

  @Field(() => ID, { nullable: true, description: "The object's id; null where it is yet to be made." })
  objectId: string | null;

  @Field(() => [String], { description: 'The names that lead to it, its own last.' })
  path: string[];

  @Field(() => [FieldDifference], {
    description: 'What differs, member by member; for a credential only whether it is set and that it changes.',
  })
  differences: FieldDifference[];
}

@ObjectType({ description: 'What a manifest or a rollback changes.' })
export class ChangePlan {
  @Field(() => ID, {
    description:
      'A digest of all that it changes: the same plan has the same id, so that what was reviewed is what is applied.',
  })
  id: string;

  @Field(() => Int, { description: 'The revision that it starts from.' })
  baseRevision: number;

  @Field(() => Boolean, { description: 'Whether it changes nothing.' })
  isEmpty: boolean;

  @Field(() => Int, { description: 'How many objects it makes.' })
  createCount: number;

  @Field(() => Int, { description: 'How many objects it changes.' })
  updateCount: number;

  @Field(() => Int, { description: 'How many objects it deletes.' })
  deleteCount: number;

  @Field(() => Int, { description: 'How many objects it leaves as they are.' })
  unchangedCount: number;

  @Field(() => [PlanWarning], {
    description: 'What the caller should know before it is applied; at most 1,000.',
  })
  warnings: PlanWarning[];

  /** What happens to each object, by kind and path; `ChangePlanResolver` shows the part that is asked for. */
  allItems: readonly PlanItem[];
}
