import { openaiProfile } from '../templates/openai';
import { sharedProfileSchema } from './shared-profile';

const copy = () => JSON.parse(JSON.stringify(openaiProfile)) as typeof openaiProfile;

it('gives entries with the same profile the same object', () => {
  const first = sharedProfileSchema.parse(copy());
  expect(first).toEqual(openaiProfile);
  expect(sharedProfileSchema.parse(copy())).toBe(first);
});

it('distinguishes profiles that differ in one member', () => {
  const other = { ...copy(), fixedHeaders: [{ name: 'x-team', value: 'one' }] };
  expect(sharedProfileSchema.parse(other)).toEqual(other);
  expect(sharedProfileSchema.parse(copy())).toEqual(openaiProfile);
});

it.each([
  [{ ...copy(), routedOperations: 'all' }, 'routedOperations'],
  [undefined, ''],
  [null, ''],
])('refuses an invalid profile and says where, each time', (value, path) => {
  for (let time = 0; time < 2; time += 1) {
    const { error } = sharedProfileSchema.safeParse(value);
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  }
});
