import { insertModels } from '../models/insert-models';
import type { ChangeCorridor } from '../revisions/commit-change';
import { checkInput } from '../rules/check-input';
import { taken } from '../rules/taken';
import type { Caller } from '../viewer/caller';
import { ProviderEntity } from './provider-entity';
import { providerImage } from './provider-image';
import { createProviderRules } from './provider-rules';

export class ProviderService {
  constructor(private readonly corridor: ChangeCorridor) {}

  async create(caller: Caller, input: unknown) {
    const { name, displayName, template, profile, models, comment } = checkInput(createProviderRules, input);
    return this.corridor.commit({ caller, operation: 'createProvider', comment }, async (change) => {
      const existing = await change.manager.findOneBy(ProviderEntity, { name });
      if (existing) throw taken('name', name, existing, 'PROVIDER');
      const provider = change.manager.create(ProviderEntity, {
        ...change.newObject(),
        name,
        displayName: displayName ?? name,
        template,
        profileOverrides: profile ?? {},
      });
      await change.manager.insert(ProviderEntity, provider);
      change.created(provider, providerImage(provider));
      await insertModels(change, provider, models ?? []);
      return { provider };
    });
  }
}
