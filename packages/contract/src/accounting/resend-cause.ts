import type { z } from 'zod';
import { enumeration } from '../profile/schema-notes';

/** Why an attempt was sent once more, to the same target. */
export const resendCauseSchema = enumeration('ResendCause', 'Why an attempt was sent once more, to the same target.', {
  CONNECTION_CLOSED: 'The reused connection that it went out on was closed before any byte of a response came.',
  STREAM_USAGE_REJECTED:
    'The vendor rejected `stream_options.include_usage`, which the gateway had added: it was sent without.',
});
export type ResendCause = z.infer<typeof resendCauseSchema>;

/** An attempt is sent once more without the option, and each of the two once more on a fresh connection. */
export const RESENDS_PER_ATTEMPT_MAX = 3;
