import { ENVIRONMENTS, type Environment, forEachInSlices } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import { together } from '../../kernel/database/together';
import type { PolicyKind } from '../policies/policy-kind';
import type { Routes, TargetState } from './route-state';

/** The current routes of an AI API. */
export interface CurrentRoutes extends Routes {
  readonly id: string;
  readonly name: string;
}

interface AiApiRow {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly production: string | null;
  readonly sandbox: string | null;
}

interface PolicyRow {
  readonly id: string;
  readonly aiApiId: string;
  readonly kind: PolicyKind;
}

interface TargetRow extends TargetState {
  readonly policyId: string;
  readonly environment: Environment;
}

/**
 * The current routes of AI APIs, by three statements sent together. Plain rows instead of entities: there may be thousands, and a
 * change holds its lock meanwhile.
 */
export async function readRoutes(manager: EntityManager, aiApiIds: readonly string[]): Promise<CurrentRoutes[]> {
  const [aiApis, policies, targets] = await together([
    manager.query<AiApiRow[]>(
      `SELECT id, name, enabled, default_production_endpoint_id AS production, default_sandbox_endpoint_id AS sandbox
       FROM ai_api WHERE id = ANY($1)`,
      [aiApiIds],
    ),
    manager.query<PolicyRow[]>(
      'SELECT id, ai_api_id AS "aiApiId", kind FROM policy WHERE ai_api_id = ANY($1) ORDER BY id',
      [aiApiIds],
    ),
    manager.query<TargetRow[]>(
      `SELECT policy_id AS "policyId", environment, model_id AS "modelId", endpoint_id AS "endpointId", weight
       FROM policy_target WHERE policy_id IN (SELECT id FROM policy WHERE ai_api_id = ANY($1)) ORDER BY position`,
      [aiApiIds],
    ),
  ]);
  const targetsOf = await groupedInSlices(targets, ({ policyId }) => policyId);
  const policiesOf = await groupedInSlices(policies, ({ aiApiId }) => aiApiId);
  const routes: CurrentRoutes[] = [];
  await forEachInSlices(aiApis, ({ id, name, enabled, production, sandbox }) => {
    const ofAiApi = (policiesOf.get(id) ?? []).map((policy) => ({
      id: policy.id,
      kind: policy.kind,
      sides: sidesOf(targetsOf.get(policy.id) ?? []),
    }));
    routes.push({
      id,
      name,
      enabled,
      defaultEndpointIds: { PRODUCTION: production, SANDBOX: sandbox },
      policies: ofAiApi,
    });
  });
  return routes;
}

/** A model or an endpoint. */
export interface RoutePart {
  readonly enabled: boolean;
}

/** The models and endpoints that routes use, by their ids; one statement. */
export async function readParts(manager: EntityManager, routes: Iterable<Routes>): Promise<Map<string, RoutePart>> {
  const ids = new Set<string>();
  await forEachInSlices(routes, (one) => {
    for (const id of usedIds(one)) ids.add(id);
  });
  const rows: (RoutePart & { readonly id: string })[] = await manager.query(
    `SELECT id, enabled FROM model WHERE id = ANY($1)
     UNION ALL SELECT id, enabled FROM endpoint WHERE id = ANY($1)`,
    [[...ids]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function* usedIds({ defaultEndpointIds, policies }: Routes): Generator<string> {
  for (const id of Object.values(defaultEndpointIds)) if (id !== null) yield id;
  for (const { sides } of policies) {
    for (const environment of ENVIRONMENTS) {
      for (const { modelId, endpointId } of sides[environment]) yield* [modelId, endpointId];
    }
  }
}

function sidesOf(targets: readonly TargetRow[]) {
  const side = (wanted: Environment): TargetState[] => targets.filter(({ environment }) => environment === wanted);
  return { PRODUCTION: side('PRODUCTION'), SANDBOX: side('SANDBOX') };
}

async function groupedInSlices<T>(items: readonly T[], keyOf: (item: T) => string): Promise<Map<string, T[]>> {
  const groups = new Map<string, T[]>();
  await forEachInSlices(items, (item) => {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  });
  return groups;
}
