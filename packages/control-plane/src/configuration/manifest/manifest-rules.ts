import {
  ENDPOINTS_PER_PROVIDER_MAX,
  FAILOVER_POLICIES_PER_AI_API_MAX,
  MODELS_PER_PROVIDER_MAX,
} from '@switchyard/contract';
import { z } from 'zod';
import { aiApiMembers } from '../../objects/ai-apis/ai-api-rules';
import { aiApiReferences, modelShape, policyShapes } from '../plan/object-rules';
import { consumerMembers } from '../../objects/consumers/consumer-rules';
import { endpointMembers } from '../../objects/endpoints/endpoint-rules';
import { PolicyKind } from '../../objects/policies/policy-kind';
import { providerMembers, rejectIncomplete } from '../../objects/providers/provider-rules';
import { problem } from '../../kernel/rules/check-input';
import { nameSchema } from '../../kernel/rules/members';
import { repeated } from '../../kernel/rules/repeated';
import { nameKey } from '../../kernel/text/name-key';

// Its pattern is also in the JSON Schema, whose validators differ in what they know of Unicode.
const REFERENCE_PATTERN = String.raw`(?:(?:env|file):[^{}\u0000-\u001f\u007f-\u009f]{1,1024}|secret:[\w.\/-]{1,255})`;
const REFERENCE = new RegExp(`^${REFERENCE_PATTERN}$`, 'u');
const CREDENTIAL = new RegExp(String.raw`^\$\{${REFERENCE_PATTERN}\}$`, 'u');

/** How a manifest names a secret: where the client that sends it finds it, or by a name that only the client knows. */
export const secretReferenceSchema = z
  .string()
  .regex(REFERENCE, 'must be a reference such as `env:OPENAI_API_KEY`, `file:/run/secrets/openai` or `secret:openai`');

const credentialSchema = z
  .string()
  .refine((text) => CREDENTIAL.test(text), {
    params: { reason: 'NOT_ALLOWED' },
    error:
      'must be a reference such as `${env:OPENAI_API_KEY}` or `${secret:openai}`: a manifest holds no secret itself',
  })
  .meta({
    description:
      'Where the client finds the API key, such as `${env:OPENAI_API_KEY}`, or by which name it knows it, such as `${secret:openai}`; kept as it is if absent.',
    pattern: CREDENTIAL.source,
  });

/** A list of objects of which no two have one name. */
function named<T extends z.ZodType<{ readonly name: string }>>(
  object: T,
  { most = Infinity, key = nameKey }: { readonly most?: number; readonly key?: (name: string) => string } = {},
) {
  const list = z.array(object);
  return (most === Infinity ? list : list.max(most)).superRefine((objects, context) => {
    const names = objects.map(({ name }) => name);
    rejectRepeated(names, key, (index) => [index, 'name'], context);
  });
}

function rejectRepeated(
  names: readonly string[],
  key: (name: string) => string,
  pathOf: (index: number) => (string | number)[],
  context: z.RefinementCtx,
): void {
  const keys = names.map(key);
  for (const index of repeated(keys)) {
    const first = names[keys.indexOf(keys[index] ?? '')];
    const message =
      first === names[index]
        ? 'is there twice'
        : `is the same name as ${JSON.stringify(first)}: names are unique without regard to case`;
    context.addIssue(problem('DUPLICATE', message, pathOf(index)));
  }
}

const modelSchema = z.strictObject(modelShape);
const endpointSchema = z.strictObject({ ...endpointMembers, credential: credentialSchema.nullish() });
const providerSchema = z
  .strictObject({
    ...providerMembers,
    models: named(modelSchema, { most: MODELS_PER_PROVIDER_MAX, key: (name) => name }).optional(),
    endpoints: named(endpointSchema, { most: ENDPOINTS_PER_PROVIDER_MAX }).optional(),
  })
  .superRefine(rejectIncomplete);

const policySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal(PolicyKind.ROUND_ROBIN), ...policyShapes.ROUND_ROBIN }),
  z.strictObject({ kind: z.literal(PolicyKind.WEIGHTED_ROUND_ROBIN), ...policyShapes.WEIGHTED_ROUND_ROBIN }),
  z.strictObject({ kind: z.literal(PolicyKind.FAILOVER), ...policyShapes.FAILOVER }),
]);
const aiApiSchema = z.strictObject({
  ...aiApiMembers,
  ...aiApiReferences,
  policies: z.array(policySchema).max(FAILOVER_POLICIES_PER_AI_API_MAX).optional(),
});

const accessSchema = z.array(nameSchema).superRefine((names, context) => {
  rejectRepeated(names, nameKey, (index) => [index], context);
});
const consumerSchema = z.strictObject({ ...consumerMembers, access: accessSchema.optional() });

/**
 * What a manifest says: sections of objects by name, each optional. An object is given whole, so that a member that it
 * lacks has its default. A list within an object that is absent is left as it is.
 */
export const manifestSchema = z
  .strictObject({
    providers: named(providerSchema).optional(),
    aiApis: named(aiApiSchema).optional(),
    consumers: named(consumerSchema).optional(),
  })
  .meta({ title: 'Switchyard manifest' });

export type Manifest = z.output<typeof manifestSchema>;
/** As it is written, before defaults are filled in. */
export type WrittenManifest = z.input<typeof manifestSchema>;
export type ManifestPolicy = z.output<typeof policySchema>;
