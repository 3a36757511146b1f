import type { GatewayErrorCode } from '@switchyard/contract';

/** The gateway's own answer to a request, with one of its own codes. The message is for the consumer. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';

  constructor(
    readonly code: GatewayErrorCode,
    message: string,
    /** After how many seconds a retry is worthwhile; null where the answer does not say. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
  }
}
