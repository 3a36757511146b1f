import { placesOf, RoutesUnderTest } from '../testing/routes-under-test.suite';

let routes: RoutesUnderTest;

beforeAll(async () => {
  routes = await RoutesUnderTest.start();
});
afterAll(() => routes.underTest.stop());
beforeEach(() => routes.policies.begin());

describe('a policy', () => {
  it('of round robin is explained for the turn that is asked for, with its objects', async () => {
    const production = [0, 1, 2].map((model) => routes.policies.target(model));
    const { policy, revision } = await routes.policies.attach('RoundRobin', {
      production: { targets: production },
      maxAttempts: 2,
      failoverOn: ['RATE_LIMITED', 'OVERLOADED'],
    });
    const explanation = await routes.explain({ ticket: 4, model: 'whatever' });
    expect(explanation).toMatchObject({
      revision,
      outcome: 'POLICY',
      refusalStatus: null,
      refusalCode: null,
      policy: { id: policy.id, kind: 'ROUND_ROBIN', name: 'round robin' },
      policyKind: 'ROUND_ROBIN',
      policyName: 'round robin',
      maxAttempts: 2,
      failoverOn: ['OVERLOADED', 'RATE_LIMITED'],
      simulation: null,
    });
    expect(explanation.summary).toBe(
      'Policy "round robin" sends it, on turn 4, to model medium on endpoint primary. If an attempt fails, the gateway tries small on primary. Each attempt has 300 seconds to return response headers; all attempts together have 1200 seconds.',
    );
    expect(placesOf(explanation.candidates)).toEqual([
      'medium@primary TURN 1',
      'small@primary NEXT_IN_ROTATION 2',
      'large@primary BEYOND_MAX_ATTEMPTS -',
    ]);
    expect(explanation.candidates[0]).toMatchObject({
      explanation: 'Turn 4 goes to this target.',
      weight: null,
      availability: 'AVAILABLE',
      suspendedUntil: null,
      target: { model: { name: 'medium' }, endpoint: { name: 'primary' } },
    });
    expect(explanation.candidates[2]?.explanation).toBe('Not tried: the policy allows 2 attempts.');
  });

  it('of weights is explained with them, a drained target too', async () => {
    const production = [3, 0, 1].map((weight, model) => ({ ...routes.policies.target(model), weight }));
    await routes.policies.attach('WeightedRoundRobin', { production: { targets: production } });
    const { candidates } = await routes.explain();
    expect(placesOf(candidates)).toEqual([
      'large@primary TURN 1',
      'small@primary BEYOND_MAX_ATTEMPTS -',
      'medium@primary DRAINED -',
    ]);
    expect(candidates.map(({ weight }) => weight)).toEqual([3, 1, 0]);
    expect(candidates[0]?.explanation).toBe('Turn 0 goes to this target, with weight 3 of 4.');
  });

  it('of failover is the one whose primary is the request’s own model; others go to the default endpoint', async () => {
    await routes.policies.attach('Failover', { production: routes.policies.chain(0, 1, 2) });
    const explanation = await routes.explain({ model: 'large' });
    expect([explanation.policyName, explanation.maxAttempts]).toEqual([
      `failover from ${routes.world.name}/large in production`,
      3,
    ]);
    expect(placesOf(explanation.candidates)).toEqual([
      'large@primary PRIMARY 1',
      'medium@primary FALLBACK 2',
      'small@primary FALLBACK 3',
    ]);
    expect(explanation.summary).toContain(
      'sends it to model large on endpoint primary. If an attempt fails, the gateway tries medium on primary, then small on primary.',
    );
    for (const [model, modelName, why] of [
      ['small', 'small', 'No policy applies'],
      [null, '', 'The request does not name a model, and no policy applies'],
    ]) {
      const other = await routes.explain({ model });
      expect(other.summary).toMatch(new RegExp(`^${why}: .* Its response headers must arrive within 300 seconds\\.$`));
      expect(other).toMatchObject({
        outcome: 'DEFAULT_ENDPOINT',
        policy: null,
        policyKind: null,
        failoverOn: null,
        maxAttempts: 1,
      });
      expect(other.candidates).toMatchObject([
        { attempt: 1, reason: 'DEFAULT', modelName, endpointName: 'primary', target: null, weight: null },
      ]);
    }
  });

  it('has disabled models and endpoints named with what passes them over', async () => {
    const production = [
      routes.policies.target(0),
      routes.policies.target(1),
      routes.policies.target(2, routes.world.secondId),
    ];
    await routes.policies.attach('RoundRobin', { production: { targets: production }, maxAttempts: 3 });
    await routes.underTest.change('updateModel', { modelId: routes.world.modelIds[1], enabled: false }, 'revision');
    await routes.underTest.change('updateEndpoint', { endpointId: routes.world.secondId, enabled: false }, 'revision');
    const { candidates } = await routes.explain();
    expect(placesOf(candidates)).toEqual([
      'large@primary TURN 1',
      'medium@primary MODEL_DISABLED -',
      'small@secondary ENDPOINT_DISABLED -',
    ]);
    expect(candidates.map(({ explanation }) => explanation).slice(1)).toEqual([
      'Model medium is disabled.',
      'Endpoint secondary is disabled.',
    ]);
    await routes.underTest.change('updateModel', { modelId: routes.world.modelIds[0], enabled: false }, 'revision');
    expect((await routes.explain()).summary).toContain(
      'applies, but none of its targets is available. Each is disabled, has weight 0, or has a credential that cannot be read.',
    );
  });
});

const refusal = async (input: object) => {
  const { outcome, refusalStatus, refusalCode, summary, candidates } = await routes.explain(input);
  expect([outcome, candidates]).toEqual(['REFUSED', []]);
  return [refusalStatus, refusalCode, summary];
};

describe('a request is refused', () => {
  it('for a model that is unknown or disabled', async () => {
    expect(await refusal({ model: 'huge' })).toEqual([
      404,
      'model_not_found',
      `No policy matches model huge, and the default endpoint cannot take it: provider ${routes.world.name} has no such model.`,
    ]);
    await routes.underTest.change('updateModel', { modelId: routes.world.modelIds[1], enabled: false }, 'revision');
    expect(await refusal({ model: 'medium' })).toEqual([
      404,
      'model_not_found',
      expect.stringMatching(/the model is disabled\.$/),
    ]);
  });

  it('where an environment has no default endpoint, or a disabled one', async () => {
    expect(await refusal({ environment: 'SANDBOX', model: 'large' })).toEqual([
      404,
      'environment_not_configured',
      'No policy applies, and the AI API has no default endpoint for sandbox.',
    ]);
    await routes.underTest.change(
      'updateEndpoint',
      { endpointId: routes.world.productionId, enabled: false },
      'revision',
    );
    expect(await refusal({ model: 'large' })).toEqual([
      404,
      'environment_not_configured',
      'No policy applies, and its default endpoint for production, primary, is disabled.',
    ]);
  });

  it('by a disabled AI API', async () => {
    await routes.underTest.change('updateAiApi', { aiApiId: routes.world.aiApiId, enabled: false }, 'revision');
    expect(await refusal({ model: 'large' })).toEqual([
      404,
      'ai_api_not_found',
      expect.stringContaining(routes.world.name),
    ]);
  });

  it('for a consumer without access, or a disabled one, and not for one with access', async () => {
    const { consumer } = await routes.underTest.change<{ consumer: { id: string } }>(
      'createConsumer',
      { name: `app-${routes.world.name}` },
      'consumer { id }',
    );
    const input = { consumerId: consumer.id, model: 'large' };
    expect(await refusal(input)).toEqual([403, 'access_denied', expect.stringContaining(`app-${routes.world.name}`)]);
    await routes.underTest.change(
      'grantAccess',
      { consumerId: consumer.id, aiApiId: routes.world.aiApiId },
      'revision',
    );
    expect((await routes.explain(input)).outcome).toBe('DEFAULT_ENDPOINT');
    await routes.underTest.change('updateConsumer', { consumerId: consumer.id, enabled: false }, 'revision');
    expect(await refusal(input)).toEqual([401, 'invalid_api_key', expect.stringContaining('is disabled')]);
  });

  it('for a path that the gateway lets no request have', async () => {
    expect(await refusal({ operation: '../admin' })).toEqual([400, 'invalid_path', 'The path contains a dot segment.']);
    expect(await refusal({ operation: 'a%2Fb' })).toEqual([
      400,
      'invalid_path',
      expect.stringContaining('encoded slash'),
    ]);
  });
});

describe('an operation', () => {
  it('that is not routed goes to the default endpoint, whatever its model and the policies', async () => {
    await routes.policies.attach('RoundRobin', { production: { targets: [routes.policies.target(0)] } });
    expect((await routes.explain({ operation: '/embeddings?x=1' })).outcome).toBe('POLICY');
    const { outcome, summary, candidates } = await routes.explain({ operation: 'files', model: 'huge' });
    expect(outcome).toBe('DEFAULT_ENDPOINT');
    expect(summary).toContain("The provider's profile does not route this operation");
    expect(placesOf(candidates)).toEqual(['@primary DEFAULT 1']);
  });

  it('that is not routed is refused where the AI API says so', async () => {
    const unroutedOperations = 'REFUSE';
    await routes.underTest.change('updateAiApi', { aiApiId: routes.world.aiApiId, unroutedOperations }, 'revision');
    expect(await refusal({ operation: 'files' })).toEqual([
      404,
      'operation_not_allowed',
      "The provider's profile does not route this operation, and the AI API refuses unrouted operations.",
    ]);
    expect((await routes.explain({ model: 'large' })).outcome).toBe('DEFAULT_ENDPOINT');
  });

  it('that is pinned bypasses every policy, with a model of the provider only', async () => {
    await routes.policies.attach('RoundRobin', { production: { targets: [routes.policies.target(0)] } });
    const { outcome, summary } = await routes.explain({ operation: 'videos', model: 'large' });
    expect([outcome, summary]).toEqual(['DEFAULT_ENDPOINT', expect.stringContaining('bypasses every policy')]);
    expect(await refusal({ operation: 'videos', model: 'huge' })).toEqual([404, 'model_not_found', expect.anything()]);
  });

  it('whose path names the model is judged by it, and one that leaves its place open by the model that is given', async () => {
    const { provider } = await routes.underTest.change<{ provider: { id: string; models: { id: string }[] } }>(
      'createProvider',
      { name: `gemini-${routes.world.name}`, template: 'GEMINI', models: [{ name: 'flash' }, { name: 'pro' }] },
      'provider { id models { id } }',
    );
    const { endpoint } = await routes.underTest.change<{ endpoint: { id: string } }>(
      'createEndpoint',
      { providerId: provider.id, name: 'google', environment: 'PRODUCTION', url: 'https://gemini.example' },
      'endpoint { id }',
    );
    const name = `gemini-${routes.world.name}`;
    const { aiApi } = await routes.underTest.change<{ aiApi: { id: string } }>(
      'createAiApi',
      { name, basePath: `/${name}/chat`, providerIds: [provider.id], defaultProductionEndpointId: endpoint.id },
      'aiApi { id }',
    );
    const [flash, pro] = provider.models.map(({ id: modelId }) => ({ modelId, endpointId: endpoint.id }));
    const production = { primary: flash, fallbacks: [pro] };
    await routes.underTest.change('attachFailoverPolicy', { aiApiId: aiApi.id, production }, 'revision');
    const outcomeOf = async (input: object) => (await routes.explain({ aiApiName: name, ...input })).policyName;
    expect(await outcomeOf({ model: 'flash' })).toBe(`failover from ${name}/flash in production`);
    expect(await outcomeOf({ model: 'pro' })).toBeNull();
    expect(await outcomeOf({ operation: 'v1beta/models/flash:generateContent' })).toBe(
      `failover from ${name}/flash in production`,
    );
    expect(await outcomeOf({ operation: 'v1beta/models/{model}:generateContent', model: 'flash' })).toBe(
      `failover from ${name}/flash in production`,
    );
    expect(
      await routes.explain({ aiApiName: name, operation: 'v1beta/models/flash:generateContent', model: 'pro' }),
    ).toMatchObject({
      outcome: 'REFUSED',
      refusalStatus: 400,
      refusalCode: 'invalid_model',
    });
  });
});

describe('the input', () => {
  it('names one AI API, by id or by name', async () => {
    expect((await routes.explain({ aiApiName: routes.world.name, model: 'large' })).outcome).toBe('DEFAULT_ENDPOINT');
    const both = { aiApiName: routes.world.name, aiApiId: routes.world.aiApiId };
    expect((await routes.refused(both)).extensions.fields).toMatchObject([{ path: 'aiApiName', reason: 'EXCLUSIVE' }]);
    expect((await routes.refused({ aiApiId: null })).extensions.fields).toMatchObject([
      { path: 'aiApiId', reason: 'REQUIRED' },
    ]);
    for (const input of [{ aiApiName: 'nobody' }, { aiApiId: 'nobody' }]) {
      expect((await routes.refused(input)).extensions.code).toBe('NOT_FOUND');
    }
  });

  it('names a consumer and a data plane that there are, and targets of the provider', async () => {
    for (const input of [{ consumerId: routes.world.aiApiId }, { dataPlaneId: routes.world.aiApiId }]) {
      expect((await routes.refused(input)).extensions.code).toBe('NOT_FOUND');
    }
    const suspended = [routes.policies.target(0), { modelId: routes.world.aiApiId, endpointId: 'nothing' }];
    expect((await routes.refused({ suspended })).extensions.fields).toMatchObject([
      { path: 'suspended.1.modelId', reason: 'NOT_FOUND' },
      { path: 'suspended.1.endpointId', reason: 'NOT_FOUND' },
    ]);
  });

  it('is within its bounds', async () => {
    for (const input of [{ ticket: -1 }, { requests: 0 }, { requests: 100_001 }]) {
      expect((await routes.refused(input)).extensions.fields).toMatchObject([{ reason: 'OUT_OF_RANGE' }]);
    }
  });
});

it('takes as many statements whatever the number of targets, their objects included', async () => {
  const statements = (input: object) =>
    routes.underTest.statementsOfQuery(
      `query($input: ExplainRouteInput!) { explainRoute(input: $input) { policy { id name }
        candidates { target { id policy { id } model { name } endpoint { name } } }
        simulation { shares { target { id model { name } } } worstCase { target { id } } } } }`,
      { input: { aiApiId: routes.world.aiApiId, environment: 'PRODUCTION', requests: 10, ...input } },
    );
  await routes.policies.attach('RoundRobin', { production: { targets: [routes.policies.target(0)] }, maxAttempts: 6 });
  const ofOne = await statements({});
  await routes.policies.begin();
  const production = [0, 1, 2].flatMap((model) =>
    [routes.world.productionId, routes.world.secondId].map((endpointId) => routes.policies.target(model, endpointId)),
  );
  await routes.policies.attach('RoundRobin', { production: { targets: production }, maxAttempts: 6 });
  expect(await statements({})).toBe(ofOne);
});
