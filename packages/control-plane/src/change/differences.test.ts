import { differencesBetween } from './differences';

it('lists the members that differ, and nothing where a created or deleted object has null', () => {
  const policy = { production: { targets: [{ weight: 1 }] }, sandbox: null };
  expect(differencesBetween(undefined, policy)).toEqual([
    { path: 'production.targets.0.weight', before: null, after: 1 },
  ]);
  expect(differencesBetween(policy, undefined)).toEqual([
    { path: 'production.targets.0.weight', before: 1, after: null },
  ]);
  expect(differencesBetween(policy, { ...policy, sandbox: [] })).toEqual([
    { path: 'sandbox', before: null, after: [] },
  ]);
});
