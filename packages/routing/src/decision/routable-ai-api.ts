import type { AiApiEntry, Environment, TableEndpoint, TablePolicy } from '@switchyard/contract';
import { compileOperations, type CompiledOperations } from '../path/compile-operations';
import { compilePolicySide, resolveTargets, type RoutablePolicy, type TargetParts } from '../policy/routable-policy';
import { RoutingTableError } from '../entry/routing-table-error';

/** What one environment of an AI API is routed by. */
export interface RoutableSide {
  readonly environment: Environment;
  /** Null where there is no such policy, or its side has no targets. */
  readonly loadBalancing: RoutablePolicy | null;
  /** By the name of the primary's model, whether that is enabled or not. */
  readonly failoverByPrimaryModel: ReadonlyMap<string, RoutablePolicy>;
  /** Null where there is none, or it is disabled. */
  readonly defaultEndpoint: TableEndpoint | null;
}

/** An entry of an AI API with everything looked up that a request needs. */
export interface RoutableAiApi {
  readonly entry: AiApiEntry;
  readonly production: RoutableSide;
  readonly sandbox: RoutableSide;
  readonly enabledModelNames: ReadonlySet<string>;
  /** See `matchOperation`. */
  readonly operations: CompiledOperations;
}

/**
 * Compiles an entry, in time that grows with its size only (wheels are built when they are first used).
 *
 * @throws RoutingTableError where the entry contradicts itself; beyond its schema these hold: ids and model names are
 *   unique, targets name what the entry has, of their side's environment, and the policies are of one family
 */
export function compileAiApi(entry: AiApiEntry): RoutableAiApi {
  const parts: TargetParts = {
    models: indexBy(entry.models, 'model id', (model) => model.id),
    endpoints: indexBy(entry.endpoints, 'endpoint id', (endpoint) => endpoint.id),
  };
  indexBy(entry.models, 'model name', (model) => model.name);
  indexBy(entry.policies, 'policy id', (policy) => policy.id);
  checkFamily(entry.policies);
  return {
    entry,
    production: compileSide(entry, 'PRODUCTION', parts),
    sandbox: compileSide(entry, 'SANDBOX', parts),
    enabledModelNames: new Set(entry.models.filter((model) => model.enabled).map((model) => model.name)),
    operations: compileOperations(entry.provider.profile.routedOperations),
  };
}

function indexBy<T>(items: readonly T[], what: string, keyOf: (item: T) => string): ReadonlyMap<string, T> {
  const index = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    if (index.has(key)) throw new RoutingTableError(`The ${what} ${key} appears twice.`);
    index.set(key, item);
  }
  return index;
}

/** An AI API has one load-balancing policy, or failover policies, or none. */
function checkFamily(policies: readonly TablePolicy[]): void {
  const loadBalancing = policies.filter((policy) => policy.kind !== 'FAILOVER');
  const [first, second] = loadBalancing;
  if (first === undefined) return;
  if (second !== undefined) {
    throw new RoutingTableError(`The policies ${first.id} and ${second.id} are both load-balancing policies.`);
  }
  const failover = policies.find((policy) => policy.kind === 'FAILOVER');
  if (failover !== undefined) {
    throw new RoutingTableError(
      `The load-balancing policy ${first.id} stands beside the failover policy ${failover.id}.`,
    );
  }
}

function compileSide(entry: AiApiEntry, environment: Environment, parts: TargetParts): RoutableSide {
  let loadBalancing: RoutablePolicy | null = null;
  const failoverByPrimaryModel = new Map<string, RoutablePolicy>();
  for (const policy of entry.policies) {
    const configured = resolveTargets(policy, environment, parts);
    const [first] = configured;
    if (first === undefined) continue;
    const compiled = compilePolicySide(policy, environment, configured);
    if (policy.kind !== 'FAILOVER') {
      loadBalancing = compiled;
      continue;
    }
    const other = failoverByPrimaryModel.get(first.model.name);
    if (other !== undefined) {
      throw new RoutingTableError(
        `The failover policies ${other.id} and ${policy.id} have one ${environment} primary model, ${first.model.name}.`,
      );
    }
    failoverByPrimaryModel.set(first.model.name, compiled);
  }
  const defaultEndpoint = findDefaultEndpoint(entry, environment, parts);
  return { environment, loadBalancing, failoverByPrimaryModel, defaultEndpoint };
}

function findDefaultEndpoint(entry: AiApiEntry, environment: Environment, parts: TargetParts): TableEndpoint | null {
  const id = environment === 'PRODUCTION' ? entry.defaultProductionEndpointId : entry.defaultSandboxEndpointId;
  if (id === null) return null;
  const endpoint = parts.endpoints.get(id);
  if (endpoint === undefined) {
    throw new RoutingTableError(`The default endpoint ${id} for ${environment} is absent.`);
  }
  if (endpoint.environment !== environment) {
    throw new RoutingTableError(
      `The default endpoint ${endpoint.name} for ${environment} is of the environment ${endpoint.environment}.`,
    );
  }
  return endpoint.enabled ? endpoint : null;
}
