import { Any, type EntityManager } from 'typeorm';
import { conflict } from '../../kernel/errors/domain-error';
import { ProviderEntity } from '../providers/provider-entity';
import { touchModel } from '../providers/touch-entries';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { applyPatch } from '../../kernel/rules/apply-patch';
import { overwriteRows } from '../../kernel/database/bulk-rows';
import { rowsById } from '../../kernel/database/rows-by-id';
import type { Refusals } from '../../kernel/rules/input-check';
import { taken } from '../../kernel/rules/taken';
import { ModelEntity } from './model-entity';
import { modelImage } from './model-image';
import type { ModelPatch } from './model-rules';

/** A model and the changes to make to it. */
export interface PatchedModel {
  readonly model: ModelEntity;
  readonly patch: Partial<ModelEntity> | null;
  /** The patch's path in the input, such as `models.0.`; empty if the input is the patch. */
  readonly at: string;
}

/** The models that a list of an input changes. Adds a problem for each that does not exist or has changed meanwhile. */
export async function patchedModels(
  refusals: Refusals,
  manager: EntityManager,
  given: readonly { readonly index: number; readonly item: ModelPatch }[],
): Promise<PatchedModel[]> {
  const found = await rowsById(
    manager,
    ModelEntity,
    given.map(({ item }) => item.modelId),
  );
  return given.flatMap(({ index, item }): PatchedModel[] => {
    const model = found.get(item.modelId);
    const at = `models.${index}.`;
    if (model === undefined) {
      refusals.add({ path: `${at}modelId`, message: 'no model has this id', reason: 'NOT_FOUND' });
      return [];
    }
    refuseStale(refusals, model, item.expectedVersion, at);
    return [{ model, patch: patchOf(model, item), at }];
  });
}

/** The providers of models, by their ids. */
export function providersOf(
  manager: EntityManager,
  models: readonly ModelEntity[],
): Promise<Map<string, ProviderEntity>> {
  const ids = models.map(({ providerId }) => providerId);
  return rowsById(manager, ProviderEntity, ids);
}

/** What changes; null if nothing does. */
export function patchOf(model: ModelEntity, given: Partial<ModelPatch>): Partial<ModelEntity> | null {
  const { name, enabled, prices } = given;
  const displayName = given.displayName === null ? (name ?? model.name) : given.displayName;
  return applyPatch(model, { name, displayName, enabled, prices });
}

/** Writes the changes, within a change. @returns all models in their order, also those that do not change */
export async function applyPatches(change: ChangeInProgress, patched: readonly PatchedModel[]): Promise<ModelEntity[]> {
  const providers = await providersOf(
    change.manager,
    patched.map(({ model }) => model),
  );
  const next: ModelEntity[] = [];
  const written: ModelEntity[] = [];
  for (const { model, patch } of patched) {
    const provider = providers.get(model.providerId);
    if (patch === null || provider === undefined) {
      next.push(model);
      continue;
    }
    const changed = Object.assign(change.manager.create(ModelEntity), model, patch, change.stamp());
    written.push(changed);
    change.updated(changed, model.version, modelImage(model, provider), modelImage(changed, provider));
    touchModel(change, model, changed);
    next.push(changed);
  }
  await overwriteRows(change.manager, ModelEntity, written);
  return next;
}

/** Compares the names after the change, so that two of the models may swap theirs. */
export async function refuseTakenNames(
  refusals: Refusals,
  manager: EntityManager,
  patched: readonly PatchedModel[],
): Promise<void> {
  const renamed = patched.filter(({ patch }) => patch?.name !== undefined);
  if (renamed.length === 0) return;
  const present = await manager.findBy(ModelEntity, {
    providerId: Any([...new Set(renamed.map(({ model }) => model.providerId))]),
    name: Any(renamed.map(({ patch }) => patch?.name ?? '')),
  });
  const key = (providerId: string, name: string) => `${providerId}/${name}`;
  const moving = new Set(renamed.map(({ model }) => model.id));
  const holders = new Map(
    present.filter(({ id }) => !moving.has(id)).map((holder) => [key(holder.providerId, holder.name), holder]),
  );
  for (const { model, patch, at } of renamed) {
    const name = patch?.name ?? model.name;
    const holder = holders.get(key(model.providerId, name));
    if (holder === undefined) holders.set(key(model.providerId, name), model);
    else refusals.refuse(taken(`${at}name`, name, holder, 'MODEL'));
  }
}

function refuseStale(refusals: Refusals, model: ModelEntity, expected: number | null | undefined, at: string): void {
  if (expected === null || expected === undefined || expected === model.version) return;
  const path = `${at}expectedVersion`;
  const message = `must be ${model.version}, the current version of the model ${JSON.stringify(model.name)}: read it again`;
  const fields = [{ path, message, reason: 'OUT_OF_RANGE' as const }];
  refusals.refuse(conflict('STALE_VERSION', `${path}: ${message}`, { currentVersion: model.version, fields }));
}
