import { pino } from 'pino';
import { ChangeInProgress, type Image } from '../../change/change-in-progress';
import { ControlPlaneUnderTest, mutation } from '../../testing/control-plane-under-test.suite';
import { createWorld, type World } from '../../testing/world.suite';
import { createDataSource } from '../../wiring/database/data-source';
import { changeWarnings } from './change-warnings';

interface Warning {
  readonly code: string;
  readonly kind: string;
  readonly path: readonly string[];
  readonly message: string;
}
interface Changed {
  readonly revision: number;
  readonly warnings: readonly Warning[];
}

const WARNINGS = 'warnings { code kind path message }';

let underTest: ControlPlaneUnderTest;
let world: World;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
beforeEach(async () => {
  world = await createWorld(underTest);
});
afterAll(() => underTest.stop());

const change = (name: string, input: object) => underTest.change<Changed>(name, input, `revision ${WARNINGS}`);
const warned = async (name: string, input: object) =>
  (await change(name, input)).warnings.map(({ code, kind, path }) => `${code} ${kind} ${path.join('/')}`);
const exported = () => underTest.get<string>('{ exportManifest }');
const latest = async () => (await underTest.get<{ number: number }>('{ revision { number } }')).number;

const target = (model = 0, endpointId = world.productionId) => ({ modelId: world.modelIds[model], endpointId });
const grant = async () => {
  const input = { name: `consumer-of-${world.name}`, aiApiIds: [world.aiApiId] };
  return (await underTest.change<{ consumer: { id: string } }>('createConsumer', input, 'consumer { id }')).consumer.id;
};
const attach = (input: object) => change('attachRoundRobinPolicy', { aiApiId: world.aiApiId, ...input });

/**
 * Makes the same change by a mutation, by a manifest and by a rollback, and returns the warnings of each.
 *
 * @param mutate the mutation, from the prepared state
 */
async function warningsByWay(mutate: () => Promise<Changed>): Promise<Record<string, readonly Warning[]>> {
  const from = await latest();
  const made = await mutate();
  const manifest = await exported();
  const back = () => underTest.change('rollBack', { toRevision: from }, 'revision');
  await back();
  const plan = await underTest.get<{ warnings: Warning[] }>(
    `query($manifest: String!) { planManifest(manifest: $manifest, prune: true) { ${WARNINGS} } }`,
    { manifest },
  );
  const fields = `revision ${WARNINGS} plan { ${WARNINGS} }`;
  const applied = await underTest.change<Changed & { plan: Changed }>(
    'applyManifest',
    { manifest, prune: true },
    fields,
  );
  await back();
  const rolledBack = await underTest.change<Changed & { plan: Changed }>(
    'rollBack',
    { toRevision: made.revision },
    fields,
  );
  return {
    mutation: made.warnings,
    planned: plan.warnings,
    applied: applied.warnings,
    appliedPlan: applied.plan.warnings,
    rolledBack: rolledBack.warnings,
    rolledBackPlan: rolledBack.plan.warnings,
  };
}

describe('the same change by a mutation, a manifest and a rollback gives the same warnings', () => {
  const changes: [string, string[], () => Promise<unknown>, () => Promise<Changed>][] = [
    [
      'a policy with an empty side and no default endpoint for the environment',
      ['SIDE_UNSERVED'],
      async () => undefined,
      () => attach({ production: { targets: [target()] } }),
    ],
    [
      'a default endpoint that is removed while a side is empty',
      ['ENVIRONMENT_UNSERVED', 'SIDE_UNSERVED'],
      () => attach({ sandbox: { targets: [target(0, world.sandboxId)] } }),
      () => change('updateAiApi', { aiApiId: world.aiApiId, defaultProductionEndpointId: null }),
    ],
    [
      'a default endpoint that is removed while a policy still serves the environment',
      ['ENVIRONMENT_UNSERVED'],
      () => attach({ production: { targets: [target()] }, sandbox: { targets: [target(0, world.sandboxId)] } }),
      () => change('updateAiApi', { aiApiId: world.aiApiId, defaultProductionEndpointId: null }),
    ],
    [
      'a disabled endpoint that was in the last target in rotation',
      ['ENVIRONMENT_UNSERVED', 'SIDE_UNSERVED'],
      () => attach({ production: { targets: [target()] }, sandbox: { targets: [target(0, world.sandboxId)] } }),
      () => change('updateEndpoint', { endpointId: world.sandboxId, enabled: false }),
    ],
    [
      'a disabled model that was in the last target in rotation, despite a default endpoint',
      ['SIDE_UNSERVED'],
      () => attach({ production: { targets: [target()] }, sandbox: { targets: [target(1, world.sandboxId)] } }),
      () => change('updateModel', { modelId: world.modelIds[0], enabled: false }),
    ],
    [
      'a disabled AI API',
      ['ENVIRONMENT_UNSERVED'],
      async () => undefined,
      () => change('updateAiApi', { aiApiId: world.aiApiId, enabled: false }),
    ],
    [
      'a base path that moves',
      ['BASE_PATH_MOVED'],
      async () => undefined,
      () => change('updateAiApi', { aiApiId: world.aiApiId, basePath: `/${world.name}/elsewhere` }),
    ],
    [
      'a policy of another kind',
      ['SIDE_UNSERVED', 'POLICY_REPLACED'],
      () => attach({ production: { targets: [target()] } }),
      () =>
        change('setPolicies', {
          aiApiId: world.aiApiId,
          failover: [{ production: { primary: target(), fallbacks: [target(1)] } }],
        }),
    ],
    ['nothing to warn of', [], grant, () => change('updateAiApi', { aiApiId: world.aiApiId, displayName: 'Other' })],
  ];
  it.each(changes)('%s', async (_title, codes, prepare, mutate) => {
    await prepare();
    const ways = await warningsByWay(mutate);
    expect(ways['mutation']!.map(({ code }) => code)).toEqual(codes);
    for (const [door, warnings] of Object.entries(ways))
      expect({ door, warnings }).toEqual({ door, warnings: ways['mutation'] });
  });
});

describe('a mutation warns of', () => {
  it('an AI API without consumers, and consumers that lose access', async () => {
    const input = { name: `${world.name}-new`, basePath: `/${world.name}/new`, providerIds: [world.providerId] };
    expect(await warned('createAiApi', input)).toEqual([`ACCESS_MISSING AI_API ${world.name}-new`]);
    await grant();
    expect(await warned('deleteAiApi', { aiApiId: world.aiApiId, revokeAccess: true })).toEqual([
      `ACCESS_REVOKED AI_API ${world.name}`,
    ]);
  });

  it('active keys that are revoked with their consumer, and no others', async () => {
    const consumerId = await grant();
    for (const expiresAt of [null, '2999-01-01T00:00:00Z']) {
      await change('issueConsumerKey', { consumerId, environment: 'SANDBOX', expiresAt });
    }
    const { consumerKey } = await underTest.change<{ consumerKey: { id: string } }>(
      'issueConsumerKey',
      { consumerId, environment: 'SANDBOX' },
      'consumerKey { id }',
    );
    await change('revokeConsumerKey', { consumerKeyId: consumerKey.id });
    const { warnings } = await change('deleteConsumer', { consumerId });
    expect(warnings).toEqual([
      {
        code: 'KEYS_REVOKED',
        kind: 'CONSUMER',
        path: [`consumer-of-${world.name}`],
        message: `The consumer "consumer-of-${world.name}" is deleted, and its 2 active keys are revoked.`,
      },
    ]);
  });

  it('an endpoint without a credential, once: when it is created so, and when it loses it', async () => {
    const { providerId, productionId } = world;
    const input = { providerId, name: 'bare', environment: 'SANDBOX', url: 'https://bare.example' };
    expect(await warned('createEndpoint', input)).toEqual([`CREDENTIAL_MISSING ENDPOINT ${world.name}/bare`]);
    expect(await warned('removeEndpointCredential', { endpointId: productionId })).toEqual([
      `CREDENTIAL_MISSING ENDPOINT ${world.name}/primary`,
    ]);
    expect(await warned('updateEndpoint', { endpointId: productionId, displayName: 'Other' })).toEqual([]);
    const local = { name: `${world.name}-local`, template: 'OPENAI', profile: { credentialPlace: 'NONE' } };
    const { provider } = await underTest.change<{ provider: { id: string } }>(
      'createProvider',
      local,
      'provider { id }',
    );
    expect(await warned('createEndpoint', { ...input, providerId: provider.id })).toEqual([]);
  });

  it('a side that is emptied, or new and empty, but not one that already was', async () => {
    const { aiApiId, sandboxId } = world;
    const both = { production: { targets: [target()] }, sandbox: { targets: [target(0, sandboxId)] } };
    const { policy, warnings } = await underTest.change<Changed & { policy: { id: string } }>(
      'attachRoundRobinPolicy',
      { aiApiId, ...both },
      `policy { id } revision ${WARNINGS}`,
    );
    expect(warnings).toEqual([]);
    const emptied = await change('updateRoundRobinPolicy', { policyId: policy.id, sandbox: { targets: [] } });
    expect(emptied.warnings).toEqual([
      {
        code: 'ENVIRONMENT_UNSERVED',
        kind: 'AI_API',
        path: [world.name],
        message: `The AI API "${world.name}" no longer serves SANDBOX requests: it refuses them.`,
      },
      {
        code: 'SIDE_UNSERVED',
        kind: 'ROUND_ROBIN_POLICY',
        path: [world.name, 'round robin'],
        message: `The policy "${world.name} / round robin" has no SANDBOX targets, and its AI API has no enabled default endpoint for SANDBOX: such requests are refused.`,
      },
    ]);
    expect(
      await warned('updateRoundRobinPolicy', { policyId: policy.id, production: { targets: [target(1)] } }),
    ).toEqual([]);
    expect(await warned('updateAiApi', { aiApiId, defaultSandboxEndpointId: sandboxId })).toEqual([]);
    expect(
      await warned('updateRoundRobinPolicy', {
        policyId: policy.id,
        production: { targets: [] },
        sandbox: { targets: [target(0, sandboxId)] },
      }),
    ).toEqual([]);
  });

  it('each AI API whose last target is disabled, and no other', async () => {
    const { name, providerId, modelIds, productionId, sandboxId } = world;
    await attach({ production: { targets: [target(), target(1)] }, sandbox: { targets: [target(0, sandboxId)] } });
    const other = {
      name: `${name}-b`,
      basePath: `/${name}/b`,
      providerIds: [providerId],
      defaultSandboxEndpointId: sandboxId,
    };
    const { aiApi } = await underTest.change<{ aiApi: { id: string } }>('createAiApi', other, 'aiApi { id }');
    const chain = { primary: target(0), fallbacks: [target(2)] };
    await change('attachFailoverPolicy', { aiApiId: aiApi.id, production: chain });
    const both = [
      { modelId: modelIds[0], enabled: false },
      { modelId: modelIds[2], enabled: false },
    ];
    expect(await warned('updateModels', { models: both })).toEqual([
      `ENVIRONMENT_UNSERVED AI_API ${name}`,
      `ENVIRONMENT_UNSERVED AI_API ${name}-b`,
      `SIDE_UNSERVED ROUND_ROBIN_POLICY ${name}/round robin`,
      `SIDE_UNSERVED FAILOVER_POLICY ${name}-b/failover from ${name}/large in production`,
    ]);
    expect(await warned('updateEndpoint', { endpointId: productionId, enabled: false })).toEqual([
      `ENVIRONMENT_UNSERVED AI_API ${name}`,
      `SIDE_UNSERVED ROUND_ROBIN_POLICY ${name}/round robin`,
    ]);
    expect(await warned('updateEndpoint', { endpointId: productionId, enabled: true })).toEqual([]);
  });
});

it('a mutation that changes nothing has no warnings, and a client that selects none gets none', async () => {
  expect(await warned('updateAiApi', { aiApiId: world.aiApiId, basePath: `/${world.name}/chat` })).toEqual([]);
  const answer = await underTest.ask(mutation('updateAiApi', 'revision'), {
    input: { aiApiId: world.aiApiId, basePath: `/${world.name}/moved` },
  });
  expect(answer.errors).toBeUndefined();
});

it('warnings for many AI APIs cost as many statements as for one', async () => {
  const costs: number[] = [];
  for (const count of [1, 8]) {
    const own = await createWorld(underTest);
    for (let made = 0; made < count; made += 1) {
      const input = { name: `${own.name}-${made}`, basePath: `/${own.name}/${made}`, providerIds: [own.providerId] };
      const { aiApi } = await underTest.change<{ aiApi: { id: string } }>('createAiApi', input, 'aiApi { id }');
      const targets = [{ modelId: own.modelIds[0], endpointId: own.productionId }];
      await change('attachRoundRobinPolicy', { aiApiId: aiApi.id, production: { targets } });
    }
    costs.push(
      await underTest.statementsOf(async () => {
        const { warnings } = await change('updateModel', { modelId: own.modelIds[0], enabled: false });
        expect(warnings).toHaveLength(2 * count);
      }),
    );
  }
  expect(costs[0]).toBe(costs[1]);
});

it('yields to the event loop while it visits the objects of a large change', async () => {
  const dataSource = createDataSource(underTest.databaseUrl, pino({ level: 'silent' }));
  await dataSource.initialize();
  const large = new ChangeInProgress(dataSource.manager, 1, new Date());
  const key: Image = { kind: 'CONSUMER_KEY', path: ['app', 'key'], value: { revokedAt: null }, references: {} };
  for (let index = 0; index < 100_000; index += 1) {
    const objectId = String(index);
    large.recorded.push({ action: 'DELETE', objectId, before: key, after: null, beforeRevision: 1 });
  }
  let turns = 0;
  let isDone = false;
  const countTurn = () => {
    turns += 1;
    if (!isDone) setImmediate(countTurn);
  };
  setImmediate(countTurn);
  expect(await changeWarnings(large)).toEqual([]);
  isDone = true;
  expect(turns).toBeGreaterThan(1);
  await dataSource.destroy();
});
