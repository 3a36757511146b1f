import 'reflect-metadata';
import { z } from 'zod';
import { problemsOf } from './check-input';

const policy = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ROUND_ROBIN') }),
  z.object({ kind: z.literal('FAILOVER') }),
]);

it.each<[string, z.ZodType, unknown, string, string]>([
  ['a kind that does not exist', policy, { kind: 'RANDOM' }, 'kind', 'must be one of `ROUND_ROBIN`, `FAILOVER`'],
  [
    'an empty text',
    z.object({ apiKey: z.string().min(1) }),
    { apiKey: '' },
    'apiKey',
    'must have at least 1 character',
  ],
  ['too many items', z.array(z.string()).max(2), ['a', 'b', 'c'], '', 'must have at most 2 items'],
  ['an unknown field', z.strictObject({}), { nmae: 'x' }, 'nmae', 'is not a known field'],
  [
    'a misspelt field',
    z.object({ list: z.array(z.union([z.strictObject({ name: z.string().nullish() }), z.null()])).default([]) }),
    { list: [{ nmae: 'x' }] },
    'list.0.nmae',
    'is not a known field: did you mean `name`?',
  ],
])('says in our own words what is wrong with %s', (_what, rules, input, path, message) => {
  const { error } = rules.safeParse(input, { reportInput: true });
  expect(problemsOf(error?.issues ?? [], [], rules)).toMatchObject([{ path, message }]);
});
