import { ENVIRONMENTS, FAILOVER_POLICIES_PER_AI_API_MAX } from '@switchyard/contract';
import { repeated } from '../../kernel/rules/repeated';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { nameKey } from '../../kernel/text/name-key';
import { endpointKind } from '../endpoints/endpoint-kind';
import { aiApiKind } from '../ai-apis/ai-api-kind';
import { providerInUse, targetedBy } from '../ai-apis/provider-in-use';
import type { PlannedRows, PlannedRowsByKind } from '../kind/kind';
import { modelKind } from '../models/model-kind';
import { providerKind } from '../providers/provider-kind';
import type { PolicyEntity } from './policy-entity';
import { modelIn, primaryOf } from './policy-family';
import { imageWithParts } from './policy-image';

/**
 * Checks the policies that each AI API of a plan will have against each other: one load-balancing policy alone, or
 * failover policies with different primary models.
 */
export function refuseFamilies(planned: PlannedRows<PolicyEntity>, all: PlannedRowsByKind): void {
  const changed = new Set([...planned.created, ...planned.updated].map(({ aiApiId }) => aiApiId));
  for (const [aiApiId, policies] of Map.groupBy(planned.after.values(), (policy) => policy.aiApiId)) {
    if (changed.has(aiApiId)) refuseFamily(planned, all, policies);
  }
}

function refuseFamily(
  planned: PlannedRows<PolicyEntity>,
  all: PlannedRowsByKind,
  policies: readonly PolicyEntity[],
): void {
  const refuse = (policy: PolicyEntity, problem: FieldProblem) => {
    // The present policies follow the rules, so the problem is with a planned one.
    const atFault = planned.isPlanned(policy) ? policy : policies.find((other) => planned.isPlanned(other));
    if (atFault !== undefined) planned.refuse(atFault, problem);
  };
  const [first, second] = policies;
  if (first === undefined || second === undefined) return;
  if (policies.some(({ kind }) => kind !== 'FAILOVER')) {
    const message =
      'cannot be combined with the others: an AI API has either one load-balancing policy or failover policies';
    return refuse(second, { path: '', message, reason: 'EXCLUSIVE' });
  }
  if (policies.length > FAILOVER_POLICIES_PER_AI_API_MAX) {
    const message = `exceeds the limit: an AI API can have at most ${FAILOVER_POLICIES_PER_AI_API_MAX} failover policies`;
    return refuse(policies.at(-1) ?? first, { path: '', message, reason: 'WRONG_COUNT' });
  }
  const [models, providers] = [all.of(modelKind).after, all.of(providerKind).after];
  for (const environment of ENVIRONMENTS) {
    const seen = new Set<string>();
    for (const policy of policies) {
      const primary = primaryOf(policy, environment);
      if (primary === undefined) continue;
      const path = `${environment.toLowerCase()}.primary.model`;
      const model = modelIn(models, providers, primary);
      const message = `${model} is the primary model of another policy of this AI API in ${environment}`;
      if (seen.has(primary)) refuse(policy, { path, message, reason: 'DUPLICATE' });
      seen.add(primary);
    }
  }
  // A policy without a name of its own has a key that no name can be: names have no slash.
  const names = policies.map(({ id, givenName }) => (givenName === null ? `/${id}` : nameKey(givenName)));
  for (const index of repeated(names)) {
    const policy = policies[index];
    if (policy === undefined) continue;
    refuse(policy, { path: 'name', message: 'is the name of another policy of this AI API', reason: 'DUPLICATE' });
  }
}

/** Refuses a planned AI API that leaves out a provider which a policy that stays as it is targets. */
export function refuseTargetedProviders(planned: PlannedRows<PolicyEntity>, all: PlannedRowsByKind): void {
  const [aiApis, providers] = [all.of(aiApiKind), all.of(providerKind).after];
  const parts = { providers, models: all.of(modelKind).after, endpoints: all.of(endpointKind).after };
  const changed = new Set(aiApis.updated.filter((aiApi) => aiApis.isPlanned(aiApi)).map(({ id }) => id));
  if (changed.size === 0) return;
  const staying = [...planned.after.values()].filter(
    (policy) => changed.has(policy.aiApiId) && !planned.isPlanned(policy),
  );
  for (const [aiApiId, policies] of Map.groupBy(staying, (policy) => policy.aiApiId)) {
    const aiApi = aiApis.after.get(aiApiId);
    if (aiApi === undefined) continue;
    const uses = policies.flatMap((policy) => {
      const name = imageWithParts(policy, aiApi, parts).path.at(-1) ?? '';
      const left = policy.targets.map(({ providerId }) => providerId).filter((id) => !aiApi.providerIds.includes(id));
      return [...new Set(left)].map((providerId) => ({ providerId, use: targetedBy(name) }));
    });
    for (const [providerId, ofProvider] of Map.groupBy(uses, (use) => use.providerId)) {
      const name = providers.get(providerId)?.name ?? providerId;
      aiApis.refuse(
        aiApi,
        providerInUse(
          'providers',
          name,
          ofProvider.map(({ use }) => use),
        ),
      );
    }
  }
}
