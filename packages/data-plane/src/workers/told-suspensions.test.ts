import { REPORTED_SUSPENSIONS_MAX } from '@switchyard/contract';
import type { ReportedHealth } from '../fleet/reported-health';
import type { SiblingSuspension } from '../fleet/sibling-suspension';
import { ToldSuspensions } from './told-suspensions';

const suspension = (
  targetKey: string,
  remainingMs: number,
  hardRemainingMs: number | null = null,
): SiblingSuspension => ({
  aiApiId: 'api',
  policyId: 'policy',
  environment: 'PRODUCTION',
  providerId: 'provider',
  targetKey,
  sentAs: 'digest',
  remainingMs,
  hardRemainingMs,
  cause: 'RATE_LIMITED',
  status: 429,
  detail: null,
});

let nowMs: number;
let told: ToldSuspensions;
beforeEach(() => {
  nowMs = 1_000;
  told = new ToldSuspensions(() => nowMs);
});
const targets = () => told.current([]).map(({ targetKey }) => targetKey);
/** A worker's health with these targets suspended. */
const reported = (...targetKeys: readonly string[]): ReportedHealth => ({
  suspensions: targetKeys.map((targetKey) => {
    const [modelId = '', endpointId = ''] = targetKey.split('/');
    const times = { since: '2026-01-01T00:00:00.000Z', until: '2026-01-01T00:00:10.000Z', hardUntil: null };
    const reason = { cause: 'RATE_LIMITED', status: 429, detail: null } as const;
    return { policyId: 'policy', environment: 'PRODUCTION', modelId, endpointId, ...reason, ...times };
  }),
  returned: [],
});

it('has the latest of each target, with the times that are left', () => {
  told.note(suspension('a', 10_000, 5_000));
  told.note(suspension('b', 3_000));
  nowMs += 1_000;
  told.note(suspension('b', 8_000));
  nowMs += 500;
  expect(told.current([])).toEqual([suspension('a', 8_500, 3_500), suspension('b', 7_500)]);
});

it('forgets those that have ended', () => {
  told.note(suspension('a', 1_000));
  told.note(suspension('b', 1_001));
  nowMs += 1_000;
  expect(targets()).toEqual(['b']);
});

it('forgets the oldest when there are too many', () => {
  for (let index = 0; index <= 10_000; index += 1) told.note(suspension(String(index), 1_000));
  expect(targets()).toHaveLength(10_000);
  expect(targets()[0]).toBe('1');
});

describe('of suspensions that were lifted before their time', () => {
  const targetsBy = (...reports: readonly ReportedHealth[]) => told.current(reports).map(({ targetKey }) => targetKey);
  beforeEach(() => {
    told.note(suspension('model/a', 60_000));
    told.note(suspension('model/b', 60_000));
    nowMs += 3_000;
  });

  it('has those that a worker still has', () => {
    told.note(suspension('model/new', 60_000));
    expect(targetsBy(reported(), reported('model/b', 'model/other'))).toEqual(['model/b', 'model/new']);
    expect(targetsBy(reported('model/a', 'model/b'))).toEqual(['model/b', 'model/new']);
  });

  it('has none that workers have had the time to report', () => {
    told.note(suspension('model/new', 60_000));
    nowMs += 2_999;
    expect(targetsBy(reported())).toEqual(['model/new']);
    nowMs += 1;
    expect(targetsBy(reported())).toEqual([]);
  });

  it('has all while no worker has reported, or the reports do not have room for all', () => {
    const others = Array.from({ length: REPORTED_SUSPENSIONS_MAX }, (_, index) => `model/${index}`);
    expect(targetsBy()).toEqual(['model/a', 'model/b']);
    expect(targetsBy(reported(...others))).toEqual(['model/a', 'model/b']);
  });
});
