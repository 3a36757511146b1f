import { randomBytes, randomUUID } from 'node:crypto';
import {
  SealingKey,
  type AiApiEntry,
  type ConsumerEntry,
  type ConsumerKeyEntry,
  type Environment,
  type PricesEntry,
  type ProviderEntry,
  type TableEndpoint,
} from '@switchyard/contract';
import { type Clock, SampledLog } from '@switchyard/runtime';
import { AiApiDraft, type OtherProvider, type PolicyDraft, type TestCertificate } from '@switchyard/test-entries';
import { compileAiApi } from '@switchyard/routing';
import pino from 'pino';
import { UsageMeter } from '../accounting/usage-meter';
import { StreamUsageRefusals } from '../route/stream-usage-refusals';
import { CaTrusts } from '../upstream/ca-trust';
import { ENDING_TIMES, type EndingTimes } from '../upstream/stream-ending';
import { UpstreamPools, type UpstreamPoolsOptions } from '../upstream/upstream-pools';
import { AllowedOrigins } from '../http/allowed-origins';
import { consumerKeyHash } from '../request/consumer-key';
import { CONSUMER_TIMEOUTS, type ConsumerTimeouts } from '../load/consumer-timeouts';
import { GatewayServer, type GatewayServerLimits } from '../server/gateway-server';
import type { ServedTable } from '../server/handle-request';
import { AccessLog, type AccessLogSetting } from '../server/access-log';
import { type HealthListener, PolicyStates } from '../health/policy-states';
import { ChangedTargets } from '../table/changed-targets';
import { LiveAiApi } from '../table/live-ai-api';
import { RoutingTable } from '../table/routing-table';
import type { ServedAiApi } from '../table/served-ai-api';
import { serveCertificate, type ServedCertificate, trustOf } from '../table/served-certificate';
import { type ServedProvider, serveProvider, type ServingParts } from '../table/served-provider';
import type { EndedRequest } from '../trace/ended-request';

export const sealingKey = new SealingKey(randomBytes(32).toString('base64'));
export const BODY_BYTES_MAX = 2_000_000;
/** Longer than any test, so that what is sampled does not depend on the speed of the machine. */
const SAMPLE_WINDOW_MS = 600_000;

export interface LimitsUnderTest extends GatewayServerLimits, UpstreamPoolsOptions {
  readonly timeouts?: Partial<ConsumerTimeouts>;
  readonly requestBodyBytesMax?: number;
  readonly ending?: EndingTimes;
  readonly allowedOrigins?: readonly string[];
  /** Instead of one that stands still. */
  readonly clock?: Clock;
  readonly accessLog?: AccessLogSetting;
}

interface ChatInit {
  readonly key?: string;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
  /** That of another AI API. */
  readonly basePath?: string;
}

/** A gateway on a real socket in front of an upstream, with a routing table that the test writes by hand. */
export class GatewayUnderTest implements ServedTable {
  position: { revision: number } | null = { revision: 7 };
  readonly liveKey = 'sy_live_test';
  readonly testKey = 'sy_test_test';
  readonly keyWithoutAccess = 'sy_live_without_access';
  url = '';
  /** The gateway's monotonic clock. */
  nowMs = Date.now();
  /** How far its wall clock is from the monotonic one. */
  wallOffsetMs = 0;
  readonly clock: Clock;
  readonly log: string[] = [];
  /** By provider. */
  readonly pricesOf = new Map<string, PricesEntry>();
  /** The requests that have ended. */
  readonly ended: EndedRequest[] = [];
  /** The ids of the consumer keys in requests. */
  readonly keysUsed: string[] = [];
  /** The CA certificates of the table, by their SHA-256. */
  readonly certificates = new Map<string, ServedCertificate>();
  readonly #caTrusts = new CaTrusts();
  readonly servingParts: ServingParts = {
    sealingKey,
    trustOf: (sha256s) => trustOf(this.#caTrusts, this.certificates, sha256s),
  };
  readonly #draft: AiApiDraft;
  readonly policyStates = new PolicyStates();
  readonly #providers = new Map<string, ServedProvider>();
  readonly #aiApis = new Map<string, LiveAiApi>();
  readonly #consumers = new Map<string, ConsumerEntry>();
  readonly #keys = new Map<string, ConsumerKeyEntry>();
  readonly #pools: UpstreamPools;
  readonly #server: GatewayServer;

  constructor(upstreamUrl: string, models: string[] = ['a', 'b', 'c'], limits: LimitsUnderTest = {}) {
    this.clock = limits.clock ?? {
      wallMs: () => this.nowMs + this.wallOffsetMs,
      monotonicMs: () => this.nowMs,
      toWallMs: (monotonicMs) => monotonicMs + this.wallOffsetMs,
    };
    this.#pools = new UpstreamPools(limits);
    this.#draft = new AiApiDraft({ sealingKey, vendorUrl: upstreamUrl, models });
    const consumer = this.#addConsumer('app', [this.entry.id]);
    this.#addKey(this.liveKey, consumer, 'PRODUCTION');
    this.#addKey(this.testKey, consumer, 'SANDBOX');
    this.#addKey(this.keyWithoutAccess, this.#addConsumer('without-access', []), 'PRODUCTION');
    this.serve();
    const log = pino({ level: 'info' }, { write: (line: string) => this.log.push(line) });
    const sampledLog = new SampledLog(log, SAMPLE_WINDOW_MS);
    const context = {
      table: this,
      pools: this.#pools,
      clock: this.clock,
      ending: limits.ending ?? ENDING_TIMES,
      meter: new UsageMeter({ prices: (providerId: string) => this.pricesOf.get(providerId) }),
      streamUsageRefusals: new StreamUsageRefusals(),
      requestBodyBytesMax: limits.requestBodyBytesMax ?? BODY_BYTES_MAX,
      consumerTimeouts: { ...CONSUMER_TIMEOUTS, ...limits.timeouts },
      allowedOrigins: new AllowedOrigins(limits.allowedOrigins),
      onKeyUsed: (consumerKeyId: string) => void this.keysUsed.push(consumerKeyId),
      requestSinks: [
        new AccessLog(log, sampledLog, limits.accessLog),
        { onRequestEnded: (request: EndedRequest) => void this.ended.push(request) },
      ],
      log,
      sampledLog,
    };
    this.#server = new GatewayServer(context, limits);
  }

  readonly aiApisByBasePath = {
    get: (basePath: string) => this.#aiApis.get(basePath)?.serve(this.#providers, this.policyStates),
  };

  get entry(): AiApiEntry {
    return this.#draft.aiApi;
  }

  get provider(): ProviderEntry {
    return this.#draft.provider;
  }

  /** All of them, in the AI API's order. */
  get providers(): readonly ProviderEntry[] {
    return this.#draft.providers;
  }

  /** Adds a provider at the end of the AI API's list; `serve` puts it into the table. */
  addProvider(provider: OtherProvider): ProviderEntry {
    return this.#draft.addProvider(provider);
  }

  addAlias(name: string, modelName: string, provider = this.provider): void {
    this.#draft.addAlias(name, modelName, provider);
  }

  addEndpoint(name: string, url: string, environment: Environment = 'PRODUCTION'): TableEndpoint {
    return this.#draft.addEndpoint(name, url, environment);
  }

  /** Has an endpoint trust these CA certificates alone, and serves it. */
  trust(endpoint: TableEndpoint, ...certificates: readonly TestCertificate[]): void {
    for (const { sha256, cert: pem } of certificates) this.certificates.set(sha256, serveCertificate({ sha256, pem }));
    endpoint.caCertificates = certificates.length === 0 ? null : certificates.map(({ sha256 }) => sha256);
    this.serve();
  }

  /** Gives every endpoint this URL, and serves it. */
  moveEndpoints(url: string): void {
    this.#draft.moveEndpoints(url);
    this.serve();
  }

  /** The table of another data plane with the same entries. */
  async otherTable(listener: HealthListener = {}): Promise<RoutingTable> {
    const table = new RoutingTable(new PolicyStates(listener));
    const { entry } = this;
    const before = undefined;
    await table.apply({ lineage: randomUUID(), revision: 1 }, [
      ...this.#draft.providers.map((provider) => {
        return {
          kind: 'provider' as const,
          id: provider.id,
          value: serveProvider(this.servingParts, provider),
          before,
        };
      }),
      { kind: 'ai-api', id: entry.id, value: new LiveAiApi(compileAiApi(entry)), before },
    ]);
    return table;
  }

  /** The AI API as another data plane serves it. */
  async servedElsewhere(): Promise<ServedAiApi> {
    return (await this.otherTable()).aiApisByBasePath.get(this.entry.basePath)!;
  }

  /** Puts the current entries into the table, like an applied revision. */
  serve(): void {
    const { entry } = this;
    const changed = new ChangedTargets();
    for (const provider of this.#draft.providers) {
      // The table has entries of its own, and a test may change the draft at any time.
      const served = serveProvider(this.servingParts, structuredClone(provider));
      const before = this.#providers.get(provider.id);
      changed.note(before, served);
      this.#pools.replace(before?.endpoints.values() ?? [], served.endpoints.values());
      this.#providers.set(provider.id, served);
    }
    for (const { state } of this.policyStates.everSuspended()) state.endSuspensions((key) => changed.has(key));
    const compiled = compileAiApi(entry);
    this.#aiApis.set(entry.basePath, new LiveAiApi(compiled));
    this.policyStates.retain(entry.id, compiled.policies);
  }

  /** Serves another AI API, with a provider and vendor of its own, to the consumers that can call the first one. */
  serveBeside(basePath: string, upstreamUrl: string): AiApiEntry {
    const { aiApi, provider } = new AiApiDraft({ sealingKey, vendorUrl: upstreamUrl, models: ['a'] });
    aiApi.basePath = basePath;
    this.#providers.set(provider.id, serveProvider(this.servingParts, provider));
    this.#aiApis.set(basePath, new LiveAiApi(compileAiApi(aiApi)));
    for (const { aiApiIds } of this.#consumers.values()) {
      if (aiApiIds.includes(this.entry.id)) aiApiIds.push(aiApi.id);
    }
    return aiApi;
  }

  /** Replaces the policies and serves them. */
  setPolicies(...policies: PolicyDraft[]): void {
    this.#draft.setPolicies(...policies);
    this.serve();
  }

  async listen(): Promise<this> {
    const port = await this.#server.listen(0, '127.0.0.1');
    this.url = `http://127.0.0.1:${port}`;
    return this;
  }

  /** Serves on for the delay, lets requests finish for so long, and then ends them. */
  async close(drainMs = 100, delayMs = 0): Promise<void> {
    await this.#server.drain(drainMs, delayMs);
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

  /** Sends a chat completion like an SDK; an object is completed, a string is sent unchanged. */
  chat(body: object | string, init: ChatInit = {}) {
    return fetch(`${this.url}${init.basePath ?? this.entry.basePath}/chat/completions`, {
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

  /** Adds a consumer of the AI API with a production key. */
  addConsumer(name: string, key: string): void {
    this.#addKey(key, this.#addConsumer(name, [this.entry.id]), 'PRODUCTION');
  }

  #addConsumer(name: string, aiApiIds: string[]): string {
    const id = randomUUID();
    this.#consumers.set(id, { id, name, enabled: true, traceAllowed: false, aiApiIds });
    return id;
  }

  #addKey(key: string, consumerId: string, environment: Environment): void {
    this.#keys.set(consumerKeyHash(key), { id: randomUUID(), consumerId, environment, expiresAt: null });
  }
}
