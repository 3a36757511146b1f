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
import { type Members, withoutDefaults } from '../kind/manifest-list';
import { modelKind } from '../models/model-kind';
import { providerKind } from '../providers/provider-kind';
import { DEFAULT_FAILURE_STATUSES, formatFailureStatuses } from './failure-statuses';
import { hasSameName, isSuccessor } from './is-successor';
import { policyDefaults } from './policy-defaults';
import { PolicyEntity } from './policy-entity';
import { refuseFamilies, refuseTargetedProviders } from './policy-families-of-plan';
import { policyImage } from './policy-image';
import { PolicyKind } from './policy-kind';
import { policyName } from './policy-name';
import { policyOfPlan } from './policy-of-plan';
import { policyShapes } from './policy-shapes';
import { givenNameIn, type ImageTarget, mapTargets, primaryIn, type SideOf, sidesIn } from './policy-sides';
import { loadPolicies, writePolicies } from './policy-store';
import { releaseTargetSets } from './target-sets';

export type PolicyObjectKind = `${PolicyKind}_POLICY`;

const itemSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal(PolicyKind.ROUND_ROBIN), ...policyShapes.ROUND_ROBIN }),
  z.strictObject({ kind: z.literal(PolicyKind.WEIGHTED_ROUND_ROBIN), ...policyShapes.WEIGHTED_ROUND_ROBIN }),
  z.strictObject({ kind: z.literal(PolicyKind.FAILOVER), ...policyShapes.FAILOVER }),
]);
type Item = z.output<typeof itemSchema>;

/** A target as a manifest has it. */
interface WrittenTarget {
  readonly provider?: string | null | undefined;
  readonly model: string;
  readonly endpoint: string;
  readonly weight?: number;
}

const SETTINGS_DEFAULTS: Members = {
  ...policyDefaults,
  failureStatuses: formatFailureStatuses(DEFAULT_FAILURE_STATUSES),
  failoverOn: DEFAULT_FAILOVER_ON,
};
const ITEM_MEMBERS = ['name', ...Object.keys(SETTINGS_DEFAULTS), 'production', 'sandbox'];
const TARGET_MEMBERS = ['provider', 'model', 'endpoint', 'weight'];

/** The AI API in whose list policies are, as far as they depend on it. */
const ownerSchema = z.object({ name: z.string(), providers: z.array(z.string()) });

/** The names of policies do not identify them: a plan matches them by content. */
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
    // Not every policy has a name, so a changed one cannot be distinguished from an additional one.
    isAlwaysComplete: true,
    schema: () => itemSchema,
    objectKindOf: ({ kind }: Item) => `${kind}_POLICY` as const,
    imageValueOf: ({ kind: _kind, failureStatuses, failoverOn, ...policy }: Item, owner) => {
      const { name: aiApi, providers } = ownerSchema.parse(owner);
      const side = (given: SideOf<WrittenTarget>) =>
        mapTargets(given, ({ provider, ...target }) => ({ provider: provider ?? providers[0], ...target }));
      return {
        ...policy,
        production: side(policy.production),
        sandbox: side(policy.sandbox),
        aiApi,
        failureStatuses: formatFailureStatuses(failureStatuses ?? DEFAULT_FAILURE_STATUSES),
        failoverOn: failoverOn ?? DEFAULT_FAILOVER_ON,
      };
    },
    itemOf: (value, objectKind, owner) => {
      const kind = policyKindOf(objectKind);
      const [provider] = ownerSchema.parse(owner).providers;
      const { production, sandbox } = sidesIn(value);
      const side = (of: SideOf<ImageTarget>) =>
        mapTargets(of, (target) => withoutDefaults(target, TARGET_MEMBERS, { provider }));
      const empty = kind === 'FAILOVER' ? null : { targets: [] };
      const written = { ...value, production: side(production), sandbox: side(sandbox) };
      return {
        kind,
        ...withoutDefaults(written, ITEM_MEMBERS, {
          ...SETTINGS_DEFAULTS,
          name: null,
          production: empty,
          sandbox: empty,
        }),
      };
    },
  },

  pathOf: (value, objectKind) => [nameIn(value, 'aiApi'), nameOfImage(value, policyKindOf(objectKind))],
  imageOf: (policy, rows) =>
    policyImage(policy, rows.get(aiApiKind, policy.aiApiId), {
      provider: (id) => rows.of(providerKind).get(id)?.name,
      model: (id) => rows.of(modelKind).get(id)?.name,
      endpoint: (id) => rows.of(endpointKind).get(id)?.name,
    }),
  rowOf: (draft) => policyOfPlan(draft, policyKindOf(draft.objectKind)),
  spell: spellTargets,
  continuations: [hasSameName, isSuccessor],
  readAll: (manager) => loadPolicies(manager, {}),
  write: (manager, created, updated) => writePolicies(manager, updated, created),
  beforeDelete: ({ manager }, policies) => releaseTargetSets(manager, policies),
  checkTogether: (planned, all) => {
    refuseFamilies(planned, all);
    refuseTargetedProviders(planned, all);
  },
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

function nameOfImage(value: object, kind: PolicyKind): string {
  const { production, sandbox } = sidesIn(value);
  return policyName(kind, givenNameIn(value), { production: primaryIn(production), sandbox: primaryIn(sandbox) });
}

/** The models of targets keep their spelling: model names are case-sensitive. */
function spellTargets(value: ImageValue, names: Names): ImageValue {
  const { production, sandbox } = sidesIn(value);
  const spell = (side: SideOf<ImageTarget>) =>
    mapTargets(side, (target) => ({
      ...target,
      provider: names.nameOf('PROVIDER', target.provider),
      endpoint: names.nameOf('ENDPOINT', target.provider, target.endpoint),
    }));
  const aiApi = names.nameOf('AI_API', nameIn(value, 'aiApi'));
  return { ...value, aiApi, production: spell(production), sandbox: spell(sandbox) };
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
