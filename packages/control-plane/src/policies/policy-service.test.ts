import { ControlPlaneUnderTest, problems } from '../control-plane-under-test.suite';
import { createWorld, type World } from '../world.suite';

let underTest: ControlPlaneUnderTest;
let world: World;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
}, 60_000);
afterAll(() => underTest.stop());
beforeEach(async () => {
  world = await createWorld(underTest);
});

const target = (model: number, endpointId = world.productionId) => ({ modelId: world.modelIds[model], endpointId });
const attach = (kind: string, input: object, fields = 'policy { id version } revision') =>
  underTest.change<{ policy: { id: string; version: number }; revision: number }>(
    `attach${kind}Policy`,
    { aiApiId: world.aiApiId, ...input },
    fields,
  );
const refuseAttach = (kind: string, input: object) =>
  underTest.refused(`attach${kind}Policy`, { aiApiId: world.aiApiId, ...input });
const failover = (primary: number, ...fallbacks: number[]) => ({
  primary: target(primary),
  fallbacks: fallbacks.map((model) => target(model)),
});

const POLICY = `id kind label suspendDurationSeconds requestTimeoutSeconds totalTimeoutSeconds maxAttempts failureStatuses
  usesDefaultFailureStatuses version aiApi { id } lastRevision { number operation }
  production { id environment targets { id inRotation model { name } endpoint { name } policy { id } } } sandbox { targets { id } }
  ... on WeightedRoundRobinPolicy { weighted: production { targets { weight share } } }
  ... on FailoverPolicy { chain: production { primary { position model { name } } fallbacks { position model { name } } } }`;
interface ReadPolicy {
  id: string;
  kind: string;
  label: string;
  maxAttempts: number | null;
  failureStatuses: string[];
  usesDefaultFailureStatuses: boolean;
  production: { targets: { inRotation: boolean; model: { name: string } }[] };
  weighted?: { targets: { weight: number; share: number }[] };
  chain?: { primary: { model: { name: string } }; fallbacks: { position: number }[] };
}
const readPolicies = async () => {
  const query = `query($id: ID!) { aiApi(id: $id) { policies { ${POLICY} } policiesVersion version } }`;
  return underTest.get<{ policies: ReadPolicy[]; policiesVersion: number; version: number }>(query, {
    id: world.aiApiId,
  });
};

describe('attaching a policy', () => {
  it('gives the AI API a round-robin policy with the defaults, which any kind of policy can be read as', async () => {
    await attach('RoundRobin', { production: [target(0), target(1)], sandbox: [target(2, world.sandboxId)] });
    const { policies } = await readPolicies();
    expect(policies).toHaveLength(1);
    expect(policies[0]).toMatchObject({
      kind: 'ROUND_ROBIN',
      label: 'round robin',
      suspendDurationSeconds: 0,
      requestTimeoutSeconds: 120,
      totalTimeoutSeconds: 600,
      maxAttempts: 1,
      failureStatuses: ['401', '403', '404', '408', '429', '500-599'],
      usesDefaultFailureStatuses: true,
      aiApi: { id: world.aiApiId },
      lastRevision: { operation: 'attachRoundRobinPolicy' },
    });
    expect(policies[0]!.production.targets.map(({ model }) => model.name)).toEqual(['large', 'medium']);
  });

  it('gives weights their shares among the targets in rotation', async () => {
    const production = [
      { ...target(0), weight: 3 },
      { ...target(1), weight: 1 },
      { ...target(2), weight: 0 },
    ];
    await attach('WeightedRoundRobin', { production });
    const [policy] = (await readPolicies()).policies;
    expect(policy!.weighted!.targets).toEqual([
      { weight: 3, share: 0.75 },
      { weight: 1, share: 0.25 },
      { weight: 0, share: 0 },
    ]);
    expect(policy!.production.targets.map(({ inRotation }) => inRotation)).toEqual([true, true, false]);
  });

  it('names a failover policy after its primary model and keeps the fallbacks in their order', async () => {
    await attach('Failover', { production: failover(0, 2, 1) });
    const [policy] = (await readPolicies()).policies;
    expect(policy).toMatchObject({ kind: 'FAILOVER', label: 'failover from large', maxAttempts: null });
    expect(policy!.chain).toMatchObject({
      primary: { position: 0, model: { name: 'large' } },
      fallbacks: [
        { position: 1, model: { name: 'small' } },
        { position: 2, model: { name: 'medium' } },
      ],
    });
  });

  it('merges failure statuses, puts them in ascending order, and refuses what is no status', async () => {
    const failureStatuses = ['500-503', '429', '502-510', '428'];
    const made = await attach(
      'RoundRobin',
      { failureStatuses },
      'policy { id version failureStatuses usesDefaultFailureStatuses } revision',
    );
    expect(made.policy).toMatchObject({
      failureStatuses: ['428', '429', '500-510'],
      usesDefaultFailureStatuses: false,
    });
    const error = await refuseAttach('Failover', { failureStatuses: ['399', '600', '510-500', 'teapot', '500-599'] });
    expect(problems(error)).toEqual([
      'failureStatuses.0: OUT_OF_RANGE',
      'failureStatuses.1: OUT_OF_RANGE',
      'failureStatuses.2: OUT_OF_RANGE',
      'failureStatuses.3: INVALID_FORMAT',
    ]);
  });

  it.each([
    ['a negative weight', [-1, 5], ['production.0.weight: OUT_OF_RANGE']],
    ['a weight above 1,000', [1_001, 5], ['production.0.weight: OUT_OF_RANGE']],
    ['no positive weight', [0, 0], ['production: OUT_OF_RANGE']],
  ])('refuses %s', async (_what, [first, second], expected) => {
    const production = [
      { ...target(0), weight: first },
      { ...target(1), weight: second },
    ];
    const error = await refuseAttach('WeightedRoundRobin', { production });
    expect(error.extensions.code).toBe('BAD_USER_INPUT');
    expect(problems(error)).toEqual(expected);
  });

  it('refuses weights whose wheel would be longer than 10,000', async () => {
    const names = Array.from({ length: 32 }, (_, index) => ({ name: `m-${index}` }));
    const { models } = await underTest.change<{ models: { id: string }[] }>(
      'addModels',
      { providerId: world.providerId, models: names },
      'models { id }',
    );
    const weigh = (weight: (index: number) => number) =>
      models.map(({ id }, index) => ({ modelId: id, endpointId: world.productionId, weight: weight(index) }));
    const error = await refuseAttach('WeightedRoundRobin', { production: weigh((index) => 999 - index) });
    expect(problems(error)).toEqual(['production: OUT_OF_RANGE']);
    await attach('WeightedRoundRobin', { production: weigh(() => 1_000) });
  });

  it('refuses a target of another provider, of a disabled model or endpoint, of the other environment, or of none', async () => {
    const other = await createWorld(underTest);
    await underTest.change('updateModel', { modelId: world.modelIds[1], enabled: false }, 'revision');
    await underTest.change('updateEndpoint', { endpointId: world.secondId, enabled: false }, 'revision');
    const error = await refuseAttach('RoundRobin', {
      production: [
        { modelId: other.modelIds[0], endpointId: other.productionId },
        target(1),
        target(0, world.secondId),
        target(0, world.sandboxId),
        { modelId: 'nothing', endpointId: '0198c0de-0000-7000-8000-000000000000' },
      ],
      sandbox: [target(0, world.productionId)],
    });
    expect(error.extensions.code).toBe('BAD_USER_INPUT');
    expect(problems(error)).toEqual([
      'production.0.modelId: OTHER_PROVIDER',
      'production.0.endpointId: OTHER_PROVIDER',
      'production.1.modelId: DISABLED',
      'production.2.endpointId: DISABLED',
      'production.3.endpointId: OTHER_ENVIRONMENT',
      'production.4.modelId: NOT_FOUND',
      'production.4.endpointId: NOT_FOUND',
      'sandbox.0.endpointId: OTHER_ENVIRONMENT',
    ]);
    const inChain = await refuseAttach('Failover', { production: failover(0, 2, 1) });
    expect(problems(inChain)).toEqual(['production.fallbacks.1.modelId: DISABLED']);
  });

  it('refuses a target that is there twice, and sides that are too long or too short', async () => {
    const twice = await refuseAttach('RoundRobin', { production: [target(0), target(1), target(0)] });
    expect(problems(twice)).toEqual(['production.2: DUPLICATE']);
    const long = await refuseAttach('RoundRobin', { production: Array.from({ length: 33 }, () => target(0)) });
    expect(problems(long)).toContain('production: WRONG_COUNT');
    const alone = await refuseAttach('Failover', { production: failover(0) });
    expect(problems(alone)).toEqual(['production.fallbacks: WRONG_COUNT']);
  });

  it.each([
    ['RoundRobin', { suspendDurationSeconds: -1 }, 'suspendDurationSeconds: OUT_OF_RANGE'],
    ['RoundRobin', { requestTimeoutSeconds: 0 }, 'requestTimeoutSeconds: OUT_OF_RANGE'],
    ['WeightedRoundRobin', { maxAttempts: 33 }, 'maxAttempts: OUT_OF_RANGE'],
    ['Failover', { totalTimeoutSeconds: 3_601 }, 'totalTimeoutSeconds: OUT_OF_RANGE'],
    ['Failover', { failureStatuses: [] }, 'failureStatuses: WRONG_COUNT'],
  ])('refuses a %s policy with %p', async (kind, input, expected) => {
    expect(problems(await refuseAttach(kind, input))).toEqual([expected]);
  });

  it('refuses a second load-balancing policy, and one beside failover policies, by naming the one that is there', async () => {
    const { policy } = await attach('RoundRobin', { production: [target(0)] });
    for (const kind of ['RoundRobin', 'WeightedRoundRobin', 'Failover']) {
      const error = await refuseAttach(kind, {});
      expect(error.extensions).toMatchObject({
        code: 'CONFLICT',
        reason: 'POLICY_RULE',
        existingId: policy.id,
        existingKind: 'ROUND_ROBIN_POLICY',
        existingName: 'round robin',
      });
    }
    await underTest.change('detachPolicy', { policyId: policy.id }, 'revision');
    await attach('Failover', { production: failover(0, 1) });
    const beside = await refuseAttach('RoundRobin', {});
    expect(beside.extensions).toMatchObject({ reason: 'POLICY_RULE', existingName: 'failover from large' });
  });

  it('refuses a second failover policy with one primary model in one environment, and allows it in the other', async () => {
    const { policy } = await attach('Failover', { production: failover(0, 1) });
    const error = await refuseAttach('Failover', { production: failover(0, 2) });
    expect(error.extensions).toMatchObject({ code: 'CONFLICT', reason: 'TAKEN', existingId: policy.id });
    expect(problems(error)).toEqual(['production.primary.modelId: TAKEN']);
    const sandbox = {
      primary: target(0, world.sandboxId),
      fallbacks: [target(1, world.sandboxId)],
    };
    await attach('Failover', { sandbox });
    await attach('Failover', { production: failover(1, 0) });
    expect((await readPolicies()).policies).toHaveLength(3);
  });
});

describe('two mutations at once', () => {
  const race = async (kinds: [string, object][]) => {
    const outcomes = await Promise.all(
      kinds.map(([kind, input]) =>
        underTest.ask(
          `mutation($input: Attach${kind}PolicyInput!) { made: attach${kind}Policy(input: $input) { revision } }`,
          { input: { aiApiId: world.aiApiId, ...input } },
        ),
      ),
    );
    const losers = outcomes.flatMap(({ errors }) => errors ?? []);
    return { winners: outcomes.filter(({ errors }) => errors === undefined).length, losers };
  };

  it('cannot both attach a load-balancing policy: the loser is told the rule', async () => {
    for (let round = 0; round < 8; round += 1) {
      world = await createWorld(underTest);
      const { winners, losers } = await race([
        ['RoundRobin', { production: [target(0)] }],
        ['WeightedRoundRobin', { production: [{ ...target(0), weight: 1 }] }],
      ]);
      expect(winners).toBe(1);
      expect(losers.map(({ extensions }) => [extensions.code, extensions.reason])).toEqual([
        ['CONFLICT', 'POLICY_RULE'],
      ]);
      expect((await readPolicies()).policies).toHaveLength(1);
    }
  });

  it('cannot both attach a failover policy for one primary model: the loser is told that it is taken', async () => {
    for (let round = 0; round < 8; round += 1) {
      world = await createWorld(underTest);
      const { winners, losers } = await race([
        ['Failover', { production: failover(0, 1) }],
        ['Failover', { production: failover(0, 2) }],
      ]);
      expect(winners).toBe(1);
      expect(losers.map(({ extensions }) => [extensions.code, extensions.reason])).toEqual([['CONFLICT', 'TAKEN']]);
      expect((await readPolicies()).policies).toHaveLength(1);
    }
  });
});

describe('updating a policy', () => {
  it('changes what is given, puts back defaults for null, and leaves the rest', async () => {
    const settings = { suspendDurationSeconds: 30, maxAttempts: 2, failureStatuses: ['500-599'] };
    const { policy } = await attach('RoundRobin', { production: [target(0), target(1)], ...settings });
    const updated = await underTest.change<{ policy: ReadPolicy }>(
      'updateRoundRobinPolicy',
      { policyId: policy.id, production: [target(2)], maxAttempts: null, failureStatuses: null },
      `policy { ${POLICY.replace(/\.\.\. on[\s\S]*/, '')} }`,
    );
    expect(updated.policy).toMatchObject({
      id: policy.id,
      suspendDurationSeconds: 30,
      maxAttempts: 1,
      usesDefaultFailureStatuses: true,
      production: { targets: [{ model: { name: 'small' } }] },
    });
  });

  it('commits nothing where nothing changes, and refuses a stale version with the current one', async () => {
    const { policy, revision } = await attach('Failover', { production: failover(0, 1) });
    const same = { policyId: policy.id, production: failover(0, 1), suspendDurationSeconds: 0 };
    const unchanged = await underTest.change('updateFailoverPolicy', same, 'revision');
    expect(unchanged.revision).toBe(revision);
    const error = await underTest.refused('updateFailoverPolicy', { ...same, expectedVersion: revision - 1 });
    expect(error.extensions).toMatchObject({ code: 'CONFLICT', reason: 'STALE_VERSION', currentVersion: revision });
  });

  it('empties a failover side by null, and may swap nothing with a taken primary', async () => {
    const { policy } = await attach('Failover', { production: failover(0, 1) });
    const second = await attach('Failover', { production: failover(1, 0) });
    const error = await underTest.refused('updateFailoverPolicy', {
      policyId: second.policy.id,
      production: failover(0, 2),
    });
    expect(error.extensions).toMatchObject({ reason: 'TAKEN', existingId: policy.id });
    await underTest.change('updateFailoverPolicy', { policyId: policy.id, production: null }, 'revision');
    await underTest.change(
      'updateFailoverPolicy',
      { policyId: second.policy.id, production: failover(0, 2) },
      'revision',
    );
  });

  it('knows a policy by its own kind only', async () => {
    const { policy } = await attach('RoundRobin', {});
    const error = await underTest.refused('updateFailoverPolicy', { policyId: policy.id });
    expect(error.extensions.code).toBe('NOT_FOUND');
    expect((await underTest.refused('detachPolicy', { policyId: 'nothing' })).extensions.code).toBe('NOT_FOUND');
  });
});

describe('setPolicies', () => {
  const set = (input: object) =>
    underTest.change<{ policies: { id: string; kind: string }[]; deletedIds: string[]; revision: number }>(
      'setPolicies',
      { aiApiId: world.aiApiId, ...input },
      'policies { id kind } deletedIds revision aiApi { policiesVersion version }',
    );

  it('changes the kind in one revision, and continues a policy of the same kind under its id', async () => {
    const first = await set({ roundRobin: { production: [target(0)] } });
    const second = await set({ roundRobin: { production: [target(1)], maxAttempts: 2 } });
    expect(second.policies[0]!.id).toBe(first.policies[0]!.id);
    expect(second.revision).toBe(first.revision + 1);
    const third = await set({ failover: [{ production: failover(0, 1) }, { production: failover(1, 0) }] });
    expect(third.revision).toBe(second.revision + 1);
    expect(third.deletedIds).toEqual([first.policies[0]!.id]);
    expect(third.policies.map(({ kind }) => kind)).toEqual(['FAILOVER', 'FAILOVER']);
    const none = await set({ failover: [] });
    expect(none.deletedIds.toSorted()).toEqual(third.policies.map(({ id }) => id).toSorted());
    await attach('WeightedRoundRobin', { production: [{ ...target(0), weight: 1 }] });
  });

  it('lets two failover policies swap their primary models', async () => {
    const { policies } = await set({ failover: [{ production: failover(0, 2) }, { production: failover(1, 2) }] });
    const [one, two] = policies;
    const swapped = await set({
      failover: [
        { policyId: one!.id, production: failover(1, 2) },
        { policyId: two!.id, production: failover(0, 2) },
      ],
    });
    expect(swapped.policies.map(({ id }) => id)).toEqual([one!.id, two!.id]);
    expect(swapped.deletedIds).toEqual([]);
    const labels = (await readPolicies()).policies.map(({ label }) => label);
    expect(labels).toEqual(['failover from medium', 'failover from large']);
  });

  it('commits nothing where the policies are those already', async () => {
    const wanted = { failover: [{ production: failover(0, 1) }] };
    const first = await set(wanted);
    const again = await set(wanted);
    expect(again).toMatchObject({ revision: first.revision, policies: first.policies, deletedIds: [] });
  });

  it('refuses two kinds, none, a primary twice, a policy of somebody else, and a stale version', async () => {
    const refuse = (input: object) => underTest.refused('setPolicies', { aiApiId: world.aiApiId, ...input });
    expect(problems(await refuse({ roundRobin: {}, failover: [] }))).toEqual(['failover: EXCLUSIVE']);
    expect(problems(await refuse({}))).toEqual(['failover: REQUIRED']);
    const twice = { failover: [{ production: failover(0, 1) }, { production: failover(0, 2) }] };
    expect(problems(await refuse(twice))).toEqual(['failover.1.production.primary.modelId: DUPLICATE']);
    const foreign = { failover: [{ policyId: world.aiApiId, production: failover(0, 1) }] };
    expect(problems(await refuse(foreign))).toEqual(['failover.0.policyId: NOT_FOUND']);
    const { revision } = await set({ roundRobin: {} });
    const stale = await refuse({ weightedRoundRobin: {}, expectedVersion: revision - 1 });
    expect(stale.extensions).toMatchObject({ reason: 'STALE_VERSION', currentVersion: revision });
  });
});

describe('the constraints behind the rules', () => {
  const insert = (kind: string, maxAttempts: number | null) =>
    underTest.sql(
      `INSERT INTO policy (id, ai_api_id, provider_id, kind, suspend_duration_seconds, request_timeout_seconds,
         total_timeout_seconds, max_attempts, version, created_at, updated_at)
       VALUES (gen_random_uuid(), $1, $2, $3, 0, 1, 1, $4, 1, now(), now())`,
      [world.aiApiId, world.providerId, kind, maxAttempts],
    );

  it('let no second load-balancing policy in, and no policy of another kind', async () => {
    await attach('RoundRobin', {});
    await expect(insert('ROUND_ROBIN', 1)).rejects.toMatchObject({ constraint: 'policy_load_balancing_rule' });
    await expect(insert('FAILOVER', null)).rejects.toMatchObject({ constraint: 'policy_kind_rule' });
  });

  it('let no target of another provider or environment in, and no second policy with one primary', async () => {
    const other = await createWorld(underTest);
    const { policy } = await attach('Failover', { production: failover(0, 1) });
    const second = await attach('Failover', { production: failover(1, 0) });
    const add = (modelId: string, endpointId: string) =>
      underTest.sql(
        `INSERT INTO policy_target (policy_id, environment, position, provider_id, model_id, endpoint_id)
         VALUES ($1, 'PRODUCTION', 9, $2, $3, $4)`,
        [policy.id, world.providerId, modelId, endpointId],
      );
    await expect(add(other.modelIds[0], world.productionId)).rejects.toMatchObject({
      constraint: 'policy_target_model',
    });
    await expect(add(world.modelIds[2], other.productionId)).rejects.toMatchObject({
      constraint: 'policy_target_endpoint',
    });
    await expect(add(world.modelIds[2], world.sandboxId)).rejects.toMatchObject({
      constraint: 'policy_target_endpoint',
    });
    const take = underTest.sql('UPDATE failover_primary SET model_id = $2 WHERE policy_id = $1', [
      second.policy.id,
      world.modelIds[0],
    ]);
    await expect(take).rejects.toMatchObject({ constraint: 'failover_primary_taken' });
  });
});
