import { DEFAULT_FAILOVER_ON, FAILOVER_POLICIES_PER_AI_API_MAX } from '@switchyard/contract';
import { z } from 'zod';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ImageValue } from '../../change/image-content';
import type { ObjectKind } from '../../kernel/object-kind';
import { AiApiEntity } from '../ai-apis/ai-api-entity';
import { aiApiKind } from '../ai-apis/ai-api-kind';
import { endpointKind } from '../endpoints/endpoint-kind';
import { nameIn } from '../kind/image-members';
import type { Kind, Names, PlannedRows, PlannedRowsByKind } from '../kind/kind';
import { type Members, membersSchema, withoutDefaults } from '../kind/manifest-list';
import { modelKind } from '../models/model-kind';
import { DEFAULT_FAILURE_STATUSES, formatFailureStatuses } from './failure-statuses';
import { isSuccessor } from './is-successor';
import { policyDefaults } from './policy-defaults';
import { PolicyEntity } from './policy-entity';
import { refuseFamilies } from './policy-families-of-plan';
import { policyImage } from './policy-image';
import { PolicyKind } from './policy-kind';
import { policyLabel } from './policy-label';
import { policyOfPlan } from './policy-of-plan';
import { policyShapes } from './policy-shapes';
import { loadPolicies, writePolicies } from './policy-store';
import { releaseTargetSets } from './target-sets';

export type PolicyObjectKind = `${PolicyKind}_POLICY`;

const itemSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal(PolicyKind.ROUND_ROBIN), ...policyShapes.ROUND_ROBIN }),
  z.strictObject({ kind: z.literal(PolicyKind.WEIGHTED_ROUND_ROBIN), ...policyShapes.WEIGHTED_ROUND_ROBIN }),
  z.strictObject({ kind: z.literal(PolicyKind.FAILOVER), ...policyShapes.FAILOVER }),
]);
type Item = z.output<typeof itemSchema>;

const NO_SIDE = { targets: [] };
const ITEM_DEFAULTS: Members = {
  ...policyDefaults,
  failureStatuses: formatFailureStatuses(DEFAULT_FAILURE_STATUSES),
  failoverOn: DEFAULT_FAILOVER_ON,
  production: NO_SIDE,
  sandbox: NO_SIDE,
};
const sideSchema = z.object({ targets: z.array(membersSchema) });

/** Policies have no names: a plan matches them by content. */
export const routingPolicyKind: Kind<PolicyEntity, PolicyObjectKind> = {
  objectKinds: ['ROUND_ROBIN_POLICY', 'WEIGHTED_ROUND_ROBIN_POLICY', 'FAILOVER_POLICY'],
  label: 'policy',
  entity: PolicyEntity,
  owners: ['AI_API'],
  isRolledBack: true,
  isCaseSensitive: true,
  refusesDeletionInUse: false,
  manifest: {
    name: 'policies',
    itemsMax: FAILOVER_POLICIES_PER_AI_API_MAX,
    // Without names a changed policy cannot be distinguished from an additional one.
    isAlwaysComplete: true,
    schema: () => itemSchema,
    objectKindOf: ({ kind }: Item) => `${kind}_POLICY` as const,
    imageValueOf: ({ kind: _kind, failureStatuses, failoverOn, ...policy }: Item, aiApi) => {
      const statuses = formatFailureStatuses(failureStatuses ?? DEFAULT_FAILURE_STATUSES);
      return { ...policy, aiApi, failureStatuses: statuses, failoverOn: failoverOn ?? DEFAULT_FAILOVER_ON };
    },
    itemOf: (value, objectKind) => {
      const side = (name: string) => {
        const { targets } = sideSchema.parse(value[name]);
        return { targets: targets.map((target) => withoutDefaults(target, ['model', 'endpoint', 'weight'], {})) };
      };
      const sides = { production: side('production'), sandbox: side('sandbox') };
      const settings = withoutDefaults({ ...value, ...sides }, Object.keys(ITEM_DEFAULTS), ITEM_DEFAULTS);
      return { kind: policyKindOf(objectKind), ...settings };
    },
  },

  pathOf: (value, objectKind) => [nameIn(value, 'aiApi'), labelOfImage(value, policyKindOf(objectKind))],
  imageOf: (policy, rows) =>
    policyImage(
      policy,
      rows.get(aiApiKind, policy.aiApiId),
      (id) => rows.of(modelKind).get(id)?.name,
      (id) => rows.of(endpointKind).get(id)?.name,
    ),
  rowOf: (draft) => policyOfPlan(draft, policyKindOf(draft.objectKind)),
  spell: spellTargets,
  isContinued: isSuccessor,
  readAll: (manager) => loadPolicies(manager, {}),
  write: (manager, created, updated) => writePolicies(manager, updated, created),
  beforeDelete: ({ manager }, policies) => releaseTargetSets(manager, policies),
  checkTogether: refuseFamilies,
  updateDependents: recordPoliciesOfPlan,
  // Their AI APIs are rows of the same plan, whose entries contain the policies.
  touchEntries: () => undefined,
};

const POLICY_KINDS: Readonly<Record<PolicyObjectKind, PolicyKind>> = {
  ROUND_ROBIN_POLICY: 'ROUND_ROBIN',
  WEIGHTED_ROUND_ROBIN_POLICY: 'WEIGHTED_ROUND_ROBIN',
  FAILOVER_POLICY: 'FAILOVER',
};

export function isPolicyKind(objectKind: ObjectKind): objectKind is PolicyObjectKind {
  return Object.hasOwn(POLICY_KINDS, objectKind);
}

export function policyKindOf(objectKind: PolicyObjectKind): PolicyKind {
  return POLICY_KINDS[objectKind];
}

const targetsSchema = z.object({ targets: z.array(z.looseObject({ endpoint: z.string() })) });
const referencesSchema = z.object({ aiApi: z.string(), production: targetsSchema, sandbox: targetsSchema });
const providerSchema = z.object({ provider: z.string() });
const primariesSchema = z.object({ targets: z.array(z.object({ model: z.string() })) });

function labelOfImage(value: object, kind: PolicyKind): string {
  const { production, sandbox } = z.object({ production: primariesSchema, sandbox: primariesSchema }).parse(value);
  const primaries = [production, sandbox].flatMap(({ targets: [primary] }) => (primary ? [primary.model] : []));
  return policyLabel({ kind }, [...new Set(primaries)]);
}

/** The models of targets keep their spelling: model names are case-sensitive. */
function spellTargets(value: ImageValue, names: Names): ImageValue {
  const { aiApi, production, sandbox } = referencesSchema.parse(value);
  const provider = providerSchema.safeParse(names.imageOf('AI_API', aiApi)).data?.provider ?? '';
  const spell = ({ targets }: z.output<typeof targetsSchema>) => ({
    targets: targets.map((target) => ({ ...target, endpoint: names.nameOf('ENDPOINT', provider, target.endpoint) })),
  });
  return { ...value, aiApi: names.nameOf('AI_API', aiApi), production: spell(production), sandbox: spell(sandbox) };
}

/** Updates `policyKind` and `policiesVersion` of each AI API whose policies change. */
function recordPoliciesOfPlan(
  planned: PlannedRows<PolicyEntity>,
  all: PlannedRowsByKind,
  change: ChangeInProgress,
): void {
  const aiApis = all.of(aiApiKind);
  const after = Map.groupBy(planned.after.values(), ({ aiApiId }) => aiApiId);
  const changed = [...planned.created, ...planned.updated, ...planned.deleted].map(({ aiApiId }) => aiApiId);
  for (const id of new Set(changed)) {
    const aiApi = aiApis.after.get(id);
    if (aiApi === undefined) continue;
    const patch = { policyKind: after.get(id)?.[0]?.kind ?? null, policiesVersion: change.revision };
    if (aiApis.isPlanned(aiApi)) Object.assign(aiApi, patch);
    else aiApis.updateUnrecorded(Object.assign(new AiApiEntity(), aiApi, patch));
  }
}
