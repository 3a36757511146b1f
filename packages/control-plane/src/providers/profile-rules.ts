import {
  credentialPlaceSchema,
  modelPlaceSchema,
  type ProviderProfile,
  type RoutedOperation,
  wireFormatSchema,
} from '@switchyard/contract';
import { z } from 'zod';
import { problem } from '../rules/check-input';

const FIXED_HEADERS_MAX = 16;
const ROUTED_OPERATIONS_MAX = 64;
const NOT_FOUND_CODES_MAX = 32;
const TEXT_LENGTH_MAX = 128;
const PREFIX_LENGTH_MAX = 64;
const HEADER_VALUE_LENGTH_MAX = 1_024;
const OPERATION_PATH_LENGTH_MAX = 256;

/** Headers that carry a credential, or that the data plane sets itself (RFC 9110, sections 7.6.1 and 8.6). */
const NOT_FIXED = new Set([
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'cookie',
  'host',
  'content-length',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

// RFC 9110, section 5.6.2: a token.
const headerNameSchema = z
  .string()
  .max(TEXT_LENGTH_MAX)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be the name of a header')
  .transform((name) => name.toLowerCase());
const visibleAscii = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\x20-\x7e]*$/, 'must be of visible ASCII characters and spaces');

const fixedHeaderSchema = z.object({ name: headerNameSchema, value: visibleAscii(HEADER_VALUE_LENGTH_MAX) });

const operationPathSchema = z
  .string()
  .max(OPERATION_PATH_LENGTH_MAX)
  .regex(
    /^[A-Za-z0-9._~:-]+(\/[A-Za-z0-9._~:-]+)*$/,
    'must be segments without a leading slash, such as `chat/completions`',
  )
  .refine((path) => !path.split('/').some((segment) => segment === '.' || segment === '..'), {
    error: 'must not have a dot segment',
  });

/** A JSON pointer to a top-level member (RFC 6901), turned into the member's name. */
const modelKeySchema = z
  .string()
  .regex(/^\/([^~/]|~0|~1){1,128}$/, 'must be a JSON pointer to a top-level member, such as `/model`')
  .transform((pointer) => pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~'));

const routedOperationSchema = z.object({
  path: operationPathSchema,
  modelPlace: modelPlaceSchema,
  modelKey: modelKeySchema,
});

/** The JSON pointer of a member's name, as callers write it. */
export function modelPointer({ modelKey }: RoutedOperation): string {
  return `/${modelKey.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

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
  .object({
    credentialPlace: credentialPlaceSchema.nullish(),
    credentialName: headerNameSchema.nullish(),
    credentialPrefix: visibleAscii(PREFIX_LENGTH_MAX).nullish(),
    fixedHeaders: z
      .array(fixedHeaderSchema)
      .max(FIXED_HEADERS_MAX)
      .superRefine(rejectDuplicates(({ name }) => name, 'name'))
      .nullish(),
    routedOperations: z
      .array(routedOperationSchema)
      .max(ROUTED_OPERATIONS_MAX)
      .superRefine(rejectDuplicates(({ path }) => path, 'path'))
      .nullish(),
    wireFormat: wireFormatSchema.nullish(),
    modelNotFoundCodes: z.array(z.string().min(1).max(TEXT_LENGTH_MAX)).max(NOT_FOUND_CODES_MAX).nullish(),
  })
  .superRefine(({ fixedHeaders, credentialName }, context) => {
    for (const [index, { name }] of (fixedHeaders ?? []).entries()) {
      if (!NOT_FIXED.has(name) && name !== credentialName) continue;
      const path = ['fixedHeaders', index, 'name'];
      context.addIssue(problem('NOT_ALLOWED', 'is a header for a credential, or one that the data plane sets', path));
    }
  })
  .superRefine(({ credentialPlace, credentialName }, context) => {
    if (credentialPlace !== 'QUERY_PARAMETER' || credentialName) return;
    context.addIssue(problem('REQUIRED', 'must name the query parameter', ['credentialName']));
  })
  .transform(withoutNulls);

/** The members that are given. A credential that is put nowhere, or in a query parameter, takes no prefix along. */
function withoutNulls(given: Record<string, unknown>): Partial<ProviderProfile> {
  const overrides: Partial<ProviderProfile> = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
  );
  if (overrides.credentialPlace === 'NONE') return { ...overrides, credentialName: null, credentialPrefix: null };
  return overrides.credentialPlace === 'QUERY_PARAMETER' ? { ...overrides, credentialPrefix: null } : overrides;
}
