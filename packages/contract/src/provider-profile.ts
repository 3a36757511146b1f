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

/** How a streamed answer is cut into events. Other framings join as their profiles do. */
export const streamFramingSchema = z.enum(['SERVER_SENT_EVENTS']);
export type StreamFraming = z.infer<typeof streamFramingSchema>;

/** How a stream event is recognised: everything that is not null must hold. */
export const streamEventRuleSchema = z
  .strictObject({
    /**
     * The event's type: its `event:` name or, where it has none, the string member `type` of its JSON data. A `*` at
     * the beginning stands for any text (`*.delta`).
     */
    event: z.string().min(1).max(128).nullable(),
    /**
     * A JSON pointer (RFC 6901) into the event's data to a member that must be there and not be empty: null, false,
     * "", [] and {} are empty. A segment `*` stands for any element of an array.
     */
    present: z
      .string()
      .max(256)
      .regex(/^(\/([^~/]|~[01])*)+$/, 'must be a JSON pointer')
      .nullable(),
    /** The whole data of the event, such as `[DONE]`. */
    data: z.string().max(256).nullable(),
  })
  .refine(({ event, present, data }) => event !== null || present !== null || data !== null, {
    error: 'must say how the event is recognised',
  });
export type StreamEventRule = z.infer<typeof streamEventRuleSchema>;
const streamEventRulesSchema = z.array(streamEventRuleSchema).max(64);

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
  /** The error codes that mean that the endpoint's credential was refused, whatever the status. */
  credentialRejectedCodes: z.array(z.string().min(1).max(128)).max(32),
  /** The path at which the gateway itself answers with the models: no leading slash; null where it does not. */
  modelListPath: z.string().min(1).max(256).nullable(),
  streamFraming: streamFramingSchema,
  /** The events that carry content: until the first of them an answer may still fail over. */
  contentEvents: streamEventRulesSchema,
  /** The events of which one must come, or the answer counts as cut; where there are none, a clean end will do. */
  endEvents: streamEventRulesSchema,
  /** The events that report an error. An event that matches one is an error, whatever else it matches. */
  errorEvents: streamEventRulesSchema,
});
export type ProviderProfile = z.infer<typeof providerProfileSchema>;
