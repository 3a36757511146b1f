import { z } from 'zod';

export const BEHAVIOURS_MAX = 1_000;
const WAIT_MS_MAX = 3_600_000;
const PIECES_MAX = 100_000;

const count = (least: number) => z.int().min(least).max(PIECES_MAX);
const waitMs = z.int().min(0).max(WAIT_MS_MAX);
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be a header name');
const headerValue = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'must be a header value: a single line in Latin-1');

/** Which requests a behaviour applies to: those that match every given field. */
export const matchSchema = z.strictObject({
  model: z.string().optional(),
  /** Prefix of the path as sent, including the query; begins with a slash. */
  pathPrefix: z.string().startsWith('/').optional(),
  /** The credential without `Bearer `, in any of the headers that the vendors' SDKs use. */
  key: z.string().optional(),
  /** A text within the body. */
  bodyIncludes: z.string().min(1).optional(),
  /** Whether the connection has brought a request before this one. */
  reusedConnection: z.boolean().optional(),
});

/** An answer has at most one of these, which say how it ends, or that there is none. */
const ENDINGS = [
  'silent',
  'reset',
  'half',
  'cutAfterBytes',
  'cutAfterEvents',
  'stallAfterEvents',
  'endAfterEvents',
  'errorAfterEvents',
] as const;
/** An answer has at most one of these, which replace the format's body. */
const BODIES = ['body', 'bodyBase64', 'rawEvents'] as const;

/** The answer and how to send it. Anything omitted is as in the format's own answer. A plain answer counts as one event. */
export const answerSchema = z
  .strictObject({
    /** From 400 on, an answer without a body is an error in the vendor's format. */
    status: z.int().min(200).max(599).optional(),
    /** Added to those of the format, or replacing them; a list is sent as several headers with the same name. */
    headers: z.record(headerName, z.union([headerValue, z.array(headerValue).max(100)])).optional(),
    /** A string is sent unchanged, anything else as JSON. */
    body: z.json().optional(),
    bodyBase64: z.base64().optional(),
    /** The events of a stream, each sent unchanged, so with its `data: ` and the blank line at its end. */
    rawEvents: z.array(z.string()).max(PIECES_MAX).optional(),
    /** What the model says, and in how many chunks a stream sends it. */
    content: z.string().optional(),
    contentChunks: count(1).optional(),
    /** Whether the content is the argument `text` of a call of the first tool that the request offers. */
    toolCall: z.boolean().optional(),
    /** How many of the prompt's tokens, if it has so many, were read from the cache, or written to it for minutes or an hour. */
    cacheReadTokens: count(0).optional(),
    cacheWriteTokens: count(0).optional(),
    cacheWriteHourTokens: count(0).optional(),
    /** The tokens of reasoning, which precede the content. */
    reasoningTokens: count(0).optional(),
    /** Whether a chat completion's stream has its usage in the last chunk with a choice, without being asked, as Mistral's do. */
    usageWithFinish: z.boolean().optional(),

    /** Delays before the status line, before the first byte of the body, and between two events. */
    delayMs: waitMs.optional(),
    bodyDelayMs: waitMs.optional(),
    eventDelayMs: waitMs.optional(),

    /** Reads the request and never answers. */
    silent: z.literal(true).optional(),
    /** Reads the request and resets the connection (RST). */
    reset: z.literal(true).optional(),
    /** Announces the whole length, sends half of it and closes the connection. */
    half: z.literal(true).optional(),
    /** Breaks the connection after this much of the body; 0 is right after the headers. */
    cutAfterBytes: z.int().min(0).optional(),
    cutAfterEvents: count(0).optional(),
    /** Then sends nothing more and keeps the connection open. */
    stallAfterEvents: count(0).optional(),
    /** Ends properly but too early, as if that were all. */
    endAfterEvents: count(0).optional(),
    /** Then sends an error event in the vendor's format and ends. */
    errorAfterEvents: count(0).optional(),
  })
  .superRefine((answer, context) => {
    for (const exclusive of [ENDINGS, BODIES]) {
      const given = exclusive.filter((name) => answer[name] !== undefined);
      if (given.length > 1) context.addIssue({ code: 'custom', message: `give only one of ${given.join(', ')}` });
    }
  });
export type SimulatedAnswer = z.output<typeof answerSchema>;

/** The first behaviour in the list that matches a request and is not used up determines its answer. */
export const behaviourSchema = z.strictObject({
  match: matchSchema.default({}),
  /** How many matching requests to skip first. */
  skip: z.int().min(0).default(0),
  /** How many requests it applies to; all by default. With `skip: 2, times: 1`, only to the third one. */
  times: z.int().min(1).optional(),
  answer: answerSchema,
});
export type Behaviour = z.output<typeof behaviourSchema>;
export type BehaviourInput = z.input<typeof behaviourSchema>;

export const behavioursSchema = z.strictObject({ behaviours: z.array(behaviourSchema).max(BEHAVIOURS_MAX) });
