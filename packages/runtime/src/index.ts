export { type Clock, SYSTEM_CLOCK } from './clock';
export type { LogDescriptor } from './log-descriptor';
export { LOG_BUFFER_BYTES_MAX, LOG_FLUSH_MS_MAX, LogSink, openLogSink } from './log-sink';
export { logNodeWarnings } from './log-warnings';
export { pause } from './pause';
export { type Attempt, type Backoff, retry, type RetryLog, type RetryOptions } from './retry';
export { LINES_PER_SECOND_MAX, SampledLog, type SampledLevel, type SampledLogTarget } from './sampled-log';
export { stopSignal } from './stop-signal';
export { until, type UntilOptions } from './until';
