import { Any, type EntityManager } from 'typeorm';
import { badInput, conflict, notFound } from '../../kernel/errors/domain-error';
import { ProviderEntity } from '../providers/provider-entity';
import { touchModel } from '../providers/touch-entries';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { applyPatch } from '../../kernel/rules/apply-patch';
import { overwriteRows } from '../../kernel/database/bulk-rows';
import { rowsById } from '../../kernel/database/rows-by-id';
import { checkVersion } from '../../kernel/database/find-object';
import { taken } from '../../kernel/rules/taken';
import { ModelEntity } from './model-entity';
import { modelImage } from './model-image';
import type { ModelPatch } from './model-rules';

/** A model and the changes to make to it. */
interface PatchedModel {
  readonly model: ModelEntity;
  readonly patch: Partial<ModelEntity> | null;
  /** The patch's path in the input, such as `models.0.`; empty if the input is the patch. */
  readonly at: string;
}

/** One model of an input, as in `updateModel`. @throws DomainError NOT_FOUND; CONFLICT; BAD_USER_INPUT */
export async function patchModel(change: ChangeInProgress, given: ModelPatch): Promise<ModelEntity> {
  const model = (await rowsById(change.manager, ModelEntity, [given.modelId])).get(given.modelId);
  if (model === undefined) throw notFound('model', given.modelId);
  checkVersion('model', model.version, given.expectedVersion);
  const [next] = await applyPatches(change, [{ model, patch: patchOf(model, given), at: '' }]);
  return next ?? model;
}

/**
 * Many models of an input, as in `updateModels`. Names may be swapped among them.
 *
 * @throws DomainError BAD_USER_INPUT, CONFLICT, with the path of each invalid member
 */
export async function patchModels(change: ChangeInProgress, given: readonly ModelPatch[]): Promise<ModelEntity[]> {
  const found = await rowsById(
    change.manager,
    ModelEntity,
    given.map(({ modelId }) => modelId),
  );
  const missing = given.flatMap(({ modelId }, index) =>
    found.has(modelId)
      ? []
      : [{ path: `models.${index}.modelId`, message: 'no model has this id', reason: 'NOT_FOUND' as const }],
  );
  if (missing.length > 0) throw badInput(missing);
  const patched = given.flatMap((one, index): PatchedModel[] => {
    const model = found.get(one.modelId);
    return model === undefined ? [] : [{ model, patch: patchOf(model, one), at: `models.${index}.` }];
  });
  for (const [index, { model }] of patched.entries()) refuseStale(model, given[index]?.expectedVersion, index);
  return applyPatches(change, patched);
}

/** The providers of models, by their ids. */
export function providersOf(
  manager: EntityManager,
  models: readonly ModelEntity[],
): Promise<Map<string, ProviderEntity>> {
  const ids = models.map(({ providerId }) => providerId);
  return rowsById(manager, ProviderEntity, ids);
}

function patchOf(model: ModelEntity, given: ModelPatch): Partial<ModelEntity> | null {
  const { name, enabled, prices } = given;
  const displayName = given.displayName === null ? (name ?? model.name) : given.displayName;
  return applyPatch(model, { name, displayName, enabled, prices });
}

async function applyPatches(change: ChangeInProgress, patched: readonly PatchedModel[]): Promise<ModelEntity[]> {
  await refuseTakenNames(change.manager, patched);
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
async function refuseTakenNames(manager: EntityManager, patched: readonly PatchedModel[]): Promise<void> {
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
    if (holder !== undefined) throw taken(`${at}name`, name, holder, 'MODEL');
    holders.set(key(model.providerId, name), model);
  }
}

function refuseStale(model: ModelEntity, expected: number | null | undefined, index: number): void {
  if (expected === null || expected === undefined || expected === model.version) return;
  const path = `models.${index}.expectedVersion`;
  const message = `must be ${model.version}, the current version of the model ${JSON.stringify(model.name)}: read it again`;
  const fields = [{ path, message, reason: 'OUT_OF_RANGE' as const }];
  throw conflict('STALE_VERSION', `${path}: ${message}`, { currentVersion: model.version, fields });
}
