import type { GraphqlClient } from './graphql';

/** A model on an endpoint, as ids for inputs. */
export interface TargetInput {
  modelId: string;
  endpointId: string;
}

/** A test's configuration. */
export interface Configuration {
  readonly providerId: string;
  readonly aiApiId: string;
  readonly basePath: string;
  readonly endpointId: string;
  readonly sandboxEndpointId: string;
  readonly consumerId: string;
  /** Keys of a consumer with access to the AI API. */
  readonly liveKey: string;
  readonly testKey: string;
  /** The revision of its last change. */
  readonly revision: number;
  target(model: string): TargetInput;
  sandboxTarget(model: string): TargetInput;
}

/** The vendor's template, and the path of its API below the URL. */
export interface VendorApi {
  readonly template: 'OPENAI' | 'ANTHROPIC' | 'GEMINI';
  readonly path: string;
}
const OPENAI: VendorApi = { template: 'OPENAI', path: '/v1' };

let configurations = 0;

/**
 * Creates a provider with models, an endpoint for each environment, an AI API, and a consumer with access and a key for each
 * environment, through GraphQL mutations as an operator would.
 *
 * @param upstreamUrl the URL that the endpoints point to
 */
export async function makeConfiguration(
  graphql: GraphqlClient,
  upstreamUrl: string,
  models: readonly string[] = ['gpt-a', 'gpt-b', 'gpt-c'],
  { template, path }: VendorApi = OPENAI,
): Promise<Configuration> {
  configurations += 1;
  const name = `test-${configurations}-${Date.now().toString(36)}`;
  const basePath = `/${name}/chat`;
  const { createProvider } = await graphql.ask<{
    createProvider: { provider: { id: string; models: { id: string; name: string }[] } };
  }>(
    `mutation ($input: CreateProviderInput!) { createProvider(input: $input) { provider { id models { id name } } } }`,
    { input: { name, template, models: models.map((model) => ({ name: model })) } },
  );
  const { provider } = createProvider;
  const makeEndpoint = async (environment: string) => {
    const { createEndpoint } = await graphql.ask<{ createEndpoint: { endpoint: { id: string } } }>(
      `mutation ($input: CreateEndpointInput!) { createEndpoint(input: $input) { endpoint { id } } }`,
      {
        input: {
          providerId: provider.id,
          name: environment.toLowerCase(),
          environment,
          url: `${upstreamUrl}${path}`,
          credential: { apiKey: `vendor-key-${name}-${environment.toLowerCase()}` },
        },
      },
    );
    return createEndpoint.endpoint.id;
  };
  const endpointId = await makeEndpoint('PRODUCTION');
  const sandboxEndpointId = await makeEndpoint('SANDBOX');
  const { createAiApi } = await graphql.ask<{ createAiApi: { aiApi: { id: string } } }>(
    `mutation ($input: CreateAiApiInput!) { createAiApi(input: $input) { aiApi { id } } }`,
    {
      input: {
        name,
        basePath,
        providerIds: [provider.id],
        defaultProductionEndpointId: endpointId,
        defaultSandboxEndpointId: sandboxEndpointId,
      },
    },
  );
  const aiApiId = createAiApi.aiApi.id;
  const { createConsumer } = await graphql.ask<{ createConsumer: { consumer: { id: string } } }>(
    `mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { consumer { id } } }`,
    { input: { name } },
  );
  const consumerId = createConsumer.consumer.id;
  await graphql.ask(`mutation ($input: GrantAccessInput!) { grantAccess(input: $input) { accessGrant { id } } }`, {
    input: { consumerId, aiApiId },
  });
  const live = await issueKey(graphql, consumerId, 'PRODUCTION');
  const test = await issueKey(graphql, consumerId, 'SANDBOX');
  const modelId = (model: string) => {
    const found = provider.models.find((candidate) => candidate.name === model);
    if (found === undefined) throw new Error(`the configuration does not have the model ${model}`);
    return found.id;
  };
  return {
    providerId: provider.id,
    aiApiId,
    basePath,
    endpointId,
    sandboxEndpointId,
    consumerId,
    liveKey: live.secret,
    testKey: test.secret,
    revision: test.revision,
    target: (model) => ({ modelId: modelId(model), endpointId }),
    sandboxTarget: (model) => ({ modelId: modelId(model), endpointId: sandboxEndpointId }),
  };
}

/** Issues a consumer key. Only this answer contains the secret. */
export async function issueKey(
  graphql: GraphqlClient,
  consumerId: string,
  environment: 'PRODUCTION' | 'SANDBOX',
): Promise<{ id: string; secret: string; revision: number }> {
  const { issueConsumerKey } = await graphql.ask<{
    issueConsumerKey: { consumerKey: { id: string }; secret: string; revision: number };
  }>(
    `mutation ($input: IssueConsumerKeyInput!) {
      issueConsumerKey(input: $input) { consumerKey { id } secret revision }
    }`,
    { input: { consumerId, environment } },
  );
  const { consumerKey, secret, revision } = issueConsumerKey;
  return { id: consumerKey.id, secret, revision };
}

/** Replaces all policies of an AI API and returns the revision. */
export async function setPolicies(graphql: GraphqlClient, aiApiId: string, policies: object): Promise<number> {
  const { setPolicies: payload } = await graphql.ask<{ setPolicies: { revision: number } }>(
    `mutation ($input: SetPoliciesInput!) { setPolicies(input: $input) { revision } }`,
    { input: { aiApiId, ...policies } },
  );
  return payload.revision;
}
