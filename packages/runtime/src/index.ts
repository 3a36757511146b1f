export { pause } from './pause';
export { type Attempt, type Backoff, retry, type RetryLog, type RetryOptions } from './retry';
export { nodeVersionProblem, startOnSupportedNode } from './supported-node';
export { until, type UntilOptions } from './until';
