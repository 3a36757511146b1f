export { type Clock, SYSTEM_CLOCK } from './clock';
export { pause } from './pause';
export { type Attempt, type Backoff, retry, type RetryLog, type RetryOptions } from './retry';
export { until, type UntilOptions } from './until';
