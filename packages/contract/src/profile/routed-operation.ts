import { z } from 'zod';
import { CREDENTIAL_PARAMETERS, isReservedHeader } from '../kernel/reserved-headers';
import { headerNameSchema } from './header-name';
import { enumeration, orNull, schemaNotes, writtenForms } from './schema-notes';

export const OPERATION_PATH_LENGTH_MAX = 256;
const MODEL_KEY_LENGTH_MAX = 128;
const OPERATION_NAME_LENGTH_MAX = 63;

/** The placeholder in an operation's path for the model, which is a segment or part of one. */
export const MODEL_IN_PATH = '{model}';

export const modelPlaceSchema = enumeration('ModelPlace', 'Where a request names the model.', {
  JSON_BODY: 'A member of a JSON body.',
  PATH: 'A segment of the path.',
  HEADER: 'A header.',
  QUERY_PARAMETER: 'A query parameter.',
  FORM_FIELD: 'A field of a multipart form.',
});
export type ModelPlace = z.infer<typeof modelPlaceSchema>;

export const streamFramingSchema = enumeration('StreamFraming', 'How a streamed response is split into events.', {
  SERVER_SENT_EVENTS: 'As server-sent events.',
  JSON_ARRAY:
    'As the elements of one JSON array, if the content type is `application/json`; a response of `text/event-stream` is always read as server-sent events.',
});
export type StreamFraming = z.infer<typeof streamFramingSchema>;

export const bodyKindSchema = enumeration('BodyKind', "The kind of a request's body.", {
  JSON: 'JSON.',
  FORM: 'A multipart form.',
});
export type BodyKind = z.infer<typeof bodyKindSchema>;

export const canonicalWhenSchema = enumeration(
  'CanonicalWhen',
  'The endpoints at which a path takes the requests that were written for another provider.',
  {
    ALWAYS: 'All of them.',
    URL_HAS_PATH: 'Those whose URL has a path, such as `/v1`.',
    URL_HAS_NO_PATH: 'Those whose URL is a host alone.',
    API_VERSION_SET: 'All of them, with `azureApiVersion` as the query parameter `api-version`, if that is set.',
    NEVER: 'None.',
  },
);
export type CanonicalWhen = z.infer<typeof canonicalWhenSchema>;

const operationNameSchema = z
  .string()
  .max(OPERATION_NAME_LENGTH_MAX)
  .regex(/^[a-z0-9][a-z0-9._-]*$/, 'must be a name such as `chat-completions`: lower case, digits, `.`, `_` and `-`');

/** The path of an operation below an endpoint's URL. */
export const operationPathSchema = z
  .string()
  .max(OPERATION_PATH_LENGTH_MAX)
  .refine(
    (path) => /^[A-Za-z0-9._~:-]+(\/[A-Za-z0-9._~:-]+)*$/.test(path.replaceAll(MODEL_IN_PATH, 'model')),
    'must be path segments without a leading slash, such as `chat/completions` or `models/{model}:generateContent`',
  )
  .refine((path) => !path.split('/').some((segment) => segment === '.' || segment === '..'), {
    error: 'must not have a dot segment',
  });

/**
 * An operation that is routed; its method is POST. One path may be listed with several places. The request's content
 * type picks between JSON_BODY and FORM_FIELD; all other places apply together: the first names the model, and further
 * places that name one follow it.
 */
export const routedOperationSchema = z
  .strictObject({
    path: operationPathSchema.describe(
      "The path below the endpoint's URL, such as `chat/completions`, with `{model}` if the path contains the model.",
    ),
    name: orNull(operationNameSchema, 'if only this provider serves it').describe(
      'What the operation is called, such as `chat-completions`. In an AI API of several providers, a request for it can go to each provider that has an unpinned operation with this name. Several paths can have the same name. The same for all places of a path.',
    ),
    canonicalWhen: canonicalWhenSchema
      .default('ALWAYS')
      .describe(
        'The endpoints at which this path takes the requests that were written for another provider. Of several paths with one name, the first that applies counts. The same for all places of a path.',
      ),
    modelPlace: modelPlaceSchema,
    modelKey: orNull(z.string().min(1).max(MODEL_KEY_LENGTH_MAX), 'for PATH').describe(
      'The location of the model: a JSON pointer (`*` matches every element of an array), or the name of the header, query parameter or form field.',
    ),
    body: orNull(bodyKindSchema, 'if the place of the model shows it').describe(
      'The kind of body that the operation takes. In an AI API of several providers, requests with another kind go past it. The same for all places of a path.',
    ),
    pinned: z
      .boolean()
      .default(false)
      .describe(
        "Whether the operation always goes to the AI API's default endpoint, bypassing every policy, with a model of the provider: for operations that create something in one account, such as a job that is fetched later. The same for all places of a path.",
      ),
    streamFraming: orNull(streamFramingSchema, "to use the profile's setting").describe(
      'How the streamed response of this operation is split into events. The same for all places of a path.',
    ),
  })
  .superRefine(({ path, modelPlace, modelKey }, context) => {
    const problem = modelKeyProblem(modelPlace, modelKey) ?? modelPathProblem(path, modelPlace);
    if (problem !== null) context.addIssue({ code: 'custom', ...problem });
  })
  .describe('A routed operation and where its requests name the model.')
  .register(schemaNotes, { name: 'RoutedOperation' })
  .register(writtenForms, {
    normalize: (operation) =>
      operation.modelPlace === 'HEADER'
        ? { ...operation, modelKey: operation.modelKey?.toLowerCase() ?? null }
        : operation,
  });
export type RoutedOperation = z.infer<typeof routedOperationSchema>;

interface Problem {
  path: string[];
  message: string;
}

/** A JSON pointer (RFC 6901) of at most eight segments. */
const MODEL_POINTER = /^(\/([^~/]|~[01])+){1,8}$/;

function modelKeyProblem(place: ModelPlace, key: string | null): Problem | null {
  const refuse = (message: string) => ({ path: ['modelKey'], message });
  if (place === 'PATH') return key === null ? null : refuse('must be null: `{model}` in the path marks the model');
  if (key === null) return refuse(`is required for ${place}`);
  if (place === 'JSON_BODY' && !MODEL_POINTER.test(key)) {
    return refuse('must be a JSON pointer such as `/model`, of at most 8 segments');
  }
  if (place === 'QUERY_PARAMETER' && CREDENTIAL_PARAMETERS.includes(key)) {
    return refuse('is reserved: it may carry a credential, so no vendor gets it');
  }
  if (place !== 'HEADER') return null;
  if (!headerNameSchema.safeParse(key).success) return refuse('must be a header name, in lower case');
  return isReservedHeader(key) ? refuse('is reserved: it may carry a credential, or the data plane sets it') : null;
}

function modelPathProblem(path: string, place: ModelPlace): Problem | null {
  const times = path.split(MODEL_IN_PATH).length - 1;
  if (times > 1) return { path: ['path'], message: 'must contain `{model}` only once' };
  return place === 'PATH' && times === 0 ? { path: ['path'], message: 'must contain `{model}`' } : null;
}
