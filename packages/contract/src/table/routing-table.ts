import { z } from 'zod';
import { environmentSchema } from '../kernel/environment';
import { ERROR_KINDS, errorKindSchema } from '../profile/error-kind';
import { tableProfileSchema } from '../profile/table-profile';
import { PRICES_PER_MODEL_MAX, tablePriceSchema } from './price';

/**
 * The values of the routing table's entries: everything that a data plane needs to serve, and nothing that only the
 * control plane needs. Ids are UUIDs. Durations are whole seconds, as operators give them.
 *
 * Entries refer to each other by id, so a change to a provider is one entry, however many AI APIs use it. Readers ignore
 * members that they do not know: a newer control plane may add some that older data planes can do without.
 */

const seconds = (most: number, least = 1) => z.int().min(least).max(most);

export const MODELS_PER_PROVIDER_MAX = 1_000;
export const ENDPOINTS_PER_PROVIDER_MAX = 100;
export const CA_CERTIFICATES_PER_ENDPOINT_MAX = 16;
/** The maximum length of one certificate in PEM, in characters. */
export const CA_CERTIFICATE_LENGTH_MAX = 16_384;
export const PROVIDERS_PER_AI_API_MAX = 16;
export const MODEL_ALIASES_PER_AI_API_MAX = 200;
export const TARGETS_PER_SIDE_MAX = 32;
export const FALLBACKS_PER_SIDE_MAX = 10;
export const FAILOVER_POLICIES_PER_AI_API_MAX = 100;
export const WEIGHT_MAX = 1_000;
/** The maximum sum of a side's weights after division by their greatest common divisor, which is the wheel's length. */
export const WHEEL_LENGTH_MAX = 10_000;

export const basePathSchema = z.string().regex(/^(\/[A-Za-z0-9][A-Za-z0-9._~-]*){1,4}$/);

/** The inclusive range of response statuses, such as `[500, 599]`; a single status is a range of one. */
export const statusRangeSchema = z.tuple([z.int().min(400).max(599), z.int().min(400).max(599)]);
export type StatusRange = z.infer<typeof statusRangeSchema>;

export const targetSchema = z.object({ modelId: z.uuid(), endpointId: z.uuid() });
export type TableTarget = z.infer<typeof targetSchema>;
export const weightedTargetSchema = targetSchema.extend({ weight: z.int().min(0).max(WEIGHT_MAX) });
export type TableWeightedTarget = z.infer<typeof weightedTargetSchema>;

const policyBase = {
  id: z.uuid(),
  /** 0 switches suspension off. */
  suspendDurationSeconds: seconds(86_400, 0),
  requestTimeoutSeconds: seconds(3_600),
  totalTimeoutSeconds: seconds(3_600),
  /** The statuses of errors without a recognised kind after which the next target is asked. */
  failureStatuses: z.array(statusRangeSchema).min(1).max(200),
  /** The kinds of errors after which the next target is asked. */
  failoverOn: z.array(errorKindSchema).max(ERROR_KINDS.length),
};
const maxAttempts = z.int().min(1).max(TARGETS_PER_SIDE_MAX);
const sides = <T extends z.ZodType>(target: T, most: number) => ({
  production: z.array(target).max(most),
  sandbox: z.array(target).max(most),
});

export const tablePolicySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ROUND_ROBIN'),
    ...policyBase,
    maxAttempts,
    ...sides(targetSchema, TARGETS_PER_SIDE_MAX),
  }),
  z.object({
    kind: z.literal('WEIGHTED_ROUND_ROBIN'),
    ...policyBase,
    maxAttempts,
    ...sides(weightedTargetSchema, TARGETS_PER_SIDE_MAX),
  }),
  z.object({
    /** The first target of a side is the primary, the others are the fallbacks in their order. */
    kind: z.literal('FAILOVER'),
    ...policyBase,
    ...sides(targetSchema, 1 + FALLBACKS_PER_SIDE_MAX),
  }),
]);
export type TablePolicy = z.infer<typeof tablePolicySchema>;

const DOT_SEGMENTS: readonly string[] = ['.', '..'];

export const tableModelSchema = z.object({
  id: z.uuid(),
  /** In a path that contains the model, a dot segment would lead out of the endpoint's base URL. */
  name: z
    .string()
    .min(1)
    .max(128)
    .refine((name) => !DOT_SEGMENTS.includes(name), 'must not be a dot segment'),
  enabled: z.boolean(),
});
export type TableModel = z.infer<typeof tableModelSchema>;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** The value of `certificate.<sha-256 hex>`: a CA certificate, for all endpoints that trust it. */
export const certificateEntrySchema = z.object({
  /** Of its DER encoding, in lower-case hex. */
  sha256: sha256Schema,
  pem: z.string().min(1).max(CA_CERTIFICATE_LENGTH_MAX),
});
export type CertificateEntry = z.infer<typeof certificateEntrySchema>;

export const tableEndpointSchema = z.object({
  id: z.uuid(),
  name: z.string().min(1).max(63),
  environment: environmentSchema,
  url: z.url({ protocol: /^https?$/ }),
  enabled: z.boolean(),
  connectTimeoutSeconds: seconds(60),
  /** An envelope of `sealed-credential.ts`; null for an endpoint without a credential. */
  sealedCredential: z.string().nullable(),
  /**
   * The CA certificates, by their entries, that the endpoint's certificate is verified with instead of the public ones; null
   * for the public ones.
   */
  caCertificates: z.array(sha256Schema).min(1).max(CA_CERTIFICATES_PER_ENDPOINT_MAX).nullable(),
});
export type TableEndpoint = z.infer<typeof tableEndpointSchema>;

/** How to handle requests for operations that the provider's profile does not route. */
export const unroutedOperationsSchema = z.enum(['PASS', 'REFUSE']);
export type UnroutedOperations = z.infer<typeof unroutedOperationsSchema>;

/** The value of `provider.<id>`. */
export const providerEntrySchema = z.object({
  id: z.uuid(),
  name: z.string().min(1).max(63),
  profile: tableProfileSchema,
  models: z.array(tableModelSchema).max(MODELS_PER_PROVIDER_MAX),
  endpoints: z.array(tableEndpointSchema).max(ENDPOINTS_PER_PROVIDER_MAX),
});
export type ProviderEntry = z.infer<typeof providerEntrySchema>;

/** The value of `prices.<provider id>`, apart from the provider's entry because prices have a history. */
export const pricesEntrySchema = z.object({
  providerId: z.uuid(),
  /** The models that have prices. */
  models: z
    .array(z.object({ modelId: z.uuid(), prices: z.array(tablePriceSchema).min(1).max(PRICES_PER_MODEL_MAX) }))
    .max(MODELS_PER_PROVIDER_MAX),
});
export type PricesEntry = z.infer<typeof pricesEntrySchema>;

/** Another name by which consumers ask an AI API for a model of one of its providers. */
export const modelAliasSchema = z.object({ name: tableModelSchema.shape.name, modelId: z.uuid() });
export type ModelAlias = z.infer<typeof modelAliasSchema>;

/** The value of `ai-api.<id>`. A disabled AI API has no entry. */
export const aiApiEntrySchema = z.object({
  id: z.uuid(),
  name: z.string().min(1).max(63),
  basePath: basePathSchema,
  /** The first one's profile says how consumers call the AI API. */
  providerIds: z.array(z.uuid()).min(1).max(PROVIDERS_PER_AI_API_MAX),
  /** Their names are unique. */
  modelAliases: z.array(modelAliasSchema).max(MODEL_ALIASES_PER_AI_API_MAX),
  defaultProductionEndpointId: z.uuid().nullable(),
  defaultSandboxEndpointId: z.uuid().nullable(),
  unroutedOperations: unroutedOperationsSchema,
  /** These two apply to requests without a policy; the stream limits apply to every request. */
  requestTimeoutSeconds: seconds(3_600),
  totalTimeoutSeconds: seconds(3_600),
  streamHoldBackSeconds: seconds(60, 0),
  streamIdleTimeoutSeconds: seconds(3_600),
  streamMaxDurationSeconds: seconds(86_400),
  policies: z.array(tablePolicySchema).max(FAILOVER_POLICIES_PER_AI_API_MAX),
});
export type AiApiEntry = z.infer<typeof aiApiEntrySchema>;

/** The value of `consumer.<id>`. */
export const consumerEntrySchema = z.object({
  id: z.uuid(),
  name: z.string().min(1).max(63),
  /** The keys of a disabled consumer are treated like unknown ones. */
  enabled: z.boolean(),
  traceAllowed: z.boolean(),
  /** The AI APIs that it has access grants for. */
  aiApiIds: z.array(z.uuid()),
  /** Whether it may call every AI API, as the built-in consumer of the console's playground. */
  allAiApis: z.boolean().optional(),
});
export type ConsumerEntry = z.infer<typeof consumerEntrySchema>;

/** The value of `consumer-key.<sha-256 hex>`. A revoked key has no entry. */
export const consumerKeyEntrySchema = z.object({
  id: z.uuid(),
  consumerId: z.uuid(),
  environment: environmentSchema,
  expiresAt: z.iso.datetime().nullable(),
});
export type ConsumerKeyEntry = z.infer<typeof consumerKeyEntrySchema>;
