import type { z } from 'zod';
import { enumeration } from '../profile/schema-notes';

/** Who is at fault for a failed request or attempt. */
export const faultSchema = enumeration('Fault', 'Who is at fault for a failed request or attempt.', {
  NONE: 'It did not fail.',
  CALLER: "The caller's: the request is invalid or not allowed, or the consumer is gone.",
  POLICY: "The operator's: a rule, such as a limit or a guard.",
  PROVIDER: "The provider's: an error, a timeout, no connection, an invalid or broken response.",
  OWN: "The gateway's: overloaded, not ready, or an internal error.",
});
export type Fault = z.infer<typeof faultSchema>;
