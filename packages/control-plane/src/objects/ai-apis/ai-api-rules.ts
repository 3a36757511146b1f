import {
  aiApiEntrySchema,
  basePathSchema,
  MODEL_ALIASES_PER_AI_API_MAX,
  PROVIDERS_PER_AI_API_MAX,
  unroutedOperationsSchema,
} from '@switchyard/contract';
import { z } from 'zod';
import { problem } from '../../kernel/rules/check-input';
import { labelInputsSchema } from '../labels/label-rules';
import { repeated } from '../../kernel/rules/repeated';
import {
  commentSchema,
  displayNameSchema,
  expectedVersionSchema,
  idSchema,
  modelNameSchema,
  nameSchema,
  orDefault,
  patch,
  patchOrDefault,
} from '../../kernel/rules/members';

export const aiApiDefaults = {
  unroutedOperations: 'PASS',
  requestTimeoutSeconds: 300,
  totalTimeoutSeconds: 1_200,
  streamHoldBackSeconds: 5,
  streamIdleTimeoutSeconds: 300,
  streamMaxDurationSeconds: 3_600,
} as const;

const BASE_PATH_LENGTH_MAX = 512;

const pathSchema = z
  .string()
  .max(BASE_PATH_LENGTH_MAX)
  .refine((path) => basePathSchema.safeParse(path).success, {
    error: 'must be one to four segments that begin with a letter or digit, such as `/support/chat`',
  });

const bounds = aiApiEntrySchema.shape;

/** The members of an AI API that are not references. */
export const aiApiMembers = {
  name: nameSchema,
  displayName: displayNameSchema.nullish(),
  basePath: pathSchema,
  enabled: orDefault(z.boolean(), true),
  unroutedOperations: orDefault(unroutedOperationsSchema, aiApiDefaults.unroutedOperations),
  requestTimeoutSeconds: orDefault(bounds.requestTimeoutSeconds, aiApiDefaults.requestTimeoutSeconds),
  totalTimeoutSeconds: orDefault(bounds.totalTimeoutSeconds, aiApiDefaults.totalTimeoutSeconds),
  streamHoldBackSeconds: orDefault(bounds.streamHoldBackSeconds, aiApiDefaults.streamHoldBackSeconds),
  streamIdleTimeoutSeconds: orDefault(bounds.streamIdleTimeoutSeconds, aiApiDefaults.streamIdleTimeoutSeconds),
  streamMaxDurationSeconds: orDefault(bounds.streamMaxDurationSeconds, aiApiDefaults.streamMaxDurationSeconds),
};

/**
 * An AI API's list of providers.
 *
 * @param provider how one is given: by id or by name
 * @param keyOf equal for the same provider
 */
export function providersSchema(provider: z.ZodType<string>, keyOf: (given: string) => string) {
  return z
    .array(provider)
    .min(1)
    .max(PROVIDERS_PER_AI_API_MAX)
    .superRefine((given, context) => {
      for (const index of repeated(given.map(keyOf))) {
        context.addIssue(problem('DUPLICATE', 'is listed twice', [index]));
      }
    });
}

/** An AI API's list of aliases. @param alias one with its model, given by id or by name */
export function modelAliasesSchema<A extends z.ZodType<{ readonly name: string }>>(alias: A) {
  return z
    .array(alias)
    .max(MODEL_ALIASES_PER_AI_API_MAX)
    .superRefine((aliases, context) => {
      for (const index of repeated(aliases.map(({ name }) => name))) {
        context.addIssue(problem('DUPLICATE', 'is the name of another alias of this AI API', [index, 'name']));
      }
    });
}

const providerIdsSchema = providersSchema(idSchema, (id) => id);
const aliasesByIdSchema = modelAliasesSchema(z.object({ name: modelNameSchema, modelId: idSchema }));

export const createAiApiRules = z.object({
  ...aiApiMembers,
  labels: orDefault(labelInputsSchema, {}),
  providerIds: providerIdsSchema,
  modelAliases: orDefault(aliasesByIdSchema, []),
  defaultProductionEndpointId: z.string().nullish(),
  defaultSandboxEndpointId: z.string().nullish(),
  comment: commentSchema,
});

export const updateAiApiRules = z.object({
  aiApiId: z.string(),
  name: patch(nameSchema),
  displayName: displayNameSchema.nullish(),
  labels: patchOrDefault(labelInputsSchema, {}),
  basePath: patch(pathSchema),
  providerIds: patch(providerIdsSchema),
  modelAliases: patchOrDefault(aliasesByIdSchema, []),
  defaultProductionEndpointId: z.string().nullish(),
  defaultSandboxEndpointId: z.string().nullish(),
  enabled: patchOrDefault(z.boolean(), true),
  unroutedOperations: patchOrDefault(unroutedOperationsSchema, aiApiDefaults.unroutedOperations),
  requestTimeoutSeconds: patchOrDefault(bounds.requestTimeoutSeconds, aiApiDefaults.requestTimeoutSeconds),
  totalTimeoutSeconds: patchOrDefault(bounds.totalTimeoutSeconds, aiApiDefaults.totalTimeoutSeconds),
  streamHoldBackSeconds: patchOrDefault(bounds.streamHoldBackSeconds, aiApiDefaults.streamHoldBackSeconds),
  streamIdleTimeoutSeconds: patchOrDefault(bounds.streamIdleTimeoutSeconds, aiApiDefaults.streamIdleTimeoutSeconds),
  streamMaxDurationSeconds: patchOrDefault(bounds.streamMaxDurationSeconds, aiApiDefaults.streamMaxDurationSeconds),
  expectedVersion: expectedVersionSchema,
  comment: commentSchema,
});

export const deleteAiApiRules = z.object({
  aiApiId: z.string(),
  revokeAccess: orDefault(z.boolean(), false),
  expectedVersion: expectedVersionSchema,
  comment: commentSchema,
});

/**
 * Pairs whose base paths overlap, as `basePathsOverlap` defines it, found in one pass. One that overlaps with several
 * others is in one pair.
 */
export function overlappingPairs<T extends { readonly basePath: string }>(aiApis: readonly T[]): [T, T][] {
  const pairs: [T, T][] = [];
  const holders = new Map<string, T>();
  for (const aiApi of aiApis) {
    const holder = holders.get(aiApi.basePath);
    if (holder === undefined) holders.set(aiApi.basePath, aiApi);
    else pairs.push([holder, aiApi]);
  }
  for (const aiApi of aiApis) {
    const segments = aiApi.basePath.split('/');
    const beginnings = segments.map((_, index) => segments.slice(0, index).join('/'));
    const holder = beginnings.map((beginning) => holders.get(beginning)).find((found) => found !== undefined);
    if (holder !== undefined) pairs.push([holder, aiApi]);
  }
  return pairs;
}

/** Whether two base paths are equal or one is a prefix of the other, segment by segment. */
export function basePathsOverlap(one: string, other: string): boolean {
  return `${one}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${one}/`);
}
