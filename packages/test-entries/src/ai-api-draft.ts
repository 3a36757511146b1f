import {
  type AiApiEntry,
  type Environment,
  openaiProfile,
  type ProviderProfile,
  type SealedPlace,
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
 * An AI API's entry of the routing table for tests: models and targets by name, a default endpoint for each environment
 * (`production`, `sandbox`), and no policy at first. The test may change any field of `entry`.
 */
export class AiApiDraft {
  readonly entry: AiApiEntry;
  readonly #sealingKey: SealingKey;

  constructor({ sealingKey, vendorUrl, models, profile = openaiProfile }: AiApiDraftOptions) {
    this.#sealingKey = sealingKey;
    this.entry = {
      id: randomUUID(),
      name: 'chat',
      basePath: BASE_PATH,
      provider: { id: randomUUID(), name: 'openai', profile },
      models: models.map((name) => ({ id: randomUUID(), name, enabled: true })),
      endpoints: [],
      defaultProductionEndpointId: null,
      defaultSandboxEndpointId: null,
      unroutedOperations: 'PASS',
      requestTimeoutSeconds: 30,
      totalTimeoutSeconds: 60,
      streamHoldBackSeconds: 5,
      streamIdleTimeoutSeconds: 30,
      streamMaxDurationSeconds: 60,
      policies: [],
    };
    this.entry.defaultProductionEndpointId = this.addEndpoint('production', `${vendorUrl}/v1`).id;
    this.entry.defaultSandboxEndpointId = this.addEndpoint('sandbox', `${vendorUrl}/v1`, 'SANDBOX').id;
  }

  addEndpoint(name: string, url: string, environment: Environment = 'PRODUCTION'): TableEndpoint {
    const id = randomUUID();
    const endpoint: TableEndpoint = {
      id,
      name,
      environment,
      url,
      enabled: true,
      connectTimeoutSeconds: 2,
      sealedCredential: this.#seal(name, { endpointId: id, url }),
    };
    this.entry.endpoints.push(endpoint);
    return endpoint;
  }

  /** Gives all endpoints this URL, and seals their credentials for it. */
  moveEndpoints(url: string): void {
    for (const endpoint of this.entry.endpoints) {
      endpoint.url = url;
      endpoint.sealedCredential = this.#seal(endpoint.name, { endpointId: endpoint.id, url });
    }
  }

  /** Replaces the policies. */
  setPolicies(...policies: readonly PolicyDraft[]): void {
    this.entry.policies = policies.map((policy) => writePolicy(this.entry, policy));
  }

  #seal(endpointName: string, place: SealedPlace): string {
    return this.#sealingKey.seal({ apiKey: credentialOf(endpointName) }, place);
  }
}
