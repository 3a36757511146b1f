import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';

const PROVIDERS = 200;
const MODELS = 20;
const ENDPOINTS = 5;

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  await fill();
});
afterAll(() => underTest.stop());

/** The rows that the services would write; 5,000 mutations would only take longer. */
async function fill(): Promise<void> {
  const stamps = `1, now(), now()`;
  await underTest.sql(`
    INSERT INTO provider (id, name, display_name, template, profile_overrides, version, created_at, updated_at)
      SELECT gen_random_uuid(), 'p-' || n, 'p', 'OPENAI', '{}', ${stamps} FROM generate_series(1, ${PROVIDERS}) AS n`);
  await underTest.sql(`
    INSERT INTO model (id, provider_id, name, display_name, enabled, prices, version, created_at, updated_at)
      SELECT gen_random_uuid(), provider.id, 'm-' || n, 'm', true, '[]', ${stamps}
      FROM provider, generate_series(1, ${MODELS}) AS n`);
  await underTest.sql(`
    INSERT INTO endpoint (id, provider_id, name, display_name, environment, url, enabled, connect_timeout_seconds,
        version, created_at, updated_at)
      SELECT gen_random_uuid(), provider.id, 'e-' || n, 'e', 'PRODUCTION', 'https://e.example', true, 5, ${stamps}
      FROM provider, generate_series(1, ${ENDPOINTS}) AS n`);
}

interface Listed {
  nodes: { models: object[]; endpoints: object[] }[];
}

async function list(first: number): Promise<{ read: Listed; statements: number }> {
  const query = `query($first: Int) { providers(first: $first) { totalCount pageInfo { hasNextPage } nodes {
    id name profile { wireFormat } lastRevision { number }
    models { id name enabled prices { inputPerMillion } provider { id name } lastRevision { number } }
    endpoints { id name url credential { isSet } provider { id name } lastRevision { number } } } } }`;
  const read: { nodes?: Listed['nodes'] } = {};
  const statements = await underTest.statementsFor(async () =>
    Object.assign(read, await underTest.get(query, { first })),
  );
  return { read: { nodes: read.nodes ?? [] }, statements: statements.length };
}

it('counts models and endpoints of a page in two statements, by what they are', async () => {
  await underTest.sql(`UPDATE model SET enabled = false WHERE name = 'm-3'`);
  await underTest.sql(`UPDATE endpoint SET enabled = false, environment = 'SANDBOX' WHERE name IN ('e-1', 'e-2')`);
  await underTest.sql(`UPDATE endpoint SET sealed_credential = 's', credential_fingerprint = 'f' WHERE name = 'e-2'`);
  const query = `{ providers(first: 200) { nodes {
    models: modelCount disabledModels: modelCount(enabled: false)
    endpoints: endpointCount inProduction: endpointCount(environment: PRODUCTION)
    without: endpointCount(credentialSet: false) disabledWith: endpointCount(enabled: false, credentialSet: true) } } }`;
  const read: { nodes?: object[] } = {};
  const statements = await underTest.statementsFor(async () => Object.assign(read, await underTest.get(query)));
  const counts = {
    models: MODELS,
    disabledModels: 1,
    endpoints: ENDPOINTS,
    inProduction: ENDPOINTS - 2,
    without: ENDPOINTS - 1,
    disabledWith: 1,
  };
  expect(read.nodes).toEqual(Array.from({ length: PROVIDERS }, () => counts));
  expect(statements.filter((statement) => statement.includes('count(*)::integer'))).toHaveLength(2);
});

it('lists 200 providers with 20 models and 5 endpoints each, and related objects, in ten statements', async () => {
  const { read, statements } = await list(PROVIDERS);
  expect(read.nodes).toHaveLength(PROVIDERS);
  expect(read.nodes.flatMap(({ models }) => models)).toHaveLength(PROVIDERS * MODELS);
  expect(read.nodes.flatMap(({ endpoints }) => endpoints)).toHaveLength(PROVIDERS * ENDPOINTS);
  expect(statements).toBeLessThanOrEqual(10);
  expect((await list(1)).statements).toBe(statements);
});
