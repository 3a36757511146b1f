import { z } from 'zod';

const uuidSchema = z.guid();

/** Ids are opaque to callers, so what is no UUID names nothing rather than being malformed; Postgres would refuse it. */
export function isUuid(id: string): boolean {
  return uuidSchema.safeParse(id).success;
}
