import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';

let underTest: ControlPlaneUnderTest;
let providerId: string;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  providerId = await create('provider', { name: 'Vendor', template: 'OPENAI', models: [{ name: 'GPT' }] });
});
afterAll(() => underTest.stop());

type Named = 'provider' | 'endpoint' | 'aiApi' | 'consumer' | 'accessToken';

async function create(what: Named, input: object): Promise<string> {
  const made = await underTest.change<Record<string, { id: string }>>(createOf(what), input, `${what} { id }`);
  return made[what]!.id;
}
const createOf = (what: Named) => `create${what.charAt(0).toUpperCase()}${what.slice(1)}`;

const inputOf = (what: Named, name: string): object =>
  ({
    provider: { name, template: 'OPENAI' },
    endpoint: { name, providerId, environment: 'PRODUCTION', url: 'https://api.example/v1' },
    aiApi: { name, providerIds: [providerId], basePath: `/${what}${name === name.toLowerCase() ? '-other' : ''}` },
    consumer: { name },
    accessToken: { name, role: 'VIEWER' },
  })[what];

const KINDS = [
  ['provider', 'PROVIDER'],
  ['endpoint', 'ENDPOINT'],
  ['aiApi', 'AI_API'],
  ['consumer', 'CONSUMER'],
  ['accessToken', 'ACCESS_TOKEN'],
] as const;

it.each(KINDS)(
  'keeps the name of a new %s as it is written, and lets no other have it in another case',
  async (what, kind) => {
    const id = await create(what, inputOf(what, 'Prod.EU-1'));
    const shown = await underTest.get(`query($id: ID!) { node(id: $id) { ... on ${typeOf(what)} { name } } }`, { id });
    expect(shown).toEqual({ name: 'Prod.EU-1' });
    expect((await underTest.refused(createOf(what), inputOf(what, 'prod.eu-1'))).extensions).toMatchObject({
      code: 'CONFLICT',
      reason: 'TAKEN',
      existingId: id,
      existingKind: kind,
      existingName: 'Prod.EU-1',
      fields: [{ path: 'name', message: '"prod.eu-1" is taken by "Prod.EU-1"', reason: 'TAKEN' }],
    });
  },
);
const typeOf = (what: Named) => `${what.charAt(0).toUpperCase()}${what.slice(1)}`;

it.each(['provider', 'aiApi', 'consumer', 'accessToken'] as const)(
  'finds a %s by its name in whatever case',
  async (what) => {
    const id = await create(what, { ...inputOf(what, 'Found'), ...(what === 'aiApi' ? { basePath: '/found' } : {}) });
    const find = (name: string) => underTest.get(`query($name: String) { ${what}(name: $name) { id name } }`, { name });
    expect(await find('fOUND')).toEqual({ id, name: 'Found' });
    expect(await find('found.')).toBeNull();
  },
);

it('filters lists by names in whatever case, and sorts them ignoring case', async () => {
  for (const name of ['list-b', 'List-C', 'List-A']) await create('consumer', { name });
  const query = 'query($names: [String!]) { consumers(filter: { names: $names }) { nodes { name } } }';
  expect(await underTest.get(query, { names: ['LIST-C', 'list-a', 'LIST-B'] })).toEqual({
    nodes: [{ name: 'List-A' }, { name: 'list-b' }, { name: 'List-C' }],
  });
});

it('takes a change of case alone for a change of the name', async () => {
  const id = await create('provider', { name: 'turn', template: 'OPENAI' });
  const change = (name: string) =>
    underTest.change<{ revision: number }>('updateProvider', { providerId: id, name }, 'revision provider { name }');
  const changed = await change('Turn');
  expect(changed).toMatchObject({ provider: { name: 'Turn' } });
  const query = 'query($n: Int) { revision(number: $n) { changes { nodes { differences { path before after } } } } }';
  expect(await underTest.get(query, { n: changed.revision })).toEqual({
    changes: { nodes: [{ differences: [{ path: 'name', before: 'turn', after: 'Turn' }] }] },
  });
  expect((await change('Turn')).revision).toBe(changed.revision);
});

it('lets models of one provider have names that differ only in case', async () => {
  const models = [{ name: 'gpt' }, { name: 'Gpt' }];
  await underTest.change('addModels', { providerId, models }, 'revision');
  const provider = await underTest.get('query($id: ID) { provider(id: $id) { models { name } } }', { id: providerId });
  expect(provider).toEqual({ models: [{ name: 'GPT' }, { name: 'Gpt' }, { name: 'gpt' }] });
});

it('gives a name to one of those who ask for it at once, whatever the case', async () => {
  const names = ['race', 'Race', 'RACE', 'raCe'];
  const answers = await Promise.all(
    names.map((name) =>
      underTest.ask('mutation($input: CreateConsumerInput!) { createConsumer(input: $input) { revision } }', {
        input: { name },
      }),
    ),
  );
  const reasons = answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.reason));
  expect(reasons).toEqual(['TAKEN', 'TAKEN', 'TAKEN']);
});

it('has a constraint behind the rule, which two names may pass that are swapped in one transaction', async () => {
  const [one, other] = [await create('consumer', { name: 'One' }), await create('consumer', { name: 'Other' })];
  const rename = `UPDATE consumer SET name = CASE id WHEN '${one}' THEN $1 ELSE $2 END WHERE id IN ('${one}', '${other}')`;
  await underTest.sql(rename, ['OTHER', 'ONE']);
  await expect(underTest.sql(rename, ['same', 'SAME'])).rejects.toMatchObject({ constraint: 'consumer_name_taken' });
});
