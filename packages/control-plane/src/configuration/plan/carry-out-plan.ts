import { ENDPOINTS_PER_PROVIDER_MAX, forEachInSlices, MODELS_PER_PROVIDER_MAX } from '@switchyard/contract';
import { Any, type EntityTarget, type FindOptionsWhere } from 'typeorm';
import { overlappingPairs } from '../../objects/ai-apis/ai-api-rules';
import { AiApiEntity } from '../../objects/ai-apis/ai-api-entity';
import { AccessGrantEntity } from '../../objects/consumers/access-grant-entity';
import { ConsumerEntity } from '../../objects/consumers/consumer-entity';
import { removeKeys } from '../../objects/consumers/remove-keys';
import { insertRows, overwriteRows } from '../../kernel/database/bulk-rows';
import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import { EndpointEntity } from '../../objects/endpoints/endpoint-entity';
import { ModelEntity } from '../../objects/models/model-entity';
import type { PolicyEntity } from '../../objects/policies/policy-entity';
import { deletePolicies, writePolicies } from '../../objects/policies/policy-store';
import { ProviderEntity } from '../../objects/providers/provider-entity';
import { refuseInUse } from '../../objects/references/refuse-in-use';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { touchAiApisOfProviders } from '../../objects/ai-apis/touch-entries';
import { taken } from '../../kernel/rules/taken';
import type { ConfiguredKind } from './configuration';
import type { ConfigurationRows, Rows } from './configuration-rows';
import { isPolicy } from './match-objects';
import { NameIndex } from './name-index';
import { judgeFamily, policyRow } from './plan-policies';
import type { ChangesPlanned, PlannedChange } from './plan-changes';
import {
  accessGrantRow,
  aiApiRow,
  consumerRow,
  endpointRow,
  modelRow,
  providerRow,
  refuse,
  refuseUnresolved,
  type RowParts,
} from './plan-rows';
import { Problems } from './problems';
import { imagesOf } from './read-configuration';

const USED_IN_MESSAGE_MAX = 3;

export type CarryingOut = Omit<RowParts, 'names' | 'problems'>;

/** What becomes of the rows of one kind. */
interface Written<E> {
  readonly created: E[];
  readonly updated: E[];
  readonly deleted: E[];
  /** All rows of the kind as they are to be. */
  readonly after: Map<string, E>;
  readonly planned: Map<E, PlannedChange>;
}

interface AllWritten {
  readonly providers: Written<ProviderEntity>;
  readonly models: Written<ModelEntity>;
  readonly endpoints: Written<EndpointEntity>;
  readonly aiApis: Written<AiApiEntity>;
  readonly policies: Written<PolicyEntity>;
  readonly consumers: Written<ConsumerEntity>;
  readonly accessGrants: Written<AccessGrantEntity>;
}

/**
 * Makes the configuration what a plan says, within a change: the rules of the mutations are checked on all of it, rows
 * are written in bulk, and what changes is recorded. Names, base paths and primary models may be swapped.
 *
 * @throws DomainError BAD_USER_INPUT with everything that breaks a rule; CONFLICT where a name is taken by what the plan
 *   does not speak of, or what it deletes is in use
 */
export async function carryOutPlan(given: CarryingOut, planned: ChangesPlanned): Promise<void> {
  const names = new NameIndex(planned);
  refuseClashes(names, given.rows);
  const parts: RowParts = { ...given, names, problems: new Problems() };
  const written = await rowsOfPlan(parts, planned);
  judgeWhole(parts, written);
  parts.problems.throwIfAny();
  notePolicies(parts.change, written);
  await writeAll(parts.change, written);
  await record(parts, written);
}

function refuseClashes({ clashes }: NameIndex, rows: ConfigurationRows): void {
  const [clash] = clashes;
  if (clash === undefined) return;
  const { desired, id } = clash;
  const name = desired.path.at(-1) ?? '';
  const holder = [rows.providers, rows.models, rows.endpoints, rows.aiApis, rows.consumers]
    .map((ofKind: Rows<{ id: string; name: string }>) => ofKind.get(id))
    .find((row) => row !== undefined);
  throw taken('name', name, holder ?? { id, name }, desired.kind);
}

/**
 * The rows that the plan leads to. Rules that a row breaks are noted, and a row that cannot be made is left out. A plan may
 * have a hundred thousand changes, so they are gone through in slices.
 */
async function rowsOfPlan(parts: RowParts, { changes }: ChangesPlanned): Promise<AllWritten> {
  const of = (kind: ConfiguredKind) => changes.filter((change) => change.kind === kind);
  const { rows } = parts;
  const providers = await written(rows.providers, of('PROVIDER'), (change) => providerRow(parts, change));
  const models = await written(rows.models, of('MODEL'), (change) => modelRow(parts, change));
  for (const change of of('ENDPOINT')) refuseUnresolved(parts, change);
  const endpoints = await written(rows.endpoints, of('ENDPOINT'), (change) => endpointRow(parts, change));
  const aiApis = await written(rows.aiApis, of('AI_API'), (change) => aiApiRow(parts, endpoints.after, change));
  const surroundings = {
    providers: providers.after,
    models: models.after,
    endpoints: endpoints.after,
    aiApis: aiApis.after,
  };
  const policyChanges = changes.filter(isPolicy);
  const policies = await written(rows.policies, policyChanges, (change) => policyRow(parts, surroundings, change));
  const consumers = await written(rows.consumers, of('CONSUMER'), (change) => consumerRow(parts, change));
  const accessGrants = await written(rows.accessGrants, of('ACCESS_GRANT'), (change) => accessGrantRow(parts, change));
  return { providers, models, endpoints, aiApis, policies, consumers, accessGrants };
}

async function written<E extends { readonly id: string }>(
  rows: Rows<E>,
  changes: readonly PlannedChange[],
  rowOf: (change: PlannedChange) => E | null,
): Promise<Written<E>> {
  const result: Written<E> = { created: [], updated: [], deleted: [], after: new Map(rows), planned: new Map() };
  await forEachInSlices(changes, (change) => {
    const { action, present } = change;
    const old = rows.get(present?.id ?? '');
    if (action === 'DELETE' && old !== undefined) {
      result.deleted.push(old);
      result.after.delete(old.id);
    }
    if (action !== 'CREATE' && action !== 'UPDATE') return;
    const row = rowOf(change);
    if (row === null) return;
    result[action === 'CREATE' ? 'created' : 'updated'].push(row);
    result.after.set(row.id, row);
    result.planned.set(row, change);
  });
  return result;
}

/** The rules that concern several objects. */
function judgeWhole(parts: RowParts, all: AllWritten): void {
  judgeCounts(parts, all.models, 'models', MODELS_PER_PROVIDER_MAX);
  judgeCounts(parts, all.endpoints, 'endpoints', ENDPOINTS_PER_PROVIDER_MAX);
  for (const [one, other] of overlappingPairs([...all.aiApis.after.values()])) {
    // Among the present ones no two overlap, so that one of the pair changes.
    const [row, holder] = all.aiApis.planned.has(other) ? [other, one] : [one, other];
    const change = all.aiApis.planned.get(row);
    const message = `overlaps with ${holder.basePath}, the base path of ${JSON.stringify(holder.name)}`;
    if (change !== undefined) refuse(parts, change, { path: 'basePath', message, reason: 'TAKEN' });
  }
  const changed = new Set([...all.policies.planned.keys()].map(({ aiApiId }) => aiApiId));
  for (const [aiApiId, policies] of Map.groupBy(all.policies.after.values(), (policy) => policy.aiApiId)) {
    if (changed.has(aiApiId)) judgeFamily(parts, policies, all.policies.planned);
  }
}

function judgeCounts<E extends { readonly providerId: string }>(
  parts: RowParts,
  { created, after, planned }: Written<E>,
  what: string,
  most: number,
): void {
  const ofProvider = Map.groupBy(after.values(), ({ providerId }) => providerId);
  const lastCreated = new Map(created.map((row) => [row.providerId, row]));
  for (const [providerId, row] of lastCreated) {
    const change = planned.get(row);
    if (change === undefined || (ofProvider.get(providerId)?.length ?? 0) <= most) continue;
    const message = `is too much: a provider has at most ${most} ${what}`;
    refuse(parts, change, { path: '', message, reason: 'WRONG_COUNT' });
  }
}

/** Notes at each AI API whose policies change which kind they are of from now on. */
function notePolicies(change: ChangeInProgress, { aiApis, policies }: AllWritten): void {
  const { created, updated, deleted } = policies;
  const changed = new Set([...created, ...updated, ...deleted].map(({ aiApiId }) => aiApiId));
  const after = Map.groupBy(policies.after.values(), ({ aiApiId }) => aiApiId);
  for (const id of changed) {
    const aiApi = aiApis.after.get(id);
    if (aiApi === undefined) continue;
    const noted = { policyKind: after.get(id)?.[0]?.kind ?? null, policiesVersion: change.revision };
    if (aiApis.planned.has(aiApi)) Object.assign(aiApi, noted);
    else {
      const next = Object.assign(change.manager.create(AiApiEntity, aiApi), noted);
      aiApis.after.set(id, next);
      aiApis.updated.push(next);
    }
  }
}

/** What others refer to is written first and deleted last: only the names' constraints wait for the end. */
async function writeAll(change: ChangeInProgress, all: AllWritten): Promise<void> {
  const { manager } = change;
  const write = async <E extends ConfigurationEntity>(entity: EntityTarget<E>, { created, updated }: Written<E>) => {
    await insertRows(manager, entity, created);
    await overwriteRows(manager, entity, updated);
  };
  const remove = async <E extends ConfigurationEntity>(entity: EntityTarget<E>, { deleted }: Written<E>) => {
    if (deleted.length === 0) return;
    await manager.delete(entity, { id: Any(deleted.map(({ id }) => id)) } as FindOptionsWhere<E>);
  };
  await write(ProviderEntity, all.providers);
  await write(ModelEntity, all.models);
  await write(EndpointEntity, all.endpoints);
  await write(AiApiEntity, all.aiApis);
  await deletePolicies(manager, all.policies.deleted);
  await writePolicies(manager, all.policies.updated, all.policies.created);
  await write(ConsumerEntity, all.consumers);
  await remove(AccessGrantEntity, all.accessGrants);
  await write(AccessGrantEntity, all.accessGrants);
  await remove(AiApiEntity, all.aiApis);
  await refuseUsed(change, [...all.models.deleted, ...all.endpoints.deleted, ...all.providers.deleted]);
  await remove(ModelEntity, all.models);
  await remove(EndpointEntity, all.endpoints);
  await remove(ProviderEntity, all.providers);
  if (all.consumers.deleted.length > 0) await removeKeys(change, all.consumers.deleted);
  await remove(ConsumerEntity, all.consumers);
}

async function refuseUsed(
  { manager }: ChangeInProgress,
  deleted: readonly (ModelEntity | EndpointEntity | ProviderEntity)[],
): Promise<void> {
  if (deleted.length === 0) return;
  const what = (usedIds: ReadonlySet<string>) => {
    const used = deleted
      .filter(({ id }) => usedIds.has(id))
      .map(({ objectKind, name }) => `the ${objectKind.toLowerCase()} ${JSON.stringify(name)}`);
    const named = used.slice(0, USED_IN_MESSAGE_MAX).join(', ').replace(/^the/, 'The');
    const more = used.length > USED_IN_MESSAGE_MAX ? ` and ${used.length - USED_IN_MESSAGE_MAX} more` : '';
    return `${named}${more}, which would be deleted, ${used.length === 1 ? 'is' : 'are'}`;
  };
  const ids = deleted.map(({ id }) => id);
  await refuseInUse(manager, what, ids, 'Take it out of those first, or along with it.');
}

async function record(parts: RowParts, all: AllWritten): Promise<void> {
  const { change, rows } = parts;
  const before = imagesOf(rows);
  const after = imagesOf({
    providers: all.providers.after,
    models: all.models.after,
    endpoints: all.endpoints.after,
    aiApis: all.aiApis.after,
    policies: all.policies.after,
    consumers: all.consumers.after,
    accessGrants: all.accessGrants.after,
  });
  const note = <E extends ConfigurationEntity>(
    { created, updated, deleted, planned }: Written<E>,
    present: Rows<E>,
  ) => {
    for (const row of created) change.created(row, required(after, row.id));
    for (const row of updated) {
      const old = required(present, row.id);
      if (planned.has(row)) change.updated(row, old.version, required(before, row.id), required(after, row.id));
    }
    for (const row of deleted) change.deleted(row, required(before, row.id));
  };
  note(all.providers, rows.providers);
  note(all.models, rows.models);
  note(all.endpoints, rows.endpoints);
  note(all.aiApis, rows.aiApis);
  note(all.policies, rows.policies);
  note(all.consumers, rows.consumers);
  note(all.accessGrants, rows.accessGrants);
  await touch(change, all);
}

async function touch(change: ChangeInProgress, all: AllWritten): Promise<void> {
  const changed = <E>({ created, updated, deleted }: Written<E>): E[] => [...created, ...updated, ...deleted];
  const providerIds = [
    ...changed(all.providers).map(({ id }) => id),
    ...[...changed(all.models), ...changed(all.endpoints)].map(({ providerId }) => providerId),
  ];
  await touchAiApisOfProviders(change, [...new Set(providerIds)]);
  for (const { id } of changed(all.aiApis)) change.touch('ai-api', id);
  for (const { id } of changed(all.consumers)) change.touch('consumer', id);
  for (const { consumerId } of changed(all.accessGrants)) change.touch('consumer', consumerId);
}

function required<T>(byId: ReadonlyMap<string, T>, id: string): T {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`the object ${id} of the plan is not there`);
  return found;
}
