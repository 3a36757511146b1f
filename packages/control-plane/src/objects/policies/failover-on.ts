import { DEFAULT_FAILOVER_ON, ERROR_KINDS, type ErrorKind, errorKindSchema } from '@switchyard/contract';
import { z } from 'zod';

/** The kinds of errors after which a policy asks the next target, in the order of the enum; null for the defaults. */
export const failoverOnSchema = z
  .array(errorKindSchema)
  .max(ERROR_KINDS.length)
  .transform((given): ErrorKind[] | null => {
    const kinds = inOrder(given);
    return kinds.join() === DEFAULT_FAILOVER_ON.join() ? null : kinds;
  });

function inOrder(given: readonly ErrorKind[]): ErrorKind[] {
  return ERROR_KINDS.filter((kind) => given.includes(kind));
}
