import { z } from 'zod';
import { orNull, schemaNotes } from './schema-notes';

/** How a stream event is recognised. */
export const streamEventRuleSchema = z
  .strictObject({
    event: orNull(z.string().min(1).max(128), 'for any').describe(
      'The type of the event: its `event:` name, or otherwise the member `type` of its JSON data. A leading `*` matches any text, as in `*.delta`.',
    ),
    present: orNull(
      z
        .string()
        .max(256)
        .regex(/^(\/([^~/]|~[01])*)+$/, 'must be a JSON pointer such as `/choices/*/delta`'),
      'for none',
    ).describe(
      'A JSON pointer to a member of the data that must be present and not null, false, "", [] or {}. A segment `*` matches any element of an array.',
    ),
    value: orNull(z.string().min(1).max(256), 'for any value').describe(
      'The text that the member at `present` must have; with a `*` in the pointer, one matching member is enough. A leading `*` matches any text, as in `*error`.',
    ),
    data: orNull(z.string().max(256), 'for any').describe('The whole data of the event, such as `[DONE]`.'),
  })
  .refine(({ event, present, data }) => event !== null || present !== null || data !== null, {
    error: 'must have at least one of `event`, `present` and `data`',
  })
  .refine(({ present, value }) => present !== null || value === null, {
    path: ['value'],
    error: 'requires `present`, which points to the member with this value',
  })
  .describe('How a stream event is recognised: all given members must match; at least one is required.')
  .register(schemaNotes, { name: 'StreamEventRule' });
export type StreamEventRule = z.infer<typeof streamEventRuleSchema>;
