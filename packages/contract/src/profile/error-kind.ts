import type { z } from 'zod';
import { enumeration } from './schema-notes';

/** What a vendor's error means. A recognised kind alone decides whether a request fails over and a target is suspended. */
export const errorKindSchema = enumeration('ErrorKind', "What a vendor's error means.", {
  MODEL_NOT_FOUND:
    'The vendor does not serve the model. It suspends the target, unless the error names a model other than the one sent.',
  CREDENTIAL_REJECTED: "The vendor rejected the endpoint's credential. It suspends the target.",
  ACCOUNT_EXHAUSTED: "The account's credit or quota is used up, and waiting does not help. It suspends the target.",
  CONTEXT_TOO_LONG: 'The request exceeds the context window of the model.',
  CONTENT_FILTERED: "A content filter or the vendor's usage policy refused the request.",
  REQUEST_TOO_LARGE: 'The request alone exceeds a size limit or rate limit of the account.',
  OVERLOADED: 'The vendor or the model has no capacity left. It suspends the target.',
  RATE_LIMITED: 'The account has sent too much in a short time. It suspends the target.',
  REQUEST_INVALID: 'The request is invalid.',
});
export type ErrorKind = z.infer<typeof errorKindSchema>;
export const ERROR_KINDS: readonly ErrorKind[] = errorKindSchema.options;

/** The kinds after which a policy asks the next target, unless it says otherwise: those that another target may not have. */
export const DEFAULT_FAILOVER_ON: readonly ErrorKind[] = ERROR_KINDS.filter(
  (kind) => kind !== 'CONTENT_FILTERED' && kind !== 'REQUEST_INVALID',
);
