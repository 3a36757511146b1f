import { FALLBACKS_PER_SIDE_MAX, TARGETS_PER_SIDE_MAX, weightedTargetSchema } from '@switchyard/contract';
import { z } from 'zod';
import { aiApiMembers } from '../../objects/ai-apis/ai-api-rules';
import { consumerMembers } from '../../objects/consumers/consumer-rules';
import { endpointMembers } from '../../objects/endpoints/endpoint-rules';
import { modelMembers } from '../../objects/models/model-rules';
import { writtenPricesSchema } from '../../objects/models/price-rules';
import { policyMembers } from '../../objects/policies/policy-rules';
import { profileOverridesSchema, writtenOverrides } from '../../objects/providers/profile-overrides';
import { providerMembers, rejectIncomplete } from '../../objects/providers/provider-rules';
import { modelNameSchema, orDefault, nameSchema } from '../../kernel/rules/members';

const target = { model: modelNameSchema, endpoint: nameSchema };
const side = <T extends z.ZodType>(targets: z.ZodArray<T>) => z.strictObject({ targets }).default({ targets: [] });

const plainSide = side(z.array(z.strictObject(target)).max(TARGETS_PER_SIDE_MAX));
const weightedSide = side(
  z.array(z.strictObject({ ...target, weight: weightedTargetSchema.shape.weight })).max(TARGETS_PER_SIDE_MAX),
);
const chainSide = side(
  z
    .array(z.strictObject(target))
    .max(FALLBACKS_PER_SIDE_MAX + 1)
    .refine(({ length }) => length !== 1, { params: { reason: 'WRONG_COUNT' }, error: 'must have a fallback, too' }),
);

/** What an AI API refers to, by name. */
export const aiApiReferences = {
  provider: nameSchema,
  defaultProductionEndpoint: nameSchema.nullable().default(null),
  defaultSandboxEndpoint: nameSchema.nullable().default(null),
};

/** A policy of each kind by itself, its targets by name; of a failover policy the first one is the primary. */
export const policyShapes = {
  ROUND_ROBIN: { ...policyMembers.ROUND_ROBIN, production: plainSide, sandbox: plainSide },
  WEIGHTED_ROUND_ROBIN: { ...policyMembers.WEIGHTED_ROUND_ROBIN, production: weightedSide, sandbox: weightedSide },
  FAILOVER: { ...policyMembers.FAILOVER, production: chainSide, sandbox: chainSide },
};

export const modelShape = { ...modelMembers, prices: orDefault(writtenPricesSchema, []) };

// An image has what the rules have made of the overrides.
const profileOfImage = z.record(z.string(), z.unknown()).transform(writtenOverrides).pipe(profileOverridesSchema);

/** The rules of an object by itself, on the value that its image has; the mutations hold their inputs against the same. */
export const objectRules = {
  PROVIDER: z.strictObject({ ...providerMembers, profile: profileOfImage }).superRefine(rejectIncomplete),
  MODEL: z.strictObject({ ...modelShape, provider: nameSchema }),
  ENDPOINT: z.strictObject({
    ...endpointMembers,
    provider: nameSchema,
    credential: z.looseObject({ isSet: z.boolean() }),
  }),
  AI_API: z.strictObject({ ...aiApiMembers, ...aiApiReferences }),
  ROUND_ROBIN_POLICY: z.strictObject({ ...policyShapes.ROUND_ROBIN, aiApi: nameSchema }),
  WEIGHTED_ROUND_ROBIN_POLICY: z.strictObject({ ...policyShapes.WEIGHTED_ROUND_ROBIN, aiApi: nameSchema }),
  FAILOVER_POLICY: z.strictObject({ ...policyShapes.FAILOVER, aiApi: nameSchema }),
  CONSUMER: z.strictObject(consumerMembers),
  ACCESS_GRANT: z.strictObject({ consumer: nameSchema, aiApi: nameSchema }),
};
