import { type Attempt, timelineBars } from './timeline';

const attempt = (startedAt: string, msToHeaders: number | null, msToEnd: number): Attempt => ({
  providerId: 'p',
  providerName: 'acme',
  endpointId: 'e',
  endpointName: 'main',
  modelId: 'm',
  modelName: 'gpt-4o',
  outcome: 'ANSWERED',
  startedAt,
  msToHeaders,
  msToEnd,
  status: 200,
  error: null,
  next: 'ANSWER',
  resendCauses: [],
  vendorRequestId: null,
});

it('places attempts on the time of their request', () => {
  const bars = timelineBars({
    at: '2026-11-30T10:00:00.000Z',
    totalMs: 1_000,
    attempts: [attempt('2026-11-30T10:00:00.000Z', null, 250), attempt('2026-11-30T10:00:00.250Z', 500, 750)],
  });
  expect(bars).toMatchObject([
    { startMs: 0, left: 0, waiting: 25, receiving: 0 },
    { startMs: 250, left: 25, waiting: 50, receiving: 25 },
  ]);
});

it('keeps what is too short, or begins before its request by another clock, in sight', () => {
  const bars = timelineBars({
    at: '2026-11-30T10:00:00.100Z',
    totalMs: 10_000,
    attempts: [attempt('2026-11-30T10:00:00.099Z', 0.2, 0.2), attempt('2026-11-30T10:00:10.100Z', null, 0)],
  });
  expect(bars.map(({ left }) => left)).toEqual([0, 99.4]);
  for (const { waiting } of bars) expect(waiting).toBeCloseTo(0.6);
});
