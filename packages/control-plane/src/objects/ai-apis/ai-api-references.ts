import { type Environment, ENVIRONMENTS } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import type { InputCheck } from '../../kernel/rules/input-check';
import { rowsById } from '../../kernel/database/rows-by-id';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { ModelEntity } from '../models/model-entity';
import { ProviderEntity } from '../providers/provider-entity';
import type { AiApiEntity } from './ai-api-entity';
import type { AliasedModel } from './aliased-model';
import { DEFAULT_MEMBERS, unfitDefault } from './default-endpoint';
import { checkListedProviders } from './listed-providers';
import { aliasedBy, providerInUse, targetedBy } from './provider-in-use';

/** The members of an input that refer to other objects; absent ones stay unchanged. */
interface GivenReferences {
  readonly providerIds?: string[] | undefined;
  readonly modelAliases?: { readonly name: string; readonly modelId: string }[] | undefined;
  readonly defaultProductionEndpointId?: string | null | undefined;
  readonly defaultSandboxEndpointId?: string | null | undefined;
}

type References = Pick<
  AiApiEntity,
  'providerId' | 'providerIds' | 'modelAliases' | 'defaultProductionEndpointId' | 'defaultSandboxEndpointId'
>;

/**
 * The references of an AI API after a change. Adds a problem unless the providers exist and fit together, default endpoints
 * are the first provider's, aliases stand for models of the providers, and no provider leaves that is still used.
 *
 * @param present the AI API before the change, or what a new one has by default
 */
export async function resolveReferences(
  check: InputCheck<GivenReferences>,
  manager: EntityManager,
  present: References & Pick<AiApiEntity, 'id'>,
): Promise<References> {
  const { providerIds: given } = check.valid;
  const isGiven = given !== undefined || check.isRefused('providerIds');
  const listed = check.items('providerIds');
  const allExist = !isGiven || (await checkListedProviders(check, manager, listed));
  // What has to belong to a provider of the list is judged only by a list that is right.
  const isListRight = !isGiven || (given !== undefined && allExist);
  const providerIds = given ?? present.providerIds;
  const providerId = providerIds[0] ?? present.providerId;
  const references: References = {
    providerId,
    providerIds,
    modelAliases: await resolveAliases(check, manager, present, isListRight ? providerIds : null),
    ...(await resolveDefaults(check, manager, present, isListRight ? providerId : null)),
  };
  if (isGiven && isListRight) await refuseUsedProviders(check, manager, references, present);
  return references;
}

async function resolveDefaults(
  check: InputCheck<GivenReferences>,
  manager: EntityManager,
  present: References,
  providerId: string | null,
): Promise<Pick<References, 'defaultProductionEndpointId' | 'defaultSandboxEndpointId'>> {
  const { defaultProductionEndpointId: production, defaultSandboxEndpointId: sandbox } = check.valid;
  const given = [production, sandbox].filter((id) => typeof id === 'string');
  const endpoints = await rowsById(manager, EndpointEntity, given);
  const resolved = (environment: Environment, id: string | null | undefined, old: string | null) => {
    if (id === undefined || id === null) return id === undefined ? old : null;
    const endpoint = endpoints.get(id.toLowerCase());
    const problem = unfitDefault(endpoint, providerId, environment);
    if (problem !== null) check.add(problem);
    return endpoint?.id ?? null;
  };
  return {
    defaultProductionEndpointId: resolved('PRODUCTION', production, present.defaultProductionEndpointId),
    defaultSandboxEndpointId: resolved('SANDBOX', sandbox, present.defaultSandboxEndpointId),
  };
}

/** @param providerIds the AI API's; null if they are not known, because the input's list is invalid */
async function resolveAliases(
  check: InputCheck<GivenReferences>,
  manager: EntityManager,
  present: References,
  providerIds: readonly string[] | null,
): Promise<AliasedModel[]> {
  if (check.valid.modelAliases === undefined && !check.isRefused('modelAliases')) return present.modelAliases;
  const given = check.items('modelAliases');
  const models = await rowsById(
    manager,
    ModelEntity,
    given.map(({ item }) => item.modelId),
  );
  return given.flatMap(({ index, item: { name, modelId } }) => {
    const path = `modelAliases.${index}.modelId`;
    const model = models.get(modelId);
    if (model === undefined) {
      check.add({ path, message: 'no model has this id', reason: 'NOT_FOUND' });
      return [];
    }
    if (providerIds !== null && !providerIds.includes(model.providerId)) {
      const message = "must be a model of one of the AI API's providers: list its provider in `providerIds`";
      check.add({ path, message, reason: 'OTHER_PROVIDER' });
    }
    return [{ name, providerId: model.providerId, modelId }];
  });
}

/** Refuses a list of providers without one that the AI API uses, or with another first one than its default endpoints'. */
async function refuseUsedProviders(
  check: InputCheck<GivenReferences>,
  manager: EntityManager,
  next: References,
  { id, providerIds, providerId }: Pick<AiApiEntity, 'id' | 'providerIds' | 'providerId'>,
): Promise<void> {
  const leaving = providerIds.filter((each) => !next.providerIds.includes(each));
  // An alias that the input gives has a problem of its own if its provider leaves.
  const aliases = check.valid.modelAliases === undefined && !check.isRefused('modelAliases') ? next.modelAliases : [];
  if (leaving.length > 0) check.add(...(await usedProviders(manager, id, leaving, aliases)));
  if (next.providerId !== providerId) check.add(...(await misplacedDefaults(check, manager, next)));
}

async function usedProviders(
  manager: EntityManager,
  aiApiId: string,
  leaving: readonly string[],
  aliases: readonly AliasedModel[],
): Promise<FieldProblem[]> {
  const names = await rowsById(manager, ProviderEntity, leaving);
  const targets: { providerId: string; policy: string }[] = await manager.query(
    `SELECT provider_id AS "providerId", referrer.name AS policy
     FROM (SELECT DISTINCT policy_id, provider_id FROM policy_target WHERE ai_api_id = $1 AND provider_id = ANY($2)) AS target
     JOIN referrer ON referrer.id = policy_id ORDER BY policy_id`,
    [aiApiId, leaving],
  );
  return leaving.flatMap((providerId) => {
    const uses = [
      ...targets.filter((target) => target.providerId === providerId).map(({ policy }) => targetedBy(policy)),
      ...aliases.filter((alias) => alias.providerId === providerId).map(({ name }) => aliasedBy(name)),
    ];
    if (uses.length === 0) return [];
    return [providerInUse('providerIds', names.get(providerId)?.name ?? providerId, uses)];
  });
}

/** The default endpoints that the change keeps, although the first provider is another one now. */
async function misplacedDefaults(
  check: InputCheck<GivenReferences>,
  manager: EntityManager,
  next: References,
): Promise<FieldProblem[]> {
  const kept = ENVIRONMENTS.flatMap((environment) => {
    const member = DEFAULT_MEMBERS[environment];
    const id = check.valid[member] === undefined && !check.isRefused(member) ? next[member] : null;
    return id === null ? [] : [{ environment, member, id }];
  });
  const endpoints = await rowsById(
    manager,
    EndpointEntity,
    kept.map(({ id }) => id),
  );
  return kept.flatMap(({ environment, member, id }): FieldProblem[] => {
    const endpoint = endpoints.get(id);
    if (endpoint === undefined || endpoint.providerId === next.providerId) return [];
    const message =
      `changes the first provider, to which default endpoints belong, but the default for ${environment}, ` +
      `${JSON.stringify(endpoint.name)}, is another provider's: give \`${member}\` as well`;
    return [{ path: 'providerIds', message, reason: 'IN_USE' }];
  });
}
