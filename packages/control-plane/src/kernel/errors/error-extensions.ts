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
  PERSISTED_QUERY_NOT_SUPPORTED: 'PERSISTED_QUERY_NOT_SUPPORTED',
} as const;
export type ErrorCode = keyof typeof ErrorCode;
registerEnumType(ErrorCode, {
  name: 'ErrorCode',
  description: 'The kinds of error.',
  valuesConfig: {
    BAD_USER_INPUT: {
      description: 'The input is invalid; `fields` says where. Sending the same input again will fail.',
    },
    NOT_FOUND: { description: 'There is no object with that id or name.' },
    CONFLICT: { description: 'The input is valid but conflicts with the current configuration; `reason` says why.' },
    UNAUTHENTICATED: { description: 'The token is missing, unknown, expired or revoked.' },
    FORBIDDEN: { description: "The caller's role does not allow it; `requiredRole` says which role does." },
    RATE_LIMITED: { description: 'Too many requests. Try again after `retryAfterSeconds`.' },
    UNAVAILABLE: {
      description:
        'The database is unavailable or busy; the message says why, and what the operator can do. Try again: a mutation changed nothing, unless the connection broke during the commit.',
    },
    INTERNAL_SERVER_ERROR: {
      description: 'An internal error. The log has the detail under `correlationId`.',
    },
    GRAPHQL_PARSE_FAILED: { description: 'The document is not valid GraphQL.' },
    GRAPHQL_VALIDATION_FAILED: {
      description: 'The document does not match the schema, or exceeds a limit of depth, cost or size.',
    },
    BAD_REQUEST: { description: 'The request is not a GraphQL request, or is too large.' },
    PERSISTED_QUERY_NOT_SUPPORTED: {
      description:
        'The request has the hash of a document instead of the document. Send the document: clients of automatic persisted queries do so by themselves.',
    },
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
  description: 'Why an input conflicts with the current configuration.',
  valuesConfig: {
    STALE_VERSION: { description: 'The object has changed since the caller read it; see `currentVersion`.' },
    TAKEN: { description: 'A name, a base path or a primary model is taken; see `existingId`.' },
    IN_USE: { description: 'The object is in use; see `dependents`.' },
    POLICY_RULE: { description: "The policy conflicts with the AI API's other policies; see `existingId`." },
    IDEMPOTENCY_KEY_REUSED: { description: 'The idempotency key was already used with different input.' },
    TOO_LARGE: {
      description: 'The change would make an object too large for the data planes; see `existingId`.',
    },
    NOT_SERVABLE: {
      description:
        'The change would produce an object that no data plane could serve; see `existingId`. This is an internal error.',
    },
    TOO_FAR_BEHIND: {
      description: 'The client has missed more revisions than are replayed. Read the configuration again.',
    },
    LINEAGE_CHANGED: {
      description:
        'The database has another lineage, so earlier revision numbers are meaningless. Read the configuration again.',
    },
    PLAN_CHANGED: { description: 'The plan has changed since it was reviewed; see `planId`.' },
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
  OTHER_WIRE_FORMAT: 'OTHER_WIRE_FORMAT',
  OTHER_ENVIRONMENT: 'OTHER_ENVIRONMENT',
  IN_USE: 'IN_USE',
  NOT_ALLOWED: 'NOT_ALLOWED',
  UNKNOWN_MEMBER: 'UNKNOWN_MEMBER',
  UNRESOLVED_REFERENCE: 'UNRESOLVED_REFERENCE',
  NOT_SELECTED: 'NOT_SELECTED',
} as const;
export type ProblemReason = keyof typeof ProblemReason;
registerEnumType(ProblemReason, {
  name: 'ProblemReason',
  description: 'What is wrong with an input field.',
  valuesConfig: {
    REQUIRED: { description: 'It is missing.' },
    EXCLUSIVE: { description: 'It cannot be combined with another field that is given.' },
    INVALID_FORMAT: { description: 'It does not have the required format.' },
    OUT_OF_RANGE: { description: 'It is below the minimum or above the maximum.' },
    WRONG_COUNT: { description: 'It has too few or too many items.' },
    DUPLICATE: { description: 'It occurs more than once.' },
    TAKEN: { description: 'It is taken by another object.' },
    NOT_FOUND: { description: 'It refers to an object that does not exist.' },
    DISABLED: { description: 'It refers to a disabled object.' },
    OTHER_PROVIDER: { description: 'It refers to an object of another provider.' },
    OTHER_WIRE_FORMAT: { description: 'It refers to a provider of another wire format.' },
    OTHER_ENVIRONMENT: { description: 'It refers to an object of the other environment.' },
    IN_USE: { description: 'It removes or changes something that is in use; the message says by what.' },
    NOT_ALLOWED: { description: "The settings or the provider's profile do not allow it." },
    UNKNOWN_MEMBER: { description: 'The input has an unknown field.' },
    UNRESOLVED_REFERENCE: { description: 'The manifest refers to a secret that was not sent with it.' },
    NOT_SELECTED: { description: "The selector does not match the object's labels." },
  },
});

@ObjectType({ description: 'An invalid input field.' })
export class FieldProblem {
  @Field(() => String, {
    description:
      "The field's path, relative to `input` or, if `variable` is given, to that variable's value; such as `production.targets.0.weight`. Empty if the value itself is wrong. In a manifest, it is relative to the document.",
  })
  path: string;

  @Field(() => String, {
    nullable: true,
    description: 'The variable, without `$`, whose value does not fit its GraphQL type; null for any other problem.',
  })
  variable?: string | null;

  @Field(() => Int, { nullable: true, description: 'The line in the manifest, from 1; null outside a manifest.' })
  line?: number | null;

  @Field(() => Int, { nullable: true, description: 'The column in the manifest, from 1; null outside a manifest.' })
  column?: number | null;

  @Field(() => String, { description: 'The problem, for people.' })
  message: string;

  @Field(() => ProblemReason, { description: 'The problem, for programs.' })
  reason: ProblemReason;
}

@ObjectType({
  description:
    'The `extensions` of an error. No field returns this type; it is in the schema so that clients can generate it.',
})
export class ErrorExtensions {
  @Field(() => ErrorCode, { description: 'The kind of error.' })
  code: ErrorCode;

  @Field(() => ID, {
    description: "The request's id, in its log lines and the response header `x-request-id`.",
  })
  correlationId: string;

  @Field(() => [FieldProblem], {
    nullable: true,
    description:
      'Everything that is wrong with the input, each problem once; with BAD_USER_INPUT, with NOT_FOUND, and with CONFLICT if the input caused it.',
  })
  fields: FieldProblem[] | null;

  @Field(() => ConflictReason, { nullable: true, description: 'The reason for the conflict; with CONFLICT.' })
  reason: ConflictReason | null;

  @Field(() => Int, {
    nullable: true,
    description: "The object's current version, if it is not the one that the input expects.",
  })
  currentVersion: number | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The id of the conflicting object; with TAKEN, POLICY_RULE, TOO_LARGE and NOT_SERVABLE, also if other fields are invalid.',
  })
  existingId: string | null;

  @Field(() => ObjectKind, { nullable: true, description: 'The kind of the conflicting object.' })
  existingKind: ObjectKind | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name of the conflicting object; for a policy, what it is called.',
  })
  existingName: string | null;

  @Field(() => ID, { nullable: true, description: 'The id of the current plan; with PLAN_CHANGED.' })
  planId: string | null;

  @Field(() => [Reference], {
    nullable: true,
    description: "The uses of the object, at most 50; with IN_USE. The object's `usedBy` has all of them.",
  })
  dependents: Reference[] | null;

  @Field(() => Int, { nullable: true, description: 'The number of uses of the object; with IN_USE.' })
  dependentCount: number | null;

  @Field(() => Role, { nullable: true, description: 'The role that is required; with FORBIDDEN.' })
  requiredRole: Role | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The number of seconds to wait before trying again; with RATE_LIMITED and UNAVAILABLE.',
  })
  retryAfterSeconds: number | null;
}
