import { type AiApiEntry, type ConsumerEntry, entryKey, type ProviderEntry } from '@switchyard/contract';
import { compileAiApi, compileProvider, deriveAiApi, type RoutableAiApi } from '@switchyard/routing';
import type { EntityManager } from 'typeorm';
import { AiApiEntity } from '../objects/ai-apis/ai-api-entity';
import { listedProviders } from '../objects/ai-apis/ai-api-store';
import { readPolicyNames } from '../objects/policies/read-policy-names';
import { readLiveEntries } from '../publication/read-entries';
import { readLineage } from '../change/lock-lineage';
import { findObject } from '../kernel/database/find-object';
import { nameKey } from '../kernel/text/name-key';
import { isUuid } from '../kernel/text/uuid';

/** The AI API and the consumer that an explanation is about. */
export interface JudgedSubjects {
  /** The AI API's id; its name is used where the id is null or unknown. */
  readonly aiApiId: string | null;
  readonly aiApiName: string | null;
  /** Null where access is not checked. */
  readonly consumerId: string | null;
}

/** What an explanation is judged from, read in one snapshot. */
export interface JudgedParts {
  readonly lineage: string;
  readonly revision: number;
  /** Null where the configuration has no such AI API. */
  readonly aiApi: Pick<AiApiEntity, 'id' | 'name'> | null;
  /** As data planes serve it; null where it is disabled or does not exist. */
  readonly routable: RoutableAiApi | null;
  /** What its policies are called, by their ids. */
  readonly policyNames: ReadonlyMap<string, string>;
  /** As published; null where it does not exist or access is not checked. */
  readonly consumer: ConsumerEntry | null;
}

/** Reads the question's subjects as they are published, in a constant number of statements. */
export async function readJudgedParts(manager: EntityManager, subjects: JudgedSubjects): Promise<JudgedParts> {
  const { lineage, revision } = await readLineage(manager);
  const aiApi = await findAiApi(manager, subjects);
  const { consumerId } = subjects;
  const listed = aiApi === null ? [] : await listedProviders(manager, [aiApi.id]);
  const keys = [
    ...(aiApi === null ? [] : [entryKey('ai-api', aiApi.id)]),
    ...listed.map(({ providerId }) => entryKey('provider', providerId)),
    ...(consumerId !== null && isUuid(consumerId) ? [entryKey('consumer', consumerId)] : []),
  ];
  let entry: AiApiEntry | null = null;
  const providers = new Map<string, ProviderEntry>();
  let consumer: ConsumerEntry | null = null;
  for await (const entries of readLiveEntries(manager, keys)) {
    for (const { value } of entries) {
      if ('basePath' in value) entry = value;
      else if ('profile' in value) providers.set(value.id, value);
      else if ('aiApiIds' in value) consumer = value;
    }
  }
  const policyNames = await readPolicyNames(manager, entry?.policies.map(({ id }) => id) ?? []);
  return { lineage, revision, aiApi, routable: derive(entry, providers), policyNames, consumer };
}

function derive(entry: AiApiEntry | null, providers: ReadonlyMap<string, ProviderEntry>): RoutableAiApi | null {
  if (entry === null) return null;
  const inOrder = entry.providerIds.flatMap((id) => providers.get(id) ?? []);
  return deriveAiApi(
    compileAiApi(entry),
    inOrder.map((provider) => compileProvider(provider)),
  );
}

async function findAiApi(manager: EntityManager, { aiApiId, aiApiName }: JudgedSubjects): Promise<AiApiEntity | null> {
  const found = aiApiId === null ? null : await findObject(manager, AiApiEntity, aiApiId);
  return found === null && aiApiName !== null ? manager.findOneBy(AiApiEntity, { nameKey: nameKey(aiApiName) }) : found;
}
