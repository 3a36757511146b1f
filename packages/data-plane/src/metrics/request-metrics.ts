import {
  type Environment,
  faultOf,
  type Outcome,
  suspensionCauseSchema,
  type SuspensionCause,
  TOKEN_KINDS,
} from '@switchyard/contract';
import type { AttemptRecord, AttemptUsage } from '../trace/attempt-record';
import type { EndedRequest, RequestSink } from '../trace/ended-request';
import {
  addRequestFamilies,
  type MetricDetail,
  NO_DETAIL,
  OUTCOME_INDEX,
  OUTCOME_NAMES,
  type RequestFamilies,
} from './metric-families';
import { OTHER, type Series, SeriesBook } from './series-book';

const MS_PER_SECOND = 1_000;
/** Of a request whose environment is not known, because its key is not. */
const NO_ENVIRONMENT = 2;
const ENVIRONMENT_LABELS = ['PRODUCTION', 'SANDBOX', ''] as const;
const STREAMED_LABELS = ['false', 'true'] as const;
/** Who says how many tokens there were. */
const SOURCE_LABELS = ['counted', 'estimated'] as const;
const BILLIONTHS = 1e9;

/**
 * Counts requests as they end. The series of a combination of names is found once and then by a few look-ups of names that the
 * routing table made; nothing is allocated for a request of a kind that was seen before.
 */
export class RequestMetrics implements RequestSink {
  readonly book: SeriesBook;
  readonly families: RequestFamilies;
  readonly #detail: MetricDetail;
  readonly #aiApis = new Map<string, AiApiCells>();
  /** What is new once the book is full. */
  #others = new AiApiCells(OTHER);
  /** Those of all AI APIs, if they are not told apart. */
  readonly #allTimes: (TimeSeries | undefined)[] = [];
  readonly #suspensions: ReadonlyMap<SuspensionCause, Series>;

  constructor(detail: MetricDetail = NO_DETAIL, book = new SeriesBook()) {
    this.book = book;
    this.#detail = detail;
    this.families = addRequestFamilies(book, detail);
    // So that an increase from nothing is one.
    this.#suspensions = new Map(
      suspensionCauseSchema.options.map((cause) => [cause, this.families.suspensions.of([cause])]),
    );
  }

  onRequestEnded(request: EndedRequest): void {
    const { attempts } = request;
    const cells = this.#cellsOf(request.aiApi?.name ?? '');
    const environment = environmentIndex(request.environment);
    const consumer = this.#detail.isByConsumer ? (request.consumer?.name ?? '') : null;
    this.#countRequest(cells, environment, request.outcome, consumer);
    if (attempts.length > 1) this.#countFailover(cells, environment);
    this.#observeTimes(cells, environment, request);
    for (const attempt of attempts) this.#countAttempt(cells, environment, attempt, consumer);
  }

  /** Looks for its series anew, after some were dropped from the book. */
  forgetSeries(): void {
    this.#aiApis.clear();
    this.#others = new AiApiCells(OTHER);
    this.#allTimes.length = 0;
  }

  /** Counts a suspension that a request here has caused, as it begins or gets another cause. */
  noteSuspension(cause: SuspensionCause): void {
    this.#suspensions.get(cause)?.add();
  }

  #cellsOf(aiApi: string): AiApiCells {
    const present = this.#aiApis.get(aiApi);
    if (present !== undefined) return present;
    if (this.book.isFull) return this.#others;
    const added = new AiApiCells(aiApi);
    this.#aiApis.set(aiApi, added);
    return added;
  }

  #countRequest(cells: AiApiCells, environment: number, outcome: Outcome, consumer: string | null): void {
    const series = consumer === null ? cells.requests : this.#requestsOf(cells, consumer);
    const index = environment * OUTCOME_NAMES.length + OUTCOME_INDEX[outcome];
    (series[index] ??= this.families.requests.of([
      cells.aiApi,
      environmentLabel(environment),
      outcome,
      faultOf(outcome),
      ...(consumer === null ? [] : [consumer]),
    ])).add();
  }

  /** The series of a consumer; once the book is full, those of all consumers that are new. */
  #requestsOf(cells: AiApiCells, consumer: string): (Series | undefined)[] {
    const present = cells.requestsOf.get(consumer);
    if (present !== undefined) return present;
    if (this.book.isFull) return cells.requests;
    const added: (Series | undefined)[] = [];
    cells.requestsOf.set(consumer, added);
    return added;
  }

  #countFailover(cells: AiApiCells, environment: number): void {
    (cells.failovers[environment] ??= this.families.failovers.of([cells.aiApi, environmentLabel(environment)])).add();
  }

  #observeTimes(cells: AiApiCells, environment: number, request: EndedRequest): void {
    const times = this.#detail.isLatencyByAiApi ? cells.times : this.#allTimes;
    const index = 2 * environment + Number(request.isStreamed);
    const { duration, firstContent, overhead } = (times[index] ??= this.#timesOf(cells.aiApi, index));
    observe(duration, this.families.duration.bounds, request.totalMs);
    if (request.msToFirstContent !== null) {
      observe(firstContent, this.families.firstContent.bounds, request.msToFirstContent);
    }
    if (request.overheadMs !== null) observe(overhead, this.families.overhead.bounds, request.overheadMs);
  }

  #timesOf(aiApi: string, index: number): TimeSeries {
    const { duration, firstContent, overhead } = this.families;
    const labels = [
      ...(this.#detail.isLatencyByAiApi ? [aiApi] : []),
      environmentLabel(Math.floor(index / 2)),
      STREAMED_LABELS[index % 2] ?? '',
    ];
    return { duration: duration.of(labels), firstContent: firstContent.of(labels), overhead: overhead.of(labels) };
  }

  #countAttempt(cells: AiApiCells, environment: number, attempt: AttemptRecord, consumer: string | null): void {
    const target = this.#targetOf(cells, attempt);
    const { labels } = target;
    const outcome = OUTCOME_INDEX[attempt.outcome];
    (target.attempts[outcome] ??= this.families.attempts.of([...labels, attempt.outcome])).add();
    // Counted each time, so that a target that was away is shown again from its next attempt on.
    (target.seen[environment] ??= this.families.targets.of([environmentLabel(environment), ...labels])).add();
    const resends = attempt.resendCauses.length;
    if (resends > 0) (target.resends ??= this.families.resends.of(labels)).add(resends);
    if (attempt.usage !== null) this.#countUsage(target, attempt.usage, consumer);
  }

  #countUsage(target: TargetCells, { isCounted, tokens, cost }: AttemptUsage, consumer: string | null): void {
    const { labels } = target;
    const cells = consumer === null ? target.usage : this.#usageOf(target, consumer);
    const ofConsumer = consumer === null ? [] : [consumer];
    const source = isCounted ? 0 : 1;
    const sourceLabel = SOURCE_LABELS[source];
    for (const [index, kind] of TOKEN_KINDS.entries()) {
      if (tokens[kind] === 0) continue;
      const series = (cells.tokens[2 * index + source] ??= this.families.tokens.of([
        ...labels,
        kind,
        sourceLabel,
        ...ofConsumer,
      ]));
      series.add(tokens[kind]);
    }
    if (cost === null) return (target.unpriced ??= this.families.unpriced.of(labels)).add();
    const series = (cells.cost[source] ??= this.families.cost.of([...labels, sourceLabel, ...ofConsumer]));
    series.add(Number(cost.billionths) / BILLIONTHS);
  }

  /** The series of a consumer; once the book is full, those of all consumers that are new. */
  #usageOf(target: TargetCells, consumer: string): UsageCells {
    const present = target.usageOf.get(consumer);
    if (present !== undefined) return present;
    if (this.book.isFull) return target.usage;
    const added = new UsageCells();
    target.usageOf.set(consumer, added);
    return added;
  }

  #targetOf(cells: AiApiCells, { asked: { provider, endpoint, model } }: AttemptRecord): TargetCells {
    const modelName = model?.name ?? '';
    const present = cells.targets.get(provider.name)?.get(endpoint.name)?.get(modelName);
    if (present !== undefined) return present;
    if (this.book.isFull) return (cells.others ??= new TargetCells([OTHER, OTHER, OTHER, OTHER]));
    const added = new TargetCells([cells.aiApi, provider.name, endpoint.name, modelName]);
    mapIn(mapIn(cells.targets, provider.name), endpoint.name).set(modelName, added);
    return added;
  }
}

interface TimeSeries {
  readonly duration: Series;
  readonly firstContent: Series;
  readonly overhead: Series;
}

/** The series of an AI API, each from its first request on. */
class AiApiCells {
  /** By environment and outcome. */
  readonly requests: (Series | undefined)[] = [];
  /** The same by consumer. */
  readonly requestsOf = new Map<string, (Series | undefined)[]>();
  /** By environment. */
  readonly failovers: (Series | undefined)[] = [];
  /** By environment, and whether the response is streamed. */
  readonly times: (TimeSeries | undefined)[] = [];
  /** By the names of provider, endpoint and model. */
  readonly targets = new Map<string, Map<string, Map<string, TargetCells>>>();
  /** Of all further targets. */
  others: TargetCells | null = null;

  constructor(readonly aiApi: string) {}
}

/** The series of what a target's answers used. */
class UsageCells {
  /** By kind and source. */
  readonly tokens: (Series | undefined)[] = [];
  /** By source. */
  readonly cost: (Series | undefined)[] = [];
}

/** The series of a target of an AI API. */
class TargetCells {
  /** By outcome. */
  readonly attempts: (Series | undefined)[] = [];
  /** By environment. */
  readonly seen: (Series | undefined)[] = [];
  resends: Series | null = null;
  unpriced: Series | null = null;
  readonly usage = new UsageCells();
  /** The same by consumer. */
  readonly usageOf = new Map<string, UsageCells>();

  /** @param labels AI API, provider, endpoint, model */
  constructor(readonly labels: readonly string[]) {}
}

function environmentIndex(environment: Environment | null): number {
  if (environment === null) return NO_ENVIRONMENT;
  return environment === 'PRODUCTION' ? 0 : 1;
}

function environmentLabel(index: number): string {
  return ENVIRONMENT_LABELS[index] ?? '';
}

/** Counts a time in its bucket, and adds it to the sum. */
function observe({ values }: Series, bounds: readonly number[] | null, ms: number): void {
  if (bounds === null) return;
  const seconds = ms / MS_PER_SECOND;
  let bucket = 0;
  while (bucket < bounds.length && seconds > (bounds[bucket] ?? Infinity)) bucket += 1;
  values[bucket] = (values[bucket] ?? 0) + 1;
  values[bounds.length + 1] = (values[bounds.length + 1] ?? 0) + seconds;
}

function mapIn<Key, Value>(maps: Map<Key, Map<string, Value>>, key: Key): Map<string, Value> {
  const present = maps.get(key);
  if (present !== undefined) return present;
  const added = new Map<string, Value>();
  maps.set(key, added);
  return added;
}
