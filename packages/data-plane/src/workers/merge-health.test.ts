import {
  REPORTED_DETAILS_MAX,
  REPORTED_SUSPENSIONS_MAX,
  type ReportedSuspension,
  type ReturnedTarget,
} from '@switchyard/contract';
import { randomUUID } from 'node:crypto';
import { mergeHealth } from './merge-health';

const iso = (seconds: number) => new Date(seconds * 1_000).toISOString();
const target = () => ({
  policyId: randomUUID(),
  environment: 'PRODUCTION' as const,
  modelId: randomUUID(),
  endpointId: randomUUID(),
});
const [A, B] = [target(), target()];
const suspended = (of: typeof A, until: number, more: Partial<ReportedSuspension> = {}): ReportedSuspension => ({
  ...of,
  until: iso(until),
  hardUntil: null,
  cause: 'TIMEOUT',
  status: null,
  since: iso(0),
  ...more,
});
const returned = (of: typeof A, availability: ReturnedTarget['availability'], since = 0): ReturnedTarget => ({
  ...of,
  availability,
  cause: 'TIMEOUT',
  status: null,
  since: iso(since),
});

it('gives the health of one worker as it is, and none without workers', () => {
  const health = { suspensions: [suspended(A, 9)], returned: [] };
  expect(mergeHealth([health])).toBe(health);
  expect(mergeHealth([])).toEqual({ suspensions: [], returned: [] });
});

it('has each suspended target once, with the later ends, and the reason of the later end', () => {
  const merged = mergeHealth([
    { suspensions: [suspended(A, 20, { hardUntil: iso(12) }), suspended(B, 30)], returned: [] },
    { suspensions: [suspended(A, 25, { cause: 'RATE_LIMITED', status: 429, hardUntil: iso(10) })], returned: [] },
  ]);
  expect(merged.suspensions).toEqual([
    suspended(A, 25, { cause: 'RATE_LIMITED', status: 429, hardUntil: iso(12) }),
    suspended(B, 30),
  ]);
});

it('has a target returned only if no worker has it suspended, and available only if none must probe it', () => {
  const merged = mergeHealth([
    { suspensions: [suspended(A, 20)], returned: [returned(B, 'AVAILABLE', 2)] },
    { suspensions: [], returned: [returned(A, 'AVAILABLE'), returned(B, 'PROBE', 1)] },
  ]);
  expect(merged).toEqual({ suspensions: [suspended(A, 20)], returned: [returned(B, 'PROBE', 1)] });
});

it('has no more targets, and no more details, than a status may have', () => {
  const reports = [0, 1].map((worker) => ({
    suspensions: Array.from({ length: 800 }, (_, index) => ({
      ...suspended(target(), 2 * index + worker),
      detail: 'x',
    })),
    returned: [],
  }));
  const { suspensions } = mergeHealth(reports);
  expect(suspensions).toHaveLength(REPORTED_SUSPENSIONS_MAX);
  expect(suspensions.map(({ until }) => until)).toEqual(Array.from({ length: 1_000 }, (_, index) => iso(index)));
  expect(suspensions.filter(({ detail }) => detail !== null)).toEqual(suspensions.slice(0, REPORTED_DETAILS_MAX));
});
