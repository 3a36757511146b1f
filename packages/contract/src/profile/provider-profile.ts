import { z } from 'zod';
import { ANSWER_PLACES_MAX, answerPlacesSchema } from './answer-places';
import { errorRuleSchema } from './error-rule';
import { headerNameSchema } from './header-name';
import {
  OPERATION_PATH_LENGTH_MAX,
  operationPathSchema,
  routedOperationSchema,
  streamFramingSchema,
} from './routed-operation';
import { enumeration, orNull, schemaNotes, spaceSeparated } from './schema-notes';
import { streamEventRuleSchema } from './stream-event-rule';

const FIXED_HEADERS_MAX = 16;
const ROUTED_OPERATIONS_MAX = 64;
const STREAM_RULES_MAX = 64;
const ERROR_RULES_MAX = 64;
const CONTENT_MEMBERS_MAX = 64;
const CONTENT_MEMBER_LENGTH_MAX = 128;
const PUBLIC_PREFIXES_MAX = 16;
const MODEL_LIST_PATHS_MAX = 8;
const CREDENTIAL_NAME_LENGTH_MAX = 128;
const CREDENTIAL_PREFIX_LENGTH_MAX = 64;
const HEADER_VALUE_LENGTH_MAX = 1_024;
const OWN_PARAMETERS_MAX = 16;

export const credentialPlaceSchema = enumeration(
  'CredentialPlace',
  "Where a request to the vendor carries the endpoint's credential.",
  { HEADER: 'In a header.', QUERY_PARAMETER: 'In a query parameter.', NONE: 'Nowhere.' },
);
export type CredentialPlace = z.infer<typeof credentialPlaceSchema>;

export const wireFormatSchema = enumeration(
  'WireFormat',
  "The vendors' formats in which the gateway itself can answer.",
  { OPENAI: "OpenAI's.", ANTHROPIC: "Anthropic's.", GEMINI: "Gemini's.", MISTRAL: "Mistral's." },
);
export type WireFormat = z.infer<typeof wireFormatSchema>;

const visibleAscii = (lengthMax: number) =>
  z
    .string()
    .max(lengthMax)
    .regex(/^[\x20-\x7e]*$/, 'must consist of visible ASCII characters and spaces');

const fixedHeaderSchema = z
  .strictObject({
    name: headerNameSchema.describe("The header's name; stored in lower case."),
    value: visibleAscii(HEADER_VALUE_LENGTH_MAX).describe('Its value. Never a secret: every VIEWER can read it.'),
  })
  .describe('A header with its value.')
  .register(schemaNotes, { name: 'HeaderValue' });

// Query parameters have case-sensitive names, and header names of these characters are valid in any case.
const CREDENTIAL_NAME = /^[A-Za-z0-9._~-]+$/;
const credentialNameSchema = z
  .string()
  .max(CREDENTIAL_NAME_LENGTH_MAX)
  .regex(CREDENTIAL_NAME, 'must be the name of a header or query parameter');
const parameterNameSchema = z
  .string()
  .max(CREDENTIAL_NAME_LENGTH_MAX)
  .regex(CREDENTIAL_NAME, 'must be the name of a query parameter');
/** A date, `-preview` after it, or a name such as `preview`. */
const apiVersionSchema = z
  .string()
  .max(CREDENTIAL_NAME_LENGTH_MAX)
  .regex(/^[A-Za-z0-9._-]+$/, 'must be an API version such as `2024-10-21`');

const modelListPathSchema = spaceSeparated(operationPathSchema, {
  itemsMax: MODEL_LIST_PATHS_MAX,
  lengthMax: OPERATION_PATH_LENGTH_MAX,
});

const streamEvents = (description: string) =>
  z.array(streamEventRuleSchema).max(STREAM_RULES_MAX).default([]).describe(description);
const answerPlaces = (description: string) =>
  orNull(answerPlacesSchema, 'if responses do not say').describe(description);

/**
 * How the gateway talks to a provider: a template's profile with the provider's own overrides.
 *
 * This is the one declaration of a profile's members. The routing table, the GraphQL types, the rules of an input and
 * the manifest's JSON Schema follow from it. Each member needs a default, which applies to a profile that omits it. So
 * the tables of earlier releases stay readable, and a template lists only what its vendor needs.
 */
export const providerProfileSchema = z
  .strictObject({
    credentialPlace: credentialPlaceSchema
      .default('NONE')
      .describe("Where a request to the vendor carries the endpoint's credential."),
    credentialName: orNull(credentialNameSchema).describe(
      'The name of the header or query parameter that carries the credential.',
    ),
    credentialPrefix: orNull(visibleAscii(CREDENTIAL_PREFIX_LENGTH_MAX).min(1)).describe(
      'The prefix of the credential in a header, such as `Bearer `.',
    ),
    fixedHeaders: z
      .array(fixedHeaderSchema)
      .max(FIXED_HEADERS_MAX)
      .default([])
      .describe('Headers sent with every request to the vendor. They never carry credentials.'),
    routedOperations: z
      .array(routedOperationSchema)
      .max(ROUTED_OPERATIONS_MAX)
      .default([])
      .describe("The operations that are routed; all others go to the AI API's default endpoint unchanged."),
    ownQueryParameters: z
      .array(parameterNameSchema)
      .max(OWN_PARAMETERS_MAX)
      .default([])
      .describe(
        'Query parameters that mean something to this provider alone, such as `api-version`. In an AI API of several providers they are sent to no other.',
      ),
    azureApiVersion: orNull(apiVersionSchema, 'to use the v1 form').describe(
      "The `api-version` of Azure's dated form, such as `2024-10-21`, for requests that were written for another provider.",
    ),
    wireFormat: wireFormatSchema
      .default('OPENAI')
      .describe("The format of the gateway's own errors and model list, as the provider's SDK expects them."),
    modelListPath: orNull(modelListPathSchema, 'if the gateway serves no model list').describe(
      `Where the gateway answers with the models that a consumer can reach: a path without a leading slash, or up to ${MODEL_LIST_PATHS_MAX} separated by spaces.`,
    ),
    errorRules: z
      .array(errorRuleSchema)
      .max(ERROR_RULES_MAX)
      .default([])
      .describe(
        "What the vendor's errors mean, in responses and in streams: the first rule that matches counts. Without one, 401 is CREDENTIAL_REJECTED, 402 ACCOUNT_EXHAUSTED and 413 REQUEST_TOO_LARGE; for any other error the policy's `failureStatuses` decide. An error that names a missing scope or permission of the operation counts as a 403, even if a rule says CREDENTIAL_REJECTED or REQUEST_INVALID.",
      ),
    contentMembers: z
      .array(z.string().min(1).max(CONTENT_MEMBER_LENGTH_MAX))
      .max(CONTENT_MEMBERS_MAX)
      .default([])
      .describe(
        'The top-level members of a JSON response that hold its content. A response with status 200 that has an `error` and none of them is an error. Empty if such responses are passed on.',
      ),
    publicCredentialPrefixes: z
      .array(visibleAscii(CREDENTIAL_PREFIX_LENGTH_MAX).min(1))
      .max(PUBLIC_PREFIXES_MAX)
      .default([])
      .describe(
        "The starts that the vendor's credentials share, such as `sk-ant-api03-`: an error that quotes only them does not reveal a credential.",
      ),
    streamFraming: streamFramingSchema
      .default('SERVER_SENT_EVENTS')
      .describe('How a streamed response is split into events.'),
    contentEvents: streamEvents(
      'The stream events that carry content: until the first of them a response can still fail over.',
    ),
    finishEvents: streamEvents(
      'The stream events that finish an answer, or one choice of it; usage and a terminal event may follow. One that is recognised by its type has to come as often as the request asks for answers by its member `n`. With neither finish nor terminal events, any clean end after content is good.',
    ),
    terminalEvents: streamEvents(
      'The stream events after which nothing follows. Without one of them and without a finish event, a stream counts as cut off.',
    ),
    errorEvents: streamEvents(
      'The stream events that report an error; an event that matches one is an error, whatever else it matches.',
    ),
    responseModelPath: answerPlaces('Where a response names the model that gave it, written like `promptTokensPath`.'),
    promptTokensPath: answerPlaces(
      `Where a response counts the tokens of the prompt: JSON pointers into the response or a stream event, or \`header:\` and the name of a response header; up to ${ANSWER_PLACES_MAX} separated by spaces, of which the first one present counts.`,
    ),
    completionTokensPath: answerPlaces(
      'Where a response counts the tokens of the completion, written like `promptTokensPath`.',
    ),
    cachedTokensPath: answerPlaces(
      "Where a response counts the prompt's tokens that were read from the vendor's cache, written like `promptTokensPath`.",
    ),
    cacheWriteTokensPath: answerPlaces(
      "Where a response counts all of the prompt's tokens that were written to the vendor's cache, written like `promptTokensPath`.",
    ),
    cacheWriteHourTokensPath: answerPlaces(
      "Where a response counts the prompt's tokens that the vendor's cache keeps for an hour, written like `promptTokensPath`.",
    ),
    extraPromptTokensPath: answerPlaces(
      "Where a response counts tokens that the vendor added to the prompt and that the prompt's count lacks, such as a tool's results, written like `promptTokensPath`.",
    ),
    promptIncludesCache: z
      .boolean()
      .default(true)
      .describe('Whether the tokens of the prompt include those read from or written to the cache.'),
    reasoningTokensPath: answerPlaces('Where a response counts the reasoning tokens, written like `promptTokensPath`.'),
    completionIncludesReasoning: z
      .boolean()
      .default(true)
      .describe(
        'Whether the tokens of the completion include the reasoning tokens, unless the total of a response shows otherwise.',
      ),
    totalTokensPath: answerPlaces('Where a response counts all tokens, written like `promptTokensPath`.'),
    streamUsageOption: z
      .boolean()
      .default(false)
      .describe(
        'Whether the gateway adds `stream_options.include_usage` to streamed chat completions and completions that do not say whether they want it, so that their tokens are counted. The chunk with usage alone is not passed on; the `usage: null` that other chunks gain is. An endpoint that rejects the option is asked again without it, and for an hour gets no other request with it.',
      ),
    serviceTierPath: answerPlaces('Where a response names its service tier, written like `promptTokensPath`.'),
    remainingTokensHeader: orNull(headerNameSchema).describe(
      "The response header that says how many tokens the vendor's limit leaves.",
    ),
    remainingTokensResetHeader: orNull(headerNameSchema).describe(
      "The response header that says when the remaining tokens are reset, in the vendor's own format.",
    ),
  })
  .describe('How the gateway talks to a provider.')
  .register(schemaNotes, { name: 'ProviderProfile' });
export type ProviderProfile = z.infer<typeof providerProfileSchema>;

/** A profile with these members and the defaults of all others. */
export function profileWith(members: z.input<typeof providerProfileSchema>): ProviderProfile {
  return providerProfileSchema.parse(members);
}
