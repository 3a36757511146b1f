import { policiesOf } from '../policies/policy-store';
import { replacePolicies } from '../policies/replace-policies';
import { loadTargetParts } from '../policies/target-parts';
import { refuseInUse } from '../references/refuse-in-use';
import { removeGrants } from '../consumers/remove-grants';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { applyPatch } from '../../kernel/rules/apply-patch';
import { checkInput } from '../../kernel/rules/check-input';
import { updateObject } from '../../change/update-object';
import { taken } from '../../kernel/rules/taken';
import { nameKey } from '../../kernel/text/name-key';
import type { Caller } from '../../kernel/caller/caller';
import { AiApiEntity } from './ai-api-entity';
import { aiApiImages } from './ai-api-image';
import { resolveReferences } from './ai-api-references';
import { basePathsOverlap, createAiApiRules, deleteAiApiRules, updateAiApiRules } from './ai-api-rules';
import { getAiApi, writeAiApis, writeLists } from './ai-api-store';

const NO_REFERENCES = {
  providerId: '',
  providerIds: [],
  modelAliases: [],
  defaultProductionEndpointId: null,
  defaultSandboxEndpointId: null,
};

export class AiApiService {
  constructor(private readonly corridor: ChangeCorridor) {}

  async create(caller: Caller, input: unknown) {
    const { comment, displayName, ...given } = checkInput(createAiApiRules, input);
    return this.corridor.commit({ caller, operation: 'createAiApi', comment }, async (change) => {
      const { manager } = change;
      await refuseTaken(change, given);
      const identity = change.newObject();
      const aiApi = Object.assign(new AiApiEntity(), {
        ...identity,
        ...given,
        ...(await resolveReferences(manager, given, { ...NO_REFERENCES, id: identity.id })),
        displayName: displayName ?? given.name,
        policyKind: null,
        policiesVersion: change.revision,
      });
      await writeAiApis(manager, [aiApi], []);
      for (const image of await aiApiImages(manager, [aiApi])) change.created(aiApi, image);
      change.touch('ai-api', aiApi.id);
      return { aiApi };
    });
  }

  async update(caller: Caller, input: unknown) {
    const { aiApiId, expectedVersion, comment, ...given } = checkInput(updateAiApiRules, input);
    return this.corridor.commit({ caller, operation: 'updateAiApi', comment }, async (change) => {
      const { manager } = change;
      const aiApi = await getAiApi(manager, aiApiId, expectedVersion);
      const patch = applyPatch(aiApi, {
        ...given,
        ...(await resolveReferences(manager, given, aiApi)),
        displayName: given.displayName === null ? (given.name ?? aiApi.name) : given.displayName,
      });
      if (patch === null) return { aiApi };
      await refuseTaken(change, patch, aiApi.id);
      const { providerIds, modelAliases, ...columns } = patch;
      const next = await updateObject(change, AiApiEntity, aiApi, columns);
      if (providerIds !== undefined || modelAliases !== undefined) {
        Object.assign(next, {
          providerIds: providerIds ?? aiApi.providerIds,
          modelAliases: modelAliases ?? aiApi.modelAliases,
        });
        await writeLists(manager, [next]);
      }
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
      const aiApi = await getAiApi(manager, aiApiId, expectedVersion);
      const what = `AI API ${JSON.stringify(aiApi.name)}`;
      if (revokeAccess) await removeGrants(change, { aiApiId: aiApi.id });
      else await refuseInUse(manager, what, [aiApi.id], 'Revoke their access first, or set `revokeAccess` to true.');
      const policies = await policiesOf(manager, aiApi.id);
      const parts = await loadTargetParts(manager, aiApi.providerIds, policies);
      await replacePolicies(change, aiApi, parts, { removed: policies });
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
