import { z } from 'zod';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { nameSchema } from '../../kernel/rules/members';
import type { AiApiEntity } from '../ai-apis/ai-api-entity';
import { aiApiKind } from '../ai-apis/ai-api-kind';
import { UNLISTED_PROVIDER } from '../ai-apis/listed-providers';
import { idOfPart } from '../ai-apis/provider-part';
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
import { type ImageTarget, mapTargets, type SideOf, sidesIn, targetsIn } from './policy-sides';
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
  const policy = aiApi && draftOf(draft, kind, aiApi);
  if (!aiApi || !policy) return null;
  const models = draft.rows.of(modelKind);
  // A disabled target may stay, and a configuration does not say whether it was a target before it was disabled.
  const choosable = { models, endpoints: draft.rows.of(endpointKind), allowDisabled: true };
  const problems = judgeTargets(choosable, aiApi.providerIds, { sides: policy.sides, at: [] });
  for (const problem of problems) draft.refuse(inImage(problem));
  const { change, id, old } = draft;
  if (old !== undefined) return changedPolicy(change.manager, old, change.stamp(), policy, models);
  const identity = { ...change.newObject(), id, aiApiId: aiApi.id };
  return newPolicy(change.manager, identity, policy, models);
}

/** A target by ids, in the mutations' form. */
interface IdentifiedTarget {
  readonly modelId: string;
  readonly endpointId: string;
  readonly weight?: number | undefined;
}

/** The policy in the mutations' form, with ids in place of names. */
function draftOf(draft: RowDraft<PolicyEntity>, kind: PolicyKind, aiApi: AiApiEntity): PolicyDraft | null {
  const value = draft.check<z.output<(typeof imageRules)[PolicyKind]>>(imageRules[kind]);
  if (value === null) return null;
  const named = sidesIn(draft.value);
  const identified = (side: 'production' | 'sandbox') =>
    mapTargets(named[side], (target, path) => identifiedTarget(draft, aiApi, target, `${side}.${path}`));
  const sides = { production: identified('production'), sandbox: identified('sandbox') };
  if (!isComplete(sides.production) || !isComplete(sides.sandbox)) return null;
  // `value` has these in the form that is stored; the rules of the mutations take them as written.
  const failureStatuses: unknown = Reflect.get(draft.value, 'failureStatuses');
  const failoverOn: unknown = Reflect.get(draft.value, 'failoverOn');
  return draft.check<PolicyDraft>(draftSchemas[kind], { ...value, failureStatuses, failoverOn, ...sides }, inImage);
}

/** An empty id stands for an object that does not exist. */
function identifiedTarget(
  draft: RowDraft<PolicyEntity>,
  aiApi: AiApiEntity,
  { provider, model, endpoint, weight }: ImageTarget,
  path: string,
): IdentifiedTarget {
  const none = { modelId: '', endpointId: '' };
  const known = draft.find('PROVIDER', provider);
  const isListed = known !== undefined && aiApi.providerIds.includes(known);
  // A list with an unknown provider is reported once, at the AI API, and not again for each target.
  if (!isListed && aiApi.providerIds.includes('')) return none;
  const providerId = draft.idOf(`${path}.provider`, 'PROVIDER', provider);
  if (providerId === '') return none;
  if (!isListed) {
    draft.refuse({ path: `${path}.provider`, message: UNLISTED_PROVIDER, reason: 'OTHER_PROVIDER' });
    return none;
  }
  const providers = draft.rows.of(providerKind);
  const listed = aiApi.providerIds.flatMap((id) => providers.get(id)?.name ?? []);
  const idOf = (objectKind: 'MODEL' | 'ENDPOINT', name: string) =>
    idOfPart(draft, `${path}.${objectKind.toLowerCase()}`, { objectKind, provider, name }, listed);
  return { modelId: idOf('MODEL', model), endpointId: idOf('ENDPOINT', endpoint), weight };
}

function isComplete(side: SideOf<IdentifiedTarget>): boolean {
  return targetsIn(side).every(({ modelId, endpointId }) => modelId !== '' && endpointId !== '');
}

/** Maps a problem's path in the mutations' input to its path in the image. */
function inImage({ path, message, reason }: FieldProblem): FieldProblem {
  return { message, reason, path: path.replace(/\.modelId$/, '.model').replace(/\.endpointId$/, '.endpoint') };
}
