import { until } from '@switchyard/runtime';
import type { GraphqlClient } from '../harness/graphql';
import type { FullStack } from '../harness/full-stack';
import { LargeConfiguration } from '../scale/large-configuration';
import { createOriginals } from '../scale/originals';
import { fillReports } from './fill-reports';
import type { ConsoleSizes } from './sizes';

const PUBLICATION_MS_MAX = 600_000;
/** As many as the page of a consumer edits at once. */
const GRANTS_OF_ONE = 200;
/** What a mutation takes at most. */
const MODELS_PER_CHANGE = 1_000;

/** The provider with more models than the others; the AI API in front of it has the same name. */
export const LARGE_PROVIDER = 'many-models';
/** The consumer with more access than the others. */
export const LARGE_CONSUMER = 'many-grants';

/**
 * Fills a control plane with everything that the console lists, and waits until it is published, so that nothing else runs
 * while the console is measured.
 *
 * @param say tells what is going on
 */
export async function fillConsole(
  stack: FullStack,
  graphql: GraphqlClient,
  sizes: Omit<ConsoleSizes, 'rounds'>,
  say: (what: string) => void,
): Promise<void> {
  say('creating what is copied');
  const originals = await createOriginals(graphql, stack.simulator.url);
  await createLargeProvider(graphql, stack.simulator.url, sizes.modelsOfOne);
  const configuration = await LargeConfiguration.connect(stack.databaseUrl, originals, sizes);
  try {
    say(`${sizes.providers} providers`);
    await configuration.addProviders(sizes.providers);
    say(`${sizes.aiApis} AI APIs with policies, ${sizes.consumers} consumers`);
    await configuration.createAll();
    say(`${sizes.keys} consumer keys`);
    await configuration.addKeys();
    say(`${sizes.revisions} revisions`);
    await configuration.addRevisions(sizes.revisions);
  } finally {
    await configuration.end();
  }
  await createLargeConsumer(graphql, Math.min(GRANTS_OF_ONE, sizes.aiApis));
  say(`${sizes.requests} request records, and the usage of ${sizes.usedAiApis} AI APIs`);
  await fillReports(stack.databaseUrl, sizes);
  say('waiting until it is published');
  await until(
    async () => {
      const { controlPlane } = await graphql.ask<{
        controlPlane: { committedRevision: number; publishedRevision: number | null };
      }>('{ controlPlane { committedRevision publishedRevision } }');
      return controlPlane.committedRevision === controlPlane.publishedRevision;
    },
    'everything is published',
    { withinMs: PUBLICATION_MS_MAX, everyMs: 1_000 },
  );
}

async function createLargeProvider(graphql: GraphqlClient, upstreamUrl: string, models: number): Promise<void> {
  const names = Array.from({ length: models }, (_, index) => ({ name: `large-model-${index + 1}` }));
  const { createProvider } = await graphql.ask<{ createProvider: { provider: { id: string } } }>(
    'mutation ($input: CreateProviderInput!) { createProvider(input: $input) { provider { id } } }',
    { input: { name: LARGE_PROVIDER, template: 'OPENAI', models: names.slice(0, MODELS_PER_CHANGE) } },
  );
  const providerId = createProvider.provider.id;
  await graphql.ask('mutation ($input: CreateEndpointInput!) { createEndpoint(input: $input) { revision } }', {
    input: {
      providerId,
      name: 'main',
      environment: 'PRODUCTION',
      url: `${upstreamUrl}/v1`,
      credential: { apiKey: 'vendor-key-of-many-models' },
    },
  });
  await graphql.ask('mutation ($input: CreateAiApiInput!) { createAiApi(input: $input) { revision } }', {
    input: { name: LARGE_PROVIDER, basePath: `/${LARGE_PROVIDER}`, providerIds: [providerId] },
  });
}

async function createLargeConsumer(graphql: GraphqlClient, grants: number): Promise<void> {
  const { createConsumer } = await graphql.ask<{ createConsumer: { consumer: { id: string } } }>(
    'mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { consumer { id } } }',
    { input: { name: LARGE_CONSUMER } },
  );
  const { aiApis } = await graphql.ask<{ aiApis: { nodes: { id: string }[] } }>(
    'query ($first: Int!) { aiApis(first: $first) { nodes { id } } }',
    { first: grants },
  );
  await graphql.ask('mutation ($input: SetAccessGrantsInput!) { setAccessGrants(input: $input) { revision } }', {
    input: { consumerId: createConsumer.consumer.id, aiApiIds: aiApis.nodes.map(({ id }) => id) },
  });
}
