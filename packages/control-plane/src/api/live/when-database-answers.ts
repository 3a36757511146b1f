import { setTimeout as delay } from 'node:timers/promises';
import { translateDatabaseError } from '../../kernel/database/translate-database-error';
import { DomainError } from '../../kernel/errors/domain-error';

const RETRY_MS = 1_000;

/**
 * Retries until the database answers; null if the signal is aborted first.
 *
 * @throws any error other than an unavailable database
 */
export async function whenDatabaseAnswers<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
  while (!signal.aborted) {
    try {
      return await ask();
    } catch (error) {
      const cause = translateDatabaseError(error);
      if (!(cause instanceof DomainError) || cause.code !== 'UNAVAILABLE') throw cause;
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return null;
}
