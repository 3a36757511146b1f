import { isNativeError } from 'node:util/types';
import type { Logger } from 'pino';
import { requestCode } from './describe-error';
import { DomainError } from '../../kernel/errors/domain-error';

/**
 * Logs what the caller of a request must not see, and what an operator should know.
 *
 * Neither what a caller sent wrong nor a statement's parameters, which a database error has, may get into the log.
 *
 * @param cause as `causeOf` gives it
 */
export function logError(log: Logger, cause: unknown, correlationId: string): void {
  if (cause instanceof DomainError) {
    if (cause.code === 'UNAVAILABLE')
      log.warn({ correlationId, reason: cause.message }, 'a request could not be served');
    if (isNativeError(cause.cause))
      log.error(
        { correlationId, reason: cause.cause.message },
        'a request was refused for a reason that no rule foresaw',
      );
    return;
  }
  if (!isNativeError(cause) || requestCode(cause) !== null) return;
  const { name, message, stack } = cause;
  log.error({ correlationId, error: { name, message, stack } }, 'a request failed');
}
