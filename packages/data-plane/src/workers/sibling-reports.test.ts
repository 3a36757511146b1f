import type { SiblingSuspension } from '../fleet/sibling-suspension';
import type { CausedSuspension } from '../health/policy-states';
import { SiblingReports } from './sibling-reports';

let sent: SiblingSuspension[];
let reports: SiblingReports;
beforeEach(() => {
  jest.useFakeTimers();
  sent = [];
  reports = new SiblingReports({
    describe: ({ target, held }) => {
      const remainingMs = held()!.untilMs - Date.now();
      return { targetKey: target.key, remainingMs } as SiblingSuspension;
    },
    send: (suspension) => void sent.push(suspension),
  });
});
afterEach(() => jest.useRealTimers());

const REASON = { cause: 'TIMEOUT', status: null, detail: null } as const;
const suspension = (key: string, untilMs: number): CausedSuspension => ({
  aiApiId: 'ai-api',
  policyId: 'policy',
  environment: 'PRODUCTION',
  target: { key } as CausedSuspension['target'],
  untilMs,
  held: () => ({ untilMs, hardUntilMs: null, ...REASON }),
  hasNewReason: true,
  ...REASON,
});

it('tells each suspension at once, without waiting for anything', () => {
  const nowMs = Date.now();
  reports.note(suspension('a', nowMs + 1_000));
  reports.note(suspension('b', nowMs + 2_000));
  expect(sent.map(({ targetKey, remainingMs }) => [targetKey, remainingMs])).toEqual([
    ['a', 1_000],
    ['b', 2_000],
  ]);
});

it('tells a target that fails again and again once in 50 ms, and the latest suspension in the end', () => {
  const startMs = Date.now();
  for (let ms = 0; ms <= 200; ms += 1) {
    reports.note(suspension('a', startMs + ms + 1_000));
    jest.advanceTimersByTime(1);
  }
  jest.advanceTimersByTime(1_000);
  expect(sent).toHaveLength(6);
  expect(sent.at(-1)!.remainingMs).toBeLessThanOrEqual(1_000);
  expect(sent.at(-1)!.remainingMs).toBeGreaterThanOrEqual(950);
});
