import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';

const PROVIDERS = 50;

let underTest: ControlPlaneUnderTest;
beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  for (let index = 0; index < PROVIDERS; index += 1) await makeProvider(`provider-${String(index).padStart(2, '0')}`);
});
afterAll(() => underTest.stop());

/** A provider with two endpoints, of which the first is the default of an AI API and a target of its policy. */
async function makeProvider(name: string): Promise<void> {
  const { provider } = await underTest.change<{ provider: { id: string; models: { id: string }[] } }>(
    'createProvider',
    { name, template: 'OPENAI', models: [{ name: 'large' }] },
    'provider { id models { id } }',
  );
  const endpointIds: string[] = [];
  for (const endpointName of ['a', 'b']) {
    const url = 'https://vendor.example/v1';
    const { endpoint } = await underTest.change<{ endpoint: { id: string } }>(
      'createEndpoint',
      { providerId: provider.id, name: endpointName, environment: 'PRODUCTION', url },
      'endpoint { id }',
    );
    endpointIds.push(endpoint.id);
  }
  const { aiApi } = await underTest.change<{ aiApi: { id: string } }>(
    'createAiApi',
    { name, basePath: `/${name}`, providerId: provider.id, defaultProductionEndpointId: endpointIds[0] },
    'aiApi { id }',
  );
  const production = [{ modelId: provider.models[0]?.id, endpointId: endpointIds[0] }];
  await underTest.change('attachRoundRobinPolicy', { aiApiId: aiApi.id, production }, 'revision');
}

const REFERENCES = 'usedBy(first: 5) { nodes { kind role name path } edges { cursor } totalCount }';

it("lists the uses of 50 providers' endpoints and models by as many statements as those of 2", async () => {
  const query = (first: number) => `{ providers(first: ${first}) { nodes {
    name ${REFERENCES} endpoints { name ${REFERENCES} } models { ${REFERENCES} } } } }`;
  const few = await underTest.statementsOfQuery(query(2));
  expect(await underTest.statementsOfQuery(query(PROVIDERS))).toBe(few);
});

it('gives each its own uses, with a cursor to the next page', async () => {
  interface Used {
    name: string;
    usedBy: { nodes: { role: string; name: string }[]; edges: { cursor: string }[]; totalCount: number };
  }
  const page = await underTest.get<{ nodes: { id: string; name: string; endpoints: (Used & { id: string })[] }[] }>(
    `{ providers(first: 50) { nodes { id name endpoints { id name ${REFERENCES} } } } }`,
  );
  expect(page.nodes).toHaveLength(PROVIDERS);
  for (const { name, endpoints } of page.nodes) {
    expect(endpoints.map(({ usedBy }) => usedBy.nodes)).toEqual([
      [
        { kind: 'AI_API', role: 'DEFAULT_ENDPOINT', name, path: [name] },
        { kind: 'ROUND_ROBIN_POLICY', role: 'TARGET', name: 'round robin', path: [name, 'round robin'] },
      ],
      [],
    ]);
    expect(endpoints.map(({ usedBy }) => usedBy.totalCount)).toEqual([2, 0]);
  }
  const [endpoint] = page.nodes[7]!.endpoints;
  const next = `query($id: ID!, $after: String) { endpoint(id: $id) { usedBy(after: $after) { nodes { role } totalCount } } }`;
  const after = endpoint!.usedBy.edges[0]!.cursor;
  expect(await underTest.get(next, { id: endpoint!.id, after })).toEqual({
    usedBy: { nodes: [{ role: 'TARGET' }], totalCount: 2 },
  });
});
