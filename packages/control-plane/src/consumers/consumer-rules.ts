import { environmentSchema } from '@switchyard/contract';
import { z } from 'zod';
import { commentSchema, displayNameSchema, orDefault, slugSchema } from '../rules/members';

const GRANTS_PER_CHANGE_MAX = 200;
const IDEMPOTENCY_KEY_LENGTH_MAX = 200;
export const ACTIVE_KEYS_MAX = 100;

export const createConsumerRules = z.object({
  name: slugSchema,
  displayName: displayNameSchema.nullish(),
  enabled: orDefault(z.boolean(), true),
  traceAllowed: orDefault(z.boolean(), false),
  aiApiIds: z.array(z.string()).max(GRANTS_PER_CHANGE_MAX).nullish(),
  comment: commentSchema,
});

export const accessRules = z.object({ consumerId: z.string(), aiApiId: z.string(), comment: commentSchema });

export const issueKeyRules = z.object({
  consumerId: z.string(),
  environment: environmentSchema,
  displayName: displayNameSchema.nullish(),
  expiresAt: z.date().nullish(),
  idempotencyKey: z.string().min(1).max(IDEMPOTENCY_KEY_LENGTH_MAX).nullish(),
  comment: commentSchema,
});

export const revokeKeyRules = z.object({ consumerKeyId: z.string(), comment: commentSchema });
