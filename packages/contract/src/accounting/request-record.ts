import { z } from 'zod';
import { environmentSchema } from '../kernel/environment';
import { SERVICE_TIER_LENGTH_MAX } from '../table/price';
import { TARGETS_PER_SIDE_MAX } from '../table/routing-table';
import { ASKED_MODEL_LENGTH_MAX } from './asked-model';
import { nextActionSchema } from './next-action';
import { outcomeSchema } from './outcome';
import { RESENDS_PER_ATTEMPT_MAX, resendCauseSchema } from './resend-cause';
import { storableText } from './storable-text';
import { tokenCountsSchema } from './token-kind';

/** Of a text of our own about what went wrong, in characters. */
export const ATTEMPT_ERROR_LENGTH_MAX = 200;
const VENDOR_REQUEST_ID_LENGTH_MAX = 128;
const MODEL_LENGTH_MAX = 128;
const NAME_LENGTH_MAX = 63;

const milliseconds = z.number().min(0);
/** In billionths of the installation's currency, as text: JSON has no integers of that size. */
export const billionthsSchema = z.string().regex(/^\d{1,30}$/);

/** What an attempt or a request used: tokens that a vendor counted, others that the gateway estimated, and their cost. */
export const usedSchema = z.object({
  counted: tokenCountsSchema,
  estimated: tokenCountsSchema,
  /** Of attempts whose tokens are all counted, and of the others. Null if no price was known for any attempt. */
  cost: billionthsSchema.nullable(),
  estimatedCost: billionthsSchema.nullable(),
});
export type Used = z.infer<typeof usedSchema>;

const name = storableText(NAME_LENGTH_MAX);
/** An HTTP status. */
const status = z.int().min(100).max(999);
/** A configured object as it was when the request was served. It may be renamed or deleted since. */
const configured = z.object({ id: z.uuid(), name });

/** One call to a vendor. */
export const attemptRecordSchema = z.object({
  provider: configured,
  endpoint: configured,
  /** Null for an operation that names no model of the provider. */
  model: z.object({ id: z.uuid(), name: storableText(MODEL_LENGTH_MAX) }).nullable(),
  outcome: outcomeSchema,
  status: status.nullable(),
  /** What went wrong, in our own words: nothing of a response. Null if the outcome says it all. */
  error: storableText(ATTEMPT_ERROR_LENGTH_MAX).nullable(),
  /** The vendor's own id of the request, which its support asks for. */
  vendorRequestId: storableText(VENDOR_REQUEST_ID_LENGTH_MAX).nullable(),
  startedAt: z.iso.datetime(),
  /** Null if no response began. */
  msToHeaders: milliseconds.nullable(),
  msToEnd: milliseconds,
  /** Why it was sent once more, for each time in order; empty if it was sent once. */
  resendCauses: z.array(resendCauseSchema).max(RESENDS_PER_ATTEMPT_MAX),
  next: nextActionSchema,
  used: usedSchema.nullable(),
});
export type AttemptOfRecord = z.infer<typeof attemptRecordSchema>;

/**
 * What happened to one request. Never a body, a credential or the value of a header.
 *
 * A consumer is named by its id alone, so that deleting it leaves no name behind.
 */
export const requestRecordSchema = z.object({
  /** A UUIDv7: it says when the request began. */
  id: z.uuid({ version: 'v7' }),
  traceId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable(),
  /** When the request began. */
  at: z.iso.datetime(),
  aiApi: configured.nullable(),
  consumerId: z.uuid().nullable(),
  consumerKeyId: z.uuid().nullable(),
  environment: environmentSchema.nullable(),
  /** The operation's name, such as `chat-completions`; null if it has none. */
  operation: name.nullable(),
  streamed: z.boolean(),
  policyId: z.uuid().nullable(),
  revision: z.int32().min(0).nullable(),
  /** The model that the consumer asked for, as `shownModel` writes it. */
  askedModel: storableText(ASKED_MODEL_LENGTH_MAX).nullable(),
  sentModel: storableText(MODEL_LENGTH_MAX).nullable(),
  answeredModel: storableText(MODEL_LENGTH_MAX).nullable(),
  serviceTier: storableText(SERVICE_TIER_LENGTH_MAX).nullable(),
  attempts: z.array(attemptRecordSchema).max(TARGETS_PER_SIDE_MAX),
  /** To the consumer; null if it got none. */
  status: status.nullable(),
  outcome: outcomeSchema,
  totalMs: milliseconds,
  msToFirstContent: milliseconds.nullable(),
  /**
   * What the gateway itself took: from the complete body to the first call, between calls, and from the vendor's first
   * content to the first byte to the consumer, without what was held back.
   */
  overheadMs: milliseconds.nullable(),
  requestBytes: z.int().min(0),
  responseBytes: z.int().min(0),
  used: usedSchema,
});
export type RequestRecord = z.infer<typeof requestRecordSchema>;
