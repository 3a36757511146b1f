import { z } from 'zod';
import { badInput } from '../../kernel/errors/domain-error';

/** ISO 8601 has four digits for a year; data planes do not accept the form of a later one. */
const EXPIRY_MAX = new Date('9999-12-31T23:59:59.999Z');

export const expirySchema = z.date().refine((moment) => moment <= EXPIRY_MAX, {
  params: { reason: 'OUT_OF_RANGE' },
  error: 'must lie before the year 10000 in UTC; leave it out for no expiry',
});

/** @throws DomainError BAD_USER_INPUT at `expiresAt` */
export function refusePast(expiresAt: Date | null | undefined, now: Date): void {
  if (!expiresAt || expiresAt > now) return;
  throw badInput([{ path: 'expiresAt', message: 'must lie in the future', reason: 'OUT_OF_RANGE' }]);
}
