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
  description: 'The kinds of warning.',
  valuesConfig: {
    CREDENTIAL_MISSING: {
      description: 'An endpoint will have no credential, because none was sent and there is none to keep.',
    },
    KEYS_REVOKED: { description: 'A consumer is deleted, and its active keys are revoked with it.' },
    ACCESS_REVOKED: { description: 'Consumers lose access to an AI API that is deleted.' },
    ACCESS_MISSING: { description: 'No consumer has access to an AI API that is created or restored.' },
    ENVIRONMENT_UNSERVED: {
      description: 'An AI API will refuse requests of an environment that it serves now.',
    },
    BASE_PATH_MOVED: { description: 'The base path of an AI API changes.' },
    POLICY_REPLACED: {
      description: 'A policy is replaced by one of another kind, so data planes start new counters.',
    },
  },
});

@ObjectType({ description: 'A consequence of a plan that the caller should know before applying it.' })
export class PlanWarning {
  @Field(() => PlanWarningCode, { description: 'What it is about.' })
  code: PlanWarningCode;

  @Field(() => String, { description: 'The warning as a sentence.' })
  message: string;

  @Field(() => ObjectKind, { description: 'The kind of the object.' })
  kind: ObjectKind;

  @Field(() => [String], { description: 'The names on the way to the object, its own name last.' })
  path: string[];
}

@ObjectType({ description: 'What a plan does to one object.' })
export class PlanItem {
  @Field(() => ID, { description: 'Unique per plan, kind and path.' })
  id: string;

  @Field(() => ChangeAction, { description: 'What happens.' })
  action: ChangeAction;

  @Field(() => ObjectKind, { description: 'The kind of the object.' })
  kind: ObjectKind;

  @Field(() => ID, { nullable: true, description: "The object's id; null if it does not exist yet." })
  objectId: string | null;

  @Field(() => [String], { description: 'The names on the way to it, its own name last.' })
  path: string[];

  @Field(() => [FieldDifference], {
    description: 'The differences, field by field; for a credential only whether it is set and that it changes.',
  })
  differences: FieldDifference[];
}

@ObjectType({ description: 'What a manifest or a rollback changes.' })
export class ChangePlan {
  @Field(() => ID, {
    description:
      'A digest of all its changes. Equal plans have the same id, so that the plan that was reviewed is the plan that is applied.',
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

  @Field(() => [PlanWarning], {
    description: 'Consequences that the caller should know before applying it; at most 1,000.',
  })
  warnings: PlanWarning[];

  /** What happens to each object, by kind and path; `ChangePlanResolver` shows the part that is asked for. */
  allItems: readonly PlanItem[];
}
