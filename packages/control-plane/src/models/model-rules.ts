import { z } from 'zod';
import { problem } from '../rules/check-input';
import {
  commentSchema,
  displayNameSchema,
  expectedVersionSchema,
  modelNameSchema,
  orDefault,
  patch,
  patchOrDefault,
} from '../rules/members';

const MODELS_PER_CHANGE_MAX = 200;

const modelSchema = z.object({
  name: modelNameSchema,
  displayName: displayNameSchema.nullish(),
  enabled: orDefault(z.boolean(), true),
});
export type NewModel = z.output<typeof modelSchema>;

/** Models to add to one provider, none of a name twice. */
export function newModelsSchema(least: number, most: number) {
  return z
    .array(modelSchema)
    .min(least)
    .max(most)
    .superRefine((models, context) => {
      const names = new Set<string>();
      for (const [index, { name }] of models.entries()) {
        if (names.has(name)) context.addIssue(problem('DUPLICATE', 'is there twice', [index, 'name']));
        names.add(name);
      }
    });
}

export const addModelsRules = z.object({
  providerId: z.string(),
  models: newModelsSchema(1, MODELS_PER_CHANGE_MAX),
  comment: commentSchema,
});

export const updateModelRules = z.object({
  modelId: z.string(),
  name: patch(modelNameSchema),
  displayName: displayNameSchema.nullish(),
  enabled: patchOrDefault(z.boolean(), true),
  expectedVersion: expectedVersionSchema,
  comment: commentSchema,
});
