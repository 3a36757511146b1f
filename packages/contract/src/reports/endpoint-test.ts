import { z } from 'zod';
import { providerProfileSchema } from '../profile/provider-profile';
import type { MacKey } from '../table/mac-key';
import { rawJson, rawOf } from '../table/raw-text';
import { certificateEntrySchema, tableEndpointSchema } from '../table/routing-table';
import { openText, parseOrNull, signText, type TextSigner } from '../table/signed-text';
import { SUSPENSION_DETAIL_LENGTH_MAX } from './data-plane-status';

/** Names of models in one answer; a vendor's list may be longer. */
export const TESTED_MODELS_MAX = 1_000;
/** What no message of a test exceeds. NATS takes 1 MiB. */
export const ENDPOINT_TEST_BYTES_MAX = 900_000;
/** How long a data plane may take to test an endpoint. */
export const ENDPOINT_TEST_MS_MAX = 15_000;
/** No data plane carries out an older test: otherwise a message could be sent again later. */
export const ENDPOINT_TEST_AGE_MS_MAX = 60_000;
const MODEL_NAME_LENGTH_MAX = 128;

/** The subject on which a data plane is asked to test an endpoint. */
export function endpointTestSubject(dataPlaneId: string): string {
  return `switchyard.endpoint-test.${dataPlaneId}`;
}

/** The subject on which a control plane hears the answers to its tests. @param askerId of this start of the control plane */
export function endpointTestAnswerSubject(askerId: string): string {
  return `switchyard.endpoint-test-answer.${askerId}`;
}

/** How a test ended: a closed list, because what a vendor wrote is never passed on. */
export const endpointTestOutcomeSchema = z.enum([
  /** The vendor accepted the credential and listed its models. */
  'ACCEPTED',
  /** The vendor answered, but the profile names no model list, so the credential was not judged. */
  'ANSWERED',
  'CREDENTIAL_REJECTED',
  /** 403: the vendor refuses the request, and does not say that the credential is wrong. */
  'FORBIDDEN',
  'ACCOUNT_EXHAUSTED',
  'RATE_LIMITED',
  'OVERLOADED',
  /** There is nothing at the path of the model list. */
  'NOT_FOUND',
  /** Any other status, a redirect, or what is not a list of models. */
  'UNEXPECTED_ANSWER',
  'UNREACHABLE',
  'CERTIFICATE_UNTRUSTED',
  'PROXY_FAILED',
  'TIMEOUT',
  /** The data plane cannot open the credential. */
  'CREDENTIAL_UNREADABLE',
  /** The data plane cannot read the CA certificate. */
  'CERTIFICATE_UNREADABLE',
  /** The data plane has no room for another test. */
  'BUSY',
]);
export type EndpointTestOutcome = z.infer<typeof endpointTestOutcomeSchema>;

/** Asks a data plane to test an endpoint: all that it needs, as in the routing table, and the credential sealed. */
export const endpointTestRequestSchema = z.object({
  testId: z.uuid(),
  askerId: z.uuid(),
  /** The only data plane that may carry it out. */
  dataPlaneId: z.uuid(),
  /** By the data plane's clock, as far as its last report tells, in ms since the epoch: so the hosts' clocks may differ. */
  issuedAtMs: z.int().min(0),
  profile: providerProfileSchema,
  endpoint: tableEndpointSchema,
  /** The CA certificates that the endpoint names. */
  certificates: z.array(certificateEntrySchema),
});
export type EndpointTestRequest = z.infer<typeof endpointTestRequestSchema>;

export const endpointTestAnswerSchema = z.object({
  testId: z.uuid(),
  outcome: endpointTestOutcomeSchema,
  /** Of the vendor's response; null if none came. */
  status: z.int().min(100).max(599).nullable(),
  durationMs: z.number().min(0),
  /** The vendor's names for its models, in its order; null unless it listed them. */
  models: z.array(z.string().min(1).max(MODEL_NAME_LENGTH_MAX)).max(TESTED_MODELS_MAX).nullable(),
  /** What is wrong with the connection; null if it was not at fault. It quotes nothing of a response. */
  detail: z.string().max(SUSPENSION_DETAIL_LENGTH_MAX).nullable(),
});
export type EndpointTestAnswer = z.infer<typeof endpointTestAnswerSchema>;

/**
 * A message of a test, signed: otherwise whoever can write to NATS could have data planes send requests anywhere.
 *
 * @param key `SealingKey.endpointTestKey`
 */
export function encodeEndpointTest(key: MacKey, message: EndpointTestRequest | EndpointTestAnswer): Uint8Array {
  return signText(signerOf(key), rawJson(message));
}

/** Null unless a holder of the sealing key wrote the message, in this form. */
export function decodeEndpointTest<T>(key: MacKey, schema: z.ZodType<T>, bytes: Uint8Array): T | null {
  if (bytes.byteLength > ENDPOINT_TEST_BYTES_MAX) return null;
  const { raw } = openText(signerOf(key), rawOf(bytes), 'endpoint test');
  return raw === null ? null : (schema.safeParse(parseOrNull(raw)).data ?? null);
}

function signerOf(key: MacKey): TextSigner {
  return { id: key.id, macOf: (raw) => key.macOf('["endpoint test"]', raw) };
}
