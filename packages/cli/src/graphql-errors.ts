import { z } from 'zod';
import type { FailureKind } from './exit-codes';
import { CliFailure, type FailureDetails, type Problem } from './failure';
import type { MergedManifest } from './manifest/merge-manifests';

const fieldProblemSchema = z.object({
  path: z.string(),
  message: z.string(),
  reason: z.string().nullish(),
  line: z.int().nullish(),
  column: z.int().nullish(),
});

/** The known members of an error's extensions; members of an unexpected type are dropped. */
const extensionsSchema = z.object({
  code: z.string().optional().catch(undefined),
  correlationId: z.string().optional().catch(undefined),
  fields: z.array(fieldProblemSchema).optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  requiredRole: z.string().optional().catch(undefined),
  retryAfterSeconds: z.number().optional().catch(undefined),
  planId: z.string().optional().catch(undefined),
});

const graphqlErrorSchema = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).nullish(),
  extensions: extensionsSchema.default({}),
});
type GraphqlError = z.infer<typeof graphqlErrorSchema>;

export const graphqlErrorsSchema = z.array(graphqlErrorSchema).min(1);

/** What a failure has to know of a manifest. */
export type SentManifest = Pick<MergedManifest, 'name' | 'locate'>;

export interface ErrorContext {
  readonly url: string;
  readonly tokenSource: string;
  /** The manifest that was sent; null if none was. */
  readonly manifest: SentManifest | null;
  /** The references of the secrets that were sent with it, in order. */
  readonly secretReferences: readonly string[];
  /** What to say about a mutation whose outcome is unknown; null for a query. */
  readonly ifUnanswered: string | null;
}

/** An argument that is beside the manifest. */
const LABEL_SELECTOR = 'labelSelector';
const NOWHERE = { file: null, line: null, column: null } as const;
// All other references of a mutation are resolved before it is sent; a query sends no secrets.
const UNRESOLVED_ADVICE = 'pass it with --secret NAME=env:VARIABLE or --secret NAME=file:PATH';

const KINDS: ReadonlyMap<string, FailureKind> = new Map([
  ['BAD_USER_INPUT', 'refused'],
  ['NOT_FOUND', 'refused'],
  ['CONFLICT', 'refused'],
  ['BAD_REQUEST', 'refused'],
  ['UNAUTHENTICATED', 'denied'],
  ['FORBIDDEN', 'denied'],
  ['RATE_LIMITED', 'unavailable'],
  ['UNAVAILABLE', 'unavailable'],
]);

/** The failure for an answer with errors. The first error decides its kind. */
export function failureOfErrors(errors: readonly GraphqlError[], context: ErrorContext): CliFailure {
  const [first] = errors;
  if (first === undefined) return new CliFailure('fault', `${context.url} answered with an empty list of errors.`);
  const { code, correlationId, reason, requiredRole, retryAfterSeconds, planId } = first.extensions;
  const problems = errors.flatMap(({ extensions }) => extensions.fields ?? []).map((problem) => told(problem, context));
  const details: FailureDetails = {
    ...(code === undefined ? {} : { code }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(reason === undefined ? {} : { reason }),
    ...(requiredRole === undefined ? {} : { requiredRole }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(planId === undefined ? {} : { planId }),
    problems,
  };
  const message = [first.message, advice(first, context)].filter((part) => part !== null).join(' ');
  return new CliFailure(KINDS.get(code ?? '') ?? 'fault', message, details);
}

function told(
  { path, message, reason, line, column }: z.infer<typeof fieldProblemSchema>,
  context: ErrorContext,
): Problem {
  if (path === LABEL_SELECTOR) return { ...NOWHERE, path: '--selector', message, reason: reason ?? null };
  const place = context.manifest?.locate?.(path, reason === 'UNKNOWN_MEMBER') ?? null;
  return {
    // Without `locate` the manifest was sent as it was written, so the control plane knows the place.
    file: place?.file ?? context.manifest?.name ?? null,
    line: place?.line ?? (context.manifest?.locate ? null : (line ?? null)),
    column: place?.column ?? (context.manifest?.locate ? null : (column ?? null)),
    path: path === '' ? null : (place?.path ?? pathForPeople(path, context)),
    message:
      reason === 'UNRESOLVED_REFERENCE' && context.ifUnanswered !== null ? `${message}; ${UNRESOLVED_ADVICE}` : message,
    reason: reason ?? null,
  };
}

/** Shows a secret's reference instead of its index, which would mean nothing to people. */
function pathForPeople(path: string, { secretReferences }: ErrorContext): string {
  const index = /^secrets\.(\d+)/.exec(path)?.[1];
  const reference = index === undefined ? undefined : secretReferences[Number(index)];
  return reference === undefined ? path : `\${${reference}}`;
}

/** Advice that this program can give better than the control plane. */
function advice({ extensions, path }: GraphqlError, { url, tokenSource, ifUnanswered }: ErrorContext): string | null {
  switch (extensions.code) {
    case 'UNAUTHENTICATED':
      return `(${url}, with the token from ${tokenSource})`;
    case 'RATE_LIMITED':
    case 'UNAVAILABLE':
      return extensions.retryAfterSeconds === undefined ? null : `Try again in ${extensions.retryAfterSeconds} s.`;
    case 'CONFLICT':
      return extensions.reason === 'PLAN_CHANGED' ? 'Use --dry-run to see the current plan.' : null;
    case 'GRAPHQL_VALIDATION_FAILED':
      return 'The control plane and this program may be different versions.';
    default:
      // An error below the mutation's own field happens after its commit.
      return ifUnanswered !== null && (path ?? []).length > 1 ? ifUnanswered : null;
  }
}
