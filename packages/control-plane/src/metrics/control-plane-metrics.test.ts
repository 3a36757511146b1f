import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTables } from '@switchyard/runtime';
import { ControlPlaneMetrics } from './control-plane-metrics';
import type { MetricSources } from './metric-sources';

const DOCUMENT = join(__dirname, '../../../../docs/observability.md');
const SOURCES: MetricSources = {
  committedRevision: () => 12,
  publishedRevision: () => null,
  isPublisher: () => true,
  hasPublicationProblem: () => false,
  publicationLagSeconds: () => 0.5,
  dataPlanes: () => ({ live: 3, behind: 1 }),
  pools: () => ({ requests: { open: 4, idle: 1, waiting: 2, max: 10 } }),
  liveCounts: () => ({ connections: 5, subscriptions: 6 }),
  logLinesDropped: () => 9,
  usageBacklog: async () => ({ messages: 7, bytes: 8 }),
};

let metrics: ControlPlaneMetrics;
beforeEach(() => {
  metrics = new ControlPlaneMetrics('1.2.3');
});
const samples = async () => (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

it('reads what is at the scrape', async () => {
  metrics.readFrom(SOURCES);
  expect(await samples()).toEqual(
    expect.arrayContaining([
      'switchyard_revision{state="committed"} 12',
      'switchyard_revision{state="published"} Nan',
      'switchyard_publisher 1',
      'switchyard_publication_lag_seconds 0.5',
      'switchyard_data_planes 3',
      'switchyard_data_planes_behind 1',
      'switchyard_database_connections{pool="requests",state="busy"} 3',
      'switchyard_database_connections{pool="requests",state="idle"} 1',
      'switchyard_database_waiting{pool="requests"} 2',
      'switchyard_live_subscriptions 6',
      'switchyard_log_lines_dropped_total 9',
      'switchyard_usage_queue_messages 7',
      'switchyard_build_info{version="1.2.3"} 1',
    ]),
  );
});

it('counts what happens, and has each result of a batch from 0', async () => {
  metrics.operationEnded({ operation: 'providers', type: 'query', outcome: 'OK', seconds: 0.02 });
  metrics.responded(401);
  metrics.batchEnded('rejected');
  metrics.batchAbsorbed(0.003, -5);
  metrics.changeInEffect(0.07);
  expect(await samples()).toEqual(
    expect.arrayContaining([
      'switchyard_graphql_operations_total{operation="providers",outcome="OK"} 1',
      'switchyard_graphql_operation_duration_seconds_count{type="query"} 1',
      'switchyard_graphql_responses_total{status="401"} 1',
      'switchyard_usage_batches_total{result="rejected"} 1',
      'switchyard_usage_batches_total{result="absorbed"} 0',
      'switchyard_usage_age_seconds_sum 0',
      'switchyard_change_to_effect_seconds_bucket{le="0.1"} 1',
    ]),
  );
});

it.each([
  ['cannot be asked', () => Promise.reject(new Error('NATS is away'))],
  ['does not exist', async () => null],
])('answers without the backlog of a usage queue that %s', async (_what, usageBacklog) => {
  metrics.readFrom({ ...SOURCES, usageBacklog });
  expect(await samples()).toContain('switchyard_usage_queue_messages Nan');
});

it('does not wait for a usage queue that hangs', async () => {
  jest.useFakeTimers();
  metrics.readFrom({ ...SOURCES, usageBacklog: () => new Promise(() => undefined) });
  const text = samples();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(await text).toContain('switchyard_usage_queue_bytes Nan');
  jest.useRealTimers();
});

it('is documented: each metric with its labels, and nothing else', () => {
  metrics.readFrom(SOURCES);
  const known = metrics.registry.getMetricsAsArray().map((metric) => {
    const labelNames: unknown = Reflect.get(metric, 'labelNames');
    return [metric.name, Array.isArray(labelNames) ? labelNames.map(String).toSorted() : []];
  });
  const rows = markdownTables(readFileSync(DOCUMENT, 'utf8'), 'Metrics of a control plane');
  const documented = rows.map(([name = '', labels = '']) => [
    name.replaceAll('`', ''),
    Array.from(labels.matchAll(/`(\w+)`/g), ([, label = '']) => label).toSorted(),
  ]);
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(known));
});
