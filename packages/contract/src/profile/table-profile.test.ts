import { openaiProfile } from '../templates/openai';
import { tableProfileSchema } from './table-profile';

const copy = () => structuredClone(openaiProfile);

it('reads the profile that a control plane publishes', () => {
  expect(tableProfileSchema.parse(copy())).toEqual(openaiProfile);
});

it('ignores members that only a newer control plane knows, at any depth', () => {
  const [operation, ...others] = openaiProfile.routedOperations;
  const newer = { ...copy(), novelty: 1, routedOperations: [{ ...operation, novelty: { deep: true } }, ...others] };
  expect(tableProfileSchema.parse(newer)).toEqual(openaiProfile);
});

it.each([
  [{ ...copy(), routedOperations: 'all' }, 'routedOperations'],
  [{ ...copy(), novelty: 1, routedOperations: 'all' }, 'routedOperations'],
  [undefined, ''],
  [null, ''],
])('refuses an invalid profile and says where', (value, path) => {
  const { error } = tableProfileSchema.safeParse(value);
  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
