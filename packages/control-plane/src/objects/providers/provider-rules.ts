import { MODELS_PER_PROVIDER_MAX, type ProviderProfile } from '@switchyard/contract';
import { z } from 'zod';
import { labelInputsSchema } from '../labels/label-rules';
import { newModelsSchema } from '../models/model-rules';
import { problem, WHATEVER_ELSE_IS_WRONG } from '../../kernel/rules/check-input';
import {
  commentSchema,
  displayNameSchema,
  expectedVersionSchema,
  nameSchema,
  orDefault,
  patch,
  patchOrDefault,
} from '../../kernel/rules/members';
import { type ProviderTemplate, providerTemplateSchema } from './provider-template';
import { profileOverridesSchema } from './profile-overrides';
import { missingInCustom } from './profile-rules';

interface GivenProfile {
  readonly template: ProviderTemplate;
  readonly profile?: Partial<ProviderProfile> | null | undefined;
}

export function rejectIncomplete({ template, profile }: GivenProfile, context: z.RefinementCtx): void {
  if (template !== 'CUSTOM') return;
  for (const member of missingInCustom(profile ?? {})) {
    const message = 'is required: the template CUSTOM has no default for it';
    context.addIssue(problem('REQUIRED', message, ['profile', member]));
  }
}

/** The members of a provider. */
export const providerMembers = {
  name: nameSchema,
  displayName: displayNameSchema.nullish(),
  template: providerTemplateSchema,
  profile: profileOverridesSchema.nullish(),
};

export const createProviderRules = z
  .object({
    ...providerMembers,
    labels: orDefault(labelInputsSchema, {}),
    models: newModelsSchema(0, MODELS_PER_PROVIDER_MAX).nullish(),
    comment: commentSchema,
  })
  .superRefine(rejectIncomplete, WHATEVER_ELSE_IS_WRONG);

export const updateProviderRules = z.object({
  providerId: z.string(),
  name: patch(nameSchema),
  displayName: displayNameSchema.nullish(),
  labels: patchOrDefault(labelInputsSchema, {}),
  profile: profileOverridesSchema.nullish(),
  expectedVersion: expectedVersionSchema,
  comment: commentSchema,
});

/** Checks that overrides are complete for their template. */
export const profileRules = z
  .object({ template: providerTemplateSchema, profile: z.custom<Partial<ProviderProfile>>() })
  .superRefine(rejectIncomplete);

export const deleteProviderRules = z.object({
  providerId: z.string(),
  expectedVersion: expectedVersionSchema,
  comment: commentSchema,
});
