import 'reflect-metadata';
import { z } from 'zod';
import { problemsOf } from './check-input';

const policy = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ROUND_ROBIN'), side: z.strictObject({ targets: z.array(z.string()) }).optional() }),
  z.strictObject({
    kind: z.literal('WEIGHTED'),
    side: z.strictObject({ targets: z.array(z.string()), weight: z.int() }).optional(),
  }),
]);

it.each<[string, z.ZodType, unknown, string, string]>([
  ['a kind that does not exist', policy, { kind: 'RANDOM' }, 'kind', 'must be one of `ROUND_ROBIN`, `WEIGHTED`'],
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
  [
    'a typo within a form that a discriminator chooses',
    z.object({ policies: z.array(policy) }),
    { policies: [{ kind: 'WEIGHTED', side: { targets: [], weight: 1, wieght: 3 } }] },
    'policies.0.side.wieght',
    'is not a known field: did you mean `weight`?',
  ],
  [
    'a field of another form',
    z.object({ policies: z.array(policy) }),
    { policies: [{ kind: 'ROUND_ROBIN', side: { targets: [], weight: 3 } }] },
    'policies.0.side.weight',
    'is not a known field: only `WEIGHTED` has it',
  ],
  [
    'a wrong kind and what is wrong for any kind',
    policy,
    { kind: 'X', sied: 1 },
    'kind',
    'must be one of `ROUND_ROBIN`, `WEIGHTED`',
  ],
  [
    'a text that does not fit the form that is a text',
    z.object({
      path: z.union([z.literal(''), z.string().regex(/^[/]/, 'must begin with a slash')], 'must be a string'),
    }),
    { path: 'x' },
    'path',
    'must begin with a slash',
  ],
  [
    'a typo behind a union',
    z.object({ a: z.union([z.string(), z.strictObject({ weight: z.int().optional() })]) }),
    { a: { wieght: 1 } },
    'a.wieght',
    'is not a known field: did you mean `weight`?',
  ],
  ['neither form of a union', z.object({ a: z.union([z.string(), z.int()]) }), { a: [] }, 'a', 'is not valid here'],
  ['no whole number', z.object({ a: z.int() }), { a: 1.5 }, 'a', 'must be a whole number'],
  ['no object', z.object({ a: z.record(z.string(), z.int()) }), { a: [] }, 'a', 'must be an object with named fields'],
  ['no list', z.object({ a: z.array(z.int()) }), { a: {} }, 'a', 'must be a list'],
  ['no multiple', z.object({ a: z.int().multipleOf(5) }), { a: 6 }, 'a', 'must be a multiple of 5'],
  [
    'an unfit text without words of our own',
    z.object({ a: z.string().regex(/^x$/) }),
    { a: 'y' },
    'a',
    'must match /^x$/',
  ],
  [
    'what the validator alone has words for',
    z.object({ a: z.string().refine(() => false) }),
    { a: 'y' },
    'a',
    'is not valid here',
  ],
])('says in our own words what is wrong with %s', (_what, rules, input, path, message) => {
  const { error } = rules.safeParse(input, { reportInput: true });
  expect(problemsOf(error?.issues ?? [], [], rules, input)).toMatchObject([{ path, message }]);
});

it('says of a misspelt member that is required what it may mean, and not that it is missing', () => {
  const rules = z.strictObject({ weight: z.int(), model: z.string() });
  for (const [at, whole] of [
    ['', rules],
    ['side.', z.object({ side: z.union([z.string(), rules]) })],
  ] as const) {
    const wrong = { wieght: 1, other: 2 };
    const input = at === '' ? wrong : { side: wrong };
    const { error } = whole.safeParse(input, { reportInput: true });
    expect(problemsOf(error?.issues ?? [], [], whole, input)).toEqual([
      { path: `${at}model`, message: 'is required', reason: 'REQUIRED' },
      { path: `${at}wieght`, message: 'is not a known field: did you mean `weight`?', reason: 'UNKNOWN_MEMBER' },
      { path: `${at}other`, message: 'is not a known field', reason: 'UNKNOWN_MEMBER' },
    ]);
  }
});

it('names a misspelt discriminator as well as the missing one', () => {
  const input = { kidn: 'ROUND_ROBIN', side: { targets: [] } };
  const { error } = policy.safeParse(input, { reportInput: true });
  expect(problemsOf(error?.issues ?? [], [], policy, input)).toEqual([
    { path: 'kind', message: 'is required: one of `ROUND_ROBIN`, `WEIGHTED`', reason: 'REQUIRED' },
    { path: 'kidn', message: 'is not a known field: did you mean `kind`?', reason: 'UNKNOWN_MEMBER' },
  ]);
});
