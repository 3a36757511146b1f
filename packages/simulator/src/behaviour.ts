import { z } from 'zod';

export const BEHAVIOURS_MAX = 1_000;
const WAIT_MS_MAX = 3_600_000;
const PIECES_MAX = 100_000;

const count = (least: number) => z.int().min(least).max(PIECES_MAX);
const waitMs = z.int().min(0).max(WAIT_MS_MAX);
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be a header name');
const headerValue = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'must be a header value: a single line in Latin-1');

/** Which requests a behaviour is for: those that fulfil every member that is given. */
export const matchSchema = z.strictObject({
  model: z.string().optional(),
  /** Of the path as it was sent, query included; begins with a slash. */
  pathPrefix: z.string().startsWith('/').optional(),
  /** The credential without `Bearer `, in whichever header the vendors' SDKs put it. */
  key: z.string().optional(),
});

/** Of these an answer has at most one: each says how it ends, or that there is none. */
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
/** Of these an answer has at most one: each replaces the body that the format would send. */
const BODIES = ['body', 'bodyBase64', 'rawEvents'] as const;

/** What is answered, and in which manner. What is left out is as the format does it. "Events" of a plain answer: one. */
export const answerSchema = z
  .strictObject({
    /** From 400 on, without a body, the answer is an error in the vendor's own form. */
    status: z.int().min(200).max(599).optional(),
    /** Beside those of the format, or in their place; a list is sent as several headers of one name. */
    headers: z.record(headerName, z.union([headerValue, z.array(headerValue).max(100)])).optional(),
    /** A string is sent as it is, anything else as JSON. */
    body: z.json().optional(),
    bodyBase64: z.base64().optional(),
    /** An event stream of these, each sent as it is: with its `data: `, and with the blank line at its end. */
    rawEvents: z.array(z.string()).max(PIECES_MAX).optional(),
    /** What the model says, and in how many content chunks where it is streamed. */
    content: z.string().optional(),
    contentChunks: count(1).optional(),

    /** Before the status line, before the first byte of the body, and between two events. */
    delayMs: waitMs.optional(),
    bodyDelayMs: waitMs.optional(),
    eventDelayMs: waitMs.optional(),

    /** Takes the request and never answers. */
    silent: z.literal(true).optional(),
    /** Takes the request and resets the connection (RST). */
    reset: z.literal(true).optional(),
    /** Announces the whole length, sends half of it and closes the connection. */
    half: z.literal(true).optional(),
    /** Breaks the connection after so much of the body; 0 is directly after the headers. */
    cutAfterBytes: z.int().min(0).optional(),
    cutAfterEvents: count(0).optional(),
    /** Sends no more, and keeps the connection open. */
    stallAfterEvents: count(0).optional(),
    /** Ends too early but properly, as if that were all. */
    endAfterEvents: count(0).optional(),
    /** Sends an error event in the vendor's own form and ends. */
    errorAfterEvents: count(0).optional(),
  })
  .superRefine((answer, context) => {
    for (const exclusive of [ENDINGS, BODIES]) {
      const given = exclusive.filter((name) => answer[name] !== undefined);
      if (given.length > 1) context.addIssue({ code: 'custom', message: `give only one of ${given.join(', ')}` });
    }
  });
export type SimulatedAnswer = z.output<typeof answerSchema>;

/** The first behaviour of the list that matches a request, and is not used up, says what is done with it. */
export const behaviourSchema = z.strictObject({
  match: matchSchema.default({}),
  /** So many matching requests are let pass by first. */
  skip: z.int().min(0).default(0),
  /** For so many requests; left out, for all. With `skip: 2, times: 1` for the third one only. */
  times: z.int().min(1).optional(),
  answer: answerSchema,
});
export type Behaviour = z.output<typeof behaviourSchema>;
export type BehaviourInput = z.input<typeof behaviourSchema>;

export const behavioursSchema = z.strictObject({ behaviours: z.array(behaviourSchema).max(BEHAVIOURS_MAX) });
