import { AiApiEntity } from '../ai-apis/ai-api-entity';
import { badInput, notFound } from '../errors/domain-error';
import type { ChangeCorridor } from '../revisions/commit-change';
import { checkInput } from '../rules/check-input';
import { getObject, referredObject } from '../rules/find-object';
import { taken } from '../rules/taken';
import type { Caller } from '../viewer/caller';
import { AccessGrantEntity } from './access-grant-entity';
import { ConsumerEntity } from './consumer-entity';
import { accessGrantImage, consumerImage } from './consumer-images';
import { accessRules, createConsumerRules } from './consumer-rules';
import { grantOrFind } from './insert-grant';

/** Consumers and what they may call; their keys have a service of their own. */
export class ConsumerService {
  constructor(private readonly corridor: ChangeCorridor) {}

  async create(caller: Caller, input: unknown) {
    const { name, displayName, enabled, traceAllowed, aiApiIds, comment } = checkInput(createConsumerRules, input);
    refuseRepeated(aiApiIds ?? []);
    return this.corridor.commit({ caller, operation: 'createConsumer', comment }, async (change) => {
      const existing = await change.manager.findOneBy(ConsumerEntity, { name });
      if (existing) throw taken('name', name, existing, 'CONSUMER');
      const consumer = change.manager.create(ConsumerEntity, {
        ...change.newObject(),
        name,
        displayName: displayName ?? name,
        enabled,
        traceAllowed,
      });
      await change.manager.insert(ConsumerEntity, consumer);
      change.created(consumer, consumerImage(consumer));
      change.touch('consumer', consumer.id);
      for (const [index, id] of (aiApiIds ?? []).entries()) {
        const aiApi = await referredObject(change.manager, AiApiEntity, id, `aiApiIds.${index}`, 'AI API');
        await grantOrFind(change, consumer, aiApi);
      }
      return { consumer };
    });
  }

  async grantAccess(caller: Caller, input: unknown) {
    const { consumerId, aiApiId, comment } = checkInput(accessRules, input);
    return this.corridor.commit({ caller, operation: 'grantAccess', comment }, async (change) => {
      const consumer = await getObject(change.manager, ConsumerEntity, consumerId, 'consumer');
      const aiApi = await getObject(change.manager, AiApiEntity, aiApiId, 'AI API');
      return { accessGrant: await grantOrFind(change, consumer, aiApi) };
    });
  }

  async revokeAccess(caller: Caller, input: unknown) {
    const { consumerId, aiApiId, comment } = checkInput(accessRules, input);
    return this.corridor.commit({ caller, operation: 'revokeAccess', comment }, async (change) => {
      const consumer = await getObject(change.manager, ConsumerEntity, consumerId, 'consumer');
      const aiApi = await getObject(change.manager, AiApiEntity, aiApiId, 'AI API');
      const ids = { consumerId: consumer.id, aiApiId: aiApi.id };
      const grant = await change.manager.findOneBy(AccessGrantEntity, ids);
      if (grant === null) throw notFound(`access grant of ${consumer.name} for`, aiApi.name);
      await change.manager.delete(AccessGrantEntity, { id: grant.id });
      change.deleted(grant, accessGrantImage(consumer, aiApi));
      change.touch('consumer', consumer.id);
      return { deletedId: grant.id, consumer, aiApi };
    });
  }
}

function refuseRepeated(ids: readonly string[]): void {
  for (const [index, id] of ids.entries()) {
    if (ids.indexOf(id) === index) continue;
    throw badInput([{ path: `aiApiIds.${index}`, message: 'is there twice', reason: 'DUPLICATE' }]);
  }
}
