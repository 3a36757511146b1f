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

/** ISO 8601 has four digits for a year; a later one would be written in a form that no data plane takes. */
const EXPIRY_MOST = new Date('9999-12-31T23:59:59.999Z');
const expirySchema = z.date().refine((moment) => moment <= EXPIRY_MOST, {
  params: { reason: 'OUT_OF_RANGE' },
  error: 'must lie before the year 10000 in UTC; give none for a key that never expires',
});

export const accessRules = z.object({ consumerId: z.string(), aiApiId: z.string(), comment: commentSchema });

export const issueKeyRules = z.object({
  consumerId: z.string(),
  environment: environmentSchema,
  displayName: displayNameSchema.nullish(),
  expiresAt: expirySchema.nullish(),
  idempotencyKey: z.string().min(1).max(IDEMPOTENCY_KEY_LENGTH_MAX).nullish(),
  comment: commentSchema,
});

export const revokeKeyRules = z.object({ consumerKeyId: z.string(), comment: commentSchema });
