import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  type AiApiEntry,
  type ConsumerEntry,
  type ConsumerKeyEntry,
  DATA_PLANES_BUCKET,
  type DataPlaneStatus,
  decodeStatus,
  entryKey,
  type Environment,
  NatsKeyValueStore,
  openaiProfile,
  openNats,
  type NatsClient,
  type ProviderEntry,
  type ProviderProfile,
  ROUTING_TABLE_BUCKET,
  SealingKey,
  type TableEndpoint,
} from '@switchyard/contract';
import { startNats, type LocalNats } from '@switchyard/local-services';
import { startSimulator, type Simulator } from '@switchyard/simulator';
import {
  AiApiDraft,
  BASE_PATH,
  type OtherProvider,
  type PolicyDraft,
  type TableChanges,
  TableWriter,
} from '@switchyard/test-entries';
import { until } from '@switchyard/runtime';
import { Program, type ProgramLimits } from './program';
import { servedRevision } from './served-revision';

/** A complete answer. */
export interface Answer {
  readonly status: number;
  readonly target: string | null;
  readonly attempts: number;
  readonly headers: Headers;
  readonly text: string;
}

const LOG = { info: () => {}, warn: () => {} };

/**
 * The built data plane alone, without a control plane or Postgres. The test writes the routing table into the bucket through
 * the contract, as a publisher does.
 */
export class GatewayAlone {
  readonly liveKey = `sy_live_${randomBytes(16).toString('hex')}`;
  readonly testKey = `sy_test_${randomBytes(16).toString('hex')}`;
  /** The key of a consumer without access. */
  readonly keyWithoutAccess = `sy_live_${randomBytes(16).toString('hex')}`;
  readonly basePath = BASE_PATH;
  url = '';
  adminUrl = '';
  readonly #sealingKey = randomBytes(32).toString('base64');
  #draft: AiApiDraft;
  readonly #consumerId = randomUUID();
  readonly #idWithoutAccess = randomUUID();
  readonly #nats: LocalNats;
  readonly #client: NatsClient;
  readonly #writer: TableWriter;
  readonly #statuses: NatsKeyValueStore;
  readonly simulator: Simulator;
  #program: Program | null = null;

  private constructor(nats: LocalNats, simulator: Simulator) {
    this.#nats = nats;
    this.simulator = simulator;
    this.#draft = this.#newDraft([], openaiProfile);
    this.#client = openNats(nats.url, { name: 'conformance', log: LOG });
    const store = new NatsKeyValueStore(this.#client, ROUTING_TABLE_BUCKET, { log: LOG });
    this.#statuses = new NatsKeyValueStore(this.#client, DATA_PLANES_BUCKET, { log: LOG });
    this.#writer = new TableWriter(store, new SealingKey(this.#sealingKey).tableKey);
  }

  /** @param settings must include the ports if the log level hides the line that reports them */
  static async start(settings: Record<string, string> = {}, limits: ProgramLimits = {}): Promise<GatewayAlone> {
    const gateway = new GatewayAlone(...(await Promise.all([startNats(), startSimulator()])));
    const allSettings = {
      NATS_URL: gateway.#nats.url,
      SWITCHYARD_SEALING_KEY: gateway.#sealingKey,
      SWITCHYARD_DATA_PLANE_PORT: '0',
      SWITCHYARD_DATA_PLANE_ADMIN_PORT: '0',
      // Tests publish the table later.
      SWITCHYARD_TABLE_WAIT_SECONDS: '0',
      ...settings,
    };
    const program = new Program('data-plane/dist/main.js', allSettings, process.execPath, [], limits);
    gateway.#program = program;
    const addressOf = (setting: string, member: 'url' | 'adminUrl') =>
      settings[setting] === undefined ? program.listensOn(member) : `http://127.0.0.1:${settings[setting]}`;
    gateway.url = await addressOf('SWITCHYARD_DATA_PLANE_PORT', 'url');
    gateway.adminUrl = await addressOf('SWITCHYARD_DATA_PLANE_ADMIN_PORT', 'adminUrl');
    await until(async () => (await fetch(`${gateway.adminUrl}/healthz`)).ok, 'the data plane is alive');
    return gateway;
  }

  /** The process, its log, and its signals. */
  get program(): Program {
    if (this.#program === null) throw new Error('the data plane was not started');
    return this.#program;
  }

  async stop(): Promise<void> {
    await this.program.stop('SIGKILL');
    await this.#client.close();
    await Promise.all([this.#nats.stop(), this.simulator.close()]);
  }

  /**
   * Publishes a new AI API with these models at the same base path, with an endpoint for each environment on the simulator.
   * Clears the simulator's behaviours and requests.
   */
  async configure(
    models: readonly string[],
    policies: readonly PolicyDraft[] = [],
    profile: ProviderProfile = openaiProfile,
    amend: (aiApi: AiApiEntry) => void = () => {},
  ): Promise<void> {
    this.simulator.clearBehaviours();
    this.simulator.clearRequests();
    this.#draft = this.#newDraft(models, profile);
    amend(this.aiApi);
    await this.setPolicies(...policies);
  }

  get aiApi(): AiApiEntry {
    return this.#draft.aiApi;
  }

  get provider(): ProviderEntry {
    return this.#draft.provider;
  }

  /** Adds a provider at the end of the AI API's list; the next publication has it. */
  addProvider(provider: OtherProvider): ProviderEntry {
    return this.#draft.addProvider(provider);
  }

  addAlias(name: string, modelName: string, provider = this.provider): void {
    this.#draft.addAlias(name, modelName, provider);
  }

  addEndpoint(name: string, url: string, environment: Environment = 'PRODUCTION'): TableEndpoint {
    return this.#draft.addEndpoint(name, url, environment);
  }

  /** Gives every endpoint this URL. */
  moveEndpoints(url: string): void {
    this.#draft.moveEndpoints(url);
  }

  /** Replaces the policies and publishes the AI API. */
  async setPolicies(...policies: PolicyDraft[]): Promise<void> {
    this.#draft.setPolicies(...policies);
    await this.publish();
  }

  /** Publishes the AI API and its providers as the next revision, and waits until the data plane serves it. */
  async publish(): Promise<void> {
    const { aiApi } = this;
    const consumer = this.#consumer([aiApi.id]);
    const former = [...this.#writer.table.keys()].filter((key) => /^(ai-api|provider)\./.test(key));
    await this.#writer.publish({
      ...Object.fromEntries(former.map((key) => [key, null])),
      ...Object.fromEntries(this.#draft.providers.map((provider) => [entryKey('provider', provider.id), provider])),
      [entryKey('ai-api', aiApi.id)]: aiApi,
      [entryKey('consumer', this.#consumerId)]: consumer,
      [entryKey('consumer', this.#idWithoutAccess)]: {
        ...consumer,
        id: this.#idWithoutAccess,
        name: 'without-access',
        aiApiIds: [],
      },
      [entryKey('consumer-key', hashOf(this.keyWithoutAccess))]: this.#key('PRODUCTION', this.#idWithoutAccess),
      [entryKey('consumer-key', hashOf(this.liveKey))]: this.#key('PRODUCTION'),
      [entryKey('consumer-key', hashOf(this.testKey))]: this.#key('SANDBOX'),
    });
    await this.#served();
  }

  /** Publishes changes of entries as the next revision, without waiting for the data plane. @returns the revision */
  async publishAlso(changes: TableChanges): Promise<number> {
    await this.#writer.publish(changes);
    return this.#writer.revision;
  }

  /** Issues another key of the same consumer. @returns the key and its entry */
  newKey(): { readonly key: string; readonly entry: TableChanges; readonly entryKey: string } {
    const key = `sy_live_${randomBytes(16).toString('hex')}`;
    const name = entryKey('consumer-key', hashOf(key));
    return { key, entryKey: name, entry: { [name]: this.#key('PRODUCTION') } };
  }

  /** What the data planes have reported. */
  async statuses(): Promise<readonly DataPlaneStatus[]> {
    const { statusKey } = new SealingKey(this.#sealingKey);
    const { entries } = await this.#statuses.read();
    return [...entries].flatMap(([id, { value }]) => decodeStatus(statusKey, id, value).status ?? []);
  }

  /** What the data plane has reported last. @throws Error unless there is exactly one */
  async status(): Promise<DataPlaneStatus> {
    const [status, ...others] = await this.statuses();
    if (status !== undefined && others.length === 0) return status;
    throw new Error(`expected one status, found ${status === undefined ? 0 : others.length + 1}`);
  }

  /** Waits until the data plane reports a revision as applied. */
  async untilApplied(revision: number): Promise<void> {
    const appliedRevision = async () => (await this.statuses())[0]?.appliedRevision ?? -1;
    await until(async () => (await appliedRevision()) >= revision, `revision ${revision} is reported as applied`);
  }

  /** Publishes a copy of the AI API at another base path, for the same consumer. */
  async publishCopy(basePath: string): Promise<void> {
    const policies = this.aiApi.policies.map((policy) => ({ ...policy, id: randomUUID() }));
    const copy = { ...this.aiApi, id: randomUUID(), name: 'copy', basePath, policies };
    await this.#writer.publish({
      [entryKey('ai-api', copy.id)]: copy,
      [entryKey('consumer', this.#consumerId)]: this.#consumer([this.aiApi.id, copy.id]),
    });
    await this.#served();
  }

  async #served(): Promise<void> {
    const { revision } = this.#writer;
    await until(async () => (await servedRevision(this.url)) === revision, `revision ${revision} is served`).catch(
      (error: unknown) => {
        throw new Error(`${String(error)}\n${this.program.output.slice(-2_000)}`);
      },
    );
  }

  #consumer(aiApiIds: string[]): ConsumerEntry {
    return { id: this.#consumerId, name: 'app', enabled: true, traceAllowed: true, aiApiIds };
  }

  /** Sends a request below the AI API's base path, by default with the production key. */
  send(path: string, init: RequestInit = {}, key = this.liveKey): Promise<Response> {
    return fetch(`${this.url}${this.basePath}/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) },
    });
  }

  /** Sends a chat completion. Adds a message to an object; sends a string unchanged. */
  async chat(body: object | string, key = this.liveKey, headers: Record<string, string> = {}): Promise<Answer> {
    const text =
      typeof body === 'string' ? body : JSON.stringify({ messages: [{ role: 'user', content: 'hello' }], ...body });
    const method = 'POST';
    return answerOf(await this.send('chat/completions', { method, body: text, headers }, key));
  }

  /** Sends `count` chat completions in sequence and returns who answered each, as `model status`. */
  async rotation(count: number, model = 'any', key = this.liveKey): Promise<string[]> {
    const seen: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const { status, target } = await this.chat({ model }, key);
      seen.push(`${target?.split('/').slice(1).join('/') ?? '-'} ${status}`);
    }
    return seen;
  }

  #newDraft(models: readonly string[], profile: ProviderProfile): AiApiDraft {
    const sealingKey = new SealingKey(this.#sealingKey);
    return new AiApiDraft({ sealingKey, vendorUrl: this.simulator.url, models, profile });
  }

  #key(environment: Environment, consumerId = this.#consumerId): ConsumerKeyEntry {
    return { id: randomUUID(), consumerId, environment, expiresAt: null };
  }
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return {
    status: response.status,
    target: response.headers.get('x-switchyard-target'),
    attempts: Number(response.headers.get('x-switchyard-attempts')),
    headers: response.headers,
    text,
  };
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
