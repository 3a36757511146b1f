import { MODELS_PER_PROVIDER_MAX } from '@switchyard/contract';
import { z } from 'zod';
import { newModelsSchema } from '../models/model-rules';
import { problem } from '../rules/check-input';
import { commentSchema, displayNameSchema, slugSchema } from '../rules/members';
import { ProviderTemplate } from './provider';
import { missingInCustom, profileOverridesSchema } from './profile-rules';

export const createProviderRules = z
  .object({
    name: slugSchema,
    displayName: displayNameSchema.nullish(),
    template: z.enum(ProviderTemplate),
    profile: profileOverridesSchema.nullish(),
    models: newModelsSchema(0, MODELS_PER_PROVIDER_MAX).nullish(),
    comment: commentSchema,
  })
  .superRefine(({ template, profile }, context) => {
    if (template !== 'CUSTOM') return;
    for (const member of missingInCustom(profile ?? {})) {
      context.addIssue(
        problem('REQUIRED', 'must be given: the template CUSTOM says nothing of it', ['profile', member]),
      );
    }
  });
