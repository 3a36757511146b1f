import { z } from 'zod';
import { badInput } from '../../kernel/errors/domain-error';
import type { FieldProblem } from '../../kernel/errors/error-extensions';

/** ISO 8601 years have four digits; data planes do not accept later years. */
const EXPIRY_MAX = new Date('9999-12-31T23:59:59.999Z');

export const expirySchema = z.date().refine((moment) => moment <= EXPIRY_MAX, {
  params: { reason: 'OUT_OF_RANGE' },
  error: 'must be before the year 10000 in UTC; omit it for no expiry',
});

/** @throws DomainError BAD_USER_INPUT at `expiresAt` */
export function refusePast(expiresAt: Date | null | undefined, now: Date): void {
  const problem = pastExpiry(expiresAt, now, 'expiresAt');
  if (problem !== null) throw badInput([problem]);
}

/** What is wrong with an expiry that is not in the future; null if nothing is. @param path the problem's path in the input */
export function pastExpiry(expiresAt: Date | null | undefined, now: Date, path: string): FieldProblem | null {
  if (!expiresAt || expiresAt > now) return null;
  return { path, message: 'must be in the future', reason: 'OUT_OF_RANGE' };
}
