import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTables } from '@switchyard/runtime';
import { DataPlaneMetrics, type MetricSources } from './data-plane-metrics';
import { RequestMetrics } from './request-metrics';
import { SERIES_MAX, type SeriesBook } from './series-book';

const DOCUMENT = join(__dirname, '../../../../docs/observability.md');
const SOURCES: MetricSources = {
  requestsInFlight: () => 3,
  processes: async () => [
    { worker: 0, cpuSeconds: 1.5, residentBytes: 1_000, eventLoopDelaySeconds: 0.02, connections: 7 },
  ],
  unavailableTargets: async () => [],
  dropGone: async () => {},
  appliedRevision: () => 12,
  observedRevision: () => null,
  isRejected: () => true,
  currentAtMs: () => null,
  hasStorageProblem: () => false,
  endpointFaults: () => 2,
  logLinesDropped: () => 3,
  usage: () => ({ spooledBytes: 4_096, spoolBytesMax: 8_192, waitingBatches: 2, droppedBatches: 1, droppedRecords: 5 }),
};
const EVERYTHING = { isByConsumer: true, isLatencyByAiApi: true };

function textOf(book: SeriesBook, sources: Partial<MetricSources> = {}): Promise<string> {
  return new DataPlaneMetrics('1.2.3', book, { ...SOURCES, ...sources }).text();
}
const samples = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

it('reads what is at the scrape', async () => {
  const { book } = new RequestMetrics();
  // Of workers.
  book.family('switchyard_log_lines_dropped_total')?.of([]).add(4);
  const lines = samples(await textOf(book));
  expect(lines).toEqual(
    expect.arrayContaining([
      'switchyard_requests_in_flight 3',
      'switchyard_routing_table_revision{state="applied"} 12',
      'switchyard_routing_table_revision{state="observed"} Nan',
      'switchyard_routing_table_rejected 1',
      'switchyard_routing_table_age_seconds Nan',
      'switchyard_endpoint_faults 2',
      'switchyard_log_lines_dropped_total 7',
      'switchyard_usage_spool_bytes 4096',
      'switchyard_usage_spool_bytes_max 8192',
      'switchyard_usage_dropped_batches_total 1',
      'switchyard_dropped_request_records_total 5',
      'switchyard_worker_cpu_seconds_total{worker="0"} 1.5',
      'switchyard_worker_connections{worker="0"} 7',
      'switchyard_build_info{version="1.2.3"} 1',
    ]),
  );
});

it('has cumulative buckets, and escapes what names may contain', async () => {
  const { book, families } = new RequestMetrics(EVERYTHING);
  families.overhead.of(['a "quoted"\nname \\', 'PRODUCTION', 'true']).values.splice(0, 2, 1, 2);
  const lines = samples(await textOf(book)).filter((line) => line.startsWith('switchyard_gateway_overhead_seconds'));
  const labels = String.raw`ai_api="a \"quoted\"\nname \\",environment="PRODUCTION",streamed="true"`;
  expect(lines.slice(0, 3)).toEqual([
    `switchyard_gateway_overhead_seconds_bucket{le="0.00025",${labels}} 1`,
    `switchyard_gateway_overhead_seconds_bucket{le="0.0005",${labels}} 3`,
    `switchyard_gateway_overhead_seconds_bucket{le="0.001",${labels}} 3`,
  ]);
  expect(lines.at(-1)).toBe(`switchyard_gateway_overhead_seconds_count{${labels}} 3`);
});

it('says of each target with traffic whether it is available, by the lowest of what is known', async () => {
  const { book, families } = new RequestMetrics();
  const target = (model: string) => ['PRODUCTION', 'chat', 'openai', 'main', model] as const;
  for (const model of ['a', 'b']) families.targets.of(target(model)).values[0] = 1;
  const unavailable = [
    { labels: target('b'), value: 0.5 },
    { labels: target('b'), value: 0 },
    { labels: target('c'), value: 0.5 },
  ];
  const lines = samples(await textOf(book, { unavailableTargets: async () => unavailable }));
  const values = lines.flatMap(
    (line) => /^switchyard_target_available\{.*model="(.)"\} (.*)$/.exec(line)?.slice(1, 3) ?? [],
  );
  expect(values).toEqual(['a', '1', 'b', '0', 'c', '0.5']);
});

it('has no more series than the bound, however many AI APIs, models and consumers there are', async () => {
  const { book, families } = new RequestMetrics(EVERYTHING);
  for (let number = 0; number < 100_000; number += 1) {
    const [aiApi, model, consumer] = [`api-${number}`, `model-${number}`, `app-${number}`];
    families.requests.of([aiApi, 'PRODUCTION', 'ANSWERED', 'NONE', consumer]).add();
    families.attempts.of([aiApi, 'openai', 'main', model, 'ANSWERED']).add();
    families.duration.of([aiApi, 'PRODUCTION', 'false']).add();
    families.targets.of(['PRODUCTION', aiApi, 'openai', 'main', model]).add();
  }
  const lines = samples(await textOf(book));
  expect(lines.length).toBeGreaterThan(SERIES_MAX / 2);
  expect(lines.length).toBeLessThan(SERIES_MAX);
  expect(new Set(lines.map((line) => line.slice(0, line.lastIndexOf(' ')))).size).toBe(lines.length);
  expect(lines).toContain(`switchyard_metric_series ${book.openSeries.max}`);
});

it('is documented: each metric with its labels, and nothing else', () => {
  const { registry } = new DataPlaneMetrics('', new RequestMetrics(EVERYTHING).book, SOURCES);
  const metrics = registry.getMetricsAsArray().map((metric) => {
    const labelNames: unknown = Reflect.get(metric, 'labelNames');
    return [metric.name, Array.isArray(labelNames) ? labelNames.map(String).toSorted() : []];
  });
  const documented = markdownTables(readFileSync(DOCUMENT, 'utf8'), 'Metrics of a data plane').map(
    ([name = '', labels = '']) => [
      name.replaceAll('`', ''),
      Array.from(labels.matchAll(/`(\w+)`/g), ([, label = '']) => label).toSorted(),
    ],
  );
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(metrics));
});
