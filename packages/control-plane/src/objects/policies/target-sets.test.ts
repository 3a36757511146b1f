import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { Manifests } from '../../testing/manifests.suite';
import { createWorld, type World } from '../../testing/world.suite';
import { targetSetIdOf } from './target-sets';

let underTest: ControlPlaneUnderTest;
let world: World;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
beforeEach(async () => {
  world = await createWorld(underTest);
});
afterAll(() => underTest.stop());

const target = (model: number, endpointId = world.productionId) => ({ modelId: world.modelIds[model]!, endpointId });

/** Sides whose target set differs from their targets in the database, and target sets that no side uses. */
async function faults(): Promise<unknown[]> {
  return underTest.sql(`
    WITH side AS (
      SELECT id AS policy_id, 'PRODUCTION' AS environment, production_target_set_id AS set_id FROM policy
      UNION ALL SELECT id, 'SANDBOX', sandbox_target_set_id FROM policy
    ), expected AS (
      SELECT policy_id, environment, model_id, endpoint_id FROM policy_target WHERE weight IS DISTINCT FROM 0
    ), stored AS (
      SELECT policy_id, environment, model_id, endpoint_id FROM side JOIN target_set ON target_set.id = set_id
    )
    (SELECT 'MISSING' AS fault, * FROM (TABLE expected EXCEPT TABLE stored) AS missing)
    UNION ALL (SELECT 'EXTRA', * FROM (TABLE stored EXCEPT TABLE expected) AS extra)
    UNION ALL SELECT 'UNUSED', id, NULL, model_id, endpoint_id FROM target_set
      WHERE NOT EXISTS (SELECT FROM side WHERE set_id = target_set.id)`);
}

const setCount = async () =>
  (await underTest.sql<{ count: number }>('SELECT count(DISTINCT id)::int AS count FROM target_set'))[0]!.count;

it('gives the same id to the same targets in any order, and none to a side without a target that has a weight', () => {
  const [one, other] = [
    { modelId: 'a', endpointId: 'b', weight: null },
    { modelId: 'c', endpointId: 'd', weight: 5 },
  ];
  expect(targetSetIdOf([one, other])).toBe(targetSetIdOf([other, one]));
  expect(targetSetIdOf([one, { ...other, weight: 0 }])).toBe(targetSetIdOf([one]));
  expect(targetSetIdOf([one])).not.toBe(targetSetIdOf([other]));
  expect(targetSetIdOf([{ ...other, weight: 0 }])).toBeNull();
  expect(targetSetIdOf([])).toBeNull();
});

it('are right after every way to change policies, and none is left that no side uses', async () => {
  const { aiApiId, sandboxId } = world;
  const { policy } = await underTest.change<{ policy: { id: string } }>(
    'attachWeightedRoundRobinPolicy',
    {
      aiApiId,
      production: {
        targets: [
          { ...target(0), weight: 1 },
          { ...target(1), weight: 0 },
        ],
      },
      sandbox: { targets: [{ ...target(2, sandboxId), weight: 3 }] },
    },
    'policy { id } revision',
  );
  expect(await faults()).toEqual([]);
  const weights = [
    { ...target(0), weight: 0 },
    { ...target(1), weight: 1 },
  ];
  const before = await underTest.change(
    'updateWeightedRoundRobinPolicy',
    { policyId: policy.id, production: { targets: weights } },
    'revision',
  );
  expect(await faults()).toEqual([]);
  expect(await setCount()).toBe(2);
  const chain = { primary: target(2), fallbacks: [target(1)] };
  await underTest.change('setPolicies', { aiApiId, failover: [{ production: chain }] }, 'revision');
  expect(await faults()).toEqual([]);
  await underTest.change('rollBack', { toRevision: before.revision }, 'revision');
  expect(await faults()).toEqual([]);
  expect(await setCount()).toBe(2);
  await underTest.change('detachPolicy', { policyId: policy.id }, 'revision');
  expect(await setCount()).toBe(0);
});

it('are shared by the policies of several AI APIs until the last one lets go of them', async () => {
  const manifests = new Manifests(underTest);
  const aiApi = (name: string, models: readonly string[]) => ({
    name: `${world.name}-${name}`,
    basePath: `/${world.name}/${name}`,
    providers: [world.name],
    policies: [
      {
        kind: 'ROUND_ROBIN',
        production: { targets: models.map((model) => ({ model, endpoint: 'primary' })) },
      },
    ],
  });
  const apply = (...aiApis: object[]) => manifests.apply(JSON.stringify({ aiApis }));
  await apply(aiApi('a', ['large', 'small']), aiApi('b', ['small', 'large']));
  expect(await setCount()).toBe(1);
  await apply(aiApi('a', ['large']));
  expect(await setCount()).toBe(2);
  await apply(aiApi('b', ['large']));
  expect(await setCount()).toBe(1);
  expect(await faults()).toEqual([]);
  await manifests.wipe();
  expect(await setCount()).toBe(0);
});
