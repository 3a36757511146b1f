import type { ControlPlane } from '@switchyard/control-plane';
import { z } from 'zod';

export type Execute = ControlPlane['execute'];

const COMMENT = 'The demonstration';
const PROVIDER = 'openai';
const AI_API = 'support-chat';
const CONSUMER = 'support-app';
export const BASE_PATH = '/support/chat';
export const MODELS = ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1'] as const;

/** The vendor behind the demonstration's endpoint. */
export interface Upstream {
  /** The endpoint's name, which every answer's `x-switchyard-target` shows. */
  readonly name: string;
  readonly displayName: string;
  readonly url: string;
  readonly apiKey: string;
}

const idSchema = z.object({ id: z.string() });
const namedSchema = z.object({ id: z.string(), name: z.string() });
const providerSchema = z.object({ id: z.string(), models: z.array(namedSchema), endpoints: z.array(namedSchema) });
const PROVIDER_FIELDS = 'id models { id name } endpoints { id name }';

/**
 * Creates the demonstration's provider, endpoint, AI API with a policy, consumer with access and consumer key. Objects of an
 * earlier attempt that was killed are found by name and reused, except the key, whose secret is lost.
 */
export async function makeConfiguration(
  execute: Execute,
  upstream: Upstream,
): Promise<{ endpointId: string; consumerKeyId: string; consumerKey: string }> {
  const provider = await makeProvider(execute, upstream);
  const endpointId =
    provider.endpoints.find(({ name }) => name === upstream.name)?.id ??
    (await makeEndpoint(execute, provider.id, upstream));
  const aiApiId = await makeAiApi(execute, provider, endpointId);
  const consumerId = await makeConsumer(execute, aiApiId);
  return { endpointId, ...(await makeConsumerKey(execute, consumerId)) };
}

/** Points the endpoint to the simulator's current address. */
export async function moveEndpoint(execute: Execute, endpointId: string, upstream: Upstream): Promise<void> {
  const input = { endpointId, url: upstream.url, credential: { apiKey: upstream.apiKey }, comment: COMMENT };
  await execute(`mutation ($input: UpdateEndpointInput!) { updateEndpoint(input: $input) { revision } }`, { input });
}

/** Whether the consumer key exists in this database and is active. */
export async function isKeyActive(execute: Execute, id: string): Promise<boolean> {
  const { consumerKey } = await execute(`query ($id: ID!) { consumerKey(id: $id) { state } }`, { id });
  return z.object({ state: z.string() }).safeParse(consumerKey).data?.state === 'ACTIVE';
}

/** The committed revision: 0 for a new configuration. */
export async function committedRevision(execute: Execute): Promise<number> {
  const { controlPlane } = await execute('{ controlPlane { committedRevision } }');
  return z.object({ committedRevision: z.number() }).parse(controlPlane).committedRevision;
}

async function makeProvider(execute: Execute, { displayName }: Upstream): Promise<z.infer<typeof providerSchema>> {
  const found = await execute(`query ($name: String!) { provider(name: $name) { ${PROVIDER_FIELDS} } }`, {
    name: PROVIDER,
  });
  if (found['provider'] !== null) return providerSchema.parse(found['provider']);
  const models = MODELS.map((name) => ({ name }));
  const input = { name: PROVIDER, displayName, template: 'OPENAI', models, comment: COMMENT };
  const { createProvider } = await execute(
    `mutation ($input: CreateProviderInput!) { createProvider(input: $input) { provider { ${PROVIDER_FIELDS} } } }`,
    { input },
  );
  return z.object({ provider: providerSchema }).parse(createProvider).provider;
}

async function makeEndpoint(execute: Execute, providerId: string, { name, url, apiKey }: Upstream): Promise<string> {
  const input = { providerId, name, environment: 'PRODUCTION', url, credential: { apiKey }, comment: COMMENT };
  const { createEndpoint } = await execute(
    `mutation ($input: CreateEndpointInput!) { createEndpoint(input: $input) { endpoint { id } } }`,
    { input },
  );
  return z.object({ endpoint: idSchema }).parse(createEndpoint).endpoint.id;
}

async function makeAiApi(
  execute: Execute,
  provider: z.infer<typeof providerSchema>,
  endpointId: string,
): Promise<string> {
  const found = await execute(`query ($name: String!) { aiApi(name: $name) { id policies { id } } }`, { name: AI_API });
  const earlier = z
    .object({ id: z.string(), policies: z.array(idSchema) })
    .nullable()
    .parse(found['aiApi']);
  const aiApiId = earlier?.id ?? (await createAiApi(execute, provider.id, endpointId));
  if ((earlier?.policies.length ?? 0) === 0) {
    const production = { targets: provider.models.map(({ id }) => ({ modelId: id, endpointId })) };
    await execute(
      `mutation ($input: AttachRoundRobinPolicyInput!) { attachRoundRobinPolicy(input: $input) { revision } }`,
      { input: { aiApiId, production, suspendDurationSeconds: 30, maxAttempts: 2, comment: COMMENT } },
    );
  }
  return aiApiId;
}

async function createAiApi(execute: Execute, providerId: string, endpointId: string): Promise<string> {
  const input = {
    name: AI_API,
    displayName: 'Support chat',
    basePath: BASE_PATH,
    providerIds: [providerId],
    defaultProductionEndpointId: endpointId,
    comment: COMMENT,
  };
  const { createAiApi } = await execute(
    `mutation ($input: CreateAiApiInput!) { createAiApi(input: $input) { aiApi { id } } }`,
    { input },
  );
  return z.object({ aiApi: idSchema }).parse(createAiApi).aiApi.id;
}

async function makeConsumer(execute: Execute, aiApiId: string): Promise<string> {
  const found = await execute(`query ($name: String!) { consumer(name: $name) { id } }`, { name: CONSUMER });
  const consumerId =
    idSchema.nullable().parse(found['consumer'])?.id ??
    z
      .object({ consumer: idSchema })
      .parse(
        (
          await execute(
            `mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { consumer { id } } }`,
            { input: { name: CONSUMER, displayName: 'Support application', comment: COMMENT } },
          )
        )['createConsumer'],
      ).consumer.id;
  const input = { consumerId, aiApiId };
  const { accessGrant } = await execute(
    `query ($consumerId: ID!, $aiApiId: ID!) { accessGrant(consumerId: $consumerId, aiApiId: $aiApiId) { id } }`,
    input,
  );
  if (accessGrant === null) {
    await execute(`mutation ($input: GrantAccessInput!) { grantAccess(input: $input) { revision } }`, {
      input: { ...input, comment: COMMENT },
    });
  }
  return consumerId;
}

async function makeConsumerKey(
  execute: Execute,
  consumerId: string,
): Promise<{ consumerKeyId: string; consumerKey: string }> {
  const { consumer } = await execute(
    `query ($id: ID!) { consumer(id: $id) { consumerKeys(first: 200) { nodes { id state } } } }`,
    { id: consumerId },
  );
  const keys = z
    .object({ consumerKeys: z.object({ nodes: z.array(z.object({ id: z.string(), state: z.string() })) }) })
    .parse(consumer).consumerKeys.nodes;
  for (const { id } of keys.filter(({ state }) => state === 'ACTIVE')) {
    await execute(`mutation ($input: RevokeConsumerKeyInput!) { revokeConsumerKey(input: $input) { revision } }`, {
      input: { consumerKeyId: id, comment: COMMENT },
    });
  }
  const { issueConsumerKey } = await execute(
    `mutation ($input: IssueConsumerKeyInput!) { issueConsumerKey(input: $input) { consumerKey { id } secret } }`,
    { input: { consumerId, environment: 'PRODUCTION', comment: COMMENT } },
  );
  const issued = z.object({ consumerKey: idSchema, secret: z.string() }).parse(issueConsumerKey);
  return { consumerKeyId: issued.consumerKey.id, consumerKey: issued.secret };
}
