import type { z } from 'zod';
import { enumeration } from '../profile/schema-notes';

/** Whose fault it is that a request or an attempt failed. */
export const faultSchema = enumeration('Fault', 'Whose fault it is that a request or an attempt failed.', {
  NONE: 'It did not fail.',
  CALLER: "The request's: it is invalid, not allowed, or the consumer is gone.",
  POLICY: 'A rule of the operator: a limit or a guard.',
  PROVIDER: "The provider's: an error, a timeout, no connection, an invalid or broken response.",
  OWN: "The gateway's: overloaded, not ready, or an internal error.",
});
export type Fault = z.infer<typeof faultSchema>;
