import type { GatewayErrorCode } from '@switchyard/contract';

/** That the gateway itself answers a request, with one of its own codes. The message is for the consumer. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';

  constructor(
    readonly code: GatewayErrorCode,
    message: string,
    /** For the answers that invite another try: after how many seconds. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
  }
}
