import { GATEWAY_ERROR_STATUS } from '@switchyard/contract';
import type { SampledLog } from '@switchyard/runtime';
import type { Logger } from 'pino';
import { type AttemptRecord, shownOutcome } from '../trace/attempt-record';
import type { EndedRequest, RequestSink } from '../trace/ended-request';

const FAILED = 'request failed';
const REFUSED = 'request refused or retried';

/**
 * Logs a refused, retried or failed request with everything known about it. Others are not logged. Of refusals that no
 * vendor was asked for, only the first of each second and code are logged, and how many were left out.
 */
export class RequestLog implements RequestSink {
  readonly #log: Logger;
  readonly #sampledLog: SampledLog;

  /** @param sampledLog for what consumers can cause at any rate */
  constructor(log: Logger, sampledLog: SampledLog) {
    this.#log = log;
    this.#sampledLog = sampledLog;
  }

  onRequestEnded(request: EndedRequest): void {
    const { refusal, attempts } = request;
    if (refusal === null && attempts.every(({ isAnswer }) => isAnswer)) return;
    const [level, message] = hasFailed(request) ? (['warn', FAILED] as const) : (['info', REFUSED] as const);
    // Requests that find no connection left come in floods too, although vendors were tried.
    if (refusal !== null && (attempts.length === 0 || refusal === 'overloaded')) {
      this.#sampledLog.write(refusal, level, message, () => lineOf(request));
    } else this.#log[level](lineOf(request), message);
  }
}

/** Whether the request failed through no fault of the consumer. */
function hasFailed({ consumerGone, refusal, attempts }: EndedRequest): boolean {
  if (consumerGone) return false;
  if (refusal === 'internal') return true;
  if (refusal !== null && refusal !== 'upstream_error_withheld') return GATEWAY_ERROR_STATUS[refusal] >= 500;
  return attempts.at(-1)?.isAnswer === false;
}

function lineOf({ id, aiApi, consumer, revision, refusal, consumerGone, plan, attempts, totalMs }: EndedRequest) {
  return {
    requestId: id,
    aiApi: aiApi?.name ?? null,
    consumer: consumer?.name ?? null,
    revision,
    refusal,
    consumerGone,
    route: plan?.explain() ?? null,
    attempts: attempts.map(attemptLine),
    durationMs: Math.round(totalMs),
  };
}

function attemptLine(attempt: AttemptRecord) {
  const { provider, target, kind, quotesCredential, detail, status, upstreamRequestId, resent, msToEnd } = attempt;
  const durationMs = Math.round(msToEnd);
  const outcome = shownOutcome(attempt);
  return { provider, target, outcome, kind, quotesCredential, detail, status, upstreamRequestId, resent, durationMs };
}
