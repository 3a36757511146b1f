import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/** Why a request failed, in the words of the control plane. */
export interface Failure {
  readonly message: string;
  /** Such as `CONFLICT`; `UNREACHABLE` if there was no answer. */
  readonly code: string;
  /** Such as `STALE_VERSION`; null unless the code is `CONFLICT`. */
  readonly reason: string | null;
  readonly fields: readonly FieldProblem[];
  readonly correlationId: string | null;
}

const UNREACHABLE: Failure = {
  message: 'The control plane does not answer. What you typed is kept; try again when it is back.',
  code: 'UNREACHABLE',
  reason: null,
  fields: [],
  correlationId: null,
};

/** What went wrong, for people; every kind of error that Apollo Client throws has a sentence. */
export function failureOf(error: unknown): Failure {
  if (CombinedGraphQLErrors.is(error)) {
    const [first] = error.errors;
    return fromExtensions(first?.message ?? 'The control plane gave no reason.', first?.extensions ?? {});
  }
  if (ServerError.is(error)) return fromBody(error.bodyText, error.statusCode);
  return UNREACHABLE;
}

/** A 401 comes as either kind of error, depending on the media type of its answer. */
export function isSessionOver(error: unknown): boolean {
  if (ServerError.is(error)) return error.statusCode === 401;
  return (
    CombinedGraphQLErrors.is(error) && error.errors.some(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED')
  );
}

/** An answer before GraphQL, such as 429 or 503, has errors of the same form. */
function fromBody(body: string, status: number): Failure {
  try {
    const parsed = JSON.parse(body) as { errors?: { message?: string; extensions?: Record<string, unknown> }[] };
    const [first] = parsed.errors ?? [];
    if (first?.message !== undefined) return fromExtensions(first.message, first.extensions ?? {});
  } catch {
    // Not from the control plane: a proxy in between, as a rule.
  }
  return { ...UNREACHABLE, message: `The answer was HTTP ${status}, and not from the control plane.` };
}

function fromExtensions(message: string, extensions: Record<string, unknown>): Failure {
  const { code, reason, fields, correlationId } = extensions;
  return {
    message,
    code: typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR',
    reason: typeof reason === 'string' ? reason : null,
    fields: Array.isArray(fields) ? (fields as FieldProblem[]) : [],
    correlationId: typeof correlationId === 'string' ? correlationId : null,
  };
}

/** Messages by the path of their input, as forms want them. */
export function errorsByPath({ fields }: Failure): Record<string, string> {
  return Object.fromEntries(fields.map(({ path, message }) => [path, message]));
}
