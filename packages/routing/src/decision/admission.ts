import type { ConsumerEntry } from '@switchyard/contract';
import type { RefusalCode } from './refusal';

/** Why a consumer is not admitted. */
export type AdmissionRefusal = Extract<RefusalCode, 'invalid_api_key' | 'ai_api_not_found' | 'access_denied'>;

/**
 * Why a consumer may not call the AI API at a path; null if it may. Only known consumers learn whether the AI API
 * exists, and the keys of a disabled consumer are treated like unknown ones.
 *
 * @param aiApiId null if there is no AI API at the path
 */
export function refuseAdmission(consumer: ConsumerEntry, aiApiId: string | null): AdmissionRefusal | null {
  if (!consumer.enabled) return 'invalid_api_key';
  if (aiApiId === null) return 'ai_api_not_found';
  return hasAccess(consumer, aiApiId) ? null : 'access_denied';
}

const grantedAiApis = new WeakMap<ConsumerEntry, ReadonlySet<string>>();

/** Whether a consumer has an access grant for an AI API. Each consumer's grants are turned into a set once. */
function hasAccess(consumer: ConsumerEntry, aiApiId: string): boolean {
  if (consumer.allAiApis) return true;
  let granted = grantedAiApis.get(consumer);
  if (granted === undefined) {
    granted = new Set(consumer.aiApiIds);
    grantedAiApis.set(consumer, granted);
  }
  return granted.has(aiApiId);
}
