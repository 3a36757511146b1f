import { z } from 'zod';
import type { FieldProblem } from '../../kernel/errors/error-extensions';

/** ISO 8601 years have four digits; data planes do not accept later years. */
const EXPIRY_MAX = new Date('9999-12-31T23:59:59.999Z');

export const expirySchema = z.date().refine((moment) => moment <= EXPIRY_MAX, {
  params: { reason: 'OUT_OF_RANGE' },
  error: 'must be before the year 10000 in UTC; omit it for no expiry',
});

/**
 * In SQL: whether a key has expired at the moment $1. The database's clock must agree: a clock of this process that jumps
 * ahead once would remove the entries of keys that are still active, and nothing would bring them back.
 */
export const HAS_PASSED = 'expires_at <= least($1, clock_timestamp())';

/** What is wrong with an expiry that is not in the future. @param path the problem's path in the input */
export function pastExpiry(expiresAt: Date | null | undefined, now: Date, path: string): FieldProblem[] {
  if (!expiresAt || expiresAt > now) return [];
  return [{ path, message: 'must be in the future', reason: 'OUT_OF_RANGE' }];
}
