import { buildSchema, getVariableValues, getOperationAST, parse } from 'graphql';
import { fieldsOfErrors, locateInVariables } from './variable-problems';

const schema = buildSchema(`
  enum Color { RED GREEN }
  input Target { weight: Int! color: Color note: String = "none" }
  input Side { targets: [Target!]! }
  input Policy { name: String! production: Side sandbox: Side }
  type Query { check(input: Policy!, ids: [ID!], limit: Int = 5, color: Color): Boolean }
`);
const document = parse(`query($input: Policy!, $ids: [ID!], $limit: Int = 5, $color: Color) {
  check(input: $input, ids: $ids, limit: $limit, color: $color) }`);

function fieldsOf(variables: Record<string, unknown>): string[] {
  const definitions = getOperationAST(document)?.variableDefinitions ?? [];
  const { errors = [] } = getVariableValues(schema, definitions, variables);
  const fields = fieldsOfErrors(schema, { document, variables }, errors.length);
  // Each of GraphQL's errors has one field.
  expect(fields.map((each) => each.length)).toEqual(errors.map(() => 1));
  return fields.flat().map(({ variable, path, reason, message }) => `$${variable} ${path}: ${reason}: ${message}`);
}

it.each<[string, Record<string, unknown>, string[]]>([
  ['nothing', { input: { name: 'a' } }, []],
  ['a variable that is missing', {}, ['$input : REQUIRED: is required']],
  ['null for it', { input: null }, ['$input : REQUIRED: is required']],
  ['a scalar in place of an object', { input: 'a' }, ['$input : INVALID_FORMAT: must be an object']],
  ['a list in place of an object', { input: [] }, ['$input : INVALID_FORMAT: must be an object']],
  ['a scalar variable', { input: { name: 'a' }, limit: 'x' }, ['$limit : INVALID_FORMAT: must be of type Int']],
  [
    'an item of a list',
    { input: { name: 'a' }, ids: ['a', true, 1.5] },
    ['$ids 1: INVALID_FORMAT: must be of type ID', '$ids 2: INVALID_FORMAT: must be of type ID'],
  ],
  [
    'one value for a list',
    { input: { name: 'a', production: { targets: { weight: 'x' } } } },
    ['$input production.targets.weight: INVALID_FORMAT: must be of type Int'],
  ],
  [
    'a value of an enum',
    { input: { name: 'a' }, color: 'BLUE' },
    ['$color : INVALID_FORMAT: must be one of `RED`, `GREEN`'],
  ],
  [
    'members at any depth, in all variables',
    {
      input: { nmae: 'a', production: { targets: [{ weight: 1 }, { color: 'RED' }, { weight: 1.5 }, null] } },
      limit: true,
    },
    [
      '$input name: REQUIRED: is required',
      '$input production.targets.1.weight: REQUIRED: is required',
      '$input production.targets.2.weight: INVALID_FORMAT: must be of type Int',
      '$input production.targets.3: REQUIRED: is required',
      '$input nmae: UNKNOWN_MEMBER: is not a known field: did you mean `name`?',
      '$limit : INVALID_FORMAT: must be of type Int',
    ],
  ],
  [
    'an unknown member that may be a secret',
    { input: { name: 'a', 'sk-proj-123': 1 } },
    ['$input : UNKNOWN_MEMBER: has an unknown field'],
  ],
])('locates %s as GraphQL finds it', (_what, variables, fields) => {
  expect(fieldsOf(variables)).toEqual(fields);
});

it('locates no more errors than GraphQL makes before it gives up', () => {
  const variables = { input: { name: 'a' }, ids: Array.from({ length: 80 }, () => true) };
  const definitions = getOperationAST(document)?.variableDefinitions ?? [];
  const { errors = [] } = getVariableValues(schema, definitions, variables, { maxErrors: 50 });
  const located = locateInVariables(
    schema,
    { document, variables },
    errors.map(({ message }) => ({ message, extensions: { code: 'BAD_USER_INPUT' } })),
  );
  expect(located.map(({ extensions }) => Number(Array.isArray(extensions?.['fields'])))).toEqual([
    ...Array.from({ length: 50 }, () => 1),
    0,
  ]);
  expect(located.at(-1)?.message).toContain('Too many errors');
});

it('leaves other errors as they are', () => {
  const other = { message: 'Variable of another kind', extensions: { code: 'BAD_USER_INPUT' } };
  const variables = { input: null };
  expect(locateInVariables(schema, { document, variables }, [other])).toEqual([other]);
});
