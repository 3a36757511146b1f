import {
  type AiApiEntry,
  type Environment,
  openaiProfile,
  type ProviderEntry,
  type ProviderProfile,
  type SealingKey,
  type TableEndpoint,
  type TableModel,
} from '@switchyard/contract';
import { randomUUID } from 'node:crypto';
import { type PolicyDraft, writePolicy } from './policy-draft';

export const BASE_PATH = '/support/chat';

/** The name of the first provider. */
const FIRST_PROVIDER = 'openai';

/** The credential that a vendor must receive from an endpoint with this name. */
export function credentialOf(endpoint: string, provider: string = FIRST_PROVIDER): string {
  return `vendor-credential-of-${provider === FIRST_PROVIDER ? '' : `${provider}-`}${endpoint}`;
}

/** A further provider of the AI API. */
export interface OtherProvider {
  readonly name: string;
  readonly profile: ProviderProfile;
  readonly models: readonly string[];
  /** Of its endpoints, `production` and `sandbox`. */
  readonly url: string;
}

export interface AiApiDraftOptions {
  /** Seals the endpoints' credentials. */
  readonly sealingKey: SealingKey;
  /** A vendor that serves every endpoint below `/v1`, such as the simulator. */
  readonly vendorUrl: string;
  readonly models: readonly string[];
  /** OpenAI's by default. */
  readonly profile?: ProviderProfile;
}

/**
 * The entries of an AI API and its provider for tests: models and targets by name, a default endpoint for each environment
 * (`production`, `sandbox`), and no policy at first. The test may change any field of the entries, except the URL of an
 * endpoint with a credential: see `moveEndpoints`.
 */
export class AiApiDraft {
  readonly aiApi: AiApiEntry;
  /** The first one. */
  readonly provider: ProviderEntry;
  /** All of them, in the AI API's order. */
  readonly providers: ProviderEntry[];
  readonly #sealingKey: SealingKey;

  constructor({ sealingKey, vendorUrl, models, profile = openaiProfile }: AiApiDraftOptions) {
    this.#sealingKey = sealingKey;
    this.provider = {
      id: randomUUID(),
      name: FIRST_PROVIDER,
      profile,
      models: models.map(newModel),
      endpoints: [],
    };
    this.providers = [this.provider];
    this.aiApi = {
      id: randomUUID(),
      name: 'chat',
      basePath: BASE_PATH,
      providerIds: [this.provider.id],
      modelAliases: [],
      defaultProductionEndpointId: this.addEndpoint('production', `${vendorUrl}/v1`).id,
      defaultSandboxEndpointId: this.addEndpoint('sandbox', `${vendorUrl}/v1`, 'SANDBOX').id,
      unroutedOperations: 'PASS',
      requestTimeoutSeconds: 30,
      totalTimeoutSeconds: 60,
      streamHoldBackSeconds: 5,
      streamIdleTimeoutSeconds: 30,
      streamMaxDurationSeconds: 60,
      policies: [],
    };
  }

  /** Adds a provider at the end of the AI API's list. */
  addProvider({ name, profile, models, url }: OtherProvider): ProviderEntry {
    const provider: ProviderEntry = { id: randomUUID(), name, profile, models: models.map(newModel), endpoints: [] };
    this.providers.push(provider);
    this.aiApi.providerIds.push(provider.id);
    this.addEndpoint('production', url, 'PRODUCTION', provider);
    this.addEndpoint('sandbox', url, 'SANDBOX', provider);
    return provider;
  }

  /** Adds an alias for a model of a provider. */
  addAlias(name: string, modelName: string, { models }: ProviderEntry = this.provider): void {
    const model = models.find((each) => each.name === modelName);
    if (model === undefined) throw new Error(`the provider has no model ${modelName}`);
    this.aiApi.modelAliases.push({ name, modelId: model.id });
  }

  addEndpoint(
    name: string,
    url: string,
    environment: Environment = 'PRODUCTION',
    provider: ProviderEntry = this.provider,
  ): TableEndpoint {
    const endpoint: TableEndpoint = {
      id: randomUUID(),
      name,
      environment,
      url,
      enabled: true,
      connectTimeoutSeconds: 2,
      sealedCredential: null,
      caCertificates: null,
    };
    this.#seal(endpoint, provider);
    provider.endpoints.push(endpoint);
    return endpoint;
  }

  /** Gives every endpoint of the first provider this URL, and seals its credential for it. */
  moveEndpoints(url: string): void {
    for (const endpoint of this.provider.endpoints) {
      endpoint.url = url;
      this.#seal(endpoint, this.provider);
    }
  }

  /** Replaces the policies. */
  setPolicies(...policies: readonly PolicyDraft[]): void {
    this.aiApi.policies = policies.map((policy) => writePolicy(this.aiApi, this.providers, policy));
  }

  #seal(endpoint: TableEndpoint, provider: ProviderEntry): void {
    const { id: endpointId, name, url } = endpoint;
    const apiKey = credentialOf(name, provider.name);
    endpoint.sealedCredential = this.#sealingKey.seal({ apiKey }, { endpointId, url });
  }
}

function newModel(name: string): TableModel {
  return { id: randomUUID(), name, enabled: true };
}
