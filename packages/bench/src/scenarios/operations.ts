import { type GraphqlClient, issueKey, makeConfiguration, setPolicies } from '@switchyard/conformance';

/** One of the things that operators do most. */
export interface Operation {
  readonly name: string;
  /** Does it once. @param count how often it was done before: makes names unique */
  run(count: number): Promise<unknown>;
}

const PROVIDERS = 50;
/** A consumer has at most 100 active keys, and a provider at most 100 endpoints, so each call takes the next one. */
const CONSUMERS = 100;
const MODELS = ['gpt-a', 'gpt-b', 'gpt-c', 'gpt-d'];
const UPSTREAM = 'http://127.0.0.1:9';

/** Makes a configuration with 50 providers, and the ten operations on it. @param graphql an administrator's */
export async function usualOperations(graphql: GraphqlClient): Promise<Operation[]> {
  const configuration = await makeConfiguration(graphql, UPSTREAM, MODELS);
  const { providerId, aiApiId, endpointId, consumerId } = configuration;
  const weighted = (count: number) => ({
    targets: MODELS.map((model, index) => ({ ...configuration.target(model), weight: 1 + ((count + index) % 10) })),
  });
  await setPolicies(graphql, aiApiId, { weightedRoundRobin: { production: weighted(0) } });
  const providerIds = [providerId];
  for (let count = 1; count < PROVIDERS; count += 1) providerIds.push(await makeProvider(graphql, `other-${count}`));
  const consumerIds = [consumerId];
  for (let count = 1; count < CONSUMERS; count += 1) consumerIds.push(await makeConsumer(graphql, `other-${count}`));
  const { aiApi } = await graphql.ask<{ aiApi: { policies: [{ id: string }] } }>(
    'query ($id: ID!) { aiApi(id: $id) { policies { id } } }',
    { id: aiApiId },
  );
  const policyId = aiApi.policies[0].id;
  const { modelId } = configuration.target('gpt-d');
  const mutate = (name: string, type: string, input: (count: number) => object): Operation => ({
    name,
    run: (count) =>
      graphql.ask(`mutation ($input: ${type}!) { ${name}(input: $input) { revision } }`, { input: input(count) }),
  });
  return [
    { name: 'createProvider', run: (count) => makeProvider(graphql, `created-${count}`) },
    mutate('createEndpoint', 'CreateEndpointInput', (count) => ({
      providerId: providerIds[count % PROVIDERS],
      name: `created-${count}`,
      environment: 'PRODUCTION',
      url: `${UPSTREAM}/v1`,
      credential: { apiKey: `vendor-key-of-${count}` },
    })),
    mutate('createAiApi', 'CreateAiApiInput', (count) => ({
      name: `created-${count}`,
      basePath: `/created-${count}`,
      providerIds: [providerId],
      defaultProductionEndpointId: endpointId,
    })),
    mutate('updateWeightedRoundRobinPolicy', 'UpdateWeightedRoundRobinPolicyInput', (count) => ({
      policyId,
      production: weighted(count + 1),
    })),
    mutate('updateModel', 'UpdateModelInput', (count) => ({ modelId, displayName: `number ${count}` })),
    mutate('rotateEndpointCredential', 'RotateEndpointCredentialInput', (count) => ({
      endpointId,
      credential: { apiKey: `vendor-key-number-${count}` },
    })),
    mutate('createConsumer', 'CreateConsumerInput', (count) => ({ name: `created-${count}`, aiApiIds: [aiApiId] })),
    {
      name: 'issueConsumerKey',
      run: (count) => issueKey(graphql, consumerIds[count % CONSUMERS] ?? consumerId, 'PRODUCTION'),
    },
    {
      name: `list ${PROVIDERS} providers with models and endpoints`,
      run: () =>
        graphql.ask(`{
          providers(first: ${PROVIDERS}) { nodes { id name models { id name enabled } endpoints { id name url enabled } } }
        }`),
    },
    {
      name: 'explainRoute',
      run: () =>
        graphql.ask('query ($input: ExplainRouteInput!) { explainRoute(input: $input) { __typename } }', {
          input: { aiApiId, environment: 'PRODUCTION', model: 'gpt-a' },
        }),
    },
  ];
}

async function makeProvider(graphql: GraphqlClient, name: string): Promise<string> {
  const { createProvider } = await graphql.ask<{ createProvider: { provider: { id: string } } }>(
    'mutation ($input: CreateProviderInput!) { createProvider(input: $input) { provider { id } } }',
    { input: { name, template: 'OPENAI', models: MODELS.map((model) => ({ name: model })) } },
  );
  return createProvider.provider.id;
}

async function makeConsumer(graphql: GraphqlClient, name: string): Promise<string> {
  const { createConsumer } = await graphql.ask<{ createConsumer: { consumer: { id: string } } }>(
    'mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { consumer { id } } }',
    { input: { name } },
  );
  return createConsumer.consumer.id;
}
