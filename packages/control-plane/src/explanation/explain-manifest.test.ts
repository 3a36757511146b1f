import { problems } from '../testing/control-plane-under-test.suite';
import { type AnsweredPlan, PLAN } from '../testing/manifests.suite';
import { EXPLANATION, placesOf, type ReadExplanation, RoutesUnderTest } from '../testing/routes-under-test.suite';

let routes: RoutesUnderTest;

beforeAll(async () => {
  routes = await RoutesUnderTest.start();
});
afterAll(() => routes.underTest.stop());
beforeEach(() => routes.policies.begin());

interface Explained extends ReadExplanation {
  readonly proposed: (ReadExplanation & { readonly proposed: unknown }) | null;
}

const QUERY = `query($input: ExplainRouteInput!) {
  explainRoute(input: $input) { ${EXPLANATION} proposed { ${EXPLANATION} proposed { revision } } } }`;

function inputOf(manifest: object | string, input: object): object {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
  return { environment: 'PRODUCTION', manifest: text, ...input };
}

function explain(manifest: object | string, input: object = {}): Promise<Explained> {
  const whole = inputOf(manifest, { aiApiName: routes.world.name, ...input });
  return routes.underTest.get<Explained>(QUERY, { input: whole });
}

const place = (model: string) => ({ model, endpoint: 'primary' });

/** The AI API of the test as a manifest has it, with these policies. */
function aiApi(policies: object[], members: object = {}) {
  const { name } = routes.world;
  return {
    name,
    basePath: `/${name}/chat`,
    providers: [name],
    defaultProductionEndpoint: 'primary',
    policies,
    ...members,
  };
}

async function committedRevision(): Promise<number> {
  return routes.underTest.get<number>('{ controlPlane { committedRevision } }').then((state) => {
    return (state as unknown as { committedRevision: number }).committedRevision;
  });
}

it('explains and simulates what a manifest proposes beside what there is, and changes nothing', async () => {
  await routes.policies.attach('RoundRobin', {
    production: { targets: [routes.policies.target(0), routes.policies.target(1)] },
  });
  const before = await committedRevision();
  const production = [
    { ...place('medium'), weight: 3 },
    { ...place('small'), weight: 1 },
  ];
  const manifest = {
    aiApis: [aiApi([{ kind: 'WEIGHTED_ROUND_ROBIN', production: { targets: production }, maxAttempts: 2 }])],
  };
  const explained = await explain(manifest, { requests: 8 });
  expect([explained.policyKind, explained.proposed?.policyKind]).toEqual(['ROUND_ROBIN', 'WEIGHTED_ROUND_ROBIN']);
  expect([explained.policy?.kind, explained.proposed?.policy]).toEqual(['ROUND_ROBIN', null]);
  expect(placesOf(explained.candidates)).toEqual(['large@primary TURN 1', 'medium@primary BEYOND_MAX_ATTEMPTS -']);
  expect(placesOf(explained.proposed?.candidates ?? [])).toEqual([
    'medium@primary TURN 1',
    'small@primary NEXT_IN_ROTATION 2',
  ]);
  expect(explained.proposed?.candidates.map(({ target }) => target)).toEqual([null, null]);
  const sharesOf = ({ simulation }: ReadExplanation) =>
    simulation?.shares.map(({ modelName, requests }) => [modelName, requests]);
  expect(sharesOf(explained)).toEqual([
    ['large', 4],
    ['medium', 4],
  ]);
  expect(sharesOf(explained.proposed!)).toEqual([
    ['medium', 6],
    ['small', 2],
  ]);
  expect([explained.revision, explained.proposed?.revision, await committedRevision()]).toEqual([
    before,
    before,
    before,
  ]);
  expect(explained.proposed?.proposed).toBeNull();
});

it('gives a policy that the manifest changes in place its object, and its suspensions', async () => {
  const { policy } = await routes.policies.attach('RoundRobin', {
    production: { targets: [routes.policies.target(0), routes.policies.target(1)] },
  });
  const production = [place('large'), place('medium')];
  const manifest = { aiApis: [aiApi([{ kind: 'ROUND_ROBIN', production: { targets: production }, maxAttempts: 2 }])] };
  const { proposed } = await explain(manifest, { suspended: [routes.policies.target(0)] });
  expect([proposed?.policy?.id, proposed?.maxAttempts]).toEqual([policy.id, 1]);
  expect(placesOf(proposed?.candidates ?? [])).toEqual(['medium@primary TURN 1', 'large@primary SUSPENDED -']);
  expect(proposed?.candidates[0]?.target?.model.name).toBe('medium');
});

it('explains an AI API that only the manifest has, and says that there is none yet', async () => {
  const name = `${routes.world.name}-new`;
  const manifest = { aiApis: [aiApi([], { name, basePath: `/${name}/chat` })] };
  const explained = await explain(manifest, { aiApiName: name, model: 'large' });
  expect(explained).toMatchObject({ outcome: 'REFUSED', refusalStatus: 404, refusalCode: 'ai_api_not_found' });
  expect(explained.proposed).toMatchObject({ outcome: 'DEFAULT_ENDPOINT', refusalCode: null });
  const neither = inputOf(manifest, { aiApiName: 'nobody' });
  expect((await routes.underTest.refusal(QUERY, { input: neither })).extensions.code).toBe('NOT_FOUND');
});

it('explains an AI API and a consumer that the manifest deletes, or disables, as the gateway would answer', async () => {
  const { consumer } = await routes.underTest.change<{ consumer: { id: string } }>(
    'createConsumer',
    { name: `app-${routes.world.name}`, aiApiIds: [routes.world.aiApiId] },
    'consumer { id }',
  );
  const ask = { model: 'large', consumerId: consumer.id };
  const withoutConsumers = await explain({ consumers: [] }, { ...ask, prune: true });
  expect([withoutConsumers.outcome, withoutConsumers.proposed?.refusalCode]).toEqual([
    'DEFAULT_ENDPOINT',
    'invalid_api_key',
  ]);
  const withoutAiApis = await explain({ aiApis: [], consumers: [] }, { model: 'large', prune: true });
  expect([withoutAiApis.outcome, withoutAiApis.proposed?.refusalCode]).toEqual([
    'DEFAULT_ENDPOINT',
    'ai_api_not_found',
  ]);
  const disabled = await explain({ aiApis: [aiApi([], { enabled: false })] }, ask);
  expect([disabled.outcome, disabled.proposed?.refusalCode]).toEqual(['DEFAULT_ENDPOINT', 'ai_api_not_found']);
});

it('applies the manifest within a selector: what others own stays, and may not be named', async () => {
  const ask = { model: 'large', prune: true, labelSelector: 'team=chat' };
  const spared = await explain({ aiApis: [] }, ask);
  expect([spared.outcome, spared.proposed?.outcome]).toEqual(['DEFAULT_ENDPOINT', 'DEFAULT_ENDPOINT']);
  const input = inputOf({ aiApis: [aiApi([])] }, { aiApiName: routes.world.name, ...ask });
  expect(problems(await routes.underTest.refusal(QUERY, { input }))).toEqual(['aiApis.0.labels: NOT_SELECTED']);
  const invalid = inputOf({}, { aiApiName: routes.world.name, labelSelector: 'team in (' });
  expect((await routes.underTest.refusal(QUERY, { input: invalid })).extensions.code).toBe('BAD_USER_INPUT');
});

it('refuses a manifest that is none, or does not fit, as applying it would be refused', async () => {
  const refusalOf = async (manifest: object | string) => {
    const input = inputOf(manifest, { aiApiName: routes.world.name });
    return (await routes.underTest.refusal(QUERY, { input })).extensions.code;
  };
  expect(await refusalOf('aiApis: [')).toBe('BAD_USER_INPUT');
  const production = [place('nothing')];
  expect(await refusalOf({ aiApis: [aiApi([{ kind: 'ROUND_ROBIN', production: { targets: production } }])] })).toBe(
    'BAD_USER_INPUT',
  );
});

describe('edited policies', () => {
  const PREVIEW = `query($input: SetPoliciesInput!) { planPolicies(input: $input) { ${PLAN} } }`;
  const chain = (primary: number, fallback: number) => ({ production: routes.policies.chain(primary, fallback) });
  const plan = (policies: object) =>
    routes.underTest.get<AnsweredPlan>(PREVIEW, { input: { aiApiId: routes.world.aiApiId, ...policies } });
  const explainWith = (policies: object, input: object = {}) => {
    const whole = { environment: 'PRODUCTION', aiApiName: routes.world.name, policies, ...input };
    return routes.underTest.get<Explained>(QUERY, { input: whole });
  };

  it('are planned as setPolicies would set them, for callers who may only read, and change nothing', async () => {
    const { name } = routes.world;
    const viewer = await routes.underTest.accessToken('VIEWER', `viewer-${name}`);
    await routes.policies.attach('Failover', { name: 'live', ...chain(0, 1) });
    await routes.policies.attach('Failover', chain(1, 2));
    await routes.policies.attach('Failover', chain(2, 1));
    const before = await committedRevision();
    const edited = {
      failover: [{ name: 'live', ...chain(0, 2) }, chain(1, 2), { name: 'new', sandbox: sandboxChain() }],
    };
    const planned = await plan(edited);
    expect(planned).toMatchObject({
      baseRevision: before,
      ...{ isEmpty: false, createCount: 1, updateCount: 1, deleteCount: 1, unchangedCount: 1 },
    });
    expect(planned.items.map(({ action, path }) => [action, ...path])).toEqual([
      ['DELETE', name, `failover from ${name}/small in production`],
      ['UPDATE', name, 'live'],
      ['CREATE', name, 'new'],
    ]);
    expect(planned.items[1]!.differences).toEqual([
      { path: 'production.fallbacks.0.model', before: 'medium', after: 'small' },
    ]);
    const balanced = await plan({ roundRobin: { production: { targets: [routes.policies.target(0)] } } });
    expect(balanced.warnings.map(({ code }) => code)).toContain('POLICY_REPLACED');
    const input = { aiApiId: routes.world.aiApiId, ...edited };
    const { data } = await routes.underTest.ask(PREVIEW, { input }, viewer);
    expect(data).toMatchObject({ planPolicies: { id: planned.id } });
    expect(await committedRevision()).toBe(before);
    await routes.underTest.change('setPolicies', input, 'revision');
    expect(await plan(edited)).toMatchObject({ isEmpty: true, unchangedCount: 3 });
  });

  it('are explained and simulated beside the current ones', async () => {
    await routes.policies.attach('RoundRobin', { production: { targets: [routes.policies.target(0)] } });
    const before = await committedRevision();
    const targets = [3, 1].map((weight, model) => ({ ...routes.policies.target(model), weight }));
    const explained = await explainWith({ weightedRoundRobin: { production: { targets } } }, { requests: 8 });
    expect(placesOf(explained.candidates)).toEqual(['large@primary TURN 1']);
    expect(explained.simulation?.shares.map(({ modelName, requests }) => [modelName, requests])).toEqual([
      ['large', 8],
    ]);
    expect(explained.proposed).toMatchObject({
      policyKind: 'WEIGHTED_ROUND_ROBIN',
      policyName: 'weighted round robin',
      policy: null,
    });
    expect(explained.proposed?.simulation?.shares.map(({ modelName, requests }) => [modelName, requests])).toEqual([
      ['large', 6],
      ['medium', 2],
    ]);
    const named = await explainWith({ failover: [{ name: 'chat', ...chain(0, 1) }] }, { model: 'large' });
    expect(named.proposed?.summary).toMatch(/^Policy "chat" sends it to model large/);
    expect(await committedRevision()).toBe(before);
  });

  it('that cannot be set are refused with all their problems, each at its field', async () => {
    const broken = {
      failover: [
        { name: 'no slug', ...chain(0, 0) },
        { policyId: routes.world.aiApiId, ...chain(1, 2) },
      ],
    };
    const fields = [
      'failover.0.name: INVALID_FORMAT',
      'failover.0.production.fallbacks.0: DUPLICATE',
      'failover.1.policyId: NOT_FOUND',
    ];
    const input = { aiApiId: routes.world.aiApiId, ...broken };
    expect(problems(await routes.underTest.refusal(PREVIEW, { input })).toSorted()).toEqual(fields);
    const question = { environment: 'PRODUCTION', aiApiId: routes.world.aiApiId, policies: broken };
    expect(problems(await routes.underTest.refusal(QUERY, { input: question })).toSorted()).toEqual(
      fields.map((field) => `policies.${field}`),
    );
    const both = { ...question, manifest: 'providers: []' };
    expect(problems(await routes.underTest.refusal(QUERY, { input: both }))).toEqual(['policies: EXCLUSIVE']);
    const nowhere = { ...question, aiApiId: null, aiApiName: 'nowhere' };
    expect(problems(await routes.underTest.refusal(QUERY, { input: nowhere }))).toEqual(['aiApiName: NOT_FOUND']);
  });

  function sandboxChain() {
    const { sandboxId } = routes.world;
    return { primary: routes.policies.target(0, sandboxId), fallbacks: [routes.policies.target(1, sandboxId)] };
  }
});
