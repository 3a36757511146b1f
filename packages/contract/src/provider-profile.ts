import { z } from 'zod';

/** Where an endpoint's credential is put in a request to the vendor. */
export const credentialPlaceSchema = z.enum(['HEADER', 'QUERY_PARAMETER', 'NONE']);
export type CredentialPlace = z.infer<typeof credentialPlaceSchema>;

/** Where a request names the model. Other places join as their profiles do. */
export const modelPlaceSchema = z.enum(['JSON_BODY']);
export type ModelPlace = z.infer<typeof modelPlaceSchema>;

/** The vendors' formats in which the gateway itself can answer. */
export const wireFormatSchema = z.enum(['OPENAI']);
export type WireFormat = z.infer<typeof wireFormatSchema>;

/** An operation that is routed: its method is POST, its path stands below the endpoint's URL. */
export const routedOperationSchema = z.strictObject({
  /** Such as `chat/completions`: no leading slash. */
  path: z.string().min(1).max(256),
  modelPlace: modelPlaceSchema,
  /** For JSON_BODY the name of the top-level member. */
  modelKey: z.string().min(1).max(128),
});
export type RoutedOperation = z.infer<typeof routedOperationSchema>;

/** How a provider is spoken to on the wire: its template's profile with the provider's own overrides. */
export const providerProfileSchema = z.strictObject({
  credentialPlace: credentialPlaceSchema,
  /** The header (lower case) or query parameter that carries the credential; null where there is none. */
  credentialName: z.string().min(1).max(128).nullable(),
  /** What stands before the credential in a header, such as `Bearer `; null where nothing does. */
  credentialPrefix: z.string().max(64).nullable(),
  /** Sent with every request to the vendor, names in lower case. */
  fixedHeaders: z.array(z.strictObject({ name: z.string().min(1).max(128), value: z.string().max(1024) })).max(16),
  routedOperations: z.array(routedOperationSchema).max(64),
  wireFormat: wireFormatSchema,
  /** The error codes in a 404 that mean that the model does not exist: only those suspend a target. */
  modelNotFoundCodes: z.array(z.string().min(1).max(128)).max(32),
});
export type ProviderProfile = z.infer<typeof providerProfileSchema>;
