import { z } from 'zod';

/** How long requests may take to finish after SIGTERM, by default. */
export const DRAIN_SECONDS = 120;
const DRAIN_SECONDS_MAX = 3_600;
const RULE = `must be a whole number of seconds from 1 to ${DRAIN_SECONDS_MAX}`;

/** SWITCHYARD_DRAIN_SECONDS, for both planes. */
export const drainSecondsSchema = z
  .string()
  .regex(/^\d{1,9}$/, RULE)
  .transform(Number)
  .refine((seconds) => seconds >= 1 && seconds <= DRAIN_SECONDS_MAX, { error: RULE })
  .default(DRAIN_SECONDS);
