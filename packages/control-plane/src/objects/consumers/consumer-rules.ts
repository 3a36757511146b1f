import { environmentSchema } from '@switchyard/contract';
import { z } from 'zod';
import { problem } from '../../kernel/rules/check-input';
import {
  commentSchema,
  displayNameSchema,
  expectedVersionSchema,
  orDefault,
  patch,
  patchOrDefault,
  nameSchema,
} from '../../kernel/rules/members';
import { labelInputsSchema } from '../labels/label-rules';
import { expirySchema } from '../secrets/expiry';
import { repeated } from '../../kernel/rules/repeated';

const GRANTS_OF_NEW_CONSUMER_MAX = 200;
const GRANTS_PER_CHANGE_MAX = 1_000;
const IDEMPOTENCY_KEY_LENGTH_MAX = 200;
export const ACTIVE_KEYS_MAX = 100;
export const KEYS_FULL = `the consumer already has ${ACTIVE_KEYS_MAX} active keys, the maximum`;
export const KEYS_PER_CHANGE_MAX = 1_000;

/** Distinct AI APIs to grant access to. UUIDs are case-insensitive, and Postgres returns them in lower case. */
const aiApiIdsSchema = (most: number) =>
  z
    .array(z.string().transform((id) => id.toLowerCase()))
    .max(most)
    .superRefine((ids, context) => {
      for (const index of repeated(ids)) context.addIssue(problem('DUPLICATE', 'is listed twice', [index]));
    });

/** The members of a consumer that are not references. */
export const consumerMembers = {
  name: nameSchema,
  displayName: displayNameSchema.nullish(),
  enabled: orDefault(z.boolean(), true),
  traceAllowed: orDefault(z.boolean(), false),
};

export const createConsumerRules = z.object({
  ...consumerMembers,
  labels: orDefault(labelInputsSchema, {}),
  aiApiIds: aiApiIdsSchema(GRANTS_OF_NEW_CONSUMER_MAX).nullish(),
  comment: commentSchema,
});

export const updateConsumerRules = z.object({
  consumerId: z.string(),
  name: patch(nameSchema),
  displayName: displayNameSchema.nullish(),
  labels: patchOrDefault(labelInputsSchema, {}),
  enabled: patchOrDefault(z.boolean(), true),
  traceAllowed: patchOrDefault(z.boolean(), false),
  expectedVersion: expectedVersionSchema,
  comment: commentSchema,
});

export const deleteConsumerRules = z.object({
  consumerId: z.string(),
  expectedVersion: expectedVersionSchema,
  comment: commentSchema,
});

export const setAccessGrantsRules = z.object({
  consumerId: z.string(),
  aiApiIds: aiApiIdsSchema(GRANTS_PER_CHANGE_MAX),
  comment: commentSchema,
});

export const accessRules = z.object({ consumerId: z.string(), aiApiId: z.string(), comment: commentSchema });

const newKeySchema = z.object({
  consumerId: z.string(),
  environment: environmentSchema,
  displayName: displayNameSchema.nullish(),
  expiresAt: expirySchema.nullish(),
});
const idempotencyKeySchema = z.string().min(1).max(IDEMPOTENCY_KEY_LENGTH_MAX).nullish();

export const issueKeyRules = newKeySchema.extend({ idempotencyKey: idempotencyKeySchema, comment: commentSchema });

export const issueKeysRules = z.object({
  keys: z.array(newKeySchema).min(1).max(KEYS_PER_CHANGE_MAX),
  idempotencyKey: idempotencyKeySchema,
  comment: commentSchema,
});

export const updateKeyRules = z.object({
  consumerKeyId: z.string(),
  displayName: displayNameSchema.nullish(),
  expiresAt: expirySchema.nullish(),
  expectedVersion: expectedVersionSchema,
  comment: commentSchema,
});

export const revokeKeyRules = z.object({ consumerKeyId: z.string(), comment: commentSchema });
