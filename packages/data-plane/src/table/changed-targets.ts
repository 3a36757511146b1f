import { createHash } from 'node:crypto';
import { partsOfTargetKey } from '@switchyard/routing';
import type { ServedEndpoint, ServedProvider } from './served-provider';

/**
 * The targets of which nothing is known any more, because their endpoint changed its URL, credential or CA certificates, or
 * their model or endpoint was disabled or enabled: what a vendor said to another credential, at another address, or to a
 * gateway that did not trust it, says nothing.
 */
export class ChangedTargets {
  readonly #endpointIds = new Set<string>();
  readonly #modelIds = new Set<string>();

  get isEmpty(): boolean {
    return this.#endpointIds.size === 0 && this.#modelIds.size === 0;
  }

  /** @param before undefined if the provider was not served */
  note(before: ServedProvider | undefined, now: ServedProvider): void {
    for (const [id, model] of now.routable.models) {
      if (before?.routable.models.get(id)?.enabled !== model.enabled) this.#modelIds.add(id);
    }
    for (const [id, { enabled }] of now.routable.endpoints) {
      const isSame =
        before?.routable.endpoints.get(id)?.enabled === enabled &&
        isSentAlike(endpointOf(before, id), endpointOf(now, id));
      if (!isSame) this.#endpointIds.add(id);
    }
  }

  /** Whether it is one of them. @param key the target's */
  has(key: string): boolean {
    const { modelId, endpointId } = partsOfTargetKey(key);
    return this.#endpointIds.has(endpointId) || this.#modelIds.has(modelId);
  }
}

/** Undefined if there is none, or its credential or CA certificates cannot be read. */
export function endpointOf(provider: ServedProvider | undefined, id: string): ServedEndpoint | undefined {
  const endpoint = provider?.routable.endpoints.get(id);
  return endpoint === undefined ? undefined : provider?.endpoints.get(endpoint);
}

/** Whether requests go to the same address with the same credential, over connections that trust the same. */
export function isSentAlike(one: ServedEndpoint | undefined, other: ServedEndpoint | undefined): boolean {
  return (
    one === other ||
    (one !== undefined &&
      other !== undefined &&
      one.origin === other.origin &&
      one.basePath === other.basePath &&
      one.caTrust?.key === other.caTrust?.key &&
      one.queryParameter === other.queryParameter &&
      one.headers.length === other.headers.length &&
      one.headers.every((text, index) => text === other.headers[index]))
  );
}

/** A digest of how requests are sent there: the same for all endpoints that are sent alike (`isSentAlike`). Null for none. */
export function sentAs(endpoint: ServedEndpoint | undefined): string | null {
  if (endpoint === undefined) return null;
  const { origin, basePath, caTrust, queryParameter, headers } = endpoint;
  const text = JSON.stringify([origin, basePath, caTrust?.key ?? null, queryParameter, headers]);
  return createHash('sha256').update(text).digest('base64');
}
