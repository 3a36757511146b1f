import type { Simulator } from '@switchyard/simulator';
import { issueKey, setPolicies } from '../harness/demo-configuration';
import type { GraphqlClient } from '../harness/graphql';
import { FALLBACK, PRIMARY } from './models';
import { pricesOf } from './prices';
import { behavioursOf } from './scenarios';
import { WIRE_FORMATS, type WireFormat } from './wire-formats';

/** An AI API, as consumers reach it and GraphQL names it. */
interface LedgerAiApi {
  readonly id: string;
  readonly basePath: string;
}

interface LedgerProvider {
  readonly id: string;
  readonly endpointId: string;
  readonly modelIds: ReadonlyMap<string, string>;
}

/** A provider, an endpoint and an AI API for each format, and a consumer that may use them all. */
export class LedgerConfiguration {
  readonly #aiApis: ReadonlyMap<WireFormat, LedgerAiApi>;

  private constructor(
    aiApis: ReadonlyMap<WireFormat, LedgerAiApi>,
    readonly liveKey: string,
    /** The revision of its last change. */
    readonly revision: number,
  ) {
    this.#aiApis = aiApis;
  }

  /** Makes it through GraphQL, as an operator would, and tells the vendor what to do. */
  static async make(graphql: GraphqlClient, simulator: Simulator): Promise<LedgerConfiguration> {
    const providers = new Map<string, LedgerProvider>();
    for (const format of WIRE_FORMATS) providers.set(format.name, await makeProvider(graphql, simulator.url, format));
    const consumerId = await makeConsumer(graphql);
    const aiApis = new Map<WireFormat, LedgerAiApi>();
    for (const format of WIRE_FORMATS) {
      aiApis.set(format, await makeAiApi(graphql, format, providers));
      await graphql.ask(`mutation ($input: GrantAccessInput!) { grantAccess(input: $input) { accessGrant { id } } }`, {
        input: { consumerId, aiApiId: aiApis.get(format)?.id },
      });
    }
    const { secret, revision } = await issueKey(graphql, consumerId, 'PRODUCTION');
    simulator.setBehaviours(behavioursOf(WIRE_FORMATS, vendorKeyOf));
    return new LedgerConfiguration(aiApis, secret, revision);
  }

  basePathOf(format: WireFormat): string {
    return this.#of(format).basePath;
  }

  idOf(format: WireFormat): string {
    return this.#of(format).id;
  }

  get aiApiIds(): string[] {
    return Array.from(this.#aiApis.values(), ({ id }) => id);
  }

  /** The name of the format whose AI API has this id. */
  formatName(aiApiId: string): string {
    const [format] = [...this.#aiApis].find(([, { id }]) => id === aiApiId) ?? [];
    return format?.name ?? aiApiId;
  }

  #of(format: WireFormat): LedgerAiApi {
    const aiApi = this.#aiApis.get(format);
    if (aiApi === undefined) throw new Error(`${format.name} has no AI API`);
    return aiApi;
  }
}

/** The credential of a format's endpoint. */
export function vendorKeyOf({ name }: WireFormat): string {
  return `vendor-key-of-${name}`;
}

async function makeProvider(graphql: GraphqlClient, vendorUrl: string, format: WireFormat): Promise<LedgerProvider> {
  const { name, template, profile = null, urlPath } = format;
  const models = [PRIMARY, FALLBACK].map((model) => ({ name: model, prices: pricesOf(model) }));
  const { createProvider } = await graphql.ask<{
    createProvider: { provider: { id: string; models: { id: string; name: string }[] } };
  }>(
    `mutation ($input: CreateProviderInput!) { createProvider(input: $input) { provider { id models { id name } } } }`,
    { input: { name, template, models, ...(profile === null ? {} : { profile }) } },
  );
  const { id, models: made } = createProvider.provider;
  const credential = { apiKey: vendorKeyOf(format) };
  const { createEndpoint } = await graphql.ask<{ createEndpoint: { endpoint: { id: string } } }>(
    `mutation ($input: CreateEndpointInput!) { createEndpoint(input: $input) { endpoint { id } } }`,
    { input: { providerId: id, name: 'main', environment: 'PRODUCTION', url: vendorUrl + urlPath, credential } },
  );
  const modelIds = new Map(made.map((model) => [model.name, model.id]));
  return { id, endpointId: createEndpoint.endpoint.id, modelIds };
}

async function makeConsumer(graphql: GraphqlClient): Promise<string> {
  const { createConsumer } = await graphql.ask<{ createConsumer: { consumer: { id: string } } }>(
    `mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { consumer { id } } }`,
    { input: { name: 'ledger' } },
  );
  return createConsumer.consumer.id;
}

async function makeAiApi(
  graphql: GraphqlClient,
  { name, fallback = name }: WireFormat,
  providers: ReadonlyMap<string, LedgerProvider>,
): Promise<LedgerAiApi> {
  const [own, other] = [providers.get(name), providers.get(fallback)];
  if (own === undefined || other === undefined) throw new Error(`there is no provider ${name} or ${fallback}`);
  const basePath = `/ledger/${name}`;
  const { createAiApi } = await graphql.ask<{ createAiApi: { aiApi: { id: string } } }>(
    `mutation ($input: CreateAiApiInput!) { createAiApi(input: $input) { aiApi { id } } }`,
    {
      input: {
        name,
        basePath,
        providerIds: [...new Set([own.id, other.id])],
        defaultProductionEndpointId: own.endpointId,
      },
    },
  );
  const { id } = createAiApi.aiApi;
  const primary = { modelId: own.modelIds.get(PRIMARY), endpointId: own.endpointId };
  const fallbacks = [{ modelId: other.modelIds.get(FALLBACK), endpointId: other.endpointId }];
  await setPolicies(graphql, id, { failover: [{ production: { primary, fallbacks }, suspendDurationSeconds: 0 }] });
  return { id, basePath };
}
