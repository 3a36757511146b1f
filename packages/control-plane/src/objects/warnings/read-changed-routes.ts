import { ENVIRONMENTS } from '@switchyard/contract';
import { isDeepStrictEqual } from 'node:util';
import { Any, type EntityManager } from 'typeorm';
import { z } from 'zod';
import type { ChangeInProgress, Image, RecordedChange } from '../../change/change-in-progress';
import { WARNINGS_MAX } from '../../kernel/graphql/change-warning';
import { AiApiEntity } from '../ai-apis/ai-api-entity';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { ModelEntity } from '../models/model-entity';
import { sideOf } from '../policies/policy-draft';
import type { PolicyEntity } from '../policies/policy-entity';
import { policyLabel } from '../policies/policy-label';
import { loadPolicies } from '../policies/policy-store';
import { isPolicyKind, policyKindOf } from '../policies/routing-policy-kind';
import type { PolicyState, RouteState } from './route-state';
import { idIn, member } from './warning-about';

/** How the requests of an AI API are routed before and after a change. */
export interface ChangedRoutes {
  readonly name: string;
  /** Null if the change creates the AI API. */
  readonly before: RouteState | null;
  readonly after: RouteState;
  /** The label of a policy after the change. */
  readonly labelOf: (policy: PolicyState) => string;
}

/**
 * The AI APIs whose requests may no longer find a target because of the change, by at most six statements. The previous
 * state is the current one, with the images of before in place of what changed.
 */
export async function readChangedRoutes({ manager, recorded }: ChangeInProgress): Promise<ChangedRoutes[]> {
  const ids = [...rerouted(recorded), ...(await deprived(manager, recorded))];
  if (ids.length === 0) return [];
  const aiApis = await manager.findBy(AiApiEntity, { id: Any([...new Set(ids)]) });
  const policies = await loadPolicies(manager, { aiApiId: Any(aiApis.map(({ id }) => id)) });
  const past = new Past(recorded);
  const policiesOf = Map.groupBy(policies, ({ aiApiId }) => aiApiId);
  const states = aiApis.map((aiApi) => {
    const present = policiesOf.get(aiApi.id) ?? [];
    return { aiApi, before: past.stateOf(aiApi, present), after: stateOf(aiApi, present) };
  });
  const used = states.flatMap(({ before, after }) => [...(before === null ? [] : usedIds(before)), ...usedIds(after)]);
  const parts = await readParts(manager, used);
  const isEnabled = (id: string) => parts.get(id)?.enabled === true;
  const wasEnabled = (id: string) => past.enabled(id) ?? isEnabled(id);
  const nameOf = (id: string) => parts.get(id)?.name ?? '';
  return states.map(({ aiApi, before, after }) => ({
    name: aiApi.name,
    before: before === null ? null : { ...before, isEnabled: wasEnabled },
    after: { ...after, isEnabled },
    labelOf: (policy) => policyLabel(policy, primaryIds(policy).map(nameOf)),
  }));
}

type Routes = Omit<RouteState, 'isEnabled'>;

function stateOf(aiApi: AiApiEntity, policies: readonly PolicyEntity[]): Routes {
  return {
    enabled: aiApi.enabled,
    defaultEndpointIds: { PRODUCTION: aiApi.defaultProductionEndpointId, SANDBOX: aiApi.defaultSandboxEndpointId },
    policies: policies.map((policy) => ({
      id: policy.id,
      kind: policy.kind,
      sides: { PRODUCTION: sideOf(policy, 'PRODUCTION'), SANDBOX: sideOf(policy, 'SANDBOX') },
    })),
  };
}

/** AI APIs that the change itself enables, disables, or gives different default endpoints, targets or policies. */
function rerouted(recorded: readonly RecordedChange[]): string[] {
  return recorded.flatMap(({ objectId, before, after }) => {
    const image = after ?? before;
    if (image?.kind === 'AI_API') return before !== null && after !== null && reroutes(before, after) ? [objectId] : [];
    if (image === null || !isPolicyKind(image.kind)) return [];
    const isSame = before !== null && after !== null && isDeepStrictEqual(sidesOf(before), sidesOf(after));
    const aiApiId = idIn(image, 'aiApi');
    return isSame || aiApiId === null ? [] : [aiApiId];
  });
}

function reroutes(before: Image, after: Image): boolean {
  const relevantMembers = (aiApi: Image) => [
    isOn(aiApi),
    idIn(aiApi, 'defaultProductionEndpoint'),
    idIn(aiApi, 'defaultSandboxEndpoint'),
  ];
  return !isDeepStrictEqual(relevantMembers(before), relevantMembers(after));
}

/**
 * AI APIs that are left without a target in rotation on a side, or without a default endpoint, because something they
 * use is disabled. One provider may have ten thousand, so the database finds them, at most as many as can be listed.
 */
async function deprived(manager: EntityManager, recorded: readonly RecordedChange[]): Promise<string[]> {
  const disabled = recorded.flatMap(({ objectId, before, after }) => {
    const isPart = after?.kind === 'MODEL' || after?.kind === 'ENDPOINT';
    return isPart && isOn(before) && !isOn(after) ? [objectId] : [];
  });
  if (disabled.length === 0) return [];
  const rows: { id: string }[] = await manager.query(
    `SELECT policy.ai_api_id AS id
     FROM policy_target AS target JOIN policy ON policy.id = target.policy_id
     WHERE (target.model_id = ANY($1) OR target.endpoint_id = ANY($1)) AND NOT EXISTS (
       SELECT FROM policy_target AS other
         JOIN model ON model.id = other.model_id JOIN endpoint ON endpoint.id = other.endpoint_id
       WHERE other.policy_id = target.policy_id AND other.environment = target.environment
         AND other.weight IS DISTINCT FROM 0 AND model.enabled AND endpoint.enabled
     )
     UNION
     SELECT id FROM ai_api
     WHERE default_production_endpoint_id = ANY($1) OR default_sandbox_endpoint_id = ANY($1)
     ORDER BY id LIMIT $2`,
    [disabled, WARNINGS_MAX],
  );
  return rows.map(({ id }) => id);
}

function isOn(image: Image | null): boolean {
  return member(image?.value, 'enabled') === true;
}

interface Part {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
}

/** Models and endpoints by their ids. */
async function readParts(manager: EntityManager, ids: readonly string[]): Promise<Map<string, Part>> {
  const options = { select: { id: true, name: true, enabled: true }, where: { id: Any([...new Set(ids)]) } };
  const parts: Part[] = [
    ...(await manager.find(ModelEntity, options)),
    ...(await manager.find(EndpointEntity, options)),
  ];
  return new Map(parts.map((part) => [part.id, part]));
}

function usedIds({ defaultEndpointIds, policies }: Routes): string[] {
  const targets = policies.flatMap(({ sides }) => ENVIRONMENTS.flatMap((environment) => sides[environment]));
  return [
    ...Object.values(defaultEndpointIds).filter((id) => id !== null),
    ...targets.flatMap(({ modelId, endpointId }) => [modelId, endpointId]),
  ];
}

function primaryIds({ kind, sides }: PolicyState): string[] {
  if (kind !== 'FAILOVER') return [];
  return [...new Set(ENVIRONMENTS.flatMap((environment) => sides[environment][0]?.modelId ?? []))];
}

const targetsSchema = z.object({ targets: z.array(z.object({ model: z.string(), endpoint: z.string() })) });
const weightsSchema = z.object({ targets: z.array(z.object({ weight: z.number().nullable().default(null) })) });

/** The sides of a policy from its image. */
function sidesOf({ value, references }: Image): PolicyState['sides'] {
  const side = (name: string) => {
    const { targets } = targetsSchema.parse(references[name]);
    const weights = weightsSchema.parse(member(value, name)).targets;
    return targets.map(({ model, endpoint }, index) => ({
      modelId: model,
      endpointId: endpoint,
      weight: weights[index]?.weight ?? null,
    }));
  };
  return { PRODUCTION: side('production'), SANDBOX: side('sandbox') };
}

/** The state before the change. */
class Past {
  readonly #changes: ReadonlyMap<string, RecordedChange>;
  /** The policies that the change updates or deletes, as they were before, by AI API. */
  readonly #policies: ReadonlyMap<unknown, PolicyState[]>;

  constructor(recorded: readonly RecordedChange[]) {
    this.#changes = new Map(recorded.map((one) => [one.objectId, one]));
    const past = recorded.flatMap(({ objectId, before }) => {
      if (before === null || !isPolicyKind(before.kind)) return [];
      const policy: PolicyState = { id: objectId, kind: policyKindOf(before.kind), sides: sidesOf(before) };
      return [{ aiApiId: idIn(before, 'aiApi'), policy }];
    });
    const ofAiApi = Map.groupBy(past, ({ aiApiId }) => aiApiId);
    this.#policies = new Map(
      [...ofAiApi].map(([aiApiId, policies]) => [aiApiId, policies.map(({ policy }) => policy)]),
    );
  }

  /** Whether a model or an endpoint was enabled before; undefined if the change does not touch it. */
  enabled(id: string): boolean | undefined {
    const change = this.#changes.get(id);
    return change === undefined ? undefined : isOn(change.before);
  }

  /** Null if the AI API did not exist. */
  stateOf(aiApi: AiApiEntity, present: readonly PolicyEntity[]): Routes | null {
    const change = this.#changes.get(aiApi.id);
    if (change?.before === null) return null;
    const now = stateOf(
      aiApi,
      present.filter(({ id }) => !this.#changes.has(id)),
    );
    const policies = [...now.policies, ...(this.#policies.get(aiApi.id) ?? [])];
    if (change === undefined) return { ...now, policies };
    return {
      enabled: isOn(change.before),
      defaultEndpointIds: {
        PRODUCTION: idIn(change.before, 'defaultProductionEndpoint'),
        SANDBOX: idIn(change.before, 'defaultSandboxEndpoint'),
      },
      policies,
    };
  }
}
