import { GATEWAY_ERROR_STATUS, type GatewayErrorCode } from '@switchyard/contract';

/** An answer by the gateway itself, with one of its codes. The message is for the consumer. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';

  constructor(
    readonly code: GatewayErrorCode,
    message: string,
    /** Seconds until a retry is worthwhile; null to omit `Retry-After`. */
    readonly retryAfterSeconds: number | null = null,
    /** The status of the answer, if it is not that of the code. */
    readonly status: number = GATEWAY_ERROR_STATUS[code],
  ) {
    super(message);
  }
}
