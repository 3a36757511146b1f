import type { Environment } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { badInput } from '../errors/domain-error';
import type { FieldProblem } from '../errors/error-extensions';
import { ProviderEntity } from '../providers/provider-entity';
import type { ChangeInProgress } from '../revisions/change-in-progress';
import type { ChangeCorridor } from '../revisions/commit-change';
import { checkInput } from '../rules/check-input';
import { getObject, referredObject } from '../rules/find-object';
import { taken } from '../rules/taken';
import type { Caller } from '../viewer/caller';
import { AiApiEntity } from './ai-api-entity';
import { aiApiImage } from './ai-api-image';
import { basePathsOverlap, createAiApiRules } from './ai-api-rules';

export class AiApiService {
  constructor(private readonly corridor: ChangeCorridor) {}

  async create(caller: Caller, input: unknown) {
    const { comment, displayName, ...given } = checkInput(createAiApiRules, input);
    return this.corridor.commit({ caller, operation: 'createAiApi', comment }, async (change) => {
      const { manager } = change;
      const provider = await getObject(manager, ProviderEntity, given.providerId, 'provider');
      await refuseTaken(change, given.name, given.basePath);
      const production = await defaultEndpoint(manager, given.defaultProductionEndpointId, provider, 'PRODUCTION');
      const sandbox = await defaultEndpoint(manager, given.defaultSandboxEndpointId, provider, 'SANDBOX');
      const aiApi = manager.create(AiApiEntity, {
        ...change.newObject(),
        ...given,
        displayName: displayName ?? given.name,
        providerId: provider.id,
        defaultProductionEndpointId: production?.id ?? null,
        defaultSandboxEndpointId: sandbox?.id ?? null,
        policyKind: null,
        policiesVersion: change.revision,
      });
      await manager.insert(AiApiEntity, aiApi);
      const names = {
        provider: provider.name,
        defaultProductionEndpoint: production?.name ?? null,
        defaultSandboxEndpoint: sandbox?.name ?? null,
      };
      change.created(aiApi, aiApiImage(aiApi, names));
      change.touch('ai-api', aiApi.id);
      return { aiApi };
    });
  }
}

/** The base paths of all AI APIs are compared under the lock of the revision row, so that no two can overlap. */
async function refuseTaken(change: ChangeInProgress, name: string, basePath: string): Promise<void> {
  const present = await change.manager.find(AiApiEntity, { select: { id: true, name: true, basePath: true } });
  const namesake = present.find((aiApi) => aiApi.name === name);
  if (namesake) throw taken('name', name, namesake, 'AI_API');
  const overlapping = present.find((aiApi) => basePathsOverlap(aiApi.basePath, basePath));
  if (overlapping === undefined) return;
  const how = `overlaps with ${overlapping.basePath}, the base path of`;
  throw taken('basePath', basePath, overlapping, 'AI_API', how);
}

async function defaultEndpoint(
  manager: EntityManager,
  id: string | null | undefined,
  provider: ProviderEntity,
  environment: Environment,
): Promise<EndpointEntity | null> {
  if (id === null || id === undefined) return null;
  const path = environment === 'PRODUCTION' ? 'defaultProductionEndpointId' : 'defaultSandboxEndpointId';
  const endpoint = await referredObject(manager, EndpointEntity, id, path, 'endpoint');
  const refuse = (message: string, reason: FieldProblem['reason']) => badInput([{ path, message, reason }]);
  if (endpoint.providerId !== provider.id) throw refuse('names an endpoint of another provider', 'OTHER_PROVIDER');
  if (endpoint.environment === environment) return endpoint;
  throw refuse(`names an endpoint for ${endpoint.environment}, not for ${environment}`, 'OTHER_ENVIRONMENT');
}
