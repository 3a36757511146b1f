import { z } from 'zod';

const uuidSchema = z.guid();

/** Ids are opaque to callers, so an id that is not a UUID is unknown rather than malformed. Postgres would refuse it. */
export function isUuid(id: string): boolean {
  return uuidSchema.safeParse(id).success;
}
