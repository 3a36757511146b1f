import { z } from 'zod';
import { badInput } from '../../kernel/errors/domain-error';

/** ISO 8601 years have four digits; data planes do not accept later years. */
const EXPIRY_MAX = new Date('9999-12-31T23:59:59.999Z');

export const expirySchema = z.date().refine((moment) => moment <= EXPIRY_MAX, {
  params: { reason: 'OUT_OF_RANGE' },
  error: 'must be before the year 10000 in UTC; omit it for no expiry',
});

/** @throws DomainError BAD_USER_INPUT at `expiresAt` */
export function refusePast(expiresAt: Date | null | undefined, now: Date): void {
  if (!expiresAt || expiresAt > now) return;
  throw badInput([{ path: 'expiresAt', message: 'must be in the future', reason: 'OUT_OF_RANGE' }]);
}
