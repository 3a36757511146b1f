import { isNativeError } from 'node:util/types';
import type { Logger } from 'pino';
import { requestCode } from './describe-error';
import { DomainError } from '../../kernel/errors/domain-error';

/**
 * Logs what an operator should know and the caller must not see.
 *
 * Neither a caller's faulty input nor the parameters of a database statement may reach the log: either may hold a secret.
 *
 * @param cause as `causeOf` returns it
 */
export function logError(log: Logger, cause: unknown, correlationId: string): void {
  if (cause instanceof DomainError) {
    if (cause.code === 'UNAVAILABLE')
      log.warn({ correlationId, reason: cause.message }, 'request refused: temporarily unavailable');
    if (isNativeError(cause.cause))
      log.error({ correlationId, reason: cause.cause.message }, 'request refused by the database, not by a rule');
    return;
  }
  if (!isNativeError(cause) || requestCode(cause) !== null) return;
  const { name, message, stack } = cause;
  log.error({ correlationId, error: { name, message, stack } }, 'request failed');
}
