import type { GraphqlClient } from '../harness/graphql';
import { issueKey, setPolicies } from '../harness/demo-configuration';

const MODELS = Array.from({ length: 20 }, (_, index) => `model-${index + 1}`);
const ENDPOINTS = [
  { name: 'production-1', environment: 'PRODUCTION' },
  { name: 'production-2', environment: 'PRODUCTION' },
  { name: 'sandbox-1', environment: 'SANDBOX' },
  { name: 'sandbox-2', environment: 'SANDBOX' },
] as const;
/** Requests name a model that stays enabled. */
export const REQUESTED_MODEL = 'model-20';

/** A model that the script disables and enables again: a target of every AI API. */
export interface ToggledModel {
  readonly id: string;
  readonly name: string;
}

/** The objects of which the database makes copies. */
export interface Originals {
  readonly providerId: string;
  /** One AI API with each kind of policy; the first has round robin. */
  readonly aiApiIds: readonly string[];
  readonly consumerId: string;
  readonly keyId: string;
  readonly toggledModel: ToggledModel;
}

/** Creates a provider with 20 models and 4 endpoints, an AI API with each kind of policy, and a consumer with a key. */
export async function createOriginals(graphql: GraphqlClient, upstreamUrl: string): Promise<Originals> {
  const { createProvider } = await graphql.ask<{
    createProvider: { provider: { id: string; models: { id: string; name: string }[] } };
  }>(
    'mutation ($input: CreateProviderInput!) { createProvider(input: $input) { provider { id models { id name } } } }',
    {
      input: { name: 'scale', template: 'OPENAI', models: MODELS.map((name) => ({ name })) },
    },
  );
  const { id: providerId, models } = createProvider.provider;
  const endpointIds: string[] = [];
  for (const endpoint of ENDPOINTS) {
    const { createEndpoint } = await graphql.ask<{ createEndpoint: { endpoint: { id: string } } }>(
      'mutation ($input: CreateEndpointInput!) { createEndpoint(input: $input) { endpoint { id } } }',
      {
        input: {
          ...endpoint,
          providerId,
          url: `${upstreamUrl}/v1`,
          credential: { apiKey: `vendor-key-${endpoint.name}` },
        },
      },
    );
    endpointIds.push(createEndpoint.endpoint.id);
  }
  const idOf = (model: string) => named(models, model).id;
  const target = (model: number, endpoint: number) => ({
    modelId: idOf(`model-${model}`),
    endpointId: endpointIds[endpoint - 1],
  });
  const policies = {
    'round-robin': {
      roundRobin: {
        production: { targets: [target(1, 1), target(2, 2), target(3, 1), target(4, 2), target(5, 1), target(6, 2)] },
        sandbox: { targets: [target(1, 3), target(2, 4)] },
      },
    },
    weighted: {
      weightedRoundRobin: {
        production: {
          targets: [target(1, 1), target(7, 2), target(8, 1), target(9, 2)].map((one, index) => ({
            ...one,
            weight: 10 * (index + 1),
          })),
        },
        sandbox: {
          targets: [
            { ...target(1, 3), weight: 1 },
            { ...target(7, 4), weight: 3 },
          ],
        },
      },
    },
    failover: {
      failover: [
        {
          production: { primary: target(1, 1), fallbacks: [target(10, 2), target(11, 1)] },
          sandbox: { primary: target(1, 3), fallbacks: [target(10, 4)] },
        },
        { production: { primary: target(12, 2), fallbacks: [target(1, 1)] } },
      ],
    },
  };
  const aiApiIds: string[] = [];
  for (const [name, policy] of Object.entries(policies)) {
    const { createAiApi } = await graphql.ask<{ createAiApi: { aiApi: { id: string } } }>(
      'mutation ($input: CreateAiApiInput!) { createAiApi(input: $input) { aiApi { id } } }',
      {
        input: {
          name,
          basePath: `/${name}`,
          providerIds: [providerId],
          defaultProductionEndpointId: endpointIds[0],
          defaultSandboxEndpointId: endpointIds[2],
        },
      },
    );
    aiApiIds.push(createAiApi.aiApi.id);
    await setPolicies(graphql, createAiApi.aiApi.id, policy);
  }
  const { createConsumer } = await graphql.ask<{ createConsumer: { consumer: { id: string } } }>(
    'mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { consumer { id } } }',
    { input: { name: 'scale' } },
  );
  const consumerId = createConsumer.consumer.id;
  await graphql.ask('mutation ($input: GrantAccessInput!) { grantAccess(input: $input) { revision } }', {
    input: { consumerId, aiApiId: aiApiIds[0] },
  });
  const { id: keyId } = await issueKey(graphql, consumerId, 'PRODUCTION');
  return { providerId, aiApiIds, consumerId, keyId, toggledModel: named(models, 'model-1') };
}

function named<T extends { name: string }>(objects: readonly T[], name: string): T {
  const found = objects.find((object) => object.name === name);
  if (found === undefined) throw new Error(`the provider has no model ${name}`);
  return found;
}
