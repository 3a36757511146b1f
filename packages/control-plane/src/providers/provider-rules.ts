import { MODELS_PER_PROVIDER_MAX } from '@switchyard/contract';
import { z } from 'zod';
import { newModelsSchema } from '../models/model-rules';
import { commentSchema, displayNameSchema, slugSchema } from '../rules/members';
import { ProviderTemplate } from './provider';
import { profileOverridesSchema } from './profile-rules';

export const createProviderRules = z.object({
  name: slugSchema,
  displayName: displayNameSchema.nullish(),
  template: z.enum(ProviderTemplate),
  profile: profileOverridesSchema.nullish(),
  models: newModelsSchema(0, MODELS_PER_PROVIDER_MAX).nullish(),
  comment: commentSchema,
});
