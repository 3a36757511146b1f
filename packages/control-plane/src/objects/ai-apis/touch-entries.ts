import { Any } from 'typeorm';
import { AiApiEntity } from './ai-api-entity';
import type { ChangeInProgress } from '../../change/change-in-progress';

/** An AI API's entry contains its provider with models and endpoints, so a change to any of them touches the entry. */
export async function touchAiApisOfProvider(change: ChangeInProgress, providerId: string): Promise<void> {
  await touchAiApisOfProviders(change, [providerId]);
}

export async function touchAiApisOfProviders(change: ChangeInProgress, providerIds: readonly string[]): Promise<void> {
  if (providerIds.length === 0) return;
  const where = { providerId: Any([...providerIds]) };
  const aiApis = await change.manager.find(AiApiEntity, { select: { id: true }, where });
  for (const { id } of aiApis) change.touch('ai-api', id);
}
