import { z } from 'zod';
import type { FieldProblem } from '../../kernel/errors/error-extensions';

/** ISO 8601 years have four digits; data planes do not accept later years. */
const EXPIRY_MAX = new Date('9999-12-31T23:59:59.999Z');

export const expirySchema = z.date().refine((moment) => moment <= EXPIRY_MAX, {
  params: { reason: 'OUT_OF_RANGE' },
  error: 'must be before the year 10000 in UTC; omit it for no expiry',
});

/** What is wrong with an expiry that is not in the future. @param path the problem's path in the input */
export function pastExpiry(expiresAt: Date | null | undefined, now: Date, path: string): FieldProblem[] {
  if (!expiresAt || expiresAt > now) return [];
  return [{ path, message: 'must be in the future', reason: 'OUT_OF_RANGE' }];
}
