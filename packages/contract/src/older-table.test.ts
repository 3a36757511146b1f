import { aiApiEntrySchema, consumerEntrySchema, consumerKeyEntrySchema } from './routing-table';

const id = (last: number) => `01900000-0000-7000-8000-00000000000${last}`;
const target = { modelId: id(3), endpointId: id(4) };
const policy = {
  suspendDurationSeconds: 30,
  requestTimeoutSeconds: 120,
  totalTimeoutSeconds: 600,
  failureStatuses: [[500, 599]],
  sandbox: [],
};

/**
 * Entries as the first control plane wrote them that a data plane was ever made for. Data planes are updated first, so
 * that each of them has to read what all control planes before it have published: what joins later needs a default.
 */
const AI_API = {
  id: id(1),
  name: 'chat',
  basePath: '/support/chat',
  provider: {
    id: id(2),
    name: 'vendor',
    profile: {
      credentialPlace: 'HEADER',
      credentialName: 'authorization',
      credentialPrefix: 'Bearer ',
      fixedHeaders: [{ name: 'x-team', value: 'one' }],
      routedOperations: [{ path: 'chat/completions', modelPlace: 'JSON_BODY', modelKey: '/model' }],
      wireFormat: 'OPENAI',
      modelNotFoundCodes: ['model_not_found'],
      credentialRejectedCodes: [],
      modelListPath: 'models',
      streamFraming: 'SERVER_SENT_EVENTS',
      contentEvents: [{ event: null, present: '/choices/*/delta/content', data: null }],
      endEvents: [{ event: 'response.completed', present: null, data: null }],
      errorEvents: [{ event: null, present: '/error', data: null }],
    },
  },
  models: [{ id: id(3), name: 'gpt-4o', enabled: true }],
  endpoints: [
    {
      id: id(4),
      name: 'production',
      environment: 'PRODUCTION',
      url: 'https://vendor.example/v1',
      enabled: true,
      connectTimeoutSeconds: 5,
      sealedCredential: null,
    },
  ],
  defaultProductionEndpointId: id(4),
  defaultSandboxEndpointId: null,
  requestTimeoutSeconds: 120,
  totalTimeoutSeconds: 600,
  streamHoldBackSeconds: 5,
  streamIdleTimeoutSeconds: 60,
  streamMaxDurationSeconds: 900,
  policies: [
    { kind: 'ROUND_ROBIN', id: id(5), ...policy, maxAttempts: 1, production: [target] },
    { kind: 'WEIGHTED_ROUND_ROBIN', id: id(6), ...policy, maxAttempts: 1, production: [{ ...target, weight: 1 }] },
    { kind: 'FAILOVER', id: id(7), ...policy, production: [target] },
  ],
};

it('an AI API that an older control plane has published is read, and what it does not say is as it was then', () => {
  const { provider, ...entry } = aiApiEntrySchema.parse(AI_API);
  expect(entry).toMatchObject({ policies: AI_API.policies, endpoints: AI_API.endpoints, unroutedOperations: 'PASS' });
  expect(provider.profile.routedOperations).toMatchObject([{ pinned: false, streamFraming: null }]);
  expect(provider.profile.contentEvents).toMatchObject([{ ...AI_API.provider.profile.contentEvents[0], value: null }]);
});

it('so are consumers and their keys', () => {
  const consumer = { id: id(1), name: 'app', enabled: true, traceAllowed: false, aiApiIds: [id(1)] };
  const key = { id: id(2), consumerId: id(1), environment: 'PRODUCTION', expiresAt: null };
  expect(consumerEntrySchema.parse(consumer)).toEqual(consumer);
  expect(consumerKeyEntrySchema.parse(key)).toEqual(key);
});
