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
const targets = () => told.current().map(({ targetKey }) => targetKey);

it('has the latest of each target, with the times that are left', () => {
  told.note(suspension('a', 10_000, 5_000));
  told.note(suspension('b', 3_000));
  nowMs += 1_000;
  told.note(suspension('b', 8_000));
  nowMs += 500;
  expect(told.current()).toEqual([suspension('a', 8_500, 3_500), suspension('b', 7_500)]);
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
