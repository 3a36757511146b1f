import { ProviderEntity } from '../providers/provider-entity';
import { loadPolicies } from '../policies/policy-store';
import { replacePolicies } from '../policies/replace-policies';
import { refuseInUse } from '../references/refuse-in-use';
import { removeGrants } from '../consumers/remove-grants';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { applyPatch } from '../../kernel/rules/apply-patch';
import { checkInput } from '../../kernel/rules/check-input';
import { getObject } from '../../kernel/database/find-object';
import { updateObject } from '../../change/update-object';
import { taken } from '../../kernel/rules/taken';
import { nameKey } from '../../kernel/text/name-key';
import type { Caller } from '../../kernel/caller/caller';
import { AiApiEntity } from './ai-api-entity';
import { basePathsOverlap, createAiApiRules, deleteAiApiRules, updateAiApiRules } from './ai-api-rules';
import { aiApiImages, defaultEndpoint } from './default-endpoint';

export class AiApiService {
  constructor(private readonly corridor: ChangeCorridor) {}

  async create(caller: Caller, input: unknown) {
    const { comment, displayName, ...given } = checkInput(createAiApiRules, input);
    return this.corridor.commit({ caller, operation: 'createAiApi', comment }, async (change) => {
      const { manager } = change;
      const { id: providerId } = await getObject(manager, ProviderEntity, given.providerId, 'provider');
      await refuseTaken(change, given);
      const production = await defaultEndpoint(manager, given.defaultProductionEndpointId, providerId, 'PRODUCTION');
      const sandbox = await defaultEndpoint(manager, given.defaultSandboxEndpointId, providerId, 'SANDBOX');
      const aiApi = manager.create(AiApiEntity, {
        ...change.newObject(),
        ...given,
        displayName: displayName ?? given.name,
        providerId,
        defaultProductionEndpointId: production?.id ?? null,
        defaultSandboxEndpointId: sandbox?.id ?? null,
        policyKind: null,
        policiesVersion: change.revision,
      });
      await manager.insert(AiApiEntity, aiApi);
      for (const image of await aiApiImages(manager, [aiApi])) change.created(aiApi, image);
      change.touch('ai-api', aiApi.id);
      return { aiApi };
    });
  }

  async update(caller: Caller, input: unknown) {
    const { aiApiId, expectedVersion, comment, ...given } = checkInput(updateAiApiRules, input);
    return this.corridor.commit({ caller, operation: 'updateAiApi', comment }, async (change) => {
      const { manager } = change;
      const aiApi = await getObject(manager, AiApiEntity, aiApiId, 'AI API', expectedVersion);
      const { defaultProductionEndpointId, defaultSandboxEndpointId } = given;
      const production = await defaultEndpoint(manager, defaultProductionEndpointId, aiApi.providerId, 'PRODUCTION');
      const sandbox = await defaultEndpoint(manager, defaultSandboxEndpointId, aiApi.providerId, 'SANDBOX');
      const patch = applyPatch(aiApi, {
        ...given,
        displayName: given.displayName === null ? (given.name ?? aiApi.name) : given.displayName,
        defaultProductionEndpointId: production?.id ?? defaultProductionEndpointId,
        defaultSandboxEndpointId: sandbox?.id ?? defaultSandboxEndpointId,
      });
      if (patch === null) return { aiApi };
      await refuseTaken(change, patch, aiApi.id);
      const next = await updateObject(change, AiApiEntity, aiApi, patch);
      const [before, after] = await aiApiImages(manager, [aiApi, next]);
      if (before && after) change.updated(next, aiApi.version, before, after);
      change.touch('ai-api', aiApi.id);
      return { aiApi: next };
    });
  }

  async delete(caller: Caller, input: unknown) {
    const { aiApiId, revokeAccess, expectedVersion, comment } = checkInput(deleteAiApiRules, input);
    return this.corridor.commit({ caller, operation: 'deleteAiApi', comment }, async (change) => {
      const { manager } = change;
      const aiApi = await getObject(manager, AiApiEntity, aiApiId, 'AI API', expectedVersion);
      const what = `AI API ${JSON.stringify(aiApi.name)}`;
      if (revokeAccess) await removeGrants(change, { aiApiId: aiApi.id });
      else await refuseInUse(manager, what, [aiApi.id], 'Revoke their access first, or set `revokeAccess` to true.');
      await replacePolicies(change, aiApi, { removed: await loadPolicies(manager, { aiApiId: aiApi.id }) });
      for (const image of await aiApiImages(manager, [aiApi])) change.deleted(aiApi, image);
      await manager.delete(AiApiEntity, { id: aiApi.id });
      change.touch('ai-api', aiApi.id);
      return { deletedId: aiApi.id };
    });
  }
}

/** Compares with the base paths of all AI APIs under the lineage lock, so that no two can overlap. */
async function refuseTaken(
  change: ChangeInProgress,
  { name, basePath }: { readonly name?: string; readonly basePath?: string },
  ownId?: string,
): Promise<void> {
  if (name === undefined && basePath === undefined) return;
  const present = await change.manager.find(AiApiEntity, { select: { id: true, name: true, basePath: true } });
  const others = present.filter(({ id }) => id !== ownId);
  const namesake = others.find((aiApi) => name !== undefined && nameKey(aiApi.name) === nameKey(name));
  if (name !== undefined && namesake) throw taken('name', name, namesake, 'AI_API');
  if (basePath === undefined) return;
  const overlapping = others.find((aiApi) => basePathsOverlap(aiApi.basePath, basePath));
  if (overlapping === undefined) return;
  const how = `overlaps with ${overlapping.basePath}, the base path of`;
  throw taken('basePath', basePath, overlapping, 'AI_API', how);
}
