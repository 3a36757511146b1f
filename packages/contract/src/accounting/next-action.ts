import type { z } from 'zod';
import { enumeration } from '../profile/schema-notes';

/** What the gateway did after an attempt. */
export const nextActionSchema = enumeration('NextAction', 'What the gateway did after an attempt.', {
  ANSWER: "It passed the vendor's response on to the consumer.",
  NEXT_TARGET: 'It asked the next target.',
  GIVE_UP: 'It answered with an error although targets were left: no attempts or no time remained.',
  EXHAUSTED: 'It answered with an error, because no target was left.',
  CONSUMER_GONE: 'Nothing, because the consumer was gone.',
});
export type NextAction = z.infer<typeof nextActionSchema>;
