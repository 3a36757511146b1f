import type { z } from 'zod';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { endpointImage } from '../endpoints/endpoint-image';
import { insertModels } from '../models/insert-models';
import { ModelEntity } from '../models/model-entity';
import { modelImage } from '../models/model-image';
import { refuseInUse } from '../references/refuse-in-use';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { applyPatch } from '../../kernel/rules/apply-patch';
import { checkInput } from '../../kernel/rules/check-input';
import { InputCheck } from '../../kernel/rules/input-check';
import { insertRows } from '../../kernel/database/bulk-rows';
import { subjectOf } from '../../kernel/database/find-object';
import { refuseTakenName } from '../../kernel/database/refuse-taken-name';
import { updateObject } from '../../change/update-object';
import type { Caller } from '../../kernel/caller/caller';
import { ProviderEntity } from './provider-entity';
import { providerImage } from './provider-image';
import { createProviderRules, deleteProviderRules, profileRules, updateProviderRules } from './provider-rules';
import { refuseUnfitProfile } from './refuse-unfit-profile';
import { touchEndpoint, touchModel, touchProviders } from './touch-entries';

export class ProviderService {
  constructor(private readonly corridor: ChangeCorridor) {}

  async create(caller: Caller, input: unknown) {
    const check = new InputCheck(createProviderRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'createProvider' }, async (change) => {
      await refuseTakenName(check, change.manager, ProviderEntity, check.valid.name);
      const [{ name, displayName, labels, template, profile, models }] = check.passed();
      const provider = change.manager.create(ProviderEntity, {
        ...change.newObject(),
        name,
        displayName: displayName ?? name,
        labels,
        template,
        profileOverrides: profile ?? {},
      });
      await insertRows(change.manager, ProviderEntity, [provider]);
      change.created(provider, providerImage(provider));
      touchProviders(change, [provider.id]);
      await insertModels(change, provider, models ?? []);
      return { provider };
    });
  }

  async update(caller: Caller, input: unknown) {
    const check = new InputCheck(updateProviderRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'updateProvider' }, async (change) => {
      const found = await providerOf(check, change);
      if (found !== null) await refuseConflicts(check, change, found);
      const [given, provider] = check.passed(found);
      const displayName = given.displayName === null ? (given.name ?? provider.name) : given.displayName;
      const patch = applyPatch(provider, {
        name: given.name,
        displayName,
        labels: given.labels,
        profileOverrides: overridesIn(given),
      });
      if (patch === null) return { provider };
      const next = await updateObject(change, ProviderEntity, provider, patch);
      change.updated(next, provider.version, providerImage(provider), providerImage(next));
      touchProviders(change, [provider.id]);
      return { provider: next };
    });
  }

  async delete(caller: Caller, input: unknown) {
    const check = new InputCheck(deleteProviderRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'deleteProvider' }, async (change) => {
      const [, provider] = check.passed(await providerOf(check, change));
      const what = `provider ${JSON.stringify(provider.name)}`;
      await refuseInUse(change.manager, what, [provider.id], 'Remove it from those AI APIs first.');
      await removeMembers(change, provider);
      await change.manager.delete(ProviderEntity, { id: provider.id });
      change.deleted(provider, providerImage(provider));
      touchProviders(change, [provider.id]);
      return { deletedId: provider.id };
    });
  }
}

type ProviderUpdate = z.output<typeof updateProviderRules>;

function providerOf(
  check: InputCheck<z.output<typeof deleteProviderRules>>,
  { manager }: ChangeInProgress,
): Promise<ProviderEntity | null> {
  const { providerId, expectedVersion } = check.valid;
  return subjectOf(check, manager, ProviderEntity, providerId, 'provider', expectedVersion);
}

/** The overrides that an input gives; undefined if they stay. */
function overridesIn({ profile }: Pick<Partial<ProviderUpdate>, 'profile'>) {
  return profile === null ? {} : profile;
}

async function refuseConflicts(
  check: InputCheck<ProviderUpdate>,
  { manager }: ChangeInProgress,
  provider: ProviderEntity,
): Promise<void> {
  const profile = overridesIn(check.valid);
  if (profile !== undefined) {
    const isComplete = await check.gather(() => checkInput(profileRules, { template: provider.template, profile }));
    const patch = applyPatch(provider, { profileOverrides: profile });
    if (isComplete !== null && patch !== null) {
      await check.gather(() => refuseUnfitProfile(manager, provider, patch.profileOverrides));
    }
  }
  const { name } = check.valid;
  if (name === provider.name) return;
  await refuseTakenName(check, manager, ProviderEntity, name, { ownId: provider.id });
}

/** AI APIs use only models and endpoints of the providers that they list, so nothing uses those of an unlisted one. */
async function removeMembers(change: ChangeInProgress, provider: ProviderEntity): Promise<void> {
  const ofProvider = { providerId: provider.id };
  const models = await change.manager.findBy(ModelEntity, ofProvider);
  const endpoints = await change.manager.findBy(EndpointEntity, ofProvider);
  await change.manager.delete(ModelEntity, ofProvider);
  await change.manager.delete(EndpointEntity, ofProvider);
  for (const model of models) {
    change.deleted(model, modelImage(model, provider));
    touchModel(change, model);
  }
  for (const endpoint of endpoints) {
    change.deleted(endpoint, endpointImage(endpoint, provider));
    touchEndpoint(change, endpoint);
  }
}
