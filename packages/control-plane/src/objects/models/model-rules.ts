import { z } from 'zod';
import { problem } from '../../kernel/rules/check-input';
import { repeated } from '../../kernel/rules/repeated';
import {
  commentSchema,
  displayNameSchema,
  expectedVersionSchema,
  idSchema,
  modelNameSchema,
  orDefault,
  patch,
  patchOrDefault,
} from '../../kernel/rules/members';
import { pricesSchema } from './price-rules';

const MODELS_PER_CHANGE_MAX = 200;

/** The members of a model other than its prices, whose times and decimals a manifest writes as text. */
export const modelMembers = {
  name: modelNameSchema,
  displayName: displayNameSchema.nullish(),
  enabled: orDefault(z.boolean(), true),
};

const modelSchema = z.object({ ...modelMembers, prices: orDefault(pricesSchema, []) });
export type NewModel = z.output<typeof modelSchema>;

/** Models to add to one provider, with distinct names. */
export function newModelsSchema(least: number, most: number) {
  return z
    .array(modelSchema)
    .min(least)
    .max(most)
    .superRefine((models, context) => {
      const names = models.map(({ name }) => name);
      for (const index of repeated(names)) context.addIssue(problem('DUPLICATE', 'is listed twice', [index, 'name']));
    });
}

export const addModelsRules = z.object({
  providerId: z.string(),
  models: newModelsSchema(1, MODELS_PER_CHANGE_MAX),
  comment: commentSchema,
});

const modelPatchSchema = z.object({
  modelId: idSchema,
  name: patch(modelNameSchema),
  displayName: displayNameSchema.nullish(),
  enabled: patchOrDefault(z.boolean(), true),
  prices: patchOrDefault(pricesSchema, []),
  expectedVersion: expectedVersionSchema,
});
export type ModelPatch = z.output<typeof modelPatchSchema>;

export const updateModelRules = modelPatchSchema.extend({ comment: commentSchema });

export const updateModelsRules = z.object({
  models: z
    .array(modelPatchSchema)
    .min(1)
    .max(MODELS_PER_CHANGE_MAX)
    .superRefine((models, context) => {
      const ids = models.map(({ modelId }) => modelId);
      for (const index of repeated(ids)) context.addIssue(problem('DUPLICATE', 'is listed twice', [index, 'modelId']));
    }),
  comment: commentSchema,
});

export const deleteModelRules = z.object({
  modelId: idSchema,
  expectedVersion: expectedVersionSchema,
  comment: commentSchema,
});

export const deleteModelsRules = z.object({
  modelIds: z
    .array(idSchema)
    .min(1)
    .max(MODELS_PER_CHANGE_MAX)
    .superRefine((ids, context) => {
      for (const index of repeated(ids)) context.addIssue(problem('DUPLICATE', 'is listed twice', [index]));
    }),
  comment: commentSchema,
});
