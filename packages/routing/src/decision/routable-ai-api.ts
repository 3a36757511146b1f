import type { AiApiEntry, Environment, TableEndpoint, TablePolicy } from '@switchyard/contract';
import { compileOperations, type CompiledOperations } from '../path/compile-operations';
import { compilePolicySide, resolveTargets, type RoutablePolicy, type TargetParts } from '../policy/routable-policy';
import { RoutingTableError } from '../entry/routing-table-error';

/** The routing of one environment of an AI API. */
export interface RoutableSide {
  readonly environment: Environment;
  /** Null if there is no such policy, or its side has no targets. */
  readonly loadBalancing: RoutablePolicy | null;
  /** By the name of the primary's model, enabled or not. */
  readonly failoverByPrimaryModel: ReadonlyMap<string, RoutablePolicy>;
  /** Null if there is none, or it is disabled. */
  readonly defaultEndpoint: TableEndpoint | null;
}

/** An AI API's entry with everything resolved that a request needs. */
export interface RoutableAiApi {
  readonly entry: AiApiEntry;
  readonly production: RoutableSide;
  readonly sandbox: RoutableSide;
  readonly enabledModelNames: ReadonlySet<string>;
  /** See `matchOperation`. */
  readonly operations: CompiledOperations;
}

/**
 * Compiles an entry, in time linear in its size (wheels are built on first use).
 *
 * @throws RoutingTableError if the entry contradicts itself. Beyond its schema: ids and model names are unique, targets
 *   name models and endpoints of the entry, in their side's environment, and the policies are of one family
 */
export function compileAiApi(entry: AiApiEntry): RoutableAiApi {
  const parts: TargetParts = {
    models: indexBy(entry.models, 'Model id', (model) => model.id),
    endpoints: indexBy(entry.endpoints, 'Endpoint id', (endpoint) => endpoint.id),
  };
  indexBy(entry.models, 'Model name', (model) => model.name);
  indexBy(entry.policies, 'Policy id', (policy) => policy.id);
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
    if (index.has(key)) throw new RoutingTableError(`${what} ${key} appears twice.`);
    index.set(key, item);
  }
  return index;
}

/** An AI API has one load-balancing policy, or failover policies, or no policy. */
function checkFamily(policies: readonly TablePolicy[]): void {
  const loadBalancing = policies.filter((policy) => policy.kind !== 'FAILOVER');
  const [first, second] = loadBalancing;
  if (first === undefined) return;
  if (second !== undefined) {
    throw new RoutingTableError(
      `Policies ${first.id} and ${second.id} are both load-balancing policies; an AI API can have one.`,
    );
  }
  const failover = policies.find((policy) => policy.kind === 'FAILOVER');
  if (failover !== undefined) {
    throw new RoutingTableError(
      `An AI API cannot have both load-balancing policy ${first.id} and failover policy ${failover.id}.`,
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
        `Failover policies ${other.id} and ${policy.id} have the same ${environment} primary model, ${first.model.name}.`,
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
    throw new RoutingTableError(`The ${environment} default endpoint, ${id}, does not exist.`);
  }
  if (endpoint.environment !== environment) {
    throw new RoutingTableError(
      `The ${environment} default endpoint, ${endpoint.name}, is in the ${endpoint.environment} environment.`,
    );
  }
  return endpoint.enabled ? endpoint : null;
}
