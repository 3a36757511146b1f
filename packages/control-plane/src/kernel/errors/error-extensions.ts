import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ObjectKind } from '../object-kind';
import { Reference } from '../reference';
import { Role } from '../caller/role';

export const ErrorCode = {
  BAD_USER_INPUT: 'BAD_USER_INPUT',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  FORBIDDEN: 'FORBIDDEN',
  RATE_LIMITED: 'RATE_LIMITED',
  UNAVAILABLE: 'UNAVAILABLE',
  INTERNAL_SERVER_ERROR: 'INTERNAL_SERVER_ERROR',
  GRAPHQL_PARSE_FAILED: 'GRAPHQL_PARSE_FAILED',
  GRAPHQL_VALIDATION_FAILED: 'GRAPHQL_VALIDATION_FAILED',
  BAD_REQUEST: 'BAD_REQUEST',
} as const;
export type ErrorCode = keyof typeof ErrorCode;
registerEnumType(ErrorCode, {
  name: 'ErrorCode',
  description: 'The kinds of error.',
  valuesConfig: {
    BAD_USER_INPUT: { description: 'The input breaks a rule; `fields` says where. The same input will fail again.' },
    NOT_FOUND: { description: 'There is no object with that id or name.' },
    CONFLICT: { description: 'The input is sound but does not fit the configuration as it stands; `reason` says why.' },
    UNAUTHENTICATED: { description: 'The token is missing, unknown, expired or revoked.' },
    FORBIDDEN: { description: "The token's role does not allow it; `requiredRole` says which one does." },
    RATE_LIMITED: { description: 'The caller asked too often; try again after `retryAfterSeconds`.' },
    UNAVAILABLE: {
      description:
        'The database is away or busy. Try again: a mutation that failed so has changed nothing, unless the connection broke during its commit.',
    },
    INTERNAL_SERVER_ERROR: {
      description: 'A fault of the control plane; its log has the detail under `correlationId`.',
    },
    GRAPHQL_PARSE_FAILED: { description: 'The document is no GraphQL.' },
    GRAPHQL_VALIDATION_FAILED: {
      description: 'The document does not fit the schema, or is deeper, costlier or longer than allowed.',
    },
    BAD_REQUEST: { description: 'The request is no GraphQL request, or too large.' },
  },
});

export const ConflictReason = {
  STALE_VERSION: 'STALE_VERSION',
  TAKEN: 'TAKEN',
  IN_USE: 'IN_USE',
  POLICY_RULE: 'POLICY_RULE',
  IDEMPOTENCY_KEY_REUSED: 'IDEMPOTENCY_KEY_REUSED',
  TOO_LARGE: 'TOO_LARGE',
  NOT_SERVABLE: 'NOT_SERVABLE',
  TOO_FAR_BEHIND: 'TOO_FAR_BEHIND',
  LINEAGE_CHANGED: 'LINEAGE_CHANGED',
  PLAN_CHANGED: 'PLAN_CHANGED',
} as const;
export type ConflictReason = keyof typeof ConflictReason;
registerEnumType(ConflictReason, {
  name: 'ConflictReason',
  description: 'Why an input does not fit the configuration as it stands.',
  valuesConfig: {
    STALE_VERSION: { description: 'The object has changed since the caller read it; see `currentVersion`.' },
    TAKEN: { description: 'A name, a base path or a primary model is taken; see `existingId`.' },
    IN_USE: { description: 'The object is in use; see `dependents`.' },
    POLICY_RULE: { description: 'The AI API may not have that policy beside those it has; see `existingId`.' },
    IDEMPOTENCY_KEY_REUSED: { description: 'The idempotency key was used with another input.' },
    TOO_LARGE: {
      description: 'The change makes an object too large to be sent to the data planes; see `existingId`.',
    },
    NOT_SERVABLE: {
      description:
        'The change makes an object that no data plane could serve; see `existingId`. A fault of the control plane.',
    },
    TOO_FAR_BEHIND: { description: 'More revisions were missed than are sent again; read the configuration afresh.' },
    LINEAGE_CHANGED: {
      description:
        'The database has another lineage: revision numbers from before mean nothing; read the configuration afresh.',
    },
    PLAN_CHANGED: { description: 'The plan is no longer the one that was reviewed; see `planId`.' },
  },
});

export const ProblemReason = {
  REQUIRED: 'REQUIRED',
  EXCLUSIVE: 'EXCLUSIVE',
  INVALID_FORMAT: 'INVALID_FORMAT',
  OUT_OF_RANGE: 'OUT_OF_RANGE',
  WRONG_COUNT: 'WRONG_COUNT',
  DUPLICATE: 'DUPLICATE',
  TAKEN: 'TAKEN',
  NOT_FOUND: 'NOT_FOUND',
  DISABLED: 'DISABLED',
  OTHER_PROVIDER: 'OTHER_PROVIDER',
  OTHER_ENVIRONMENT: 'OTHER_ENVIRONMENT',
  NOT_ALLOWED: 'NOT_ALLOWED',
  UNKNOWN_MEMBER: 'UNKNOWN_MEMBER',
  UNRESOLVED_REFERENCE: 'UNRESOLVED_REFERENCE',
} as const;
export type ProblemReason = keyof typeof ProblemReason;
registerEnumType(ProblemReason, {
  name: 'ProblemReason',
  description: 'What is wrong with a member of an input.',
  valuesConfig: {
    REQUIRED: { description: 'It is missing.' },
    EXCLUSIVE: { description: 'It is given beside another one that excludes it.' },
    INVALID_FORMAT: { description: 'It is not of the form that is asked for.' },
    OUT_OF_RANGE: { description: 'It is below the least or above the most that is allowed.' },
    WRONG_COUNT: { description: 'There are too few or too many.' },
    DUPLICATE: { description: 'It is there twice.' },
    TAKEN: { description: 'It is taken by another object.' },
    NOT_FOUND: { description: 'It names something that does not exist.' },
    DISABLED: { description: 'It names something that is disabled.' },
    OTHER_PROVIDER: { description: 'It names something of another provider.' },
    OTHER_ENVIRONMENT: { description: 'It names something of the other environment.' },
    NOT_ALLOWED: { description: "The settings or the provider's profile do not allow it." },
    UNKNOWN_MEMBER: { description: 'A manifest has a member of a name that is not known.' },
    UNRESOLVED_REFERENCE: { description: 'A manifest refers to a secret that was not sent along.' },
  },
});

@ObjectType({ description: 'One member of an input that is at fault.' })
export class FieldProblem {
  @Field(() => String, {
    description:
      'Where it stands, relative to `input`, such as `production.0.weight`; in a manifest, relative to the document.',
  })
  path: string;

  @Field(() => Int, { nullable: true, description: 'The line in the manifest, from 1; null elsewhere.' })
  line?: number | null;

  @Field(() => Int, { nullable: true, description: 'The column in the manifest, from 1; null elsewhere.' })
  column?: number | null;

  @Field(() => String, { description: 'What is wrong, in a sentence for people.' })
  message: string;

  @Field(() => ProblemReason, { description: 'What is wrong, for programs.' })
  reason: ProblemReason;
}

@ObjectType({
  description: 'What `extensions` of an error holds. No field returns it: it is here so that clients can generate it.',
})
export class ErrorExtensions {
  @Field(() => ErrorCode, { description: 'What kind of error it is.' })
  code: ErrorCode;

  @Field(() => ID, {
    description: 'The id that the log lines of this request carry, also in the response header `x-request-id`.',
  })
  correlationId: string;

  @Field(() => [FieldProblem], {
    nullable: true,
    description:
      'The members of the input that are at fault; with BAD_USER_INPUT, and with CONFLICT where a member caused it. For a value of the wrong type the message alone says where.',
  })
  fields: FieldProblem[] | null;

  @Field(() => ConflictReason, { nullable: true, description: 'What the conflict is; with CONFLICT.' })
  reason: ConflictReason | null;

  @Field(() => Int, { nullable: true, description: "The object's current version; with STALE_VERSION." })
  currentVersion: number | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The id of the object that stands in the way; with TAKEN, POLICY_RULE, TOO_LARGE and NOT_SERVABLE.',
  })
  existingId: string | null;

  @Field(() => ObjectKind, { nullable: true, description: 'The kind of that object.' })
  existingKind: ObjectKind | null;

  @Field(() => String, { nullable: true, description: 'The name of that object; for a policy its label.' })
  existingName: string | null;

  @Field(() => ID, { nullable: true, description: 'The plan as it would be now; with PLAN_CHANGED.' })
  planId: string | null;

  @Field(() => [Reference], {
    nullable: true,
    description: "What uses the object, at most 50; with IN_USE. The whole list is the object's `usedBy`.",
  })
  dependents: Reference[] | null;

  @Field(() => Int, { nullable: true, description: 'How many use the object; with IN_USE.' })
  dependentCount: number | null;

  @Field(() => Role, { nullable: true, description: 'The role that is needed; with FORBIDDEN.' })
  requiredRole: Role | null;

  @Field(() => Int, {
    nullable: true,
    description: 'After how many seconds to try again; with RATE_LIMITED and UNAVAILABLE.',
  })
  retryAfterSeconds: number | null;
}
