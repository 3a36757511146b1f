import {
  type AiApiEntry,
  type Environment,
  openaiProfile,
  type ProviderEntry,
  type ProviderProfile,
  type SealingKey,
  type TableEndpoint,
} from '@switchyard/contract';
import { randomUUID } from 'node:crypto';
import { type PolicyDraft, writePolicy } from './policy-draft';

export const BASE_PATH = '/support/chat';

/** The credential that a vendor must receive from an endpoint with this name. */
export function credentialOf(endpoint: string): string {
  return `vendor-credential-of-${endpoint}`;
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
  readonly provider: ProviderEntry;
  readonly #sealingKey: SealingKey;

  constructor({ sealingKey, vendorUrl, models, profile = openaiProfile }: AiApiDraftOptions) {
    this.#sealingKey = sealingKey;
    this.provider = {
      id: randomUUID(),
      name: 'openai',
      profile,
      models: models.map((name) => ({ id: randomUUID(), name, enabled: true })),
      endpoints: [],
    };
    this.aiApi = {
      id: randomUUID(),
      name: 'chat',
      basePath: BASE_PATH,
      providerIds: [this.provider.id],
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

  addEndpoint(name: string, url: string, environment: Environment = 'PRODUCTION'): TableEndpoint {
    const endpoint: TableEndpoint = {
      id: randomUUID(),
      name,
      environment,
      url,
      enabled: true,
      connectTimeoutSeconds: 2,
      sealedCredential: null,
    };
    this.#seal(endpoint);
    this.provider.endpoints.push(endpoint);
    return endpoint;
  }

  /** Gives every endpoint this URL, and seals its credential for it. */
  moveEndpoints(url: string): void {
    for (const endpoint of this.provider.endpoints) {
      endpoint.url = url;
      this.#seal(endpoint);
    }
  }

  /** Replaces the policies. */
  setPolicies(...policies: readonly PolicyDraft[]): void {
    this.aiApi.policies = policies.map((policy) => writePolicy(this.aiApi, this.provider, policy));
  }

  #seal(endpoint: TableEndpoint): void {
    const { id: endpointId, name, url } = endpoint;
    endpoint.sealedCredential = this.#sealingKey.seal({ apiKey: credentialOf(name) }, { endpointId, url });
  }
}
