import type { Environment, GatewayErrorCode, Outcome } from '@switchyard/contract';
import type { AttemptRecord, Named } from './attempt-record';
import type { Explainable } from './explained-route';

/** What happened to one request, complete: never a body, a credential or the value of a header. */
export interface EndedRequest {
  /** A UUIDv7, as in the header x-request-id. */
  readonly id: string;
  /** That of the caller's `traceparent`; null without one. */
  readonly traceId: string | null;
  /** In ms since the epoch. */
  readonly startedAtMs: number;
  readonly aiApi: Named | null;
  readonly consumer: Named | null;
  readonly consumerKeyId: string | null;
  readonly environment: Environment | null;
  /** The operation's name, such as `chat-completions`; null if it has none. */
  readonly operation: string | null;
  /** Whether the response was a stream of events. */
  readonly isStreamed: boolean;
  readonly policyId: string | null;
  readonly revision: number | null;
  /** As the consumer wrote it: show it by `shownModel` only. */
  readonly askedModel: string | null;
  readonly attempts: readonly AttemptRecord[];
  /** To the consumer; null if it got none. */
  readonly status: number | null;
  /** The code of the gateway's own error; null if the answer is a vendor's. */
  readonly refusal: GatewayErrorCode | 'internal' | null;
  readonly consumerGone: boolean;
  readonly outcome: Outcome;
  readonly totalMs: number;
  /** From the start of the request to the first content that was passed on; null if none was. */
  readonly msToFirstContent: number | null;
  /**
   * What the gateway itself took: from the complete body to the first call, between calls, and for passing on the vendor's
   * first content. Null if no vendor was asked.
   */
  readonly overheadMs: number | null;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Explains the route; null if none was decided. */
  readonly plan: Explainable | null;
}

/**
 * Receives each request as it ends, once. It must be quick, because it runs for every one, and keep no request: `plan` holds the
 * request's body.
 */
export interface RequestSink {
  onRequestEnded(request: EndedRequest): void;
}
