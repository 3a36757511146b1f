import { LOG_LINES_DROPPED } from '../metrics/metric-families';
import { SeriesBook } from '../metrics/series-book';
import type { UnavailableTarget } from '../metrics/target-availability';
import { MetricReports, type WorkerMetrics } from './metric-reports';

const FIGURES = { cpuSeconds: 1, residentBytes: 2, eventLoopDelaySeconds: 0, connections: 4 };
const SUSPENDED: UnavailableTarget = { labels: ['PRODUCTION', 'chat', 'openai', 'main', 'gpt-4o'], value: 0 };

function familyOf(book: SeriesBook) {
  return book.add({
    name: 'requests_total',
    help: 'Requests.',
    labelNames: ['ai_api'],
    bounds: null,
    openLabels: new Set(['ai_api']),
  });
}

let book: SeriesBook;
let requests: ReturnType<typeof familyOf>;
let targets: UnavailableTarget[];
let linesDropped: number;
let sent: WorkerMetrics[];
let reports: MetricReports;
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  book = new SeriesBook();
  requests = familyOf(book);
  targets = [];
  linesDropped = 0;
  sent = [];
  reports = new MetricReports({
    book,
    logLinesDropped: () => linesDropped,
    figures: async () => FIGURES,
    unavailableTargets: async () => targets,
    send: async (metrics) => void sent.push(metrics),
  });
});
afterEach(() => jest.useRealTimers());

async function pass(ms: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
  await new Promise(setImmediate);
}

it('tells each second what has increased, and what targets are unavailable if that has changed', async () => {
  requests.of(['chat']).add();
  await pass(1_000);
  expect(sent).toEqual([{ figures: FIGURES, increments: [[0, ['chat'], [1]]], unavailableTargets: null }]);
  targets = [SUSPENDED];
  requests.of(['chat']).add(2);
  await pass(1_000);
  await pass(1_000);
  targets = [];
  await pass(1_000);
  expect(sent.slice(1).map(({ increments, unavailableTargets }) => [increments, unavailableTargets])).toEqual([
    [[[0, ['chat'], [2]]], [SUSPENDED]],
    [[], null],
    [[], []],
  ]);
  await reports.close();
});

it('tells how many lines its log has dropped', async () => {
  const labels = { labelNames: [], openLabels: new Set<string>() };
  book.add({ name: LOG_LINES_DROPPED, help: 'Dropped.', bounds: null, ...labels });
  linesDropped = 5;
  await pass(1_000);
  linesDropped = 7;
  await reports.close();
  expect(sent.map(({ increments }) => increments)).toEqual([[[1, [], [5]]], [[1, [], [2]]]]);
});

it('tells the rest at its end, however much that is, and the primary has the same', async () => {
  const primary = new SeriesBook();
  const merged = familyOf(primary);
  for (let number = 0; number < 5_000; number += 1) requests.of([`api-${number}`]).add(number);
  await reports.close();
  for (const { increments } of sent) primary.addIncrements(increments);
  const read = (family: typeof merged) =>
    new Map(Array.from(family.all, ({ labels, values }) => [labels[0], values[0]]));
  // A series that was never increased is nothing to tell.
  requests.of(['api-0']).add();
  merged.of(['api-0']).add();
  expect(read(merged)).toEqual(read(requests));
  expect(sent.length).toBeGreaterThan(2);
  const count = sent.length;
  await pass(5_000);
  expect(sent).toHaveLength(count);
});
