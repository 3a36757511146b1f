import {
  type ErrorKind,
  FAILOVER_POLICIES_PER_AI_API_MAX,
  type StatusRange,
  tablePolicySchema,
} from '@switchyard/contract';
import { z } from 'zod';
import { problem, WHATEVER_ELSE_IS_WRONG } from '../../kernel/rules/check-input';
import {
  commentSchema,
  expectedVersionSchema,
  nameSchema,
  orDefault,
  patchOrDefault,
} from '../../kernel/rules/members';
import { failoverOnSchema } from './failover-on';
import { DEFAULT_FAILURE_STATUSES, failureStatusesSchema } from './failure-statuses';
import { policyDefaults } from './policy-defaults';
import { NO_TARGETS, type PolicyDraft, type PolicyPatch, type TargetDraft } from './policy-draft';
import type { PolicyKind } from './policy-kind';
import { failoverSideSchema, roundRobinSideSchema, weightedSideSchema } from './side-rules';

const bounds = tablePolicySchema.options[0].shape;

const failureStatuses = failureStatusesSchema.transform((ranges): StatusRange[] | null =>
  JSON.stringify(ranges) === JSON.stringify(DEFAULT_FAILURE_STATUSES) ? null : ranges,
);

const settings = {
  suspendDurationSeconds: orDefault(bounds.suspendDurationSeconds, policyDefaults.suspendDurationSeconds),
  requestTimeoutSeconds: orDefault(bounds.requestTimeoutSeconds, policyDefaults.requestTimeoutSeconds),
  totalTimeoutSeconds: orDefault(bounds.totalTimeoutSeconds, policyDefaults.totalTimeoutSeconds),
  failureStatuses: orDefault(failureStatuses, null),
  failoverOn: orDefault(failoverOnSchema, null),
};
/** Only failover policies have names of their own: of the others, an AI API has one. */
const failoverSettings = { name: nameSchema.nullish().transform((name) => name ?? null), ...settings };
const balancedSettings = { ...settings, maxAttempts: orDefault(bounds.maxAttempts, policyDefaults.maxAttempts) };

/** The members of each kind of policy other than its targets. */
export const policyMembers = {
  ROUND_ROBIN: balancedSettings,
  WEIGHTED_ROUND_ROBIN: balancedSettings,
  FAILOVER: failoverSettings,
};

const settingsPatch = {
  suspendDurationSeconds: patchOrDefault(bounds.suspendDurationSeconds, policyDefaults.suspendDurationSeconds),
  requestTimeoutSeconds: patchOrDefault(bounds.requestTimeoutSeconds, policyDefaults.requestTimeoutSeconds),
  totalTimeoutSeconds: patchOrDefault(bounds.totalTimeoutSeconds, policyDefaults.totalTimeoutSeconds),
  failureStatuses: patchOrDefault(failureStatuses, null),
  failoverOn: patchOrDefault(failoverOnSchema, null),
};
const failoverSettingsPatch = { name: nameSchema.nullish(), ...settingsPatch };
const balancedSettingsPatch = {
  ...settingsPatch,
  maxAttempts: patchOrDefault(bounds.maxAttempts, policyDefaults.maxAttempts),
};

type SideSchema = z.ZodType<TargetDraft[]>;
const sides = (side: SideSchema) => ({ production: orDefault(side, []), sandbox: orDefault(side, []) });
const sidePatches = (side: SideSchema) => ({ production: patchOrDefault(side, []), sandbox: patchOrDefault(side, []) });

interface GivenSettings {
  readonly name?: string | null;
  readonly suspendDurationSeconds: number;
  readonly requestTimeoutSeconds: number;
  readonly totalTimeoutSeconds: number;
  readonly maxAttempts?: number | null;
  readonly failureStatuses: StatusRange[] | null;
  readonly failoverOn: ErrorKind[] | null;
  readonly production: TargetDraft[];
  readonly sandbox: TargetDraft[];
}

/** The policy that an input, or a part of one, describes. */
export const draftOf =
  (kind: PolicyKind) =>
  ({
    production,
    sandbox,
    failureStatuses: failureStatusRanges,
    failoverOn: failoverOnKinds,
    ...given
  }: GivenSettings): PolicyDraft => ({
    kind,
    settings: {
      givenName: given.name ?? null,
      suspendDurationSeconds: given.suspendDurationSeconds,
      requestTimeoutSeconds: given.requestTimeoutSeconds,
      totalTimeoutSeconds: given.totalTimeoutSeconds,
      maxAttempts: given.maxAttempts ?? null,
      failureStatusRanges,
      failoverOnKinds,
    },
    sides: { PRODUCTION: production, SANDBOX: sandbox },
  });

/** The rules of a single policy of each kind. */
const policyShapes = {
  ROUND_ROBIN: z.object({ ...balancedSettings, ...sides(roundRobinSideSchema) }),
  WEIGHTED_ROUND_ROBIN: z.object({ ...balancedSettings, ...sides(weightedSideSchema) }),
  FAILOVER: z.object({ ...failoverSettings, ...sides(failoverSideSchema) }),
};

/** Whatever else is wrong with the policy; a side with a problem of its own is no list of targets. */
const rejectWithoutTargets = (
  { production, sandbox }: Record<'production' | 'sandbox', unknown>,
  context: z.RefinementCtx,
) => {
  const isEmpty = (side: unknown) => Array.isArray(side) && side.length === 0;
  if (!isEmpty(production) || !isEmpty(sandbox)) return;
  context.addIssue(problem(NO_TARGETS.reason, NO_TARGETS.message, ['production']));
};

/** A policy of each kind in the mutations' form, with ids. */
export const draftSchemas = {
  ROUND_ROBIN: policyShapes.ROUND_ROBIN.superRefine(rejectWithoutTargets, WHATEVER_ELSE_IS_WRONG).transform(
    draftOf('ROUND_ROBIN'),
  ),
  WEIGHTED_ROUND_ROBIN: policyShapes.WEIGHTED_ROUND_ROBIN.superRefine(
    rejectWithoutTargets,
    WHATEVER_ELSE_IS_WRONG,
  ).transform(draftOf('WEIGHTED_ROUND_ROBIN')),
  FAILOVER: policyShapes.FAILOVER.superRefine(rejectWithoutTargets, WHATEVER_ELSE_IS_WRONG).transform(
    draftOf('FAILOVER'),
  ),
};

const attachment = { aiApiId: z.string(), comment: commentSchema };

export interface AttachInput extends GivenSettings {
  readonly aiApiId: string;
  readonly comment?: string | null | undefined;
}

/** The rules of the attach mutations. */
export const attachRules = {
  ROUND_ROBIN: policyShapes.ROUND_ROBIN.safeExtend(attachment).superRefine(
    rejectWithoutTargets,
    WHATEVER_ELSE_IS_WRONG,
  ),
  WEIGHTED_ROUND_ROBIN: policyShapes.WEIGHTED_ROUND_ROBIN.safeExtend(attachment).superRefine(
    rejectWithoutTargets,
    WHATEVER_ELSE_IS_WRONG,
  ),
  FAILOVER: policyShapes.FAILOVER.safeExtend(attachment).superRefine(rejectWithoutTargets, WHATEVER_ELSE_IS_WRONG),
} satisfies Record<PolicyKind, z.ZodType<AttachInput>>;

const update = { policyId: z.string(), expectedVersion: expectedVersionSchema, comment: commentSchema };

/** The rules of the update mutations. */
export const updateRules = {
  ROUND_ROBIN: z.object({ ...update, ...balancedSettingsPatch, ...sidePatches(roundRobinSideSchema) }),
  WEIGHTED_ROUND_ROBIN: z.object({ ...update, ...balancedSettingsPatch, ...sidePatches(weightedSideSchema) }),
  FAILOVER: z.object({ ...update, ...failoverSettingsPatch, ...sidePatches(failoverSideSchema) }),
} satisfies Record<PolicyKind, z.ZodType<UpdateInput>>;

interface GivenPatch {
  readonly name?: string | null | undefined;
  readonly suspendDurationSeconds?: number | undefined;
  readonly requestTimeoutSeconds?: number | undefined;
  readonly totalTimeoutSeconds?: number | undefined;
  readonly maxAttempts?: number | null | undefined;
  readonly failureStatuses?: StatusRange[] | null | undefined;
  readonly failoverOn?: ErrorKind[] | null | undefined;
  readonly production?: TargetDraft[] | undefined;
  readonly sandbox?: TargetDraft[] | undefined;
}

export interface UpdateInput extends GivenPatch {
  readonly policyId: string;
  readonly expectedVersion?: number | null | undefined;
  readonly comment?: string | null | undefined;
}

export function patchOf(given: GivenPatch): PolicyPatch {
  const { suspendDurationSeconds, requestTimeoutSeconds, totalTimeoutSeconds, maxAttempts } = given;
  return {
    settings: {
      givenName: given.name,
      suspendDurationSeconds,
      requestTimeoutSeconds,
      totalTimeoutSeconds,
      maxAttempts,
      failureStatusRanges: given.failureStatuses,
      failoverOnKinds: given.failoverOn,
    },
    sides: { PRODUCTION: given.production, SANDBOX: given.sandbox },
  };
}

/** One failover policy of `setPolicies`. */
const continuedSchema = z.intersection(
  z.object({ policyId: z.string().nullish() }),
  z
    .unknown()
    .pipe(draftSchemas.FAILOVER)
    .transform((draft) => ({ draft })),
);

const LISTED_KINDS = ['roundRobin', 'weightedRoundRobin', 'failover'] as const;

/** The rules of `setPolicies` as far as they concern the input alone. */
export const setPoliciesRules = z
  .object({
    aiApiId: z.string(),
    roundRobin: draftSchemas.ROUND_ROBIN.nullish(),
    weightedRoundRobin: draftSchemas.WEIGHTED_ROUND_ROBIN.nullish(),
    failover: z.array(continuedSchema).max(FAILOVER_POLICIES_PER_AI_API_MAX).nullish(),
    expectedVersion: expectedVersionSchema,
    comment: commentSchema,
  })
  .superRefine((input, context) => {
    const given = LISTED_KINDS.filter((kind) => input[kind]);
    if (given.length === 0)
      context.addIssue(problem('REQUIRED', 'give `roundRobin`, `weightedRoundRobin` or `failover`', ['failover']));
    for (const kind of given.slice(1))
      context.addIssue(problem('EXCLUSIVE', `cannot be combined with ${given[0]}`, [kind]));
  }, WHATEVER_ELSE_IS_WRONG);

export const detachRules = z.object(update);
