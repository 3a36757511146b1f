import { randomUUID } from 'node:crypto';
import {
  LatencyHistogram,
  requestRecordSchema,
  SealingKey,
  decodeUsageBatch,
  encodeUsageBatch,
  USAGE_BATCH_BYTES_MAX,
  USAGE_ROWS_PER_BATCH_MAX,
  USAGE_ROWS_PER_MINUTE_MAX,
} from '@switchyard/contract';
import type { UsageContent } from '../spool/usage-outbox';
import { attempt, counted, ENDED_AT_MS, endedRequest, named } from '../testing/ended-request.suite';
import { RECORDS_PER_SECOND_MAX, RECORDS_WAITING_MAX, SAMPLED_ONE_IN } from './kept-records';
import { toRequestRecord } from './request-record';
import { UsageAccrual } from './usage-accrual';
import { usageParts } from './usage-parts';

const { usageKey } = new SealingKey(Buffer.alloc(32, 7).toString('base64'));
const MINUTE = Math.floor(ENDED_AT_MS / 60_000);

/** A batch with this content, as a control plane reads it: it must be valid, and not too large. */
function received(content: UsageContent): UsageContent {
  const ids = { dataPlaneId: randomUUID(), incarnation: randomUUID(), sequence: 0, at: new Date().toISOString() };
  const bytes = encodeUsageBatch(usageKey, { ...ids, ...content });
  expect(bytes.length).toBeLessThanOrEqual(USAGE_BATCH_BYTES_MAX);
  const { batch, fault } = decodeUsageBatch(usageKey, bytes);
  expect(fault).toBeNull();
  return batch!;
}

it('adds up requests, attempts, tokens, cost and times, each under the minute in which its request ended', () => {
  const accrual = new UsageAccrual();
  const failed = attempt({ outcome: 'RATE_LIMITED', isAnswer: false, status: 429, next: 'NEXT_TARGET' });
  const answered = attempt({
    resendCauses: ['CONNECTION_CLOSED', 'STREAM_USAGE_REJECTED'],
    usage: counted({ input: 5, output: 2 }),
  });
  accrual.onRequestEnded(endedRequest({ attempts: [failed, answered] }));
  accrual.onRequestEnded(endedRequest({ attempts: [attempt({ usage: counted({ input: 1, cacheRead: 3 }) })] }));
  accrual.onRequestEnded(endedRequest({ startedAtMs: ENDED_AT_MS + 59_000, attempts: [], outcome: 'ACCESS_DENIED' }));
  const content = received(accrual.take()!);
  expect(content.requests).toMatchObject([
    { minute: MINUTE, outcome: 'ANSWERED', requests: 2, failovers: 1 },
    { minute: MINUTE + 1, outcome: 'ACCESS_DENIED', requests: 1, failovers: 0 },
  ]);
  expect(content.attempts).toMatchObject([
    { minute: MINUTE, outcome: 'RATE_LIMITED', attempts: 1, resends: 0, countedAttempts: 0, cost: '0', unpriced: 0 },
    {
      outcome: 'ANSWERED',
      attempts: 2,
      resends: 2,
      countedAttempts: 2,
      counted: { input: 6, cacheRead: 3, output: 2 },
      cost: '11',
      estimatedCost: '0',
    },
  ]);
  expect(content.latencies).toHaveLength(1);
  const [{ duration, firstContent, overhead }] = content.latencies as [UsageContent['latencies'][number]];
  const median = (pairs: typeof duration) => {
    const histogram = new LatencyHistogram();
    histogram.merge(Object.fromEntries(pairs));
    return [histogram.total, Math.round(histogram.quantile(0.5)! / 1_000)];
  };
  // Within the error of a bucket.
  expect([median(duration), median(firstContent), median(overhead)]).toEqual([
    [2, 999],
    [2, 500],
    [2, 1],
  ]);
  expect(accrual.take()).toBeNull();
});

it('keeps estimated tokens, and those without a price, apart', () => {
  const accrual = new UsageAccrual();
  const usages = [
    counted({ output: 4 }, { isCounted: false }),
    counted({ output: 8 }, { cost: null, serviceTier: 'priority' }),
    counted({ output: 16 }, { cost: null, serviceTier: 'Not A\u0000 Tier' }),
  ];
  for (const usage of usages) accrual.onRequestEnded(endedRequest({ attempts: [attempt({ usage })] }));
  const rows = received(accrual.take()!).attempts;
  expect(rows.map((row) => [row.serviceTier, row.counted.output, row.estimated.output, row.unpriced])).toEqual([
    [null, 16, 4, 1],
    ['priority', 8, 0, 1],
  ]);
  expect(rows[0]).toMatchObject({ cost: '0', estimatedCost: '4', countedAttempts: 1, estimatedAttempts: 1 });
});

it('adds requests that differ in one thing alone to different rows, however many there were of each', () => {
  const accrual = new UsageAccrual();
  const base = endedRequest();
  const target = base.attempts[0]!.asked;
  const priced = counted({ input: 1 });
  const variants = [
    base,
    { ...base, outcome: 'TIMEOUT' as const },
    { ...base, isStreamed: true },
    { ...base, aiApi: named('other') },
    { ...base, policyId: randomUUID() },
    { ...base, consumer: named('other') },
    { ...base, environment: 'SANDBOX' as const },
    ...[
      { outcome: 'TIMEOUT' as const },
      { asked: { ...target, endpoint: named('other') } },
      { asked: { ...target, model: named('other') } },
      { asked: { ...target, model: null } },
      { usage: counted({ input: 1 }, { cost: null, serviceTier: 'flex' }) },
      { usage: counted({ input: 1 }, { cost: null, serviceTier: 'priority' }) },
      { usage: counted({ input: 1 }, { cost: { ...priced.cost!, tier: 'priority' } }) },
      { usage: counted({ input: 1 }, { cost: { ...priced.cost!, isAboveStep: true } }) },
    ].map((change) => ({ ...base, attempts: [attempt({ usage: priced, ...change })] })),
  ];
  const expected = new Map<string, number>();
  const rowOf = (request: (typeof variants)[number]) => {
    const alone = new UsageAccrual();
    alone.onRequestEnded(request);
    const { requests, attempts } = alone.take()!;
    return JSON.stringify([requests[0], attempts[0]].map((row) => ({ ...row, requests: 0, attempts: 0 })));
  };
  for (const round of [1, 2, 3]) {
    for (const request of variants) {
      accrual.onRequestEnded(request);
      expected.set(rowOf(request), round);
    }
  }
  expect(expected.size).toBe(variants.length);
  const { requests, attempts } = accrual.take()!;
  expect(requests.reduce((sum, row) => sum + row.requests, 0)).toBe(3 * variants.length);
  for (const row of attempts) expect(row.attempts % 3).toBe(0);
  expect(new Set(requests.map((row) => JSON.stringify({ ...row, requests: 0 }))).size).toBe(7);
  // A tier is one row, with a price or without.
  expect(attempts).toHaveLength(11);
});

it('what workers have counted adds up to the same as in one process', () => {
  const requests = [
    endedRequest({ attempts: [attempt({ usage: counted({ input: 7 }) })] }),
    endedRequest({ attempts: [attempt({ outcome: 'TIMEOUT', isAnswer: false })], outcome: 'TIMEOUT', totalMs: 2_000 }),
    endedRequest({ isStreamed: true, attempts: [attempt({ usage: counted({ output: 9 }, { isCounted: false }) })] }),
  ];
  const alone = new UsageAccrual();
  const primary = new UsageAccrual();
  for (const request of [...requests, ...requests]) alone.onRequestEnded(request);
  for (const _worker of [1, 2]) {
    const worker = new UsageAccrual();
    for (const request of requests) worker.onRequestEnded(request);
    primary.merge(worker.take()!);
  }
  const [one, other] = [alone.take()!, primary.take()!];
  for (const list of ['requests', 'attempts', 'latencies'] as const) expect(other[list]).toEqual(one[list]);
});

it('counts under "other" what does not fit into a minute, and nothing is lost', () => {
  const accrual = new UsageAccrual();
  const count = USAGE_ROWS_PER_MINUTE_MAX;
  for (let each = 0; each < count; each += 1) accrual.onRequestEnded(endedRequest({ consumer: named('c') }));
  const first = accrual.take()!;
  // In a later second of the same minute, those that have a row keep it, and others get none.
  accrual.onRequestEnded(endedRequest({ consumer: named('late') }));
  const second = accrual.take()!;
  const rows = [...first.requests, ...first.attempts, ...first.latencies];
  expect(rows.filter(({ isOther }) => !isOther)).toHaveLength(USAGE_ROWS_PER_MINUTE_MAX);
  expect(first.requests.reduce((sum, row) => sum + row.requests, 0)).toBe(count);
  expect(first.attempts.reduce((sum, row) => sum + row.attempts, 0)).toBe(count);
  expect(second.requests).toMatchObject([{ isOther: true, consumerId: null, outcome: null, requests: 1 }]);
  expect(second.latencies).toMatchObject([{ isOther: false }]);
  // The next minute has rows again.
  accrual.onRequestEnded(endedRequest({ consumer: named('next'), startedAtMs: ENDED_AT_MS + 60_000 }));
  expect(accrual.take()!.requests).toMatchObject([{ isOther: false, minute: MINUTE + 1 }]);
});

it('keeps the record of each request that failed or failed over, one in a hundred of the others, and counts the rest', () => {
  const accrual = new UsageAccrual();
  const other = named('another AI API');
  for (let each = 0; each < 2 * SAMPLED_ONE_IN; each += 1) accrual.onRequestEnded(endedRequest());
  accrual.onRequestEnded(endedRequest({ aiApi: other }));
  const failedOver = endedRequest({ attempts: [attempt({ next: 'NEXT_TARGET' }), attempt()] });
  accrual.onRequestEnded(failedOver);
  const failed = endedRequest({ outcome: 'UNKNOWN_MODEL', attempts: [] });
  accrual.onRequestEnded(failed);
  const { records, droppedRecords } = received(accrual.take()!);
  expect(records.filter(({ aiApi }) => aiApi?.id === other.id)).toHaveLength(1);
  expect(records.slice(-2).map(({ id }) => id)).toEqual([failedOver.id, failed.id]);
  expect([records.length, droppedRecords]).toEqual([5, 0]);
  for (let each = 0; each < RECORDS_PER_SECOND_MAX + 7; each += 1) accrual.onRequestEnded(failed);
  expect(accrual.take()).toMatchObject({ records: { length: RECORDS_PER_SECOND_MAX }, droppedRecords: 7 });
  accrual.onRequestEnded(failed);
  expect(accrual.take()).toMatchObject({ records: [{ id: failed.id }], droppedRecords: 0 });
});

it('a record has no text that a database refuses, and none that is too long', () => {
  const hostile = `\u0000\ud800${'🙂'.repeat(300)}`;
  const usage = counted({ input: 1 }, { answeredModel: hostile, serviceTier: hostile, cost: null });
  const detail = `${'x'.repeat(198)}🙂${hostile}`;
  const request = endedRequest({ askedModel: hostile, attempts: [attempt({ usage, detail })] });
  const record = requestRecordSchema.parse(toRequestRecord(request));
  const texts: string[] = [];
  JSON.parse(JSON.stringify(record), (_name, value: unknown) => void (typeof value === 'string' && texts.push(value)));
  expect(texts.length).toBeGreaterThan(10);
  for (const text of texts) expect([text, text.isWellFormed(), text.includes('\0')]).toEqual([text, true, false]);
  expect(record.attempts[0]?.used).toMatchObject({ counted: { input: 1 }, cost: null });
});

it('splits what it hands over into parts that fit into a batch', () => {
  const accrual = new UsageAccrual();
  for (let each = 0; each < 1_200; each += 1) {
    const target = { provider: named('p'), endpoint: named('e'), model: named('m') };
    const attempts = [attempt({ asked: target, usage: counted({ input: each }) })];
    for (let ms = 1; ms < 1_000; ms *= 1.1) accrual.onRequestEnded(endedRequest({ attempts, totalMs: ms }));
  }
  const content = accrual.take()!;
  content.droppedRecords = 3;
  const parts = usageParts(content).map(received);
  expect(parts.length).toBeGreaterThan(2);
  for (const part of parts) expect(part.attempts.length).toBeLessThanOrEqual(USAGE_ROWS_PER_BATCH_MAX);
  expect(parts.flatMap(({ latencies }) => latencies)).toEqual(content.latencies);
  expect(parts.flatMap(({ attempts }) => attempts)).toEqual(content.attempts);
  expect(parts.reduce((sum, { droppedRecords }) => sum + droppedRecords, 0)).toBe(3);
});

it('keeps no more records of workers than its bound while nothing can be reported, and counts the rest', () => {
  const [worker, primary] = [new UsageAccrual(), new UsageAccrual()];
  for (let each = 0; each < RECORDS_PER_SECOND_MAX; each += 1)
    worker.onRequestEnded(endedRequest({ outcome: 'ACCESS_DENIED' }));
  const content = worker.take()!;
  for (let second = 0; second < 13; second += 1) primary.merge(content);
  expect(primary.take()).toMatchObject({
    records: { length: RECORDS_WAITING_MAX },
    droppedRecords: 13 * RECORDS_PER_SECOND_MAX - RECORDS_WAITING_MAX,
  });
});
