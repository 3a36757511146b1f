import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
}, 60_000);
afterAll(() => underTest.stop());

const SECRET = 'sk-zq7Secret0123456789';
/** The same where GraphQL wants a name. */
const NAME = 'sk_zq7Secret0123456789';
const TRACES = /zq7|ecret0|456789/;

const CREATE = 'mutation($input: CreateEndpointInput!) { createEndpoint(input: $input) { revision } }';
const create = (input: string) => `mutation { createEndpoint(input: { ${input} }) { revision } }`;
const REQUIRED = 'providerId: "p", name: "n", environment: PRODUCTION, url: "https://e.example"';
const GIVEN = { providerId: 'p', name: 'n', environment: 'PRODUCTION', url: 'https://e.example' };

it.each<[string, string, object, string]>([
  ['a literal of another type', create(`${REQUIRED}, credential: "${SECRET}"`), {}, 'EndpointCredentialInput'],
  ['a block string', create(`${REQUIRED}, credential: """${SECRET} "quoted" ${SECRET}"""`), {}, 'Expected'],
  ['a string with escapes', create(`${REQUIRED}, credential: "\\"${SECRET}\\" and"`), {}, 'Expected'],
  ['a literal number', create(`${REQUIRED}, enabled: 456789456789`), {}, 'Boolean'],
  ['a literal object', create(`${REQUIRED}, name: { apiKey: "${SECRET}" }`), {}, 'String'],
  ['a literal list', create(`${REQUIRED}, connectTimeoutSeconds: ["${SECRET}"]`), {}, 'Int'],
  ['an enum place', create(`environment: ${NAME}`), {}, 'Environment'],
  ['an enum place, as a string', create(`environment: "${SECRET}"`), {}, 'Environment'],
  ['a member name', create(`${REQUIRED}, ${NAME}: 1`), {}, 'is not defined by type "CreateEndpointInput"'],
  ['a member name twice', create(`${REQUIRED}, ${NAME}: 1, ${NAME}: 2`), {}, 'one input field named'],
  ['a field', `{ ${NAME} }`, {}, 'Cannot query field'],
  ['an argument', `{ providers(${NAME}: 1) { totalCount } }`, {}, 'Unknown argument'],
  ['a type', `query($a: ${NAME}) { viewer { id } }`, {}, 'Unknown type'],
  ['a variable', `{ revision(number: $${NAME}) { id } }`, {}, 'Variable'],
  ['a directive', `{ viewer @${NAME} { id } }`, {}, 'Unknown directive'],
  ['a fragment', `{ viewer { ...${NAME} } }`, {}, 'Unknown fragment'],
  ['aliases of one name', `{ ${NAME}: viewer { id } ${NAME}: __typename }`, {}, 'conflict'],
  ['an operation', `query ${NAME} { viewer { id } } query ${NAME} { viewer { id } }`, {}, 'one operation named'],
  ['a syntax error', `{ apiKey "${SECRET}" }`, {}, 'line 1, column 10'],
  ['an unfinished string', `{ provider(name: "${SECRET}) { id } }`, {}, 'line 1'],
  ['a name at the wrong place', `${NAME} { id }`, {}, 'line 1, column 1'],
  ['a variable of another type', CREATE, { input: { ...GIVEN, credential: SECRET } }, 'input.credential'],
  ['a variable of a scalar', CREATE, { input: { ...GIVEN, enabled: SECRET } }, 'input.enabled'],
  ['a variable that is a list', CREATE, { input: { ...GIVEN, name: [SECRET, { [SECRET]: SECRET }] } }, 'input.name'],
  ['a variable in an enum place', CREATE, { input: { ...GIVEN, environment: SECRET } }, 'input.environment'],
  ['a member name of a variable', CREATE, { input: { ...GIVEN, [SECRET]: 1 } }, 'CreateEndpointInput'],
  ['a member name within', CREATE, { input: { ...GIVEN, credential: { [SECRET]: SECRET } } }, 'credential'],
  ['a variable in place of the input', CREATE, { input: `${SECRET} "quoted" at "input.x"; ${SECRET}` }, 'Variable'],
  ['an id', CREATE, { input: { ...GIVEN, providerId: SECRET } }, 'There is no provider'],
  [
    'a time',
    'query($at: DateTime) { revisions(filter: { since: $at }) { totalCount } }',
    { at: SECRET },
    'A DateTime is written like `2026-03-01T12:00:00.000Z`.',
  ],
])('neither quotes nor logs a credential at the wrong place: %s', async (_where, query, variables, says) => {
  const lines = underTest.logLines.length;
  const text = await (await underTest.post(JSON.stringify({ query, variables }))).text();
  const messages = (JSON.parse(text) as { errors: { message: string }[] }).errors.map(({ message }) => message);
  expect(messages.join('\n')).toContain(says);
  expect(text).not.toMatch(TRACES);
  expect(underTest.logLines.slice(lines).join('\n')).not.toMatch(TRACES);
});

it('does not quote the name of an operation that is not there', async () => {
  const body = { query: 'query A { viewer { id } }', operationName: NAME };
  const text = await (await underTest.post(JSON.stringify(body))).text();
  expect(text).toContain('Unknown operation');
  expect(text).not.toMatch(TRACES);
});

it('still says what is wrong, where, and what there is instead', async () => {
  const messageOf = async (query: string, variables = {}) => (await underTest.refusal(query, variables)).message;
  expect(await messageOf('{ provider { nam } }')).toBe(
    'Cannot query field "nam" on type "Provider". Did you mean "name"?',
  );
  expect(await messageOf(`{ ${'n'.repeat(41)} }`)).toBe('Cannot query field "…" on type "Query".');
  expect(await messageOf('{ providers(first: "many") { totalCount } }')).toBe(
    'Int cannot represent non-integer value: "…"',
  );
  expect(await messageOf(CREATE, { input: { ...GIVEN, environment: 'TEST' } })).toBe(
    'Variable "$input" got invalid value "…" at "input.environment"; Value "…" does not exist in "Environment" enum.',
  );
  expect(await messageOf(create('name: "n", environment: SANDBOX, url: "u"'))).toBe(
    'Field "CreateEndpointInput.providerId" of required type "ID!" was not provided.',
  );
});
