import {
  answerPlacesSchema,
  credentialPlaceSchema,
  MODEL_IN_PATH,
  modelPlaceSchema,
  type ProviderProfile,
  routedOperationSchema,
  streamEventRuleSchema,
  streamFramingSchema,
  wireFormatSchema,
} from '@switchyard/contract';
import { operationPath } from '@switchyard/routing';
import { z } from 'zod';
import { problem } from '../../kernel/rules/check-input';

const FIXED_HEADERS_MAX = 16;
const ROUTED_OPERATIONS_MAX = 64;
const ERROR_CODES_MAX = 32;
const STREAM_RULES_MAX = 64;
const MODEL_LIST_PATHS_MAX = 8;
const TEXT_LENGTH_MAX = 128;
const PREFIX_LENGTH_MAX = 64;
const HEADER_VALUE_LENGTH_MAX = 1_024;
const OPERATION_PATH_LENGTH_MAX = 256;

/**
 * Headers that say how a request is carried or what its body is, so that the data plane alone sets them (RFC 9110,
 * sections 7.2, 7.6.1, 8.3, 8.4, 8.6, 10.1.1 and 12.5.3): a profile puts neither a credential nor a fixed value there.
 */
const DATA_PLANE_HEADERS = new Set([
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers that carry a credential: a fixed value would show in the configuration. */
const CREDENTIAL_HEADERS = new Set(['authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'cookie']);

// RFC 9110, section 5.6.2: a token.
const headerNameSchema = z
  .string()
  .max(TEXT_LENGTH_MAX)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be the name of a header')
  .transform((name) => name.toLowerCase());
// Unlike a header's, the case of a query parameter's name counts.
const parameterNameSchema = z
  .string()
  .max(TEXT_LENGTH_MAX)
  .regex(/^[A-Za-z0-9._~-]+$/, 'must be the name of a header or a query parameter');
const visibleAscii = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\x20-\x7e]*$/, 'must be of visible ASCII characters and spaces');

const fixedHeaderSchema = z.strictObject({ name: headerNameSchema, value: visibleAscii(HEADER_VALUE_LENGTH_MAX) });

const operationPathSchema = z
  .string()
  .max(OPERATION_PATH_LENGTH_MAX)
  .refine(
    (path) => /^[A-Za-z0-9._~:-]+(\/[A-Za-z0-9._~:-]+)*$/.test(path.replaceAll(MODEL_IN_PATH, 'model')),
    'must be segments without a leading slash, such as `chat/completions` or `models/{model}:generateContent`',
  )
  .refine((path) => !path.split('/').some((segment) => segment === '.' || segment === '..'), {
    error: 'must not have a dot segment',
  });

const modelListPathsSchema = z
  .string()
  .transform((paths) => paths.split(' '))
  .pipe(z.array(operationPathSchema).max(MODEL_LIST_PATHS_MAX))
  .transform((paths) => paths.join(' '))
  .pipe(z.string().max(OPERATION_PATH_LENGTH_MAX));

const operationInputSchema = z
  .strictObject({
    path: operationPathSchema,
    modelPlace: modelPlaceSchema,
    modelKey: z.string().nullish(),
    pinned: z.boolean().nullish(),
    streamFraming: streamFramingSchema.nullish(),
  })
  .transform(({ path, modelPlace, modelKey, pinned, streamFraming }): z.input<typeof routedOperationSchema> => ({
    path,
    modelPlace,
    modelKey: (modelPlace === 'HEADER' ? modelKey?.toLowerCase() : modelKey) ?? null,
    pinned: pinned ?? false,
    streamFraming: streamFraming ?? null,
  }))
  .pipe(routedOperationSchema);

const streamRuleInputSchema = z
  .strictObject({
    event: z.string().nullish(),
    present: z.string().nullish(),
    value: z.string().nullish(),
    data: z.string().nullish(),
  })
  .transform(({ event, present, value, data }): z.input<typeof streamEventRuleSchema> => ({
    event: event ?? null,
    present: present ?? null,
    value: value ?? null,
    data: data ?? null,
  }))
  .pipe(streamEventRuleSchema);
const streamRulesSchema = z.array(streamRuleInputSchema).max(STREAM_RULES_MAX);

/** Of a header's name the case does not count, of a JSON pointer it does. */
const placesInputSchema = z
  .string()
  .transform((text) => text.replaceAll(/(?<=^| )header:\S*/gi, (place) => place.toLowerCase()))
  .pipe(z.literal('').or(answerPlacesSchema));
const responseHeaderInputSchema = z.literal('').or(headerNameSchema);

const errorCodesSchema = z.array(z.string().min(1).max(TEXT_LENGTH_MAX)).max(ERROR_CODES_MAX);

const rejectDuplicates =
  <T>(keyOf: (item: T) => string, member: string) =>
  (items: T[], context: z.RefinementCtx) => {
    const seen = new Set<string>();
    for (const [index, item] of items.entries()) {
      if (seen.has(keyOf(item))) context.addIssue(problem('DUPLICATE', 'is there twice', [index, member]));
      seen.add(keyOf(item));
    }
  };

/** What a profile does otherwise than its template; null means the template's, as absence does. */
export const profileOverridesSchema = z
  .strictObject({
    credentialPlace: credentialPlaceSchema.nullish(),
    credentialName: parameterNameSchema.nullish(),
    credentialPrefix: visibleAscii(PREFIX_LENGTH_MAX).nullish(),
    fixedHeaders: z
      .array(fixedHeaderSchema)
      .max(FIXED_HEADERS_MAX)
      .superRefine(rejectDuplicates(({ name }) => name, 'name'))
      .nullish(),
    routedOperations: z
      .array(operationInputSchema)
      .max(ROUTED_OPERATIONS_MAX)
      // One path may name the model in several places, and each of them once.
      .superRefine(
        rejectDuplicates(
          ({ path, modelPlace, modelKey }) => JSON.stringify([operationPath(path), modelPlace, modelKey]),
          'path',
        ),
      )
      .nullish(),
    wireFormat: wireFormatSchema.nullish(),
    modelListPath: z.literal('').or(modelListPathsSchema).nullish(),
    modelNotFoundCodes: errorCodesSchema.nullish(),
    credentialRejectedCodes: errorCodesSchema.nullish(),
    streamFraming: streamFramingSchema.nullish(),
    contentEvents: streamRulesSchema.nullish(),
    endEvents: streamRulesSchema.nullish(),
    errorEvents: streamRulesSchema.nullish(),
    responseModelPath: placesInputSchema.nullish(),
    promptTokensPath: placesInputSchema.nullish(),
    completionTokensPath: placesInputSchema.nullish(),
    cachedTokensPath: placesInputSchema.nullish(),
    reasoningTokensPath: placesInputSchema.nullish(),
    totalTokensPath: placesInputSchema.nullish(),
    remainingTokensHeader: responseHeaderInputSchema.nullish(),
    remainingTokensResetHeader: responseHeaderInputSchema.nullish(),
  })
  .superRefine(({ fixedHeaders, credentialName }, context) => {
    for (const [index, { name }] of (fixedHeaders ?? []).entries()) {
      const isRefused = DATA_PLANE_HEADERS.has(name) || CREDENTIAL_HEADERS.has(name);
      if (!isRefused && name !== credentialName?.toLowerCase()) continue;
      const path = ['fixedHeaders', index, 'name'];
      context.addIssue(problem('NOT_ALLOWED', 'is a header for a credential, or one that the data plane sets', path));
    }
  })
  .superRefine(({ credentialPlace, credentialName }, context) => {
    // Where no place is given the template's stands, which is a header.
    if (credentialPlace === 'QUERY_PARAMETER' || credentialPlace === 'NONE') return;
    if (!DATA_PLANE_HEADERS.has(credentialName?.toLowerCase() ?? '')) return;
    context.addIssue(problem('NOT_ALLOWED', 'is a header that the data plane sets', ['credentialName']));
  })
  .superRefine(({ credentialPlace, credentialName }, context) => {
    if (credentialPlace !== 'QUERY_PARAMETER' || credentialName) return;
    context.addIssue(problem('REQUIRED', 'must name the query parameter', ['credentialName']));
  })
  .transform(withoutNulls);

/** The members that an empty text leaves out, where a template has them. */
const CLEARABLE: ReadonlySet<string> = new Set<keyof ProviderProfile>([
  'modelListPath',
  'responseModelPath',
  'promptTokensPath',
  'completionTokensPath',
  'cachedTokensPath',
  'reasoningTokensPath',
  'totalTokensPath',
  'remainingTokensHeader',
  'remainingTokensResetHeader',
]);

/**
 * The members that are given. A credential that is put nowhere, or in a query parameter, takes no prefix along; where an
 * empty text stands for none, it becomes null.
 */
function withoutNulls(given: Record<string, unknown>): Partial<ProviderProfile> {
  const overrides: Partial<ProviderProfile> = Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([member, value]) => [member, value === '' && CLEARABLE.has(member) ? null : value]),
  );
  if (overrides.credentialPlace === 'NONE') return { ...overrides, credentialName: null, credentialPrefix: null };
  if (overrides.credentialPlace === 'QUERY_PARAMETER') return { ...overrides, credentialPrefix: null };
  return overrides;
}

/**
 * Overrides as `profileOverridesSchema` takes them, of which it makes these again: what follows from other members is
 * left out, and an empty text stands for none.
 */
export function givenOverrides(overrides: object): z.input<typeof profileOverridesSchema> {
  const given = Object.entries(overrides).map(([member, value]) => [
    member,
    value === null && CLEARABLE.has(member) ? '' : value,
  ]);
  return Object.fromEntries(given.filter(([, value]) => value !== null && value !== undefined));
}

/** What a profile has to say that is given in full, because no template says it. */
export function missingInCustom(given: Partial<ProviderProfile>): (keyof ProviderProfile)[] {
  const needed: (keyof ProviderProfile)[] = ['credentialPlace', 'routedOperations', 'wireFormat'];
  if (given.credentialPlace === 'HEADER') needed.push('credentialName');
  return needed.filter((member) => given[member] === undefined);
}
