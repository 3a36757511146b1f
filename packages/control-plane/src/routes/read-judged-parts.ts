import { type AiApiEntry, type ConsumerEntry, entryKey } from '@switchyard/contract';
import { compileAiApi, type RoutableAiApi } from '@switchyard/routing';
import type { EntityManager } from 'typeorm';
import { AiApiEntity } from '../ai-apis/ai-api-entity';
import { ConsumerEntity } from '../consumers/consumer-entity';
import { notFound } from '../errors/domain-error';
import { readEntries } from '../publication/read-entries';
import { readLineage } from '../revisions/lock-lineage';
import { findObject } from '../rules/find-object';
import type { RouteQuestion } from './explain-route-rules';

/** What an explanation is judged from, all of one moment. */
export interface JudgedParts {
  readonly lineage: string;
  readonly revision: number;
  /** Null where the configuration has no such AI API. */
  readonly aiApi: Pick<AiApiEntity, 'id' | 'name'> | null;
  /** As it is published; null where it is disabled or not there. */
  readonly routable: RoutableAiApi | null;
  /** As it is published; null where access is not to be judged. */
  readonly consumer: ConsumerEntry | null;
}

/**
 * Compiles what the question is about, just as it is published: a constant number of statements.
 *
 * @throws DomainError NOT_FOUND where there is no such consumer
 */
export async function readJudgedParts(manager: EntityManager, question: RouteQuestion): Promise<JudgedParts> {
  const { lineage, revision } = await readLineage(manager);
  const aiApi = await findAiApi(manager, question);
  const { consumerId } = question;
  const consumer = consumerId ? await findObject(manager, ConsumerEntity, consumerId) : null;
  if (consumerId && consumer === null) throw notFound('consumer', consumerId);
  const keys = [
    ...(aiApi === null ? [] : [entryKey('ai-api', aiApi.id)]),
    ...(consumer === null ? [] : [entryKey('consumer', consumer.id)]),
  ];
  let entry: AiApiEntry | null = null;
  let consumerEntry: ConsumerEntry | null = null;
  for (const { value } of await readEntries(manager, keys)) {
    if ('basePath' in value) entry = value;
    else if ('aiApiIds' in value) consumerEntry = value;
  }
  return {
    lineage,
    revision,
    aiApi,
    routable: entry === null ? null : compileAiApi(entry),
    consumer: consumerEntry,
  };
}

function findAiApi(manager: EntityManager, { aiApiId, aiApiName }: RouteQuestion): Promise<AiApiEntity | null> {
  if (aiApiId) return findObject(manager, AiApiEntity, aiApiId);
  return manager.findOneBy(AiApiEntity, { name: aiApiName ?? '' });
}
