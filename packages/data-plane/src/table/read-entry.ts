import { type AiApiEntry, type EntryKind, entryValueSchemas, parseEntryKey, parseRaw } from '@switchyard/contract';
import type { z } from 'zod';
import { orRefuse, Refusal } from './revision-refusal';
import type { ContentReader } from './revision-target';

/** A valid entry with its kind. */
export type ReadEntry = {
  [K in EntryKind]: { readonly kind: K; readonly value: z.infer<(typeof entryValueSchemas)[K]> };
}[EntryKind];

/** What an entry contains, or why it cannot be served. */
export type ReadContent = ReadEntry | Refusal;

/**
 * Parses and validates the values of entries. A revision of many entries repeats the same ids and lists over
 * and over; they become one string and one list each, which saves a quarter of the memory of a large table.
 */
export class EntryReader implements ContentReader<ReadContent> {
  readonly #texts = new Map<string, string>();
  readonly #statuses = new Map<string, AiApiEntry['policies'][number]['failureStatuses']>();
  readonly #kinds = new Map<string, AiApiEntry['policies'][number]['failoverOn']>();

  /**
   * @param raw the value's JSON, one character per byte
   * @returns null if the entry is of a kind that this release does not know, a refusal if the value is invalid
   */
  read(key: string, raw: string): ReadContent | null {
    const parsed = parseEntryKey(key);
    if (parsed === null) return null;
    try {
      return orRefuse(key, () => this.#parse(key, parsed.kind, parsed.id, parseRaw(raw)));
    } catch (error) {
      return Refusal.because(error);
    }
  }

  /** Forgets what was shared. */
  forget(): void {
    this.#texts.clear();
    this.#statuses.clear();
    this.#kinds.clear();
  }

  #parse(key: string, kind: EntryKind, id: string, json: unknown): ReadEntry {
    switch (kind) {
      case 'provider': {
        const value = entryValueSchemas[kind].parse(json);
        refuseOtherId(key, id, value.id);
        return { kind, value };
      }
      case 'prices': {
        const value = entryValueSchemas[kind].parse(json);
        refuseOtherId(key, id, value.providerId);
        return { kind, value };
      }
      case 'certificate': {
        const value = entryValueSchemas[kind].parse(json);
        refuseOtherId(key, id, value.sha256);
        return { kind, value };
      }
      case 'ai-api': {
        const value = entryValueSchemas[kind].parse(json);
        refuseOtherId(key, id, value.id);
        this.#shareParts(value);
        return { kind, value };
      }
      case 'consumer': {
        const value = entryValueSchemas[kind].parse(json);
        refuseOtherId(key, id, value.id);
        return { kind, value };
      }
      case 'consumer-key': {
        // Its consumer's id is not shared: a hundred thousand of them take 5 MB, but 3 % of the time of reading a table to share.
        return { kind, value: entryValueSchemas[kind].parse(json) };
      }
    }
  }

  #shareParts(aiApi: AiApiEntry): void {
    aiApi.providerIds = aiApi.providerIds.map((id) => this.#shared(id));
    const { defaultProductionEndpointId: production, defaultSandboxEndpointId: sandbox } = aiApi;
    aiApi.defaultProductionEndpointId = production === null ? null : this.#shared(production);
    aiApi.defaultSandboxEndpointId = sandbox === null ? null : this.#shared(sandbox);
    for (const policy of aiApi.policies) {
      for (const target of [...policy.production, ...policy.sandbox]) {
        target.modelId = this.#shared(target.modelId);
        target.endpointId = this.#shared(target.endpointId);
      }
      policy.failureStatuses = sharedList(this.#statuses, policy.failureStatuses);
      policy.failoverOn = sharedList(this.#kinds, policy.failoverOn);
    }
  }

  #shared(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }
}

function sharedList<T extends readonly unknown[]>(known: Map<string, T>, list: T): T {
  const text = list.join();
  const present = known.get(text);
  if (present === undefined) known.set(text, list);
  return present ?? list;
}

function refuseOtherId(key: string, keyId: string, entryId: string): void {
  if (keyId !== entryId) throw new Refusal('INVALID_ENTRY', key, `the entry is for id ${entryId}`);
}
