import type { HeldResponse } from '../upstream/call-outcome';
import { decodeError } from '../upstream/decode-error';

/** How long an endpoint that rejects `stream_options` gets no request with it, in ms. */
export const REFUSED_FOR_MS = 3_600_000;
/** Of so many endpoints it is remembered, the latest. */
const ENDPOINTS_MAX = 10_000;

const REJECTING_STATUSES: ReadonlySet<number> = new Set([400, 422]);
const OPTION = /stream_options|include_usage/;

/** Which endpoints reject a request that asks for the usage of its stream. Times are monotonic. */
export class StreamUsageRefusals {
  readonly #until = new Map<string, number>();

  has(endpointId: string, nowMs: number): boolean {
    // Usually there is none.
    if (this.#until.size === 0) return false;
    const untilMs = this.#until.get(endpointId);
    if (untilMs === undefined) return false;
    if (untilMs > nowMs) return true;
    this.#until.delete(endpointId);
    return false;
  }

  note(endpointId: string, nowMs: number): void {
    this.#until.delete(endpointId);
    this.#until.set(endpointId, nowMs + REFUSED_FOR_MS);
    const [oldest] = this.#until.keys();
    if (this.#until.size > ENDPOINTS_MAX && oldest !== undefined) this.#until.delete(oldest);
  }
}

/** Whether an error is about the option that the gateway has added. */
export function rejectsStreamUsage({ status, headers, body, isWhole }: HeldResponse): boolean {
  if (!REJECTING_STATUSES.has(status) || !isWhole) return false;
  const decoded = decodeError(headers, body);
  return decoded !== null && OPTION.test(decoded.text.toString());
}
