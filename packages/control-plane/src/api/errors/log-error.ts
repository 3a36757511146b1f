import { isNativeError } from 'node:util/types';
import type { SampledLog } from '@switchyard/runtime';
import { requestCode } from './describe-error';
import { DomainError } from '../../kernel/errors/domain-error';

/**
 * Logs what an operator should know and the caller must not see.
 *
 * Neither a caller's faulty input nor the parameters of a database statement may reach the log: either may hold a secret.
 *
 * @param cause as `causeOf` returns it
 */
export function logError(log: SampledLog, cause: unknown, correlationId: string): void {
  if (cause instanceof DomainError) {
    if (cause.code === 'UNAVAILABLE')
      log.write('unavailable', 'warn', 'request refused: temporarily unavailable', () => ({
        correlationId,
        reason: cause.message,
      }));
    const { cause: reason } = cause;
    if (isNativeError(reason))
      log.write('refused by the database', 'error', 'request refused by the database, not by a rule', () => ({
        correlationId,
        reason: reason.message,
      }));
    return;
  }
  if (!isNativeError(cause) || requestCode(cause) !== null) return;
  const { name, message, stack } = cause;
  log.write('failed', 'error', 'request failed', () => ({ correlationId, error: { name, message, stack } }));
}
