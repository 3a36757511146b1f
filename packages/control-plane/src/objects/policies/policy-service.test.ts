import { problems } from '../../testing/control-plane-under-test.suite';
import { createWorld } from '../../testing/world.suite';
import { COMMON_POLICY_FIELDS, PoliciesUnderTest, type ReadPolicy } from '../../testing/policies-under-test.suite';

let policies: PoliciesUnderTest;

beforeAll(async () => {
  policies = await PoliciesUnderTest.start();
});
afterAll(() => policies.underTest.stop());
beforeEach(() => policies.begin());

describe('attaching a policy', () => {
  it('attaches a round-robin policy with the defaults, readable through the interface of all policies', async () => {
    await policies.attach('RoundRobin', {
      production: { targets: [policies.target(0), policies.target(1)] },
      sandbox: { targets: [policies.target(2, policies.world.sandboxId)] },
    });
    const found = await policies.read();
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      kind: 'ROUND_ROBIN',
      name: 'round robin',
      suspendDurationSeconds: 0,
      requestTimeoutSeconds: 300,
      totalTimeoutSeconds: 1_200,
      maxAttempts: 1,
      failureStatuses: ['401-404', '408', '424', '429', '500-599'],
      usesDefaultFailureStatuses: true,
      failoverOn: [
        ...['MODEL_NOT_FOUND', 'CREDENTIAL_REJECTED', 'ACCOUNT_EXHAUSTED', 'CONTEXT_TOO_LONG', 'REQUEST_TOO_LARGE'],
        ...['OVERLOADED', 'RATE_LIMITED'],
      ],
      usesDefaultFailoverOn: true,
      aiApi: { id: policies.world.aiApiId },
      lastRevision: { operation: 'attachRoundRobinPolicy' },
    });
    expect(found[0]!.production.targets.map(({ model }) => model.name)).toEqual(['large', 'medium']);
  });

  it("computes each weight's share among the targets in rotation", async () => {
    const production = [
      { ...policies.target(0), weight: 3 },
      { ...policies.target(1), weight: 1 },
      { ...policies.target(2), weight: 0 },
    ];
    await policies.attach('WeightedRoundRobin', { production: { targets: production } });
    const [policy] = await policies.read();
    expect(policy!.weighted!.targets).toEqual([
      { weight: 3, share: 0.75 },
      { weight: 1, share: 0.25 },
      { weight: 0, share: 0 },
    ]);
    expect(policy!.production.targets.map(({ inRotation }) => inRotation)).toEqual([true, true, false]);
  });

  it('names a failover policy after its primary model and keeps the fallbacks in their order', async () => {
    await policies.attach('Failover', { production: policies.chain(0, 2, 1) });
    const [policy] = await policies.read();
    expect(policy).toMatchObject({
      kind: 'FAILOVER',
      name: `failover from ${policies.world.name}/large in production`,
      maxAttempts: null,
    });
    expect(policy!.chain).toMatchObject({
      primary: { position: 0, model: { name: 'large' } },
      fallbacks: [
        { position: 1, model: { name: 'small' } },
        { position: 2, model: { name: 'medium' } },
      ],
    });
  });

  it('merges and sorts failure statuses, and refuses invalid ones', async () => {
    const failureStatuses = ['500-503', '429', '502-510', '428'];
    const made = await policies.attach(
      'RoundRobin',
      { production: { targets: [policies.target(0)] }, failureStatuses },
      'policy { id version failureStatuses usesDefaultFailureStatuses } revision',
    );
    expect(made.policy).toMatchObject({
      failureStatuses: ['428', '429', '500-510'],
      usesDefaultFailureStatuses: false,
    });
    await policies.begin();
    const error = await policies.refuseAttach('Failover', {
      production: policies.chain(0, 1),
      failureStatuses: ['399', '600', '510-500', 'teapot', '500-599'],
    });
    expect(problems(error)).toEqual([
      'failureStatuses.0: OUT_OF_RANGE',
      'failureStatuses.1: OUT_OF_RANGE',
      'failureStatuses.2: OUT_OF_RANGE',
      'failureStatuses.3: INVALID_FORMAT',
    ]);
  });

  it('takes the kinds of errors after which it fails over, each once and in the order of the enum', async () => {
    const fields = 'policy { id version failoverOn usesDefaultFailoverOn } revision';
    const failoverOn = ['RATE_LIMITED', 'OVERLOADED', 'RATE_LIMITED'];
    const made = await policies.attach(
      'RoundRobin',
      { production: { targets: [policies.target(0)] }, failoverOn },
      fields,
    );
    expect(made.policy).toMatchObject({ failoverOn: ['OVERLOADED', 'RATE_LIMITED'], usesDefaultFailoverOn: false });
    const update = (kinds: string[] | null) =>
      policies.underTest.change<{ policy: ReadPolicy }>(
        'updateRoundRobinPolicy',
        { policyId: made.policy.id, failoverOn: kinds },
        fields,
      );
    expect((await update([])).policy).toMatchObject({ failoverOn: [], usesDefaultFailoverOn: false });
    expect((await update(null)).policy.usesDefaultFailoverOn).toBe(true);
    const allDefaults = (await policies.read())[0]!.failoverOn;
    expect((await update(allDefaults.toReversed())).policy.usesDefaultFailoverOn).toBe(true);
  });

  it.each([
    ['a negative weight', [-1, 5], ['production.targets.0.weight: OUT_OF_RANGE']],
    ['a weight above 1,000', [1_001, 5], ['production.targets.0.weight: OUT_OF_RANGE']],
    ['no positive weight', [0, 0], ['production.targets: OUT_OF_RANGE']],
  ])('refuses %s', async (_what, [first, second], expected) => {
    const production = [
      { ...policies.target(0), weight: first },
      { ...policies.target(1), weight: second },
    ];
    const error = await policies.refuseAttach('WeightedRoundRobin', { production: { targets: production } });
    expect(error.extensions.code).toBe('BAD_USER_INPUT');
    expect(problems(error)).toEqual(expected);
  });

  it('refuses weights whose wheel would be longer than 10,000', async () => {
    const names = Array.from({ length: 32 }, (_, index) => ({ name: `m-${index}` }));
    const { models } = await policies.underTest.change<{ models: { id: string }[] }>(
      'addModels',
      { providerId: policies.world.providerId, models: names },
      'models { id }',
    );
    const weigh = (weight: (index: number) => number) => ({
      targets: models.map(({ id }, index) => {
        return { modelId: id, endpointId: policies.world.productionId, weight: weight(index) };
      }),
    });
    const error = await policies.refuseAttach('WeightedRoundRobin', { production: weigh((index) => 999 - index) });
    expect(problems(error)).toEqual(['production.targets: OUT_OF_RANGE']);
    await policies.attach('WeightedRoundRobin', { production: weigh(() => 1_000) });
  });

  it('refuses a target of another provider or environment, disabled, or unknown', async () => {
    const other = await createWorld(policies.underTest);
    await policies.underTest.change('updateModel', { modelId: policies.world.modelIds[1], enabled: false }, 'revision');
    await policies.underTest.change(
      'updateEndpoint',
      { endpointId: policies.world.secondId, enabled: false },
      'revision',
    );
    const error = await policies.refuseAttach('RoundRobin', {
      production: {
        targets: [
          { modelId: other.modelIds[0], endpointId: other.productionId },
          policies.target(1),
          policies.target(0, policies.world.secondId),
          policies.target(0, policies.world.sandboxId),
          { modelId: 'nothing', endpointId: '0198c0de-0000-7000-8000-000000000000' },
        ],
      },
      sandbox: { targets: [policies.target(0, policies.world.productionId)] },
    });
    expect(error.extensions.code).toBe('BAD_USER_INPUT');
    expect(problems(error)).toEqual([
      'production.targets.0.modelId: OTHER_PROVIDER',
      'production.targets.0.endpointId: OTHER_PROVIDER',
      'production.targets.1.modelId: DISABLED',
      'production.targets.2.endpointId: DISABLED',
      'production.targets.3.endpointId: OTHER_ENVIRONMENT',
      'production.targets.4.modelId: NOT_FOUND',
      'production.targets.4.endpointId: NOT_FOUND',
      'sandbox.targets.0.endpointId: OTHER_ENVIRONMENT',
    ]);
    const inChain = await policies.refuseAttach('Failover', { production: policies.chain(0, 2, 1) });
    expect(problems(inChain)).toEqual(['production.fallbacks.1.modelId: DISABLED']);
  });

  it('refuses a repeated target, and sides that are too long or too short', async () => {
    const twice = await policies.refuseAttach('RoundRobin', {
      production: { targets: [policies.target(0), policies.target(1), policies.target(0)] },
    });
    expect(problems(twice)).toEqual(['production.targets.2: DUPLICATE']);
    const long = await policies.refuseAttach('RoundRobin', {
      production: { targets: Array.from({ length: 33 }, () => policies.target(0)) },
    });
    expect(problems(long)).toContain('production.targets: WRONG_COUNT');
    const alone = await policies.refuseAttach('Failover', { production: policies.chain(0) });
    expect(problems(alone)).toEqual(['production.fallbacks: WRONG_COUNT']);
  });

  it.each([
    ['RoundRobin', { suspendDurationSeconds: -1 }, 'suspendDurationSeconds: OUT_OF_RANGE'],
    ['RoundRobin', { requestTimeoutSeconds: 0 }, 'requestTimeoutSeconds: OUT_OF_RANGE'],
    ['WeightedRoundRobin', { maxAttempts: 33 }, 'maxAttempts: OUT_OF_RANGE'],
    ['Failover', { totalTimeoutSeconds: 3_601 }, 'totalTimeoutSeconds: OUT_OF_RANGE'],
    ['Failover', { failureStatuses: [] }, 'failureStatuses: WRONG_COUNT'],
  ])('refuses a %s policy with %p', async (kind, input, expected) => {
    const target = kind === 'WeightedRoundRobin' ? { ...policies.target(0), weight: 1 } : policies.target(0);
    const production = kind === 'Failover' ? policies.chain(0, 1) : { targets: [target] };
    expect(problems(await policies.refuseAttach(kind, { production, ...input }))).toEqual([expected]);
  });

  it.each([
    ['RoundRobin', {}],
    ['RoundRobin', { production: { targets: [] }, sandbox: { targets: [] } }],
    ['WeightedRoundRobin', { production: null }],
    ['Failover', { sandbox: null }],
  ])('refuses a %s policy without a target on either side: %p', async (kind, input) => {
    const error = await policies.refuseAttach(kind, input);
    expect([error.extensions.code, ...problems(error)]).toEqual(['BAD_USER_INPUT', 'production: REQUIRED']);
  });

  it('refuses a second load-balancing policy, or one beside failover, and names the existing one', async () => {
    const { policy } = await policies.attach('RoundRobin', { production: { targets: [policies.target(0)] } });
    const sides = {
      RoundRobin: { targets: [policies.target(1)] },
      WeightedRoundRobin: { targets: [{ ...policies.target(1), weight: 1 }] },
      Failover: policies.chain(1, 2),
    };
    for (const [kind, production] of Object.entries(sides)) {
      const error = await policies.refuseAttach(kind, { production });
      expect(error.extensions).toMatchObject({
        code: 'CONFLICT',
        reason: 'POLICY_RULE',
        existingId: policy.id,
        existingKind: 'ROUND_ROBIN_POLICY',
        existingName: 'round robin',
      });
    }
    await policies.underTest.change('detachPolicy', { policyId: policy.id }, 'revision');
    await policies.attach('Failover', { production: policies.chain(0, 1) });
    const beside = await policies.refuseAttach('RoundRobin', { production: sides.RoundRobin });
    expect(beside.extensions).toMatchObject({
      reason: 'POLICY_RULE',
      existingName: `failover from ${policies.world.name}/large in production`,
    });
  });

  it('refuses a second failover policy with the same primary in an environment, but not in the other', async () => {
    const { policy } = await policies.attach('Failover', { production: policies.chain(0, 1) });
    const error = await policies.refuseAttach('Failover', { production: policies.chain(0, 2) });
    expect(error.extensions).toMatchObject({ code: 'CONFLICT', reason: 'TAKEN', existingId: policy.id });
    expect(problems(error)).toEqual(['production.primary.modelId: TAKEN']);
    const sandbox = {
      primary: policies.target(0, policies.world.sandboxId),
      fallbacks: [policies.target(1, policies.world.sandboxId)],
    };
    await policies.attach('Failover', { sandbox });
    await policies.attach('Failover', { production: policies.chain(1, 0) });
    expect(await policies.read()).toHaveLength(3);
  });
});

describe('updating a policy', () => {
  it('changes what is given, restores defaults for null, and keeps the rest', async () => {
    const settings = { suspendDurationSeconds: 30, maxAttempts: 2, failureStatuses: ['500-599'] };
    const { policy } = await policies.attach('RoundRobin', {
      production: { targets: [policies.target(0), policies.target(1)] },
      ...settings,
    });
    const updated = await policies.underTest.change<{ policy: ReadPolicy }>(
      'updateRoundRobinPolicy',
      { policyId: policy.id, production: { targets: [policies.target(2)] }, maxAttempts: null, failureStatuses: null },
      `policy { ${COMMON_POLICY_FIELDS} }`,
    );
    expect(updated.policy).toMatchObject({
      id: policy.id,
      suspendDurationSeconds: 30,
      maxAttempts: 1,
      usesDefaultFailureStatuses: true,
      production: { targets: [{ model: { name: 'small' } }] },
    });
  });

  it('commits nothing if nothing changes, and refuses a stale version with the current one', async () => {
    const { policy, revision } = await policies.attach('Failover', { production: policies.chain(0, 1) });
    const same = { policyId: policy.id, production: policies.chain(0, 1), suspendDurationSeconds: 0 };
    const unchanged = await policies.underTest.change('updateFailoverPolicy', same, 'revision');
    expect(unchanged.revision).toBe(revision);
    const error = await policies.underTest.refused('updateFailoverPolicy', { ...same, expectedVersion: revision - 1 });
    expect(error.extensions).toMatchObject({ code: 'CONFLICT', reason: 'STALE_VERSION', currentVersion: revision });
  });

  it('empties a failover side by null, and refuses a taken primary', async () => {
    const { sandboxId } = policies.world;
    const sandbox = { primary: policies.target(0, sandboxId), fallbacks: [policies.target(1, sandboxId)] };
    const { policy } = await policies.attach('Failover', { production: policies.chain(0, 1), sandbox });
    const second = await policies.attach('Failover', { production: policies.chain(1, 0) });
    const error = await policies.underTest.refused('updateFailoverPolicy', {
      policyId: second.policy.id,
      production: policies.chain(0, 2),
    });
    expect(error.extensions).toMatchObject({ reason: 'TAKEN', existingId: policy.id });
    await policies.underTest.change('updateFailoverPolicy', { policyId: policy.id, production: null }, 'revision');
    await policies.underTest.change(
      'updateFailoverPolicy',
      { policyId: second.policy.id, production: policies.chain(0, 2) },
      'revision',
    );
  });

  it('refuses to remove the last target, on either side, and changes nothing', async () => {
    const { sandboxId } = policies.world;
    const { policy } = await policies.attach('RoundRobin', { production: { targets: [policies.target(0)] } });
    const update = (input: object) => ({ policyId: policy.id, ...input });
    for (const production of [{ targets: [] }, null]) {
      const error = await policies.underTest.refused('updateRoundRobinPolicy', update({ production }));
      expect([error.extensions.code, ...problems(error)]).toEqual(['BAD_USER_INPUT', 'production: REQUIRED']);
    }
    const sandbox = { targets: [policies.target(0, sandboxId)] };
    await policies.underTest.change(
      'updateRoundRobinPolicy',
      update({ production: { targets: [] }, sandbox }),
      'revision',
    );
    const error = await policies.underTest.refused('updateRoundRobinPolicy', update({ sandbox: { targets: [] } }));
    expect(problems(error)).toEqual(['sandbox: REQUIRED']);
    expect(error.message).toContain('give at least one in `production` or `sandbox`');
  });

  it('finds a policy only by the mutation of its kind', async () => {
    const { policy } = await policies.attach('RoundRobin', { production: { targets: [policies.target(0)] } });
    const error = await policies.underTest.refused('updateFailoverPolicy', { policyId: policy.id });
    expect(error.extensions.code).toBe('NOT_FOUND');
    expect((await policies.underTest.refused('detachPolicy', { policyId: 'nothing' })).extensions.code).toBe(
      'NOT_FOUND',
    );
  });
});

it('lists 200 AI APIs with their policies, targets and health within the cost of one query', async () => {
  const target = `provider { name } model { id name } endpoint { id name } inRotation
    health { availability cause suspendedUntil dataPlane { id } }`;
  const sides = (more: string) =>
    `production { targets { ${target} ${more} } } sandbox { targets { ${target} ${more} } }`;
  const page = `{ aiApis(first: 200) { totalCount pageInfo { hasNextPage endCursor } nodes {
    id name displayName basePath enabled version policiesVersion providers { id name }
    policies { id kind name version
      ... on RoundRobinPolicy { ${sides('')} }
      ... on WeightedRoundRobinPolicy { ${sides('weight share')} }
      ... on FailoverPolicy { ${sides('')} } } } } }`;
  expect((await policies.underTest.ask(page)).errors).toBeUndefined();
});
