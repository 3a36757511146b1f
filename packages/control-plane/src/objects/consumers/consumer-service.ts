import { In, Not } from 'typeorm';
import type { z } from 'zod';
import { AiApiEntity } from '../ai-apis/ai-api-entity';
import { DomainError } from '../../kernel/errors/domain-error';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { applyPatch } from '../../kernel/rules/apply-patch';
import { InputCheck } from '../../kernel/rules/input-check';
import { insertRows } from '../../kernel/database/bulk-rows';
import { subjectOf } from '../../kernel/database/find-object';
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
    const check = new InputCheck(createConsumerRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'createConsumer' }, async (change) => {
      await refuseTakenName(check, change.manager, ConsumerEntity, check.valid.name);
      const aiApis = await referredAiApis(check, change.manager, check.items('aiApiIds'));
      const [{ aiApiIds: _aiApiIds, comment: _comment, ...given }] = check.passed();
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
    const check = new InputCheck(updateConsumerRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'updateConsumer' }, async (change) => {
      const found = await consumerOf(check, change, check.valid.expectedVersion);
      const { name } = check.valid;
      if (found !== null && name !== found.name) {
        await refuseTakenName(check, change.manager, ConsumerEntity, name, { ownId: found.id });
      }
      const [{ consumerId: _id, expectedVersion: _version, comment: _comment, ...given }, consumer] =
        check.passed(found);
      const displayName = given.displayName === null ? (given.name ?? consumer.name) : given.displayName;
      const patch = applyPatch(consumer, { ...given, displayName });
      if (patch === null) return { consumer };
      const next = await updateObject(change, ConsumerEntity, consumer, patch);
      change.updated(next, consumer.version, consumerImage(consumer), consumerImage(next));
      change.touch('consumer', consumer.id);
      return { consumer: next };
    });
  }

  async delete(caller: Caller, input: unknown) {
    const check = new InputCheck(deleteConsumerRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'deleteConsumer' }, async (change) => {
      const [, consumer] = check.passed(await consumerOf(check, change, check.valid.expectedVersion));
      await removeGrants(change, { consumerId: consumer.id });
      await removeKeys(change, [consumer]);
      await change.manager.delete(ConsumerEntity, { id: consumer.id });
      change.deleted(consumer, consumerImage(consumer));
      change.touch('consumer', consumer.id);
      return { deletedId: consumer.id };
    });
  }

  async grantAccess(caller: Caller, input: unknown) {
    const check = new InputCheck(accessRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'grantAccess' }, async (change) => {
      const [, consumer, aiApi] = check.passed(...(await accessOf(check, change)));
      const [accessGrant] = await insertGrants(change, consumer, [aiApi]);
      if (accessGrant === undefined) throw new Error('the new access grant is missing');
      return { accessGrant };
    });
  }

  async revokeAccess(caller: Caller, input: unknown) {
    const check = new InputCheck(accessRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'revokeAccess' }, async (change) => {
      const [, consumer, aiApi] = check.passed(...(await accessOf(check, change)));
      const ids = { consumerId: consumer.id, aiApiId: aiApi.id };
      const grant = await change.manager.findOneBy(AccessGrantEntity, ids);
      if (grant === null) {
        throw new DomainError('NOT_FOUND', `There is no access grant of "${consumer.name}" for "${aiApi.name}".`, {
          fields: [{ path: 'aiApiId', message: 'is an AI API that the consumer may not call', reason: 'NOT_FOUND' }],
        });
      }
      await change.manager.delete(AccessGrantEntity, { id: grant.id });
      change.deleted(grant, accessGrantImage(consumer, aiApi));
      change.touch('consumer', consumer.id);
      return { deletedId: grant.id, consumer, aiApi };
    });
  }

  async setAccessGrants(caller: Caller, input: unknown) {
    const check = new InputCheck(setAccessGrantsRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'setAccessGrants' }, async (change) => {
      const found = await consumerOf(check, change);
      const aiApis = await referredAiApis(check, change.manager, check.items('aiApiIds'));
      const [, consumer] = check.passed(found);
      const others = { consumerId: consumer.id, aiApiId: Not(In(aiApis.map(({ id }) => id))) };
      const removed = await removeGrants(change, others);
      const accessGrants = await insertGrants(change, consumer, aiApis);
      return { accessGrants, deletedIds: removed.map(({ id }) => id), consumer };
    });
  }
}

function consumerOf(
  check: InputCheck<{ consumerId: string }>,
  { manager }: ChangeInProgress,
  expectedVersion?: number | null,
): Promise<ConsumerEntity | null> {
  return subjectOf(check, manager, ConsumerEntity, check.valid.consumerId, 'consumer', expectedVersion);
}

async function accessOf(
  check: InputCheck<z.output<typeof accessRules>>,
  change: ChangeInProgress,
): Promise<[ConsumerEntity | null, AiApiEntity | null]> {
  const consumer = await consumerOf(check, change);
  return [consumer, await subjectOf(check, change.manager, AiApiEntity, check.valid.aiApiId, 'AI API')];
}
