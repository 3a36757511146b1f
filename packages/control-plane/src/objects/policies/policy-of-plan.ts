import { z } from 'zod';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { nameSchema } from '../../kernel/rules/members';
import { aiApiKind } from '../ai-apis/ai-api-kind';
import { endpointKind } from '../endpoints/endpoint-kind';
import type { RowDraft } from '../kind/kind';
import { modelKind } from '../models/model-kind';
import { providerKind } from '../providers/provider-kind';
import { judgeTargets } from './check-targets';
import type { PolicyDraft } from './policy-draft';
import type { PolicyEntity } from './policy-entity';
import type { PolicyKind } from './policy-kind';
import { draftSchemas } from './policy-rules';
import { policyShapes } from './policy-shapes';
import { changedPolicy, newPolicy } from './policy-store';

const imageRules = {
  ROUND_ROBIN: z.strictObject({ ...policyShapes.ROUND_ROBIN, aiApi: nameSchema }),
  WEIGHTED_ROUND_ROBIN: z.strictObject({ ...policyShapes.WEIGHTED_ROUND_ROBIN, aiApi: nameSchema }),
  FAILOVER: z.strictObject({ ...policyShapes.FAILOVER, aiApi: nameSchema }),
};

/** The row that a plan describes, validated by the mutations' rules; null if it is invalid. */
export function policyOfPlan(draft: RowDraft<PolicyEntity>, kind: PolicyKind): PolicyEntity | null {
  const [aiApiName = ''] = draft.path;
  const aiApi = draft.rows.of(aiApiKind).get(draft.idOf('aiApi', 'AI_API', aiApiName));
  const provider = aiApi && draft.rows.of(providerKind).get(aiApi.providerId);
  const policy = provider && draftOf(draft, kind, provider.name);
  if (!aiApi || !policy) return null;
  const choosable = {
    models: draft.rows.of(modelKind),
    endpoints: draft.rows.of(endpointKind),
    // A disabled target may stay, and a configuration does not say whether it was a target before it was disabled.
    allowDisabled: true,
  };
  const problems = judgeTargets(choosable, aiApi.providerId, { sides: policy.sides, at: [] });
  for (const problem of problems) draft.refuse(inImage(problem));
  const { change, id, old } = draft;
  if (old !== undefined) return changedPolicy(change.manager, old, change.stamp(), policy);
  const identity = { ...change.newObject(), id, aiApiId: aiApi.id, providerId: aiApi.providerId };
  return newPolicy(change.manager, identity, policy);
}

/** The policy in the mutations' form, with ids in place of names. */
function draftOf(draft: RowDraft<PolicyEntity>, kind: PolicyKind, provider: string): PolicyDraft | null {
  const value = draft.check<z.output<(typeof imageRules)[PolicyKind]>>(imageRules[kind]);
  if (value === null) return null;
  const targetsOf = (side: 'production' | 'sandbox') =>
    value[side].targets.map(({ model, endpoint, ...rest }, index) => ({
      ...rest,
      modelId: draft.idOf(`${side}.targets.${index}.model`, 'MODEL', provider, model),
      endpointId: draft.idOf(`${side}.targets.${index}.endpoint`, 'ENDPOINT', provider, endpoint),
    }));
  const [production, sandbox] = [targetsOf('production'), targetsOf('sandbox')];
  if ([...production, ...sandbox].some(({ modelId, endpointId }) => modelId === '' || endpointId === '')) return null;
  const sides =
    kind === 'FAILOVER' ? { production: chain(production), sandbox: chain(sandbox) } : { production, sandbox };
  // `value` has these in the form that is stored; the rules of the mutations take them as written.
  const failureStatuses: unknown = Reflect.get(draft.value, 'failureStatuses');
  const failoverOn: unknown = Reflect.get(draft.value, 'failoverOn');
  return draft.check<PolicyDraft>(draftSchemas[kind], { ...value, failureStatuses, failoverOn, ...sides }, inImage);
}

function chain([primary, ...fallbacks]: readonly object[]) {
  return primary === undefined ? null : { primary, fallbacks };
}

/** Maps a problem's path in the mutations' input to its path in the image. */
function inImage({ path, message, reason }: FieldProblem): FieldProblem {
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
