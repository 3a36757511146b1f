import { ENVIRONMENTS, FAILOVER_POLICIES_PER_AI_API_MAX } from '@switchyard/contract';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { judgeTargets } from '../../objects/policies/check-targets';
import type { PolicyDraft } from '../../objects/policies/policy-draft';
import type { PolicyEntity } from '../../objects/policies/policy-entity';
import { primaryOf } from '../../objects/policies/policy-family';
import type { PolicyKind } from '../../objects/policies/policy-kind';
import { draftSchemas } from '../../objects/policies/policy-rules';
import { changedPolicy, newPolicy } from '../../objects/policies/policy-store';
import { checkInput } from '../../kernel/rules/check-input';
import type { ConfigurationRows } from './configuration-rows';
import type { PlannedChange } from './plan-changes';
import { referred, refuse, type RowParts, valueOf } from './plan-rows';
import { Problems } from './problems';

const KINDS = {
  ROUND_ROBIN_POLICY: 'ROUND_ROBIN',
  WEIGHTED_ROUND_ROBIN_POLICY: 'WEIGHTED_ROUND_ROBIN',
  FAILOVER_POLICY: 'FAILOVER',
} as const satisfies Record<string, PolicyKind>;

/** The objects that policies refer to, as they are to be. */
export type PolicySurroundings = Pick<ConfigurationRows, 'providers' | 'models' | 'endpoints' | 'aiApis'>;

/** The row that a policy's change leads to, by the rules of the mutations; null where it breaks one. */
export function policyRow(
  parts: RowParts,
  { providers, models, endpoints, aiApis }: PolicySurroundings,
  planned: PlannedChange,
): PolicyEntity | null {
  const [aiApiName = ''] = planned.path;
  const aiApi = aiApis.get(referred(parts, planned, 'aiApi', 'AI_API', aiApiName));
  const provider = aiApi && providers.get(aiApi.providerId);
  const draft = provider && draftOf(parts, planned, provider.name);
  if (!aiApi || !draft) return null;
  // What is disabled may stay a target, and a configuration does not say in which order it came to be so.
  const proposal = { sides: draft.sides, at: [] };
  const faults = judgeTargets({ models, endpoints, disabledToo: true }, aiApi.providerId, proposal);
  for (const fault of faults) refuse(parts, planned, inManifest(fault));
  const { manager } = parts.change;
  const id = parts.names.idOf(planned);
  const old = parts.rows.policies.get(id);
  if (old !== undefined) return changedPolicy(manager, old, parts.change.stamp(), draft);
  const identity = { ...parts.change.newObject(), id, aiApiId: aiApi.id, providerId: aiApi.providerId };
  return newPolicy(manager, identity, draft);
}

/** The policy as the mutations have it, held against their rules; null where it breaks one. */
function draftOf(parts: RowParts, planned: PlannedChange, provider: string): PolicyDraft | null {
  const { kind } = planned;
  if (kind !== 'ROUND_ROBIN_POLICY' && kind !== 'WEIGHTED_ROUND_ROBIN_POLICY' && kind !== 'FAILOVER_POLICY') {
    throw new Error(`${kind} is no kind of policy`);
  }
  const value = valueOf(parts, kind, planned);
  if (value === null) return null;
  const before = parts.problems.all.length;
  const targets = (side: 'production' | 'sandbox') =>
    value[side].targets.map(({ model, endpoint, ...rest }, index) => ({
      ...rest,
      modelId: referred(parts, planned, `${side}.targets.${index}.model`, 'MODEL', provider, model),
      endpointId: referred(parts, planned, `${side}.targets.${index}.endpoint`, 'ENDPOINT', provider, endpoint),
    }));
  const [production, sandbox] = [targets('production'), targets('sandbox')];
  if (parts.problems.all.length > before) return null;
  const sides =
    kind === 'FAILOVER_POLICY' ? { production: chain(production), sandbox: chain(sandbox) } : { production, sandbox };
  const input = { ...value, failureStatuses: writtenStatuses(planned), ...sides };
  const found = new Problems();
  const draft = found.gather(() => checkInput(draftSchemas[KINDS[kind]], input));
  for (const problem of found.all) refuse(parts, planned, inManifest(problem));
  return draft;
}

function chain([primary, ...fallbacks]: readonly object[]) {
  return primary === undefined ? null : { primary, fallbacks };
}

/** The rules turn them into ranges, and they are held against the rules again. */
function writtenStatuses({ after }: PlannedChange): unknown {
  return after === null ? null : Reflect.get(after, 'failureStatuses');
}

/** A problem of the mutations' input where it stands in the form of a manifest. */
function inManifest({ path, message, reason }: FieldProblem): FieldProblem {
  return {
    message,
    reason,
    path: path
      .replace(/^(production|sandbox)\.primary/, '$1.targets.0')
      .replace(
        /^(production|sandbox)\.fallbacks\.(\d+)/,
        (_, side: string, index: string) => `${side}.targets.${Number(index) + 1}`,
      )
      .replace(/^(production|sandbox)\.fallbacks/, '$1.targets')
      .replace(/^(production|sandbox)\.(\d+)/, '$1.targets.$2')
      .replace(/\.modelId$/, '.model')
      .replace(/\.endpointId$/, '.endpoint'),
  };
}

/**
 * Holds the policies that an AI API is to have against each other: one load-balancing policy alone, or failover policies
 * with primary models of their own.
 *
 * @param planned the plan's change of each of them that changes
 */
export function judgeFamily(
  parts: RowParts,
  policies: readonly PolicyEntity[],
  planned: ReadonlyMap<PolicyEntity, PlannedChange>,
): void {
  const refuseAt = (policy: PolicyEntity, problem: FieldProblem) => {
    // Among the present ones the rules hold, so that one of those that change is at fault.
    const change = planned.get(policy) ?? policies.flatMap((other) => planned.get(other) ?? [])[0];
    if (change !== undefined) refuse(parts, change, problem);
  };
  const [first, second] = policies;
  if (first === undefined || second === undefined) return;
  if (policies.some(({ kind }) => kind !== 'FAILOVER')) {
    const message = 'cannot stand beside another: an AI API has one load-balancing policy, or failover policies only';
    return refuseAt(second, { path: '', message, reason: 'EXCLUSIVE' });
  }
  if (policies.length > FAILOVER_POLICIES_PER_AI_API_MAX) {
    const message = `is one too many: an AI API has at most ${FAILOVER_POLICIES_PER_AI_API_MAX} failover policies`;
    return refuseAt(policies.at(-1) ?? first, { path: '', message, reason: 'WRONG_COUNT' });
  }
  for (const environment of ENVIRONMENTS) {
    const seen = new Set<string>();
    for (const policy of policies) {
      const primary = primaryOf(policy, environment);
      if (primary === undefined) continue;
      const path = `${environment.toLowerCase()}.targets.0.model`;
      const message = 'is the primary model of another policy of this AI API in this environment';
      if (seen.has(primary)) refuseAt(policy, { path, message, reason: 'DUPLICATE' });
      seen.add(primary);
    }
  }
}
