import type { EntityManager } from 'typeorm';
import { policiesOf } from '../policies/policy-store';
import { replacePolicies } from '../policies/replace-policies';
import { loadTargetParts } from '../policies/target-parts';
import { refuseInUse } from '../references/refuse-in-use';
import { removeGrants } from '../consumers/remove-grants';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { applyPatch } from '../../kernel/rules/apply-patch';
import { InputCheck, type Refusals } from '../../kernel/rules/input-check';
import { checkVersion } from '../../kernel/database/find-object';
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
    const check = new InputCheck(createAiApiRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'createAiApi' }, async (change) => {
      const { manager } = change;
      const identity = change.newObject();
      await refuseTaken(check, change, check.valid);
      const references = await resolveReferences(check, manager, { ...NO_REFERENCES, id: identity.id });
      const [{ comment: _comment, displayName, ...given }] = check.passed();
      const aiApi = Object.assign(new AiApiEntity(), {
        ...identity,
        ...given,
        ...references,
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
    const check = new InputCheck(updateAiApiRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'updateAiApi' }, async (change) => {
      const { manager } = change;
      const found = await aiApiOf(check, manager);
      if (found !== null) await refuseTaken(check, change, changedIn(check.valid, found), found.id);
      const references = found && (await resolveReferences(check, manager, found));
      const [whole, aiApi, next] = check.passed(found, references);
      const { aiApiId: _id, expectedVersion: _version, comment: _comment, ...given } = whole;
      const patch = applyPatch(aiApi, {
        ...given,
        ...next,
        displayName: given.displayName === null ? (given.name ?? aiApi.name) : given.displayName,
      });
      return { aiApi: patch === null ? aiApi : await changeAiApi(change, aiApi, patch) };
    });
  }

  async delete(caller: Caller, input: unknown) {
    const check = new InputCheck(deleteAiApiRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'deleteAiApi' }, async (change) => {
      const { manager } = change;
      const [{ revokeAccess }, aiApi] = check.passed(await aiApiOf(check, manager));
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

async function aiApiOf(
  check: InputCheck<{ aiApiId: string; expectedVersion?: number | null | undefined }>,
  manager: EntityManager,
): Promise<AiApiEntity | null> {
  const { aiApiId, expectedVersion } = check.valid;
  if (aiApiId === undefined) return null;
  const aiApi = await check.gather(() => getAiApi(manager, aiApiId));
  if (aiApi !== null) await check.gather(() => checkVersion('AI API', aiApi.version, expectedVersion));
  return aiApi;
}

interface UniqueMembers {
  readonly name?: string | undefined;
  readonly basePath?: string | undefined;
}

function changedIn({ name, basePath }: UniqueMembers, aiApi: AiApiEntity): UniqueMembers {
  return {
    name: name === aiApi.name ? undefined : name,
    basePath: basePath === aiApi.basePath ? undefined : basePath,
  };
}

async function changeAiApi(
  change: ChangeInProgress,
  aiApi: AiApiEntity,
  { providerIds, modelAliases, ...columns }: Partial<AiApiEntity>,
): Promise<AiApiEntity> {
  const next = await updateObject(change, AiApiEntity, aiApi, columns);
  if (providerIds !== undefined || modelAliases !== undefined) {
    Object.assign(next, {
      providerIds: providerIds ?? aiApi.providerIds,
      modelAliases: modelAliases ?? aiApi.modelAliases,
    });
    await writeLists(change.manager, [next]);
  }
  const [before, after] = await aiApiImages(change.manager, [aiApi, next]);
  if (before && after) change.updated(next, aiApi.version, before, after);
  change.touch('ai-api', aiApi.id);
  return next;
}

/** Compares with the base paths of all AI APIs under the lineage lock, so that no two can overlap. */
async function refuseTaken(
  refusals: Refusals,
  { manager }: ChangeInProgress,
  { name, basePath }: UniqueMembers,
  ownId?: string,
): Promise<void> {
  if (name === undefined && basePath === undefined) return;
  const present = await manager.find(AiApiEntity, { select: { id: true, name: true, basePath: true } });
  const others = present.filter(({ id }) => id !== ownId);
  const namesake = others.find((aiApi) => name !== undefined && nameKey(aiApi.name) === nameKey(name));
  if (name !== undefined && namesake) refusals.refuse(taken('name', name, namesake, 'AI_API'));
  const overlapping = others.find((aiApi) => basePath !== undefined && basePathsOverlap(aiApi.basePath, basePath));
  if (basePath === undefined || overlapping === undefined) return;
  const how = `overlaps with ${overlapping.basePath}, the base path of`;
  refusals.refuse(taken('basePath', basePath, overlapping, 'AI_API', how));
}
