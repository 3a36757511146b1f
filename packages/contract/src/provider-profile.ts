import { z } from 'zod';

/** Where an endpoint's credential is put in a request to the vendor. */
export const credentialPlaceSchema = z.enum(['HEADER', 'QUERY_PARAMETER', 'NONE']);
export type CredentialPlace = z.infer<typeof credentialPlaceSchema>;

/** Where a request names the model. */
export const modelPlaceSchema = z.enum(['JSON_BODY', 'PATH', 'HEADER', 'QUERY_PARAMETER', 'FORM_FIELD']);
export type ModelPlace = z.infer<typeof modelPlaceSchema>;

/** The vendors' formats in which the gateway itself can answer. */
export const wireFormatSchema = z.enum(['OPENAI', 'ANTHROPIC', 'GEMINI', 'MISTRAL']);
export type WireFormat = z.infer<typeof wireFormatSchema>;

/** What stands in an operation's path for the segment, or the part of one, that is the model. */
export const MODEL_IN_PATH = '{model}';

/** A JSON pointer (RFC 6901) of at most eight segments, of which `*` stands for every element of an array. */
const MODEL_POINTER = /^(\/([^~/]|~[01])+){1,8}$/;
/** RFC 9110, section 5.6.2: a token; in lower case. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

/**
 * How a streamed answer is cut into events. An answer of `text/event-stream` is always of server-sent events; with
 * JSON_ARRAY one of `application/json` that is an array is a stream as well, and its elements are the events.
 */
export const streamFramingSchema = z.enum(['SERVER_SENT_EVENTS', 'JSON_ARRAY']);
export type StreamFraming = z.infer<typeof streamFramingSchema>;

/**
 * An operation that is routed: its method is POST, its path stands below the endpoint's URL. One path may be listed
 * with several places. Of JSON_BODY and FORM_FIELD the request's content type picks one; all others hold together: the
 * first names the model, and the further ones follow it wherever they name one.
 */
export const routedOperationSchema = z
  .strictObject({
    /** Such as `chat/completions`: no leading slash. `{model}` stands for one segment, or for a part of one. */
    path: z.string().min(1).max(256),
    modelPlace: modelPlaceSchema,
    /** A JSON pointer, the name (lower case) of a header, or the name of a query parameter or form field; null for PATH. */
    modelKey: z.string().min(1).max(128).nullable(),
    /**
     * Whether it always goes to the AI API's default endpoint, which its model is then held against: for what leaves
     * something behind with one account, such as a job that is asked for later. The same for all places of a path. The
     * table of an older publisher has none of these two.
     */
    pinned: z.boolean().default(false),
    /** How its streamed answer is cut into events; null for the way of the profile. The same for all places of a path. */
    streamFraming: streamFramingSchema.nullable().default(null),
  })
  .superRefine(({ path, modelPlace, modelKey }, context) => {
    const problem = modelKeyProblem(modelPlace, modelKey) ?? modelPathProblem(path, modelPlace);
    if (problem !== null) context.addIssue({ code: 'custom', ...problem });
  });

/** What is wrong with the key of a place; null where nothing is. */
function modelKeyProblem(place: ModelPlace, key: string | null): { path: string[]; message: string } | null {
  const refuse = (message: string) => ({ path: ['modelKey'], message });
  if (place === 'PATH') return key === null ? null : refuse('must be null for a model in the path');
  if (key === null) return refuse('must be given');
  if (place === 'JSON_BODY' && !MODEL_POINTER.test(key)) return refuse('must be a JSON pointer, such as `/model`');
  return place === 'HEADER' && !HEADER_NAME.test(key) ? refuse('must be the name of a header') : null;
}

function modelPathProblem(path: string, place: ModelPlace): { path: string[]; message: string } | null {
  const times = path.split(MODEL_IN_PATH).length - 1;
  if (times > 1) return { path: ['path'], message: 'must hold `{model}` once at most' };
  return place === 'PATH' && times === 0 ? { path: ['path'], message: 'must hold `{model}`' } : null;
}
export type RoutedOperation = z.infer<typeof routedOperationSchema>;

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
    /**
     * The text that the member at `present` must be, or one of them where that has a `*`; null where it may be anything
     * that is not empty. The table of an older publisher has none.
     */
    value: z.string().min(1).max(256).nullable().default(null),
    /** The whole data of the event, such as `[DONE]`. */
    data: z.string().max(256).nullable(),
  })
  .refine(({ event, present, data }) => event !== null || present !== null || data !== null, {
    error: 'must say how the event is recognised',
  })
  .refine(({ present, value }) => present !== null || value === null, {
    path: ['value'],
    error: 'must be null where `present` names no member',
  });
export type StreamEventRule = z.infer<typeof streamEventRuleSchema>;
const streamEventRulesSchema = z.array(streamEventRuleSchema).max(64);

const ANSWER_PLACES_MAX = 8;
/** A JSON pointer (RFC 6901) without spaces, or `header:` and a header's name in lower case. */
const ANSWER_PLACE = /^((\/([^~/\s]|~[01])+)+|header:[!#$%&'*+.^_`|~0-9a-z-]+)$/;

/**
 * Where an answer tells something, which differs by operation and by whether it is streamed: JSON pointers into the answer
 * or into the events of its stream, or `header:` and the name of a response header. With a space between them; of those
 * that are there the first holds.
 */
export const answerPlacesSchema = z
  .string()
  .max(512)
  .refine((text) => text.split(' ').length <= ANSWER_PLACES_MAX, `must be at most ${ANSWER_PLACES_MAX} places`)
  .refine((text) => text.split(' ').every((place) => ANSWER_PLACE.test(place)), {
    error: 'must be JSON pointers, or `header:` and the name of a header, with a space between',
  });

const responseHeaderSchema = z.string().max(128).regex(HEADER_NAME, 'must be the name of a header');

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
  /**
   * The error codes that mean that the model does not exist, in a 404 or, with some vendors, in a 400: of these
   * statuses only those suspend a target. `model_not_found` also stands for the wording by which a format tells it.
   */
  modelNotFoundCodes: z.array(z.string().min(1).max(128)).max(32),
  /** The error codes that mean that the endpoint's credential was refused, whatever the status. */
  credentialRejectedCodes: z.array(z.string().min(1).max(128)).max(32),
  /** The paths, with a space between, at which the gateway itself answers with the models: no leading slash; null where it does not. */
  modelListPath: z.string().min(1).max(256).nullable(),
  streamFraming: streamFramingSchema,
  /** The events that carry content: until the first of them an answer may still fail over. */
  contentEvents: streamEventRulesSchema,
  /** The events of which one must come, or the answer counts as cut; where there are none, a clean end will do. */
  endEvents: streamEventRulesSchema,
  /** The events that report an error. An event that matches one is an error, whatever else it matches. */
  errorEvents: streamEventRulesSchema,
  // What follows joined later: a table that was published before does not have it.
  /** Where an answer names the model that gave it. Null, here and below, where it does not. */
  responseModelPath: answerPlacesSchema.nullable().default(null),
  /** Where an answer counts the tokens of its prompt. Whether the cached ones are among them is the vendor's way. */
  promptTokensPath: answerPlacesSchema.nullable().default(null),
  completionTokensPath: answerPlacesSchema.nullable().default(null),
  /** The tokens of the prompt that were read from the vendor's cache. */
  cachedTokensPath: answerPlacesSchema.nullable().default(null),
  /** The tokens that a model has thought with. Whether they are among the completion's is the vendor's way. */
  reasoningTokensPath: answerPlacesSchema.nullable().default(null),
  totalTokensPath: answerPlacesSchema.nullable().default(null),
  /** The response header, in lower case, that tells how many tokens the vendor's limit leaves. */
  remainingTokensHeader: responseHeaderSchema.nullable().default(null),
  /** The response header, in lower case, that tells when they are reset, in the vendor's own form. */
  remainingTokensResetHeader: responseHeaderSchema.nullable().default(null),
});
export type ProviderProfile = z.infer<typeof providerProfileSchema>;
