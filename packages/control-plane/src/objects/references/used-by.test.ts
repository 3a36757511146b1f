import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { createWorld } from '../../testing/world.suite';

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
    { name, basePath: `/${name}`, providerIds: [provider.id], defaultProductionEndpointId: endpointIds[0] },
    'aiApi { id }',
  );
  const production = { targets: [{ modelId: provider.models[0]?.id, endpointId: endpointIds[0] }] };
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

it('calls a policy by its name, whatever its kind, its primaries and the names of its models', async () => {
  const { aiApiId, name, modelIds, productionId, sandboxId } = await createWorld(underTest);
  await underTest.change('updateModel', { modelId: modelIds[1], name: 'org/médium-and-"more"' }, 'revision');
  const target = (model: number, endpointId: string) => ({ modelId: modelIds[model]!, endpointId });
  const production = (model: number) => target(model, productionId);
  const chain = (endpointId: string, ...[primary, fallback]: [number, number]) => ({
    primary: target(primary, endpointId),
    fallbacks: [target(fallback, endpointId)],
  });
  const [live, test] = [chain.bind(null, productionId), chain.bind(null, sandboxId)];
  const weighted = [0, 1].map((model) => ({ ...production(model), weight: 1 }));
  const medium = `${name}/org/médium-and-"more"`;
  const large = `${name}/large`;
  const cases: [object, string[]][] = [
    [{ roundRobin: { production: { targets: [production(0), production(1)] } } }, ['round robin']],
    [{ weightedRoundRobin: { production: { targets: weighted } } }, ['weighted round robin']],
    // The same model on both sides, different ones, and a side alone.
    [{ failover: [{ production: live(0, 1), sandbox: test(0, 2) }] }, [`failover from ${large}`]],
    [
      { failover: [{ production: live(1, 0), sandbox: test(0, 1) }] },
      [`failover from ${medium} in production and ${large} in sandbox`],
    ],
    [
      { failover: [{ production: live(0, 1), sandbox: test(1, 0) }] },
      [`failover from ${large} in production and ${medium} in sandbox`],
    ],
    [
      { failover: [{ production: live(0, 2) }, { sandbox: test(0, 1) }] },
      [`failover from ${large} in production`, `failover from ${large} in sandbox`],
    ],
    // Names of their own.
    [
      {
        failover: [
          { name: 'Live', production: live(0, 2) },
          { name: 'test', sandbox: test(0, 1) },
        ],
      },
      ['Live', 'test'],
    ],
  ];
  interface Used {
    usedBy: { nodes: { objectId: string; kind: string; name: string; path: string[] }[] };
  }
  const query = `query($id: ID!) { model(id: $id) { usedBy { nodes { objectId kind name path } } } }`;
  for (const [policies, names] of cases) {
    const made = await underTest.change<{ policies: { id: string; name: string; kind: string }[] }>(
      'setPolicies',
      { aiApiId, ...policies },
      'policies { id name kind }',
    );
    expect(made.policies.map((policy) => policy.name)).toEqual(names);
    const { usedBy } = await underTest.get<Used>(query, { id: modelIds[0] });
    expect(new Set(usedBy.nodes)).toEqual(
      new Set(
        made.policies.map((policy) => ({
          objectId: policy.id,
          kind: `${policy.kind}_POLICY`,
          name: policy.name,
          path: [name, policy.name],
        })),
      ),
    );
  }
});
