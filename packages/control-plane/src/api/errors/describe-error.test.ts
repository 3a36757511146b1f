import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

const SECRET = 'sk-zq7Secret0123456789';
/** The same where GraphQL wants a name. */
const NAME = 'sk_zq7Secret0123456789';
const TRACES = /zq7|ecret0|456789/;

const CREATE = 'mutation($input: CreateEndpointInput!) { createEndpoint(input: $input) { revision } }';
const create = (input: string) => `mutation { createEndpoint(input: { ${input} }) { revision } }`;
const REQUIRED = 'providerId: "p", name: "n", environment: PRODUCTION, url: "https://e.example"';
const GIVEN = { providerId: 'p', name: 'n', environment: 'PRODUCTION', url: 'https://e.example' };
const APPLY = 'mutation($input: ApplyManifestInput!) { applyManifest(input: $input) { revision } }';
const apply = (secrets: string) =>
  `mutation { applyManifest(input: { manifest: "", secrets: ${secrets} }) { revision } }`;
const rotate = (type: string, credential: string) =>
  `mutation($key: ${type}) { rotateEndpointCredential(input: { endpointId: "e", ${credential} }) { revision } }`;

interface Asked {
  readonly messages: string[];
  /** The answer as it came. */
  readonly text: string;
  /** What was logged meanwhile. */
  readonly logged: string;
}

async function ask(query: string, variables: object = {}, operationName?: string): Promise<Asked> {
  const lines = underTest.logLines.length;
  const text = await (await underTest.post(JSON.stringify({ query, variables, operationName }))).text();
  const { errors } = JSON.parse(text) as { errors: { message: string }[] };
  return {
    messages: errors.map(({ message }) => message),
    text,
    logged: underTest.logLines.slice(lines).join('\n'),
  };
}

it.each<[string, string, object, string]>([
  ['a literal in place of the credential', create(`${REQUIRED}, credential: "${SECRET}"`), {}, 'found "…"'],
  ['a block string', create(`${REQUIRED}, credential: """${SECRET} "quoted" ${SECRET}"""`), {}, 'found "…"'],
  [
    'a block string of several lines, nested',
    create(`${REQUIRED}, credential: { apiKey: { a: """\n  one ${SECRET}\n    \\""" two\n""" } }`),
    {},
    'String cannot represent a non string value: {a: "…"}',
  ],
  ['a string with escapes', create(`${REQUIRED}, credential: "\\"${SECRET}\\" and\\u0007\\n"`), {}, 'found "…"'],
  ['a number', create(`${REQUIRED}, credential: { apiKey: 456789456789 }`), {}, 'non string value: …'],
  ['a name', create(`${REQUIRED}, credential: { apiKey: ${NAME} }`), {}, 'non string value: …'],
  ['a list', create(`${REQUIRED}, credential: { apiKey: ["a b", "${SECRET}"] }`), {}, '["…", "…"]'],
  ['an object', create(`${REQUIRED}, credential: { apiKey: { key: "${SECRET}" } }`), {}, '{key: "…"}'],
  [
    'twice',
    create(`${REQUIRED}, credential: { apiKey: 456789, apiKey: 4567891 }`),
    {},
    'one input field named "apiKey"',
  ],
  ['a secret of a manifest', apply(`[{ reference: "env:KEY", value: [${NAME}] }]`), {}, 'value: […]'],
  ['a secret in place of the secrets', apply(`"${SECRET}"`), {}, 'found "…"'],
  [
    'a variable in place of the credential',
    CREATE,
    { input: { ...GIVEN, credential: SECRET } },
    'at "input.credential"',
  ],
  ['a variable that is a number', CREATE, { input: { ...GIVEN, credential: { apiKey: 456789 } } }, 'value: …'],
  ['a variable that is a list', CREATE, { input: { ...GIVEN, credential: { apiKey: [[SECRET]] } } }, 'value: [["…"]]'],
  [
    'a variable that is an object',
    CREATE,
    { input: { ...GIVEN, credential: { apiKey: { [`a"b: "`]: `${SECRET}" \\`, c: 1 } } } },
    'value: { a"b: ": "…", c: … }',
  ],
  [
    'a misspelt member',
    CREATE,
    { input: { ...GIVEN, credential: { apikey: SECRET } } },
    'Variable "$input" got invalid value { apikey: "…" } at "input.credential"; Field "apikey" is not defined by type "EndpointCredentialInput". Did you mean "apiKey"?',
  ],
  [
    'a misspelt credential',
    CREATE,
    { input: { ...GIVEN, credentials: { apiKey: SECRET } } },
    'credentials: { apiKey: "…" } }; Field "credentials" is not defined by type "CreateEndpointInput". Did you mean "credential"?',
  ],
  [
    'a key in place of its credential',
    CREATE,
    { input: { ...GIVEN, apiKey: SECRET } },
    'apiKey: "…" }; Field "apiKey" is not defined by type "CreateEndpointInput".',
  ],
  [
    'a credential of an input that takes none',
    'mutation($input: UpdateAiApiInput!) { updateAiApi(input: $input) { revision } }',
    { input: { aiApiId: 'a', endpoint: { apiKey: SECRET } } },
    'endpoint: { apiKey: "…" } }; Field "endpoint" is not defined by type "UpdateAiApiInput".',
  ],
  [
    'a member beside what is wrong',
    CREATE,
    { input: { credential: { apiKey: SECRET }, providerId: 'p', environment: 'PRODUCTION', url: 'u' } },
    'got invalid value { credential: { apiKey: "…" }, providerId: "p", environment: "PRODUCTION", url: "u" }; Field "name" of required type',
  ],
  [
    'a manifest secret beside what is wrong',
    APPLY,
    { input: { manifest: 'a', secrets: [{ reference: 'env:KEY', value: SECRET, more: 1 }] } },
    'got invalid value { reference: "env:KEY", value: "…", more: … } at "input.secrets[0]"; Field "more" is not defined',
  ],
  ['a variable for the key alone', rotate('String', 'credential: { apiKey: $key }'), { key: [SECRET] }, 'value ["…"]'],
  [
    'a variable for the credential',
    rotate('EndpointCredentialInput!', 'credential: $key'),
    { key: SECRET },
    'Variable "$key" got invalid value "…"; Expected type "EndpointCredentialInput" to be an object.',
  ],
  ['a default', rotate('String = 456789', 'credential: { apiKey: $key }'), {}, 'non string value: …'],
])('redacts what stands where the schema asks for a secret: %s', async (_what, query, variables, says) => {
  const { messages, text, logged } = await ask(query, variables);
  expect(messages.join('\n')).toContain(says);
  expect(text).not.toMatch(TRACES);
  expect(logged).not.toMatch(TRACES);
});

it.each<[string, string, object, string]>([
  ['a literal', '{ providers(first: "many") { totalCount } }', {}, 'Int cannot represent non-integer value: "many"'],
  [
    'a literal in an enum place',
    create(`${REQUIRED.replace('PRODUCTION', NAME)}`),
    {},
    `Value "${NAME}" does not exist in "Environment" enum.`,
  ],
  [
    'an enum value',
    CREATE,
    { input: { ...GIVEN, environment: 'SANBOX' } },
    'Variable "$input" got invalid value "SANBOX" at "input.environment"; Value "SANBOX" does not exist in "Environment" enum. Did you mean the enum value "SANDBOX"?',
  ],
  [
    'a variable',
    CREATE,
    { input: { ...GIVEN, name: [SECRET] } },
    `Variable "$input" got invalid value ["${SECRET}"] at "input.name"; String cannot represent a non string value: ["${SECRET}"]`,
  ],
  [
    'a variable in place of an object',
    'mutation($input: CreateAiApiInput!) { createAiApi(input: $input) { revision } }',
    { input: SECRET },
    `Variable "$input" got invalid value "${SECRET}"; Expected type "CreateAiApiInput" to be an object.`,
  ],
  [
    'a member name',
    create(`${REQUIRED}, ${NAME}: 1`),
    {},
    `Field "${NAME}" is not defined by type "CreateEndpointInput".`,
  ],
  [
    'a member that is missing',
    create('name: "n", environment: SANDBOX, url: "u"'),
    {},
    'Field "CreateEndpointInput.providerId" of required type "ID!" was not provided.',
  ],
  ['a field', '{ provider { nam } }', {}, 'Cannot query field "nam" on type "Provider". Did you mean "name"?'],
  [
    'an argument',
    `{ providers(${NAME}: 1) { totalCount } }`,
    {},
    `Unknown argument "${NAME}" on field "Query.providers".`,
  ],
  ['a type', `query($a: ${NAME}) { viewer { id } }`, {}, `Unknown type "${NAME}".`],
  ['a variable name', `{ revision(number: $${NAME}) { id } }`, {}, `Variable "$${NAME}" is not defined.`],
  ['a directive', `{ viewer @${NAME} { id } }`, {}, `Unknown directive "@${NAME}".`],
  ['a fragment', `{ viewer { ...${NAME} } }`, {}, `Unknown fragment "${NAME}".`],
  [
    'aliases',
    `{ ${NAME}: viewer { id } ${NAME}: __typename }`,
    {},
    `Fields "${NAME}" conflict because "viewer" and "__typename" are different fields. Use different aliases on the fields to fetch both if this was intentional.`,
  ],
  ['a syntax error', `{ apiKey "${SECRET}" }`, {}, `Syntax Error: Expected Name, found String "${SECRET}".`],
  ['an unfinished string', `{ provider(name: "${SECRET}) { id } }`, {}, 'Syntax Error: Unterminated string.'],
  [
    'a time',
    'query($at: DateTime) { revisions(filter: { since: $at }) { totalCount } }',
    { at: SECRET },
    `Variable "$at" got invalid value "${SECRET}"; A DateTime must be a string such as \`2026-03-01T12:00:00.000Z\`.`,
  ],
])('passes the sentence of GraphQL on whole, but logs none of it: %s', async (_what, query, variables, says) => {
  const { messages, logged } = await ask(query, variables);
  expect(messages).toContain(says);
  expect(logged).not.toMatch(TRACES);
});

it('names the operation that is not in the document', async () => {
  const { messages, logged } = await ask('query A { viewer { id } }', {}, NAME);
  expect(messages).toEqual([`Unknown operation named "${NAME}".`]);
  expect(logged).not.toMatch(TRACES);
});

it('redacts a secret and leaves equal words of the sentence', async () => {
  const { messages } = await ask(CREATE, { input: { ...GIVEN, credential: { apiKey: ['value', 'String'] } } });
  expect(messages).toEqual([
    'Variable "$input" got invalid value ["…", "…"] at "input.credential.apiKey"; String cannot represent a non string value: ["…", "…"]',
  ]);
});

it('takes variables that are null, and a value nested as deeply as its sender likes', async () => {
  const answer = await underTest.post(JSON.stringify({ query: '{ nothing }', variables: null }));
  const messages = ((await answer.json()) as { errors: { message: string }[] }).errors.map(({ message }) => message);
  expect(messages).toEqual(['Cannot query field "nothing" on type "Query".']);
  const nested = `${'['.repeat(50_000)}"${SECRET}"${']'.repeat(50_000)}`;
  const body = `{"query":${JSON.stringify(CREATE)},"variables":{"input":{"credential":{"apiKey":${nested}}}}}`;
  const text = await (await underTest.post(body)).text();
  expect(text).toContain('String cannot represent a non string value');
  expect(text).not.toMatch(TRACES);
});
