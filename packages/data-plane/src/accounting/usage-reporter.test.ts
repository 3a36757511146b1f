import type { UsageContent } from '../spool/usage-outbox';
import { endedRequest } from '../testing/ended-request.suite';
import { UsageAccrual } from './usage-accrual';
import { REPORT_INTERVAL_MS, UsageReporter } from './usage-reporter';

let accrual: UsageAccrual;
let sent: UsageContent[];
let told: number[];
/** Resolves when what is sent is taken. */
let taken: Promise<void>;
let reporter: UsageReporter;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['performance', 'nextTick', 'setImmediate'] });
  accrual = new UsageAccrual();
  sent = [];
  told = [];
  taken = Promise.resolve();
  reporter = new UsageReporter({
    accrual,
    send: (content) => {
      sent.push(content);
      return taken;
    },
    onReported: (atMs) => Promise.resolve(void told.push(atMs)),
    nowMs: () => 7,
  });
});
afterEach(async () => {
  await reporter.close();
  jest.useRealTimers();
});

const requests = () => sent.map((content) => content.requests.reduce((sum, row) => sum + row.requests, 0));

it('reports each second what has been counted, and says so also if there was nothing', async () => {
  for (let each = 0; each < 3; each += 1) accrual.onRequestEnded(endedRequest());
  await jest.advanceTimersByTimeAsync(REPORT_INTERVAL_MS);
  accrual.onRequestEnded(endedRequest());
  await jest.advanceTimersByTimeAsync(REPORT_INTERVAL_MS);
  await jest.advanceTimersByTimeAsync(REPORT_INTERVAL_MS);
  expect([requests(), told]).toEqual([
    [3, 1],
    [7, 7, 7],
  ]);
});

it('goes on counting while a report is under way, and reports the rest when it closes', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  taken = promise;
  accrual.onRequestEnded(endedRequest());
  await jest.advanceTimersByTimeAsync(REPORT_INTERVAL_MS);
  for (let each = 0; each < 4; each += 1) accrual.onRequestEnded(endedRequest());
  await jest.advanceTimersByTimeAsync(5 * REPORT_INTERVAL_MS);
  expect([requests(), told]).toEqual([[1], []]);
  const closed = reporter.close();
  resolve();
  await closed;
  expect(requests()).toEqual([1, 4]);
});
