import type { Clock } from '@switchyard/runtime';
import type { Logger } from 'pino';
import type { Exchange } from '../answer/exchange';
import type { OverloadLog } from '../load/overload-log';

const FAILED = 'request failed';

/** The logs for requests. */
export interface RequestLog {
  readonly log: Logger;
  readonly overloadLog: OverloadLog;
  readonly clock: Clock;
}

/** Logs a refused, retried or failed request with everything known about it. Others are not logged. */
export function logRequest({ log, overloadLog, clock }: RequestLog, exchange: Exchange, startedAtMs: number): void {
  if (exchange.refusal === null && exchange.attempts.every(({ outcome }) => outcome === 'ANSWERED')) return;
  const isRefusedForOverload = exchange.refusal === 'overloaded';
  if (isRefusedForOverload && overloadLog.isFull) return overloadLog.leaveOut();
  const record = {
    requestId: exchange.id,
    aiApi: exchange.aiApiName,
    consumer: exchange.consumerName,
    revision: exchange.revision,
    refusal: exchange.refusal,
    consumerGone: exchange.consumerGone,
    route: exchange.explainRoute?.() ?? null,
    attempts: exchange.attempts,
    durationMs: Math.round(clock.monotonicMs() - startedAtMs),
  };
  if (isRefusedForOverload) overloadLog.write(record, FAILED);
  else if (exchange.hasFailed) log.warn(record, FAILED);
  else log.info(record, 'request refused or retried');
}
