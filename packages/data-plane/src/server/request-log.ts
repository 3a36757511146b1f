import type { Clock, SampledLog } from '@switchyard/runtime';
import type { Logger } from 'pino';
import type { Exchange } from '../answer/exchange';

const FAILED = 'request failed';
const REFUSED = 'request refused or retried';

/** The logs for requests. */
export interface RequestLog {
  readonly log: Logger;
  /** For what consumers can cause at any rate. */
  readonly sampledLog: SampledLog;
  readonly clock: Clock;
}

/**
 * Logs a refused, retried or failed request with everything known about it. Others are not logged. Of refusals that no
 * vendor was asked for, only the first of each second and code are logged, and how many were left out.
 */
export function logRequest({ log, sampledLog, clock }: RequestLog, exchange: Exchange, startedAtMs: number): void {
  const { refusal, attempts } = exchange;
  if (refusal === null && attempts.every(({ outcome }) => outcome === 'ANSWERED')) return;
  const record = () => ({
    requestId: exchange.id,
    aiApi: exchange.aiApiName,
    consumer: exchange.consumerName,
    revision: exchange.revision,
    refusal,
    consumerGone: exchange.consumerGone,
    route: exchange.plan?.explain() ?? null,
    attempts,
    durationMs: Math.round(clock.monotonicMs() - startedAtMs),
  });
  const [level, message] = exchange.hasFailed ? (['warn', FAILED] as const) : (['info', REFUSED] as const);
  // Requests that find no connection left come in floods too, although vendors were tried.
  if (refusal !== null && (attempts.length === 0 || refusal === 'overloaded')) {
    sampledLog.write(refusal, level, message, record);
  } else log[level](record(), message);
}
