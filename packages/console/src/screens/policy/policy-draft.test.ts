import { type DraftTarget, moved, NEW_POLICY, nextWeight, shareOf } from './policy-draft';
import { failoverInput, pathOf, weightedInput, withoutPolicyPath } from './policy-input';

const target = (name: string, weight = 1, inRotation = true): DraftTarget => ({
  key: name,
  provider: { id: 'p', name: 'p' },
  model: { id: `m-${name}`, name },
  endpoint: { id: 'e', name: 'e' },
  weight,
  inRotation,
});

it('fills in the weight that is left to 100, and otherwise the average', () => {
  expect(nextWeight([])).toBe(100);
  expect(nextWeight([target('a', 70)])).toBe(30);
  expect(nextWeight([target('a', 70), target('b', 30)])).toBe(50);
  expect(nextWeight([target('a', 400), target('b', 200)])).toBe(300);
});

it.each([
  [0, 2, 'bca'],
  [2, 0, 'cab'],
  [1, 1, 'abc'],
  [0, -1, 'abc'],
  [2, 3, 'abc'],
  [5, 0, 'abc'],
])('moves the target at %i to %i', (from, to, expected) => {
  const targets = ['a', 'b', 'c'].map((name) => target(name));
  expect(
    moved(targets, from, to)
      .map(({ key }) => key)
      .join(''),
  ).toBe(expected);
});

it('divides requests among the targets in rotation alone', () => {
  const targets = [target('a', 3), target('b', 1), target('c', 5, false)];
  const shares = (kind: Parameters<typeof shareOf>[0]) => targets.map((each) => shareOf(kind, targets, each));
  expect(shares('WEIGHTED_ROUND_ROBIN')).toEqual([0.75, 0.25, 0]);
  expect(shares('ROUND_ROBIN')).toEqual([0.5, 0.5, 0]);
  expect(shares('FAILOVER')).toEqual([null, null, null]);
  const drained = [target('a', 0)];
  expect(shareOf('WEIGHTED_ROUND_ROBIN', drained, drained[0]!)).toBe(0);
});

it('sends an empty side as null, which empties it', () => {
  expect(weightedInput({ ...NEW_POLICY, production: [target('a', 3)] })).toMatchObject({
    production: { targets: [{ modelId: 'm-a', endpointId: 'e', weight: 3 }] },
    sandbox: null,
  });
  const chain = { ...NEW_POLICY, kind: 'FAILOVER' as const, sandbox: [target('a'), target('b')] };
  expect(failoverInput(chain)).toMatchObject({
    production: null,
    sandbox: { primary: { modelId: 'm-a', endpointId: 'e' }, fallbacks: [{ modelId: 'm-b', endpointId: 'e' }] },
  });
  expect(failoverInput(chain)).not.toHaveProperty('maxAttempts');
});

it("finds a target's errors by the paths of the API, whichever mutation saved it", () => {
  expect(pathOf(NEW_POLICY, 'production', 1)).toBe('production.targets.1');
  const chain = { ...NEW_POLICY, kind: 'FAILOVER' as const };
  expect([0, 1, 2].map((index) => pathOf(chain, 'sandbox', index))).toEqual([
    'sandbox.primary',
    'sandbox.fallbacks.0',
    'sandbox.fallbacks.1',
  ]);
  expect(
    ['failover.0.production.primary', 'weightedRoundRobin.sandbox', 'production.primary'].map(withoutPolicyPath),
  ).toEqual(['production.primary', 'sandbox', 'production.primary']);
});
