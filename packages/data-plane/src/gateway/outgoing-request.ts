import type { IncomingMessage } from 'node:http';

/** A request as it goes to any candidate, until one of them changes its model. */
export interface OutgoingRequest {
  readonly method: string;
  /** Below the endpoint's URL, without a leading slash. */
  readonly path: string;
  /** `?…` or empty, without a consumer key. */
  readonly query: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
}

/** A request as it goes to one candidate. */
export interface SentRequest extends Omit<OutgoingRequest, 'method'> {
  /** A body that streams can be sent once only, which is why such a request has one candidate. */
  readonly body: Uint8Array | IncomingMessage | null;
}
