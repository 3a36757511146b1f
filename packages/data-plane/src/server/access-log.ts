import { faultOf, GATEWAY_ERROR_STATUS, shownModel } from '@switchyard/contract';
import type { SampledLog } from '@switchyard/runtime';
import type { Logger } from 'pino';
import type { AttemptRecord } from '../trace/attempt-record';
import type { EndedRequest, RequestSink } from '../trace/ended-request';

/** Which requests have a line in the log: all, those that were refused, retried or failed, or none. */
export const ACCESS_LOGS = ['all', 'failed', 'off'] as const;
export type AccessLogSetting = (typeof ACCESS_LOGS)[number];
export const ACCESS_LOG_DEFAULT: AccessLogSetting = 'failed';

const BILLIONTHS = 1e9;
const ANSWERED = 'request answered';
const REFUSED = 'request refused or retried';
const FAILED = 'request failed';

/**
 * Logs one line for a request, as it ends, with everything known about it: never a body, a credential or the value of a header. If
 * not all requests are logged, then of those that no vendor was asked for only the first of each second and code, and how many were
 * left out.
 */
export class AccessLog implements RequestSink {
  readonly #log: Logger;
  readonly #sampledLog: SampledLog;
  readonly #setting: AccessLogSetting;

  /** @param sampledLog for what consumers can cause at any rate */
  constructor(log: Logger, sampledLog: SampledLog, setting: AccessLogSetting = ACCESS_LOG_DEFAULT) {
    this.#log = log;
    this.#sampledLog = sampledLog;
    this.#setting = setting;
  }

  onRequestEnded(request: EndedRequest): void {
    if (this.#setting === 'off') return;
    if (isStraight(request)) {
      if (this.#setting === 'all') this.#log.info(lineOf(request), ANSWERED);
      return;
    }
    const [level, message] = hasFailed(request) ? (['warn', FAILED] as const) : (['info', REFUSED] as const);
    const { refusal, attempts } = request;
    // Requests that find no connection left come in floods too, although vendors were tried.
    const mayComeInFloods = refusal !== null && (attempts.length === 0 || refusal === 'overloaded');
    if (mayComeInFloods && this.#setting !== 'all') {
      this.#sampledLog.write(refusal, level, message, () => lineOf(request));
    } else this.#log[level](lineOf(request), message);
  }
}

/** Whether the first target that was asked did its part. */
function isStraight({ refusal, attempts }: EndedRequest): boolean {
  return refusal === null && attempts.every(({ isAnswer }) => isAnswer);
}

/** Whether the request failed through no fault of the consumer. */
function hasFailed({ consumerGone, refusal, attempts }: EndedRequest): boolean {
  if (consumerGone) return false;
  if (refusal === 'internal') return true;
  if (refusal !== null && refusal !== 'upstream_error_withheld') return GATEWAY_ERROR_STATUS[refusal] >= 500;
  return attempts.at(-1)?.isAnswer === false;
}

/** Each line has all fields. */
function lineOf(request: EndedRequest) {
  const { aiApi, consumer, outcome, attempts, plan } = request;
  return {
    requestId: request.id,
    traceId: request.traceId,
    aiApi: aiApi?.name ?? null,
    consumer: consumer?.name ?? null,
    environment: request.environment,
    operation: request.operation,
    model: request.askedModel === null ? null : shownModel(request.askedModel),
    streamed: request.isStreamed,
    status: request.status,
    outcome,
    fault: faultOf(outcome),
    refusal: request.refusal,
    consumerGone: request.consumerGone,
    durationMs: roundedMs(request.totalMs),
    firstContentMs: request.msToFirstContent === null ? null : roundedMs(request.msToFirstContent),
    overheadMs: request.overheadMs === null ? null : roundedMs(request.overheadMs),
    requestBytes: request.requestBytes,
    responseBytes: request.responseBytes,
    revision: request.revision,
    policyId: request.policyId,
    // It is long, and tells nothing that the only attempt does not.
    route: isStraight(request) ? null : (plan?.explain() ?? null),
    attempts: attempts.map(attemptOf),
  };
}

function attemptOf(attempt: AttemptRecord) {
  return {
    provider: attempt.provider,
    target: attempt.target,
    outcome: attempt.outcome,
    kind: attempt.kind,
    quotesCredential: attempt.quotesCredential,
    detail: attempt.detail,
    status: attempt.status,
    upstreamRequestId: attempt.upstreamRequestId,
    resendCauses: attempt.resendCauses,
    headersMs: attempt.msToHeaders === null ? null : roundedMs(attempt.msToHeaders),
    durationMs: roundedMs(attempt.msToEnd),
    tokens: attempt.usage?.tokens ?? null,
    tokensCounted: attempt.usage?.isCounted ?? null,
    cost: costOf(attempt),
    next: attempt.next,
  };
}

/** In the installation's currency; null if no price is known. */
function costOf({ usage }: AttemptRecord): number | null {
  const cost = usage?.cost ?? null;
  return cost === null ? null : Number(cost.billionths) / BILLIONTHS;
}

/** To a hundredth. */
function roundedMs(ms: number): number {
  return Math.round(ms * 100) / 100;
}
