import {
  aiApiEntrySchema,
  type AiApiEntry,
  consumerEntrySchema,
  consumerKeyEntrySchema,
  coveredVersion,
  forEachInSlices,
  type Head,
  HEAD_KEY,
  entryKey,
  type EntryKind,
  parseEntryKey,
  versionedEntrySchema,
} from '@switchyard/contract';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type BasePathOwner, findOverlap } from './base-path-overlap';
import { Refusal } from './revision-refusal';
import type { AiApiChange, RoutingTable, TableChange } from './routing-table';

/** Compiles an AI API for serving; `previous` is its present form. If it throws, the revision is refused. */
export type CompileAiApi<ServedAiApi> = (entry: AiApiEntry, previous: ServedAiApi | undefined) => ServedAiApi;

export interface TablePlan<ServedAiApi> {
  readonly changes: readonly TableChange<ServedAiApi>[];
  readonly aiApiChanges: readonly AiApiChange<ServedAiApi>[];
  readonly entryCount: number;
  /** The keys that have a version beyond this head. */
  readonly ahead: readonly string[];
}

export interface PlanInput<ServedAiApi> {
  readonly head: Head;
  /** The keys whose entries may differ from the table. */
  readonly keys: Iterable<string>;
  /** The content of the bucket. */
  readonly values: ReadonlyMap<string, string>;
  readonly table: RoutingTable<ServedAiApi>;
  /** The number of entries in the table. */
  readonly entryCount: number;
  readonly compileAiApi: CompileAiApi<ServedAiApi>;
}

/**
 * Validates and compiles the changes that bring the table to `head`, without touching the table, in slices.
 *
 * @throws Refusal if it cannot be served
 */
export async function planTable<ServedAiApi>(input: PlanInput<ServedAiApi>): Promise<TablePlan<ServedAiApi>> {
  const { head, values, table, compileAiApi } = input;
  const changes: TableChange<ServedAiApi>[] = [];
  const ahead: string[] = [];
  let { entryCount } = input;
  await forEachInSlices(input.keys, (key) => {
    const parsed = parseEntryKey(key);
    if (parsed === null) return;
    const { kind, id } = parsed;
    const { value, isAhead } = coveredValue(key, values.get(key), head);
    if (isAhead) ahead.push(key);
    const live = liveValue(table, kind, id);
    entryCount += Number(value !== null) - Number(live !== undefined);
    const change = value === null ? absence(kind, id, live) : changeTo(key, kind, id, value, table, compileAiApi);
    if (change !== null) changes.push(change);
  });
  if (entryCount !== head.entryCount) {
    throw new Refusal(HEAD_KEY, `the table would have ${entryCount} entries, but the head says ${head.entryCount}`);
  }
  const aiApiChanges = changes.filter((change) => change.kind === 'ai-api');
  await refuseOverlap(table, aiApiChanges);
  return { changes, aiApiChanges, entryCount, ahead };
}

function coveredValue(key: string, text: string | undefined, head: Head): { value: unknown; isAhead: boolean } {
  if (text === undefined) return { value: null, isAhead: false };
  const entry = orRefuse(key, () => versionedEntrySchema.parse(JSON.parse(text)));
  const covered = coveredVersion(entry, head);
  return { value: covered?.value ?? null, isAhead: covered === null || covered === entry.previous };
}

function liveValue<ServedAiApi>(table: RoutingTable<ServedAiApi>, kind: EntryKind, id: string): object | undefined {
  if (kind === 'ai-api') return table.aiApis.get(id)?.entry;
  return kind === 'consumer' ? table.consumer(id) : table.consumerKey(id);
}

function absence(kind: EntryKind, id: string, live: object | undefined) {
  return live === undefined ? null : { kind, id, value: undefined };
}

function changeTo<ServedAiApi>(
  key: string,
  kind: EntryKind,
  id: string,
  value: unknown,
  table: RoutingTable<ServedAiApi>,
  compileAiApi: CompileAiApi<ServedAiApi>,
): TableChange<ServedAiApi> | null {
  if (kind === 'consumer-key') {
    const entry = orRefuse(key, () => consumerKeyEntrySchema.parse(value));
    return isDeepStrictEqual(entry, table.consumerKey(id)) ? null : { kind, id, value: entry };
  }
  if (kind === 'consumer') {
    const entry = orRefuse(key, () => consumerEntrySchema.parse(value));
    refuseOtherId(key, id, entry.id);
    return isDeepStrictEqual(entry, table.consumer(id)) ? null : { kind, id, value: entry };
  }
  const entry = orRefuse(key, () => aiApiEntrySchema.parse(value));
  refuseOtherId(key, id, entry.id);
  const live = table.aiApis.get(id);
  if (live !== undefined && isDeepStrictEqual(entry, live.entry)) return null;
  return { kind, id, value: { entry, served: orRefuse(key, () => compileAiApi(entry, live?.served)) } };
}

function refuseOtherId(key: string, keyId: string, entryId: string): void {
  if (keyId !== entryId) throw new Refusal(key, `the entry is for id ${entryId}`);
}

async function refuseOverlap<ServedAiApi>(
  table: RoutingTable<ServedAiApi>,
  changes: readonly AiApiChange<ServedAiApi>[],
): Promise<void> {
  const moved = changes.some(
    ({ id, value }) => value !== undefined && value.entry.basePath !== table.aiApis.get(id)?.entry.basePath,
  );
  if (!moved) return;
  const changed = new Set(changes.map(({ id }) => id));
  const owners: BasePathOwner[] = [];
  await forEachInSlices(table.aiApis, ([id, { entry }]) => {
    if (!changed.has(id)) owners.push({ key: entryKey('ai-api', id), basePath: entry.basePath });
  });
  await forEachInSlices(changes, ({ id, value }) => {
    if (value !== undefined) owners.push({ key: entryKey('ai-api', id), basePath: value.entry.basePath });
  });
  const overlap = await findOverlap(owners);
  if (overlap === null) return;
  const { owner, other } = overlap;
  throw new Refusal(owner.key, `its base path ${owner.basePath} overlaps with ${other.basePath} of ${other.key}`);
}

function orRefuse<T>(key: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof z.ZodError) throw new Refusal(key, describe(error));
    throw new Refusal(key, error instanceof SyntaxError ? 'invalid JSON' : messageOf(error));
  }
}

/**
 * A member that a newer control plane publishes and this data plane does not know could matter, so it is not ignored.
 */
function describe(error: z.ZodError): string {
  const isNewer = error.issues.some(
    (issue) => (issue.code === 'custom' ? issue.params?.['code'] : issue.code) === 'unrecognized_keys',
  );
  return `${isNewer ? 'published by a newer release; upgrade this data plane: ' : ''}${z.prettifyError(error)}`;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
