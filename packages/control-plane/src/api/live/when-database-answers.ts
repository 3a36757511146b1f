import { retry } from '@switchyard/runtime';
import { translateDatabaseError } from '../../kernel/database/translate-database-error';
import { DomainError } from '../../kernel/errors/domain-error';

const BACKOFF = { firstMs: 1_000, mostMs: 1_000 };

/**
 * Retries until the database answers; null if the signal is aborted first.
 *
 * @throws any error other than an unavailable database
 */
export async function whenDatabaseAnswers<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
  const asked = async () => {
    try {
      return await ask();
    } catch (error) {
      throw translateDatabaseError(error);
    }
  };
  try {
    return await retry(asked, {
      what: 'ask the database',
      backoff: BACKOFF,
      failuresMax: Infinity,
      signal,
      isRetryable: (error) => error instanceof DomainError && error.code === 'UNAVAILABLE',
    });
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}
