import { randomBytes, randomUUID } from 'node:crypto';
import {
  openaiProfile,
  SealingKey,
  type AiApiEntry,
  type ConsumerEntry,
  type ConsumerKeyEntry,
  type Environment,
  type TableEndpoint,
  type TablePolicy,
} from '@switchyard/contract';
import pino from 'pino';
import { UpstreamPools, type UpstreamPoolsOptions } from '../upstream/upstream-pools';
import { consumerKeyHash } from './consumer-key';
import { CONSUMER_TIMEOUTS, type ConsumerTimeouts } from '../limits/consumer-timeouts';
import { GatewayServer, type GatewayServerLimits } from './gateway-server';
import type { ServedTable } from './handle-request';
import { type HealthListener, serveAiApi, type ServedAiApi } from './served-ai-api';

const sealingKey = new SealingKey(randomBytes(32).toString('base64'));
export const BODY_BYTES_MAX = 2_000_000;

const DEFAULT_FAILURE_STATUSES: [number, number][] = [
  [401, 401],
  [403, 404],
  [408, 408],
  [429, 429],
  [500, 599],
];

type PolicyInput = Partial<Omit<TablePolicy, 'production' | 'sandbox' | 'kind'>> & {
  kind: TablePolicy['kind'];
  maxAttempts?: number;
  /** Models on the production endpoint, or `model@endpoint`; with `=weight` for a weighted policy. */
  production?: string[];
  sandbox?: string[];
};

export interface LimitsUnderTest extends GatewayServerLimits, UpstreamPoolsOptions {
  readonly timeouts?: Partial<ConsumerTimeouts>;
}

/** A gateway on a real socket in front of an upstream, with a routing table that the test writes by hand. */
export class GatewayUnderTest implements ServedTable {
  position: { revision: number } | null = { revision: 7 };
  readonly aiApisByBasePath = new Map<string, ServedAiApi>();
  readonly liveKey = 'sy_live_test';
  readonly testKey = 'sy_test_test';
  readonly strangerKey = 'sy_live_stranger';
  url = '';
  /** What the gateway takes for the time. */
  nowMs = Date.now();
  readonly log: string[] = [];
  /** The ids of the consumer keys that requests came with. */
  readonly keysUsed: string[] = [];
  readonly entry: AiApiEntry;
  readonly #consumers = new Map<string, ConsumerEntry>();
  readonly #keys = new Map<string, ConsumerKeyEntry>();
  readonly #pools: UpstreamPools;
  readonly #server: GatewayServer;

  constructor(upstreamUrl: string, models: string[] = ['a', 'b', 'c'], limits: LimitsUnderTest = {}) {
    this.#pools = new UpstreamPools(limits);
    this.entry = {
      id: randomUUID(),
      name: 'chat',
      basePath: '/support/chat',
      provider: {
        id: randomUUID(),
        name: 'openai',
        profile: openaiProfile,
      },
      models: models.map((name) => ({ id: randomUUID(), name, enabled: true })),
      endpoints: [],
      defaultProductionEndpointId: null,
      defaultSandboxEndpointId: null,
      unroutedOperations: 'PASS',
      requestTimeoutSeconds: 120,
      totalTimeoutSeconds: 600,
      streamHoldBackSeconds: 5,
      streamIdleTimeoutSeconds: 60,
      streamMaxDurationSeconds: 900,
      policies: [],
    };
    this.entry.defaultProductionEndpointId = this.addEndpoint('production', `${upstreamUrl}/v1`).id;
    this.entry.defaultSandboxEndpointId = this.addEndpoint('sandbox', `${upstreamUrl}/v1`, 'SANDBOX').id;
    const consumer = this.#addConsumer('app', [this.entry.id]);
    this.#addKey(this.liveKey, consumer, 'PRODUCTION');
    this.#addKey(this.testKey, consumer, 'SANDBOX');
    this.#addKey(this.strangerKey, this.#addConsumer('stranger', []), 'PRODUCTION');
    this.serve();
    const context = {
      table: this,
      pools: this.#pools,
      nowMs: () => this.nowMs,
      requestBodyBytesMax: BODY_BYTES_MAX,
      consumerTimeouts: { ...CONSUMER_TIMEOUTS, ...limits.timeouts },
      onKeyUsed: (consumerKeyId: string) => void this.keysUsed.push(consumerKeyId),
      log: pino({ level: 'info' }, { write: (line: string) => this.log.push(line) }),
    };
    this.#server = new GatewayServer(context, limits);
  }

  /** The credential of an endpoint of this name. */
  static credentialOf(endpoint: string): string {
    return `vendor-credential-of-${endpoint}`;
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
      sealedCredential: sealingKey.seal({ apiKey: GatewayUnderTest.credentialOf(name) }, id),
    };
    this.entry.endpoints.push(endpoint);
    return endpoint;
  }

  /** What another data plane serves of the entry as it is now. */
  compile(listener: HealthListener): ServedAiApi {
    return serveAiApi(sealingKey, this.entry, undefined, listener);
  }

  /** Puts the entry as it is now into the table, as an applied revision does. */
  serve(): void {
    const { basePath } = this.entry;
    this.aiApisByBasePath.set(basePath, serveAiApi(sealingKey, this.entry, this.aiApisByBasePath.get(basePath)));
  }

  /** Replaces the policies and serves them. */
  setPolicies(...policies: PolicyInput[]): void {
    this.entry.policies = policies.map((policy) => this.#policy(policy));
    this.serve();
  }

  async listen(): Promise<this> {
    const port = await this.#server.listen(0, '127.0.0.1');
    this.url = `http://127.0.0.1:${port}`;
    return this;
  }

  async close(): Promise<void> {
    await this.#server.drain(100);
    await this.#pools.destroy();
  }

  get requestsInFlight(): number {
    return this.#server.load.requestsInFlight;
  }

  get bufferedBytes(): number {
    return this.#server.load.bufferedBytes;
  }

  consumer(id: string): ConsumerEntry | undefined {
    return this.#consumers.get(id);
  }

  consumerKey(sha256Hex: string): ConsumerKeyEntry | undefined {
    return this.#keys.get(sha256Hex);
  }

  /** Changes the consumer's key or the consumer itself. */
  amendKey(key: string, change: Partial<ConsumerKeyEntry>): void {
    const hash = consumerKeyHash(key);
    this.#keys.set(hash, { ...this.#keys.get(hash)!, ...change });
  }

  amendConsumer(change: Partial<ConsumerEntry>): void {
    const { consumerId } = this.#keys.get(consumerKeyHash(this.liveKey))!;
    this.#consumers.set(consumerId, { ...this.#consumers.get(consumerId)!, ...change });
  }

  /** A chat completion as an SDK sends it; an object is completed, a string is sent as it is. */
  chat(body: object | string, init: { key?: string; headers?: Record<string, string>; signal?: AbortSignal } = {}) {
    return fetch(`${this.url}/support/chat/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${init.key ?? this.liveKey}`,
        ...init.headers,
      },
      body:
        typeof body === 'string' ? body : JSON.stringify({ messages: [{ role: 'user', content: 'hello' }], ...body }),
      ...(init.signal === undefined ? {} : { signal: init.signal }),
    });
  }

  #addConsumer(name: string, aiApiIds: string[]): string {
    const id = randomUUID();
    this.#consumers.set(id, { id, name, enabled: true, traceAllowed: false, aiApiIds });
    return id;
  }

  #addKey(key: string, consumerId: string, environment: Environment): void {
    this.#keys.set(consumerKeyHash(key), { id: randomUUID(), consumerId, environment, expiresAt: null });
  }

  #policy({ kind, production = [], sandbox = [], maxAttempts = 1, ...rest }: PolicyInput): TablePolicy {
    const base = {
      id: randomUUID(),
      suspendDurationSeconds: 0,
      requestTimeoutSeconds: 120,
      totalTimeoutSeconds: 600,
      failureStatuses: DEFAULT_FAILURE_STATUSES,
      ...rest,
    };
    const plain = (environment: Environment) => (target: string) => this.#target(target, environment);
    const sides = { production: production.map(plain('PRODUCTION')), sandbox: sandbox.map(plain('SANDBOX')) };
    if (kind === 'FAILOVER') return { kind, ...base, ...sides };
    if (kind === 'ROUND_ROBIN') return { kind, ...base, ...sides, maxAttempts };
    const weighted = (side: typeof sides.production, targets: string[]) =>
      side.map((target, index) => ({ ...target, weight: Number(targets[index]!.split('=')[1]) }));
    return {
      kind,
      ...base,
      maxAttempts,
      production: weighted(sides.production, production),
      sandbox: weighted(sides.sandbox, sandbox),
    };
  }

  #target(text: string, environment: Environment): { modelId: string; endpointId: string } {
    const [target = ''] = text.split('=');
    const [modelName, endpointName = environment.toLowerCase()] = target.split('@');
    const model = this.entry.models.find(({ name }) => name === modelName);
    const endpoint = this.entry.endpoints.find(({ name }) => name === endpointName);
    return { modelId: model!.id, endpointId: endpoint!.id };
  }
}
