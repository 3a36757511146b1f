import { ControlPlaneUnderTest, problems } from '../testing/control-plane-under-test.suite';
import { createAiApi, createWorld, type World } from '../testing/world.suite';

const NOBODY = '01890000-0000-7000-8000-000000000000';

let underTest: ControlPlaneUnderTest;
let [world, other]: readonly World[] = [];
let consumerId: string;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  [world, other] = [await createWorld(underTest), await createWorld(underTest)];
  const made = await underTest.change<{ consumer: { id: string } }>(
    'createConsumer',
    { name: 'web' },
    'consumer { id }',
  );
  consumerId = made.consumer.id;
});
afterAll(() => underTest.stop());

const here = () => world!;
const target = (model: number, endpointId = here().productionId) => ({ modelId: here().modelIds[model], endpointId });
const chain = (primary: number, fallback: number) => ({ primary: target(primary), fallbacks: [target(fallback)] });
const revision = async () => (await underTest.get<{ number: number }>('{ revision { number } }')).number;

/** What is wrong with the inputs of forms, in as many stages as each has: form, rules, references, uniqueness, conflicts. */
const FORMS: readonly [mutation: string, input: () => object, code: string, fields: string[]][] = [
  [
    'createProvider',
    () => ({
      name: here().name.toUpperCase(),
      template: 'CUSTOM',
      profile: {},
      models: [{ name: 'a' }, { name: 'a' }],
    }),
    'BAD_USER_INPUT',
    [
      'models.1.name: DUPLICATE',
      'name: TAKEN',
      'profile.credentialPlace: REQUIRED',
      'profile.routedOperations: REQUIRED',
      'profile.wireFormat: REQUIRED',
    ],
  ],
  [
    'updateProvider',
    () => ({ providerId: here().providerId, name: other!.name, displayName: '', expectedVersion: 0 }),
    'BAD_USER_INPUT',
    ['displayName: INVALID_FORMAT', 'expectedVersion: OUT_OF_RANGE', 'name: TAKEN'],
  ],
  [
    'createEndpoint',
    () => ({
      providerId: here().providerId,
      name: 'primary',
      environment: 'SANDBOX',
      url: 'ftp://a',
      connectTimeoutSeconds: 0,
    }),
    'BAD_USER_INPUT',
    ['connectTimeoutSeconds: OUT_OF_RANGE', 'name: TAKEN', 'url: INVALID_FORMAT'],
  ],
  [
    'createEndpoint',
    () => ({ providerId: NOBODY, name: 'no slug', environment: 'SANDBOX', url: 'https://${env:HOST}' }),
    'BAD_USER_INPUT',
    ['name: INVALID_FORMAT', 'providerId: NOT_FOUND', 'url: NOT_ALLOWED'],
  ],
  [
    'updateEndpoint',
    () => ({
      endpointId: here().productionId,
      name: 'secondary',
      url: 'https://elsewhere.example',
      comment: 'x'.repeat(501),
    }),
    'BAD_USER_INPUT',
    ['comment: INVALID_FORMAT', 'credential: REQUIRED', 'name: TAKEN'],
  ],
  [
    'addModels',
    () => ({
      providerId: here().providerId,
      models: [{ name: 'no slug ' }, { name: 'large' }, { name: 'new' }, { name: 'new' }],
    }),
    'BAD_USER_INPUT',
    ['models.0.name: INVALID_FORMAT', 'models.1.name: TAKEN', 'models.3.name: DUPLICATE'],
  ],
  [
    'updateModels',
    () => ({
      models: [
        { modelId: here().modelIds[0], name: 'small', expectedVersion: 0 },
        { modelId: here().modelIds[1], displayName: '' },
        { modelId: NOBODY },
      ],
    }),
    'BAD_USER_INPUT',
    [
      'models.0.expectedVersion: OUT_OF_RANGE',
      'models.0.name: TAKEN',
      'models.1.displayName: INVALID_FORMAT',
      'models.2.modelId: NOT_FOUND',
    ],
  ],
  [
    'createAiApi',
    () => ({
      name: here().name,
      basePath: `/${here().name}`,
      providerIds: [here().providerId],
      modelAliases: [
        { name: 'a b', modelId: NOBODY },
        { name: 'fast', modelId: other!.modelIds[0] },
      ],
      defaultProductionEndpointId: here().sandboxId,
      defaultSandboxEndpointId: NOBODY,
      requestTimeoutSeconds: 0,
    }),
    'BAD_USER_INPUT',
    [
      'basePath: TAKEN',
      'defaultProductionEndpointId: OTHER_ENVIRONMENT',
      'defaultSandboxEndpointId: NOT_FOUND',
      'modelAliases.0.name: INVALID_FORMAT',
      'modelAliases.1.modelId: OTHER_PROVIDER',
      'name: TAKEN',
      'requestTimeoutSeconds: OUT_OF_RANGE',
    ],
  ],
  // Whose endpoints and models they have to be is not known while the list of providers is wrong.
  [
    'createAiApi',
    () => ({
      name: 'fresh',
      basePath: '/fresh',
      providerIds: [NOBODY],
      modelAliases: [{ name: 'fast', modelId: here().modelIds[0] }],
      defaultProductionEndpointId: here().productionId,
    }),
    'BAD_USER_INPUT',
    ['providerIds.0: NOT_FOUND'],
  ],
  [
    'createAiApi',
    () => ({ name: here().name, basePath: `/${other!.name}/chat`, providerIds: [here().providerId] }),
    'CONFLICT',
    ['basePath: TAKEN', 'name: TAKEN'],
  ],
  [
    'updateAiApi',
    () => ({ aiApiId: here().aiApiId, name: other!.name, basePath: 'no path', providerIds: [other!.providerId] }),
    'BAD_USER_INPUT',
    ['basePath: INVALID_FORMAT', 'name: TAKEN', 'providerIds: IN_USE', 'providerIds: IN_USE'],
  ],
  [
    'createConsumer',
    () => ({ name: 'WEB', displayName: 'a\nb', aiApiIds: [here().aiApiId, NOBODY, here().aiApiId] }),
    'BAD_USER_INPUT',
    ['aiApiIds.1: NOT_FOUND', 'aiApiIds.2: DUPLICATE', 'displayName: INVALID_FORMAT', 'name: TAKEN'],
  ],
  [
    'grantAccess',
    () => ({ consumerId: NOBODY, aiApiId: NOBODY }),
    'NOT_FOUND',
    ['aiApiId: NOT_FOUND', 'consumerId: NOT_FOUND'],
  ],
  [
    'issueConsumerKey',
    () => ({ consumerId: NOBODY, environment: 'SANDBOX', displayName: '', expiresAt: '2000-01-01T00:00:00Z' }),
    'BAD_USER_INPUT',
    ['consumerId: NOT_FOUND', 'displayName: INVALID_FORMAT', 'expiresAt: OUT_OF_RANGE'],
  ],
  [
    'issueConsumerKeys',
    () => ({
      keys: [
        { consumerId, environment: 'SANDBOX', displayName: '' },
        { consumerId, environment: 'SANDBOX', expiresAt: '2000-01-01T00:00:00Z' },
        { consumerId: NOBODY, environment: 'SANDBOX' },
      ],
    }),
    'BAD_USER_INPUT',
    ['keys.0.displayName: INVALID_FORMAT', 'keys.1.expiresAt: OUT_OF_RANGE', 'keys.2.consumerId: NOT_FOUND'],
  ],
  [
    'createAccessToken',
    () => ({ name: 'no slug', role: 'VIEWER', expiresAt: '2000-01-01T00:00:00Z', comment: 'x'.repeat(501) }),
    'BAD_USER_INPUT',
    ['comment: INVALID_FORMAT', 'expiresAt: OUT_OF_RANGE', 'name: INVALID_FORMAT'],
  ],
  [
    'attachWeightedRoundRobinPolicy',
    () => ({
      aiApiId: here().aiApiId,
      production: {
        targets: [
          { ...target(0), weight: 2_000 },
          { ...target(1, here().sandboxId), weight: 1 },
          { ...target(0), weight: 1 },
          { modelId: other!.modelIds[0], endpointId: NOBODY, weight: 1 },
        ],
      },
      failureStatuses: ['200'],
    }),
    'BAD_USER_INPUT',
    [
      ': EXCLUSIVE',
      'failureStatuses.0: OUT_OF_RANGE',
      'production.targets.0.weight: OUT_OF_RANGE',
      'production.targets.1.endpointId: OTHER_ENVIRONMENT',
      'production.targets.2: DUPLICATE',
      'production.targets.3.endpointId: NOT_FOUND',
      'production.targets.3.modelId: OTHER_PROVIDER',
    ],
  ],
  [
    'attachFailoverPolicy',
    () => ({ aiApiId: here().aiApiId, name: 'LIVE', production: chain(0, 0), totalTimeoutSeconds: 0 }),
    'BAD_USER_INPUT',
    [
      'name: TAKEN',
      'production.fallbacks.0: DUPLICATE',
      'production.primary.modelId: TAKEN',
      'totalTimeoutSeconds: OUT_OF_RANGE',
    ],
  ],
  [
    'attachFailoverPolicy',
    () => ({ aiApiId: here().aiApiId, name: 'live', production: chain(0, 1) }),
    'CONFLICT',
    ['name: TAKEN', 'production.primary.modelId: TAKEN'],
  ],
  [
    'setPolicies',
    () => ({
      aiApiId: here().aiApiId,
      failover: [
        { name: 'one', production: { ...chain(0, 1), fallbacks: [target(1, NOBODY)] } },
        { name: 'One', policyId: NOBODY, production: chain(0, 2), requestTimeoutSeconds: 0 },
        {},
      ],
      expectedVersion: 0,
    }),
    'BAD_USER_INPUT',
    [
      'expectedVersion: OUT_OF_RANGE',
      'failover.0.production.fallbacks.0.endpointId: NOT_FOUND',
      'failover.1.name: DUPLICATE',
      'failover.1.policyId: NOT_FOUND',
      'failover.1.production.primary.modelId: DUPLICATE',
      'failover.1.requestTimeoutSeconds: OUT_OF_RANGE',
      'failover.2.production: REQUIRED',
    ],
  ],
];

it.each(FORMS)(
  'tells all that is wrong with the input of %s at once, each problem once (%#)',
  async (name, input, code, fields) => {
    await failsOver();
    const before = await revision();
    const refusal = await underTest.refused(name, input());
    expect(refusal.extensions.code).toBe(code);
    expect(problems(refusal).toSorted()).toEqual(fields);
    expect(await revision()).toBe(before);
  },
);

/** The AI API has a failover policy. */
async function failsOver(): Promise<void> {
  const input = { aiApiId: here().aiApiId, failover: [{ name: 'live', production: chain(0, 1) }] };
  await underTest.change('setPolicies', input, 'revision');
}

it('judges the edit of a policy by its new targets, whatever else is wrong with it', async () => {
  await failsOver();
  const { policies } = await underTest.get<{ policies: { id: string }[] }>(
    'query($id: ID) { aiApi(id: $id) { policies { id } } }',
    { id: here().aiApiId },
  );
  const refusal = await underTest.refused('updateFailoverPolicy', {
    policyId: policies[0]!.id,
    name: 'no slug',
    production: { primary: target(0), fallbacks: [target(0), target(1, here().sandboxId)] },
    suspendDurationSeconds: -1,
    expectedVersion: 0,
  });
  expect(problems(refusal).toSorted()).toEqual([
    'expectedVersion: OUT_OF_RANGE',
    'name: INVALID_FORMAT',
    'production.fallbacks.0: DUPLICATE',
    'production.fallbacks.1.endpointId: OTHER_ENVIRONMENT',
    'suspendDurationSeconds: OUT_OF_RANGE',
  ]);
  const emptied = { policyId: policies[0]!.id, production: null, requestTimeoutSeconds: 0 };
  expect(problems(await underTest.refused('updateFailoverPolicy', emptied)).toSorted()).toEqual([
    'production: REQUIRED',
    'requestTimeoutSeconds: OUT_OF_RANGE',
  ]);
});

it('tells a form with a mistake everything without a lock, so that it holds no change up', async () => {
  const aiApiId = await createAiApi(underTest, 'unlocked', here().providerId);
  const input = { aiApiId, name: here().name, basePath: 'no path' };
  const statements = await underTest.statementsFor(() => underTest.refused('updateAiApi', input));
  expect(statements.some((statement) => statement.includes('READ ONLY'))).toBe(true);
  expect(statements.some((statement) => statement.includes('FOR UPDATE'))).toBe(false);
});
