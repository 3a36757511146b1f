import { type Environment, ENVIRONMENTS } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import { badInput } from '../../kernel/errors/domain-error';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { rowsById } from '../../kernel/database/rows-by-id';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { ModelEntity } from '../models/model-entity';
import { ProviderEntity } from '../providers/provider-entity';
import type { AiApiEntity } from './ai-api-entity';
import type { AliasedModel } from './aliased-model';
import { defaultEndpoint } from './default-endpoint';
import { checkListedProviders } from './listed-providers';
import { aliasedBy, providerInUse, targetedBy } from './provider-in-use';

/** The members of an input that refer to other objects; absent ones stay unchanged. */
export interface GivenReferences {
  readonly providerIds?: string[] | undefined;
  readonly modelAliases?: readonly { readonly name: string; readonly modelId: string }[] | undefined;
  readonly defaultProductionEndpointId?: string | null | undefined;
  readonly defaultSandboxEndpointId?: string | null | undefined;
}

type References = Pick<
  AiApiEntity,
  'providerId' | 'providerIds' | 'modelAliases' | 'defaultProductionEndpointId' | 'defaultSandboxEndpointId'
>;

/**
 * The references of an AI API after a change.
 *
 * @param present the AI API before the change, or what a new one has by default
 * @throws DomainError BAD_USER_INPUT unless the providers exist and fit together, default endpoints are the first
 *   provider's, aliases stand for models of the providers, and no provider leaves that is still used
 */
export async function resolveReferences(
  manager: EntityManager,
  given: GivenReferences,
  present: References & Pick<AiApiEntity, 'id'>,
): Promise<References> {
  const providerIds = given.providerIds ?? present.providerIds;
  const providerId = providerIds[0] ?? present.providerId;
  if (given.providerIds !== undefined) await checkListedProviders(manager, providerIds);
  const endpointId = async (environment: Environment, id: string | null | undefined, old: string | null) =>
    id === undefined ? old : ((await defaultEndpoint(manager, id, providerId, environment))?.id ?? null);
  const { defaultProductionEndpointId: production, defaultSandboxEndpointId: sandbox } = given;
  const references: References = {
    providerId,
    providerIds,
    modelAliases:
      given.modelAliases === undefined
        ? present.modelAliases
        : await resolveAliases(manager, given.modelAliases, providerIds),
    defaultProductionEndpointId: await endpointId('PRODUCTION', production, present.defaultProductionEndpointId),
    defaultSandboxEndpointId: await endpointId('SANDBOX', sandbox, present.defaultSandboxEndpointId),
  };
  if (given.providerIds !== undefined) await refuseUsedProviders(manager, references, present);
  return references;
}

async function resolveAliases(
  manager: EntityManager,
  given: readonly { readonly name: string; readonly modelId: string }[],
  providerIds: readonly string[],
): Promise<AliasedModel[]> {
  const models = await rowsById(
    manager,
    ModelEntity,
    given.map(({ modelId }) => modelId),
  );
  const problems: FieldProblem[] = [];
  const aliases = given.flatMap(({ name, modelId }, index) => {
    const path = `modelAliases.${index}.modelId`;
    const model = models.get(modelId);
    if (model === undefined) problems.push({ path, message: 'no model has this id', reason: 'NOT_FOUND' });
    else if (!providerIds.includes(model.providerId)) {
      problems.push({
        path,
        message: "must be a model of one of the AI API's providers: list its provider in `providerIds`",
        reason: 'OTHER_PROVIDER',
      });
    } else return [{ name, providerId: model.providerId, modelId }];
    return [];
  });
  if (problems.length > 0) throw badInput(problems);
  return aliases;
}

/** Refuses a list of providers without one that the AI API uses, or with another first one than its default endpoints'. */
async function refuseUsedProviders(
  manager: EntityManager,
  next: References,
  { id, providerIds, providerId }: Pick<AiApiEntity, 'id' | 'providerIds' | 'providerId'>,
): Promise<void> {
  const leaving = providerIds.filter((each) => !next.providerIds.includes(each));
  const problems = leaving.length === 0 ? [] : await usedProviders(manager, id, leaving, next.modelAliases);
  if (next.providerId !== providerId) problems.push(...(await misplacedDefaults(manager, next)));
  if (problems.length > 0) throw badInput(problems);
}

async function usedProviders(
  manager: EntityManager,
  aiApiId: string,
  leaving: readonly string[],
  aliases: readonly AliasedModel[],
): Promise<FieldProblem[]> {
  const names = await rowsById(manager, ProviderEntity, leaving);
  const targets: { providerId: string; label: string }[] = await manager.query(
    `SELECT provider_id AS "providerId", referrer.name AS label
     FROM (SELECT DISTINCT policy_id, provider_id FROM policy_target WHERE ai_api_id = $1 AND provider_id = ANY($2)) AS target
     JOIN referrer ON referrer.id = policy_id ORDER BY policy_id`,
    [aiApiId, leaving],
  );
  return leaving.flatMap((providerId) => {
    const uses = [
      ...targets.filter((target) => target.providerId === providerId).map(({ label }) => targetedBy(label)),
      ...aliases.filter((alias) => alias.providerId === providerId).map(({ name }) => aliasedBy(name)),
    ];
    if (uses.length === 0) return [];
    return [providerInUse('providerIds', names.get(providerId)?.name ?? providerId, uses)];
  });
}

/** The default endpoints that the change keeps, although the first provider is another one now. */
async function misplacedDefaults(manager: EntityManager, next: References): Promise<FieldProblem[]> {
  const ids = { PRODUCTION: next.defaultProductionEndpointId, SANDBOX: next.defaultSandboxEndpointId };
  const endpoints = await rowsById(
    manager,
    EndpointEntity,
    Object.values(ids).filter((id) => id !== null),
  );
  return ENVIRONMENTS.flatMap((environment): FieldProblem[] => {
    const endpoint = endpoints.get(ids[environment] ?? '');
    if (endpoint === undefined || endpoint.providerId === next.providerId) return [];
    const member = environment === 'PRODUCTION' ? 'defaultProductionEndpointId' : 'defaultSandboxEndpointId';
    const message =
      `changes the first provider, to which default endpoints belong, but the default for ${environment}, ` +
      `${JSON.stringify(endpoint.name)}, is another provider's: give \`${member}\` as well`;
    return [{ path: 'providerIds', message, reason: 'IN_USE' }];
  });
}
