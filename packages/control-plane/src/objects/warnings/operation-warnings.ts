import { isDeepStrictEqual } from 'node:util';
import { forEachInSlices, type ProviderProfile } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import type { Image, RecordedChange } from '../../change/change-in-progress';
import { rowsById } from '../../kernel/database/rows-by-id';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import { effectiveProfile } from '../providers/effective-profile';
import { ProviderEntity } from '../providers/provider-entity';
import type { ListedKey } from './name-changes';
import { listedProviders, member, quoted, warningAbout } from './warning-about';
import type { WarningSource } from './warning-source';

/** The first provider of an AI API with each of the others, where a change may have left them without a common operation. */
const PAIRS = `
  WITH candidate AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS given (ai_api_id, provider_id)
    UNION SELECT ai_api_id, provider_id FROM ai_api_provider WHERE provider_id = ANY($3)
    UNION SELECT listed.ai_api_id, listed.provider_id FROM ai_api
      JOIN ai_api_provider AS listed ON listed.ai_api_id = ai_api.id
      WHERE ai_api.id IN (SELECT ai_api_id FROM ai_api_provider WHERE provider_id = ANY($3) AND position = 0)
  )
  SELECT ai_api.name AS "aiApi", ai_api.provider_id AS "firstId", listed.provider_id AS "otherId"
  FROM candidate JOIN ai_api_provider AS listed USING (ai_api_id, provider_id) JOIN ai_api ON ai_api.id = ai_api_id
  WHERE position > 0`;

interface Pair {
  readonly aiApi: string;
  readonly firstId: string;
  readonly otherId: string;
}

/**
 * Warns of providers that an AI API lists although no request can go to them, because they have no operation in common with
 * the first provider. By two statements if the change may cause any.
 */
export class OperationWarnings implements WarningSource {
  readonly #listed: ListedKey[] = [];
  /** Providers whose operations may have changed. */
  readonly #providerIds: string[] = [];

  constructor(private readonly manager: EntityManager) {}

  visit({ objectId, before, after }: RecordedChange): void {
    if (after?.kind === 'AI_API') this.#visitAiApi(objectId, before, after);
    const isChanged = before !== null && after?.kind === 'PROVIDER';
    if (isChanged && !isDeepStrictEqual(operationsIn(before), operationsIn(after))) this.#providerIds.push(objectId);
  }

  #visitAiApi(aiApiId: string, before: Image | null, after: Image): void {
    const [first, ...others] = listedProviders(after);
    const [oldFirst, ...oldOthers] = before === null ? [] : listedProviders(before);
    for (const providerId of others) {
      const isOld = first === oldFirst && oldOthers.includes(providerId);
      if (!isOld) this.#listed.push({ aiApiId, providerId });
    }
  }

  async warnings(): Promise<ChangeWarning[]> {
    if (this.#listed.length + this.#providerIds.length === 0) return [];
    const pairs: Pair[] = await this.manager.query(PAIRS, [
      this.#listed.map(({ aiApiId }) => aiApiId),
      this.#listed.map(({ providerId }) => providerId),
      this.#providerIds,
    ]);
    const ids = new Set(pairs.flatMap(({ firstId, otherId }) => [firstId, otherId]));
    const operations = new Map<string, Operations>();
    for (const [id, provider] of await rowsById(this.manager, ProviderEntity, [...ids])) {
      operations.set(id, { name: provider.name, ...operationNames(effectiveProfile(provider)) });
    }
    const warnings: ChangeWarning[] = [];
    await forEachInSlices(pairs, ({ aiApi, firstId, otherId }) => {
      const [first, other] = [operations.get(firstId), operations.get(otherId)];
      if (first === undefined || other === undefined || other.reachable.some((name) => first.all.has(name))) return;
      const subject = { kind: 'AI_API', path: [aiApi] } as const;
      const message =
        `The AI API ${quoted(subject)} lists the provider ${JSON.stringify(other.name)}, which has no operation in ` +
        `common with the first provider, ${JSON.stringify(first.name)}: no request can go to it.`;
      warnings.push(warningAbout(subject, 'PROVIDER_UNREACHABLE', message));
    });
    return warnings;
  }
}

interface Operations {
  readonly name: string;
  /** The names of its operations that policies route. */
  readonly all: ReadonlySet<string>;
  /** Those that take requests which were written for another provider. */
  readonly reachable: readonly string[];
}

function operationNames({ routedOperations }: ProviderProfile): Omit<Operations, 'name'> {
  const routed = routedOperations.filter(({ pinned }) => !pinned);
  const namesOf = (operations: typeof routed) => operations.flatMap(({ name }) => name ?? []);
  return {
    all: new Set(namesOf(routed)),
    reachable: namesOf(routed.filter(({ canonicalWhen }) => canonicalWhen !== 'NEVER')),
  };
}

/** What a provider's operations follow from. */
function operationsIn({ value }: Image): unknown[] {
  return [member(value, 'template'), member(member(value, 'profile'), 'routedOperations')];
}
