import { problems } from '../../testing/control-plane-under-test.suite';
import { PoliciesUnderTest } from '../../testing/policies-under-test.suite';

let policies: PoliciesUnderTest;

beforeAll(async () => {
  policies = await PoliciesUnderTest.start();
});
afterAll(() => policies.underTest.stop());
beforeEach(() => policies.begin());

describe('setPolicies', () => {
  const set = (input: object) =>
    policies.underTest.change<{ policies: { id: string; kind: string }[]; deletedIds: string[]; revision: number }>(
      'setPolicies',
      { aiApiId: policies.world.aiApiId, ...input },
      'policies { id kind } deletedIds revision aiApi { policiesVersion version }',
    );

  it('changes the kind in one revision, and continues a policy of the same kind with its id', async () => {
    const first = await set({ roundRobin: { production: { targets: [policies.target(0)] } } });
    const second = await set({ roundRobin: { production: { targets: [policies.target(1)] }, maxAttempts: 2 } });
    expect(second.policies[0]!.id).toBe(first.policies[0]!.id);
    expect(second.revision).toBe(first.revision + 1);
    const third = await set({ failover: [{ production: policies.chain(0, 1) }, { production: policies.chain(1, 0) }] });
    expect(third.revision).toBe(second.revision + 1);
    expect(third.deletedIds).toEqual([first.policies[0]!.id]);
    expect(third.policies.map(({ kind }) => kind)).toEqual(['FAILOVER', 'FAILOVER']);
    const none = await set({ failover: [] });
    expect(none.deletedIds.toSorted()).toEqual(third.policies.map(({ id }) => id).toSorted());
    await policies.attach('WeightedRoundRobin', { production: { targets: [{ ...policies.target(0), weight: 1 }] } });
  });

  it('lets two failover policies swap their primary models', async () => {
    const { policies: made } = await set({
      failover: [{ production: policies.chain(0, 2) }, { production: policies.chain(1, 2) }],
    });
    const [one, two] = made;
    const swapped = await set({
      failover: [
        { policyId: one!.id, production: policies.chain(1, 2) },
        { policyId: two!.id, production: policies.chain(0, 2) },
      ],
    });
    expect(swapped.policies.map(({ id }) => id)).toEqual([one!.id, two!.id]);
    expect(swapped.deletedIds).toEqual([]);
    const { name: provider } = policies.world;
    expect((await policies.read()).map(({ name }) => name)).toEqual([
      `failover from ${provider}/medium in production`,
      `failover from ${provider}/large in production`,
    ]);
  });

  it('commits nothing if the policies are unchanged', async () => {
    const wanted = { failover: [{ production: policies.chain(0, 1) }] };
    const first = await set(wanted);
    const again = await set(wanted);
    expect(again).toMatchObject({ revision: first.revision, policies: first.policies, deletedIds: [] });
  });

  it('refuses two kinds, none, a repeated primary, a policy of another AI API, and a stale version', async () => {
    const refuse = (input: object) =>
      policies.underTest.refused('setPolicies', { aiApiId: policies.world.aiApiId, ...input });
    const roundRobin = { production: { targets: [policies.target(0)] } };
    expect(problems(await refuse({ roundRobin, failover: [] }))).toEqual(['failover: EXCLUSIVE']);
    expect(problems(await refuse({}))).toEqual(['failover: REQUIRED']);
    const twice = { failover: [{ production: policies.chain(0, 1) }, { production: policies.chain(0, 2) }] };
    expect(problems(await refuse(twice))).toEqual(['failover.1.production.primary.modelId: DUPLICATE']);
    const foreign = { failover: [{ policyId: policies.world.aiApiId, production: policies.chain(0, 1) }] };
    expect(problems(await refuse(foreign))).toEqual(['failover.0.policyId: NOT_FOUND']);
    expect(problems(await refuse({ weightedRoundRobin: {} }))).toEqual(['weightedRoundRobin.production: REQUIRED']);
    const empty = { failover: [{ production: policies.chain(0, 1) }, { suspendDurationSeconds: 5 }] };
    expect(problems(await refuse(empty))).toEqual(['failover.1.production: REQUIRED']);
    const { revision } = await set({ roundRobin });
    const stale = await refuse({ failover: [], expectedVersion: revision - 1 });
    expect(stale.extensions).toMatchObject({ reason: 'STALE_VERSION', currentVersion: revision });
  });

  it('takes as many statements for 100 policies as for 2, whether created, updated, kept or deleted', async () => {
    const { underTest, world } = policies;
    const models = Array.from({ length: 100 }, (_, index) => ({ name: `primary-${index}` }));
    const { models: added } = await underTest.change<{ models: { id: string }[] }>(
      'addModels',
      { providerId: world.providerId, models },
      'models { id }',
    );
    const failover = (count: number, suspendDurationSeconds: number) => {
      const primaries = added.slice(0, count).map(({ id }) => ({ modelId: id, endpointId: world.productionId }));
      const fallbacks = [policies.target(0), policies.target(1)];
      return primaries.map((primary) => ({ production: { primary, fallbacks }, suspendDurationSeconds }));
    };
    const countOf = (input: object) => underTest.statementsOf(() => set(input));
    const counts = async (count: number) => ({
      made: await countOf({ failover: failover(count, 1) }),
      changed: await countOf({ failover: failover(count, 2) }),
      halfRemoved: await countOf({ failover: failover(count / 2, 3) }),
      removed: await countOf({ failover: [] }),
    });
    const few = await counts(2);
    expect(await counts(100)).toEqual(few);
    expect(Math.max(...Object.values(few))).toBeLessThan(40);
    const { policies: made } = await set({ failover: failover(100, 4) });
    const read = await policies.read();
    expect(read.map(({ id }) => id).toSorted()).toEqual(made.map(({ id }) => id).toSorted());
    expect(read.every(({ chain }) => chain?.fallbacks.length === 2)).toBe(true);
  });
});

describe('the name of a failover policy', () => {
  const set = (failover: object[]) =>
    policies.underTest.change<{ policies: { id: string; name: string; usesDefaultName: boolean }[] }>(
      'setPolicies',
      { aiApiId: policies.world.aiApiId, failover },
      'policies { id name ... on FailoverPolicy { usesDefaultName } }',
    );
  const sandboxChain = () => {
    const { sandboxId } = policies.world;
    return { primary: policies.target(0, sandboxId), fallbacks: [policies.target(1, sandboxId)] };
  };

  it('is by default what tells it from all others: its primary with the provider, and the side', async () => {
    const { name } = policies.world;
    const { policies: both } = await set([{ production: policies.chain(0, 1) }, { sandbox: sandboxChain() }]);
    expect(both).toMatchObject([
      { name: `failover from ${name}/large in production`, usesDefaultName: true },
      { name: `failover from ${name}/large in sandbox`, usesDefaultName: true },
    ]);
    const { policies: one } = await set([{ production: policies.chain(0, 1), sandbox: sandboxChain() }]);
    expect(one[0]!.name).toBe(`failover from ${name}/large`);
  });

  it('can be given and taken away, and finds the policy that continues though its primary changes', async () => {
    const { policies: named } = await set([
      { name: 'Chat', production: policies.chain(0, 1) },
      { production: policies.chain(1, 2) },
    ]);
    expect(named.map(({ name, usesDefaultName }) => [name, usesDefaultName])).toEqual([
      ['Chat', false],
      [`failover from ${policies.world.name}/medium in production`, true],
    ]);
    const { policies: moved } = await set([
      { production: policies.chain(0, 1) },
      { name: 'chat', production: policies.chain(1, 2) },
    ]);
    expect(moved[1]).toEqual({ id: named[0]!.id, name: 'chat', usesDefaultName: false });
    const [id] = [named[0]!.id];
    const rename = (name: string | null) =>
      policies.underTest.change<{ policy: { name: string } }>(
        'updateFailoverPolicy',
        { policyId: id, name },
        'policy { name }',
      );
    expect((await rename('support')).policy.name).toBe('support');
    expect((await rename(null)).policy.name).toBe(`failover from ${policies.world.name}/medium in production`);
    const { nodes } = await policies.underTest.get<{
      nodes: { changes: { nodes: { path: string[]; differences: unknown }[] } }[];
    }>('{ revisions(first: 1) { nodes { changes { nodes { path differences { path before after } } } } } }');
    expect(nodes[0]!.changes.nodes).toEqual([
      {
        path: [policies.world.name, `failover from ${policies.world.name}/medium in production`],
        differences: [{ path: 'name', before: 'support', after: null }],
      },
    ]);
  });

  it('may look like the place, or be the id, of a policy that has none', async () => {
    const { policies: both } = await set([
      { production: policies.chain(0, 2) },
      { name: 'failover.0', production: policies.chain(1, 2) },
    ]);
    const [unnamed] = both;
    const { name } = policies.world;
    const side = (primary: string) => {
      return { primary: { model: primary, endpoint: 'primary' }, fallbacks: [{ model: 'small', endpoint: 'primary' }] };
    };
    const listed = [
      { kind: 'FAILOVER', production: side('large') },
      { kind: 'FAILOVER', name: unnamed!.id, production: side('medium') },
    ];
    const manifest = { aiApis: [{ name, basePath: `/${name}/chat`, providers: [name], policies: listed }] };
    await policies.underTest.change('applyManifest', { manifest: JSON.stringify(manifest) }, 'revision');
    expect((await policies.read()).map((policy) => policy.name)).toEqual([
      `failover from ${name}/large in production`,
      unnamed!.id,
    ]);
  });

  it('can move from one policy to another in one change', async () => {
    const { policies: before } = await set([
      { name: 'one', production: policies.chain(0, 2) },
      { name: 'two', production: policies.chain(1, 2) },
    ]);
    const [one, two] = before.map(({ id }) => id);
    const swapped = await set([
      { policyId: one, name: 'two', production: policies.chain(0, 2) },
      { policyId: two, name: 'one', production: policies.chain(1, 2) },
    ]);
    expect(swapped.policies.map(({ id, name }) => [id, name])).toEqual([
      [one, 'two'],
      [two, 'one'],
    ]);
  });

  it('and the provider of each model stand in conflicts, where several providers have a model of one name', async () => {
    const { underTest, world } = policies;
    await policies.attach('Failover', { name: 'live', production: policies.chain(0, 1) });
    const again = await policies.refuseAttach('Failover', { production: policies.chain(0, 2) });
    expect(again.message).toBe(
      `production.primary.modelId: "${world.name}/large" is the primary model of the policy "live" in PRODUCTION`,
    );
    expect(again.extensions).toMatchObject({ code: 'CONFLICT', reason: 'TAKEN', existingName: 'live' });
    const taken = await policies.refuseAttach('Failover', { name: 'LIVE', production: policies.chain(1, 2) });
    expect(taken.extensions).toMatchObject({ code: 'CONFLICT', reason: 'TAKEN', existingName: 'live' });
    expect(problems(taken)).toEqual(['name: TAKEN']);
    const twice = {
      aiApiId: world.aiApiId,
      failover: [policies.chain(0, 1), policies.chain(0, 2)].map((production) => ({ production })),
    };
    expect((await underTest.refused('setPolicies', twice)).message).toContain(
      `"${world.name}/large" is the primary model of another policy in this list in PRODUCTION`,
    );
  });
});
