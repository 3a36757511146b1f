import type { AiApiEntry, Environment, TableEndpoint, TablePolicy } from '@switchyard/contract';
import { indexBy } from '../entry/index-by';
import { RoutingTableError } from '../entry/routing-table-error';
import type { CompiledOperations } from '../path/compile-operations';
import { compilePolicy, type CompiledPolicy } from '../policy/compiled-policy';
import { configuredSide, derivePolicySide, type RoutablePolicy } from '../policy/routable-policy';
import { OperationReaches } from './operation-reach';
import { findModel, type NamedModel, type RoutableProvider } from './routable-provider';

/** An AI API's entry, checked and compiled as far as it goes by itself: what it refers to is resolved per request. */
export interface CompiledAiApi {
  readonly entry: AiApiEntry;
  readonly policies: readonly CompiledPolicy[];
  /** The ids of models by alias. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** The routing of one environment of an AI API. */
export interface RoutableSide {
  readonly environment: Environment;
  /** Null if there is no such policy, or its side has no targets. */
  readonly loadBalancing: RoutablePolicy | null;
  /** By the id of the primary's model, enabled or not. */
  readonly failoverByPrimaryId: ReadonlyMap<string, RoutablePolicy>;
  /** The primaries' models by name; of several with one name, that of the first provider. */
  readonly primariesByName: ReadonlyMap<string, NamedModel>;
  /** The first provider's; null if there is none, it is disabled, or its credential or CA certificates cannot be read here. */
  readonly defaultEndpoint: TableEndpoint | null;
}

/** An AI API together with its providers: everything resolved that a request needs. */
export interface RoutableAiApi {
  readonly entry: AiApiEntry;
  /** The first of the AI API's providers, whose profile says how consumers call it. */
  readonly provider: RoutableProvider;
  /** All of them that exist, in the AI API's order. */
  readonly providers: readonly RoutableProvider[];
  /** The ids of models by alias. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly production: RoutableSide;
  readonly sandbox: RoutableSide;
  /** The first provider's: see `matchOperation`. */
  readonly operations: CompiledOperations;
  /** Null if there is one provider, whose targets can take all of its operations. */
  readonly reaches: OperationReaches | null;
}

/**
 * Compiles an entry, in time linear in its size. Everything that can be wrong with it is found here.
 *
 * @throws RoutingTableError if the entry contradicts itself: beyond its schema, policies have ids of their own and are of
 *   one family, aliases have different names, each primary model has one failover policy per environment, and each side holds what `compilePolicy`
 *   requires
 */
export function compileAiApi(entry: AiApiEntry): CompiledAiApi {
  indexBy(entry.providerIds, 'Provider id', (id) => id);
  const aliases = indexBy(entry.modelAliases, 'Model alias', ({ name }) => name);
  indexBy(entry.policies, 'Policy id', ({ id }) => id);
  checkFamily(entry.policies);
  const policies = entry.policies.map(compilePolicy);
  checkPrimaries(policies);
  return { entry, policies, aliases: new Map([...aliases].map(([name, { modelId }]) => [name, modelId])) };
}

/**
 * Resolves what an AI API refers to. A total function of two valid entries, in time linear in the AI API's targets: an id
 * that no provider has is a target out of rotation, or no default endpoint.
 *
 * @param providers the AI API's providers that exist, in its order
 * @returns null if its first provider does not exist: then the AI API cannot be called
 */
export function deriveAiApi(
  { entry, policies, aliases }: CompiledAiApi,
  providers: readonly RoutableProvider[],
): RoutableAiApi | null {
  const [provider] = providers;
  if (provider === undefined || provider.entry.id !== entry.providerIds[0]) return null;
  return {
    entry,
    provider,
    providers,
    aliases,
    production: deriveSide(entry, policies, 'PRODUCTION', providers),
    sandbox: deriveSide(entry, policies, 'SANDBOX', providers),
    operations: provider.operations,
    reaches: providers.length === 1 ? null : new OperationReaches(providers),
  };
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

function checkPrimaries(policies: readonly CompiledPolicy[]): void {
  for (const [environment, side] of [
    ['PRODUCTION', 'production'],
    ['SANDBOX', 'sandbox'],
  ] as const) {
    const byPrimary = new Map<string, CompiledPolicy>();
    for (const policy of policies) {
      const modelId = policy.kind === 'FAILOVER' ? policy[side][0]?.modelId : undefined;
      if (modelId === undefined) continue;
      const other = byPrimary.get(modelId);
      if (other !== undefined) {
        throw new RoutingTableError(
          `Failover policies ${other.id} and ${policy.id} have the same ${environment} primary model, ${modelId}.`,
        );
      }
      byPrimary.set(modelId, policy);
    }
  }
}

function deriveSide(
  entry: AiApiEntry,
  policies: readonly CompiledPolicy[],
  environment: Environment,
  providers: readonly RoutableProvider[],
): RoutableSide {
  let loadBalancing: RoutablePolicy | null = null;
  const failoverByPrimaryId = new Map<string, RoutablePolicy>();
  const primariesByName = new Map<string, NamedModel>();
  for (const policy of policies) {
    const side = derivePolicySide(policy, environment, providers);
    if (side === null) continue;
    if (policy.kind !== 'FAILOVER') {
      loadBalancing = side;
      continue;
    }
    const primary = primaryOf(policy, environment, providers);
    if (primary === null) continue;
    failoverByPrimaryId.set(primary.model.id, side);
    const { name } = primary.model;
    const other = primariesByName.get(name);
    const isFirst = other === undefined || isBefore(providers, primary.provider, other.provider);
    if (isFirst) primariesByName.set(name, primary);
  }
  const defaultEndpoint = findDefaultEndpoint(entry, environment, providers);
  return { environment, loadBalancing, failoverByPrimaryId, primariesByName, defaultEndpoint };
}

/** The model by which requests choose a failover policy. It may be disabled: then the fallbacks answer. */
function primaryOf(
  policy: CompiledPolicy,
  environment: Environment,
  providers: readonly RoutableProvider[],
): NamedModel | null {
  const [primary] = configuredSide(policy, environment);
  return primary === undefined ? null : findModel(providers, primary.modelId);
}

function isBefore(providers: readonly RoutableProvider[], one: RoutableProvider, other: RoutableProvider): boolean {
  return providers.indexOf(one) < providers.indexOf(other);
}

function findDefaultEndpoint(
  entry: AiApiEntry,
  environment: Environment,
  [provider]: readonly RoutableProvider[],
): TableEndpoint | null {
  const id = environment === 'PRODUCTION' ? entry.defaultProductionEndpointId : entry.defaultSandboxEndpointId;
  const endpoint = id === null ? undefined : provider?.endpoints.get(id);
  const isUsable = endpoint !== undefined && provider?.unusableEndpoints.has(endpoint.id) !== true;
  return isUsable && endpoint.enabled && endpoint.environment === environment ? endpoint : null;
}
