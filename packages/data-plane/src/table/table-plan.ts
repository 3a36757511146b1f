import { entryKey, type EntryKind, forEachInSlices, parseEntryKey, type SealingKey } from '@switchyard/contract';
import { compileAiApi } from '@switchyard/routing';
import { isDeepStrictEqual } from 'node:util';
import { type BasePathOwner, findOverlap } from './base-path-overlap';
import type { EntryDifference } from './bucket-state';
import { LiveAiApi } from './live-ai-api';
import type { ReadEntry } from './read-entry';
import { orRefuse, Refusal } from './revision-refusal';
import type { RoutingTable, TableChange } from './routing-table';
import { serveProvider } from './served-provider';

type AiApiChange = Extract<TableChange, { kind: 'ai-api' }>;

/**
 * Compiles the changes that bring the table to a revision, in slices and without touching the table.
 * Entries of unknown kinds, which a newer control plane may publish, change nothing here.
 *
 * @param differences the entries that differ from the served ones; their content may still be the same
 * @throws Refusal INVALID_ENTRY if the revision cannot be served
 */
export async function planTable(
  table: RoutingTable,
  sealingKey: SealingKey,
  differences: Iterable<EntryDifference>,
): Promise<readonly TableChange[]> {
  const changes: TableChange[] = [];
  await forEachInSlices(differences, ({ key, id, content }) => {
    if (content instanceof Refusal) throw content;
    const kind = content?.kind ?? parseEntryKey(key)?.kind;
    if (kind === undefined) return;
    const change =
      content === null ? deletion(table, kind, id) : orRefuse(key, () => replacement(table, sealingKey, id, content));
    if (change !== null) changes.push(change);
  });
  await refuseOverlap(
    table,
    changes.filter((change) => change.kind === 'ai-api'),
  );
  return changes;
}

/** Null if there is no such entry. */
function deletion(table: RoutingTable, kind: EntryKind, id: string): TableChange | null {
  const value = undefined;
  switch (kind) {
    case 'provider': {
      const before = table.provider(id);
      return before === undefined ? null : { kind, id, value, before };
    }
    case 'prices':
      return table.prices(id) === undefined ? null : { kind, id, value };
    case 'ai-api': {
      const before = table.aiApi(id);
      return before === undefined ? null : { kind, id, value, before };
    }
    case 'consumer':
      return table.consumer(id) === undefined ? null : { kind, id, value };
    case 'consumer-key':
      return table.consumerKey(id) === undefined ? null : { kind, id, value };
  }
}

/** Null if the content is the same. */
function replacement(table: RoutingTable, sealingKey: SealingKey, id: string, content: ReadEntry): TableChange | null {
  switch (content.kind) {
    case 'provider': {
      const { kind, value: entry } = content;
      const before = table.provider(id);
      if (isDeepStrictEqual(entry, before?.routable.entry)) return null;
      return { kind, id, value: serveProvider(sealingKey, entry), before };
    }
    case 'ai-api': {
      const { kind, value: entry } = content;
      const before = table.aiApi(id);
      if (isDeepStrictEqual(entry, before?.entry)) return null;
      return { kind, id, value: new LiveAiApi(compileAiApi(entry)), before };
    }
    case 'prices':
      return isDeepStrictEqual(content.value, table.prices(id)) ? null : { ...content, id };
    case 'consumer':
      return isDeepStrictEqual(content.value, table.consumer(id)) ? null : { ...content, id };
    case 'consumer-key':
      return isDeepStrictEqual(content.value, table.consumerKey(id)) ? null : { ...content, id };
  }
}

async function refuseOverlap(table: RoutingTable, changes: readonly AiApiChange[]): Promise<void> {
  const moved = changes.some(
    ({ value, before }) => value !== undefined && value.entry.basePath !== before?.entry.basePath,
  );
  if (!moved) return;
  const changed = new Set(changes.map(({ id }) => id));
  const owners: BasePathOwner[] = [];
  await forEachInSlices(table.aiApis(), ([id, { entry }]) => {
    if (!changed.has(id)) owners.push({ key: entryKey('ai-api', id), basePath: entry.basePath });
  });
  await forEachInSlices(changes, ({ id, value }) => {
    if (value !== undefined) owners.push({ key: entryKey('ai-api', id), basePath: value.entry.basePath });
  });
  const overlap = await findOverlap(owners);
  if (overlap === null) return;
  const { owner, other } = overlap;
  const reason = `its base path ${owner.basePath} overlaps with ${other.basePath} of ${other.key}`;
  throw new Refusal('INVALID_ENTRY', owner.key, reason);
}
