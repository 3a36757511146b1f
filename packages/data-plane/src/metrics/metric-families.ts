import { OUTCOMES, type Outcome } from '@switchyard/contract';
import type { MetricFamily, SeriesBook, SeriesFamily } from './series-book';

/** What the operator wants to tell apart besides. */
export interface MetricDetail {
  /** Whether requests, tokens and cost have the label `consumer`. */
  readonly isByConsumer: boolean;
  /** Whether histograms have the label `ai_api`. */
  readonly isLatencyByAiApi: boolean;
}

export const NO_DETAIL: MetricDetail = { isByConsumer: false, isLatencyByAiApi: false };

/** The gauge that says whether targets are available. Its family has the targets with traffic. */
export const TARGET_AVAILABLE = 'switchyard_target_available';
/** Lines that the logs of workers have dropped; those of the process that is scraped come on top. */
export const LOG_LINES_DROPPED = 'switchyard_log_lines_dropped_total';
const OPEN_LABELS: ReadonlySet<string> = new Set(['ai_api', 'provider', 'endpoint', 'model', 'consumer']);
const TARGET = ['ai_api', 'provider', 'endpoint', 'model'] as const;

/** In seconds: from a refusal to a long stream. */
const DURATION_BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 1_200];
const FIRST_CONTENT_BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
/** The gateway's own part is far below a millisecond, unless the process is busy. */
const OVERHEAD_BOUNDS = [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

/** The metrics that requests increase. */
export interface RequestFamilies {
  readonly requests: SeriesFamily;
  readonly failovers: SeriesFamily;
  readonly duration: SeriesFamily;
  readonly firstContent: SeriesFamily;
  readonly overhead: SeriesFamily;
  readonly attempts: SeriesFamily;
  readonly resends: SeriesFamily;
  readonly tokens: SeriesFamily;
  readonly cost: SeriesFamily;
  readonly unpriced: SeriesFamily;
  readonly suspensions: SeriesFamily;
  /** The targets that had traffic. */
  readonly targets: SeriesFamily;
}

/** The outcomes by number, so that a series is found by an index. */
export const OUTCOME_NAMES = Object.keys(OUTCOMES) as readonly Outcome[];
export const OUTCOME_INDEX = Object.fromEntries(OUTCOME_NAMES.map((name, index) => [name, index])) as Readonly<
  Record<Outcome, number>
>;

/** Adds all metrics that requests increase. */
export function addRequestFamilies(
  book: SeriesBook,
  { isByConsumer, isLatencyByAiApi }: MetricDetail,
): RequestFamilies {
  const add = (family: MetricFamily) => book.add({ ...family, openLabels: OPEN_LABELS });
  const counter = (name: string, help: string, labelNames: readonly string[]) =>
    add({ name, help, labelNames, bounds: null });
  const histogram = (name: string, help: string, bounds: readonly number[]) =>
    add({ name, help, labelNames: [...(isLatencyByAiApi ? ['ai_api'] : []), 'environment', 'streamed'], bounds });
  const consumer = isByConsumer ? ['consumer'] : [];
  counter(LOG_LINES_DROPPED, 'Lines of the log that were dropped, because it was not read in time.', []);
  return {
    requests: counter('switchyard_requests_total', 'Requests that have ended.', [
      'ai_api',
      'environment',
      'outcome',
      'fault',
      ...consumer,
    ]),
    failovers: counter('switchyard_failovers_total', 'Requests for which more than one target was asked.', [
      'ai_api',
      'environment',
    ]),
    duration: histogram(
      'switchyard_request_duration_seconds',
      'From the start of a request to the end of its response.',
      DURATION_BOUNDS,
    ),
    firstContent: histogram(
      'switchyard_time_to_first_content_seconds',
      'From the start of a request to the first content that was passed on.',
      FIRST_CONTENT_BOUNDS,
    ),
    overhead: histogram(
      'switchyard_gateway_overhead_seconds',
      "What the gateway itself took of a request's time.",
      OVERHEAD_BOUNDS,
    ),
    attempts: counter('switchyard_attempts_total', 'Calls to vendors.', [...TARGET, 'outcome']),
    resends: counter('switchyard_resends_total', 'Times that a call was sent once more, to the same target.', TARGET),
    tokens: counter('switchyard_tokens_total', 'Tokens, by kind; counted by the vendor or estimated.', [
      ...TARGET,
      'kind',
      'source',
      ...consumer,
    ]),
    cost: counter('switchyard_cost_total', "Cost of tokens and requests, in the installation's currency.", [
      ...TARGET,
      'source',
      ...consumer,
    ]),
    unpriced: counter(
      'switchyard_unpriced_attempts_total',
      'Attempts that used tokens for which no price is known.',
      TARGET,
    ),
    suspensions: counter('switchyard_suspensions_total', 'Suspensions of targets that requests here have caused.', [
      'cause',
    ]),
    targets: counter(
      TARGET_AVAILABLE,
      'Whether a target takes requests: 1; 0.5 while it is suspended softly or has to prove itself; 0 while it takes none.',
      ['environment', ...TARGET],
    ),
  };
}
