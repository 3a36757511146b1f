import { In, Not } from 'typeorm';
import { AiApiEntity } from '../ai-apis/ai-api-entity';
import { DomainError } from '../../kernel/errors/domain-error';
import type { ChangeCorridor } from '../../change/commit-change';
import { applyPatch } from '../../kernel/rules/apply-patch';
import { checkInput } from '../../kernel/rules/check-input';
import { insertRows } from '../../kernel/database/bulk-rows';
import { getObject } from '../../kernel/database/find-object';
import { refuseTakenName } from '../../kernel/database/refuse-taken-name';
import { updateObject } from '../../change/update-object';
import type { Caller } from '../../kernel/caller/caller';
import { AccessGrantEntity } from './access-grant-entity';
import { ConsumerEntity } from './consumer-entity';
import { accessGrantImage, consumerImage } from './consumer-images';
import {
  accessRules,
  createConsumerRules,
  deleteConsumerRules,
  setAccessGrantsRules,
  updateConsumerRules,
} from './consumer-rules';
import { insertGrants, referredAiApis } from './insert-grants';
import { removeGrants } from './remove-grants';
import { removeKeys } from './remove-keys';

/** Consumers and their access grants; their keys are in `ConsumerKeyService`. */
export class ConsumerService {
  constructor(private readonly corridor: ChangeCorridor) {}

  async create(caller: Caller, input: unknown) {
    const { aiApiIds, comment, ...given } = checkInput(createConsumerRules, input);
    return this.corridor.commit({ caller, operation: 'createConsumer', comment }, async (change) => {
      await refuseTakenName(change.manager, ConsumerEntity, given.name);
      const aiApis = await referredAiApis(change.manager, aiApiIds ?? []);
      const consumer = change.manager.create(ConsumerEntity, {
        ...change.newObject(),
        ...given,
        displayName: given.displayName ?? given.name,
      });
      await insertRows(change.manager, ConsumerEntity, [consumer]);
      change.created(consumer, consumerImage(consumer));
      change.touch('consumer', consumer.id);
      await insertGrants(change, consumer, aiApis);
      return { consumer };
    });
  }

  async update(caller: Caller, input: unknown) {
    const { consumerId, expectedVersion, comment, ...given } = checkInput(updateConsumerRules, input);
    return this.corridor.commit({ caller, operation: 'updateConsumer', comment }, async (change) => {
      const consumer = await getObject(change.manager, ConsumerEntity, consumerId, 'consumer', expectedVersion);
      const displayName = given.displayName === null ? (given.name ?? consumer.name) : given.displayName;
      const patch = applyPatch(consumer, { ...given, displayName });
      if (patch === null) return { consumer };
      if (patch.name !== undefined) {
        await refuseTakenName(change.manager, ConsumerEntity, patch.name, { ownId: consumer.id });
      }
      const next = await updateObject(change, ConsumerEntity, consumer, patch);
      change.updated(next, consumer.version, consumerImage(consumer), consumerImage(next));
      change.touch('consumer', consumer.id);
      return { consumer: next };
    });
  }

  async delete(caller: Caller, input: unknown) {
    const { consumerId, expectedVersion, comment } = checkInput(deleteConsumerRules, input);
    return this.corridor.commit({ caller, operation: 'deleteConsumer', comment }, async (change) => {
      const consumer = await getObject(change.manager, ConsumerEntity, consumerId, 'consumer', expectedVersion);
      await removeGrants(change, { consumerId: consumer.id });
      await removeKeys(change, [consumer]);
      await change.manager.delete(ConsumerEntity, { id: consumer.id });
      change.deleted(consumer, consumerImage(consumer));
      change.touch('consumer', consumer.id);
      return { deletedId: consumer.id };
    });
  }

  async grantAccess(caller: Caller, input: unknown) {
    const { consumerId, aiApiId, comment } = checkInput(accessRules, input);
    return this.corridor.commit({ caller, operation: 'grantAccess', comment }, async (change) => {
      const consumer = await getObject(change.manager, ConsumerEntity, consumerId, 'consumer');
      const aiApi = await getObject(change.manager, AiApiEntity, aiApiId, 'AI API');
      const [accessGrant] = await insertGrants(change, consumer, [aiApi]);
      if (accessGrant === undefined) throw new Error('the new access grant is missing');
      return { accessGrant };
    });
  }

  async revokeAccess(caller: Caller, input: unknown) {
    const { consumerId, aiApiId, comment } = checkInput(accessRules, input);
    return this.corridor.commit({ caller, operation: 'revokeAccess', comment }, async (change) => {
      const consumer = await getObject(change.manager, ConsumerEntity, consumerId, 'consumer');
      const aiApi = await getObject(change.manager, AiApiEntity, aiApiId, 'AI API');
      const ids = { consumerId: consumer.id, aiApiId: aiApi.id };
      const grant = await change.manager.findOneBy(AccessGrantEntity, ids);
      if (grant === null) {
        throw new DomainError('NOT_FOUND', `There is no access grant of "${consumer.name}" for "${aiApi.name}".`);
      }
      await change.manager.delete(AccessGrantEntity, { id: grant.id });
      change.deleted(grant, accessGrantImage(consumer, aiApi));
      change.touch('consumer', consumer.id);
      return { deletedId: grant.id, consumer, aiApi };
    });
  }

  async setAccessGrants(caller: Caller, input: unknown) {
    const { consumerId, aiApiIds, comment } = checkInput(setAccessGrantsRules, input);
    return this.corridor.commit({ caller, operation: 'setAccessGrants', comment }, async (change) => {
      const consumer = await getObject(change.manager, ConsumerEntity, consumerId, 'consumer');
      const aiApis = await referredAiApis(change.manager, aiApiIds);
      const others = { consumerId: consumer.id, aiApiId: Not(In(aiApis.map(({ id }) => id))) };
      const removed = await removeGrants(change, others);
      const accessGrants = await insertGrants(change, consumer, aiApis);
      return { accessGrants, deletedIds: removed.map(({ id }) => id), consumer };
    });
  }
}
