import { makeCertificate } from '@switchyard/test-entries';
import type { ControlPlaneUnderTest } from './control-plane-under-test.suite';
import { randomFrom } from './random-operation.suite';

/** Few, so that names are soon given up and taken again. */
const NAMES = ['north', 'South', 'south', 'east', 'East', 'west'];
const MODEL_NAMES = ['large', 'medium', 'small', 'tiny'];
const ENVIRONMENTS = ['PRODUCTION', 'SANDBOX'] as const;
const STEPS_PER_REVISION_MAX = 50;
/** Few, so that endpoints share them. */
const [CA, OTHER_CA] = ['CA', 'Other CA'].map((name) => makeCertificate(name, { isCa: true }).cert);
const CA_CERTIFICATES = [null, CA, OTHER_CA, `${OTHER_CA}${CA}`];

type Environment = (typeof ENVIRONMENTS)[number];

interface Row {
  readonly id: string;
  readonly provider_id: string;
  readonly environment: Environment;
}

interface Step {
  readonly operation: string;
  readonly input: object;
}

/** Changes of every noun, one after the other, as a seed determines: renames, deletions and re-creations among them. */
export class ConfigurationWalk {
  readonly #random: () => number;

  constructor(
    private readonly underTest: ControlPlaneUnderTest,
    seed: number,
  ) {
    this.#random = randomFrom(seed);
  }

  /** Makes one revision more; what is refused on the way is another mutation's turn. */
  async next(): Promise<number> {
    const before = await this.#revision();
    for (let tries = 0; tries < STEPS_PER_REVISION_MAX; tries += 1) {
      const { operation, input } = await this.#step();
      const name = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Input`;
      const { data } = await this.underTest.ask(
        `mutation($input: ${name}!) { change: ${operation}(input: $input) { revision } }`,
        { input },
      );
      const changed = data?.['change'] as { revision: number } | null | undefined;
      if (changed && changed.revision > before) return changed.revision;
    }
    throw new Error('the walk has come to a standstill');
  }

  async #revision(): Promise<number> {
    const [lineage] = await this.underTest.sql<{ revision: number }>('SELECT revision FROM lineage');
    return lineage?.revision ?? 0;
  }

  async #step(): Promise<Step> {
    const steps: readonly (() => Promise<Step | null>)[] = [
      () => this.#provider(),
      () => this.#changedProvider(),
      () => this.#models(),
      () => this.#changedModel(),
      () => this.#changedModel(),
      () => this.#endpoint(),
      () => this.#endpoint(),
      () => this.#changedEndpoint(),
      () => this.#aiApi(),
      () => this.#changedAiApi(),
      () => this.#policies(),
      () => this.#policies(),
      () => this.#policies(),
      () => this.#consumer(),
      () => this.#consumer(),
      () => this.#consumer(),
      () => this.#deletion(),
      () => this.#deletion(),
    ];
    for (;;) {
      const step = await this.#oneOf(steps)();
      if (step !== null) return step;
    }
  }

  async #provider(): Promise<Step> {
    const models = MODEL_NAMES.slice(0, 1 + this.#below(3)).map((name) => ({ name }));
    return { operation: 'createProvider', input: { name: this.#name(), template: 'OPENAI', models } };
  }

  async #changedProvider(): Promise<Step | null> {
    const provider = await this.#any('provider');
    if (provider === null) return null;
    const profile = this.#oneOf([null, { modelList: [`/models-${this.#below(3)}`] }]);
    const changes = this.#oneOf<object>([{ name: this.#name() }, { displayName: this.#text() }, { profile }]);
    return { operation: 'updateProvider', input: { providerId: provider.id, ...changes } };
  }

  async #models(): Promise<Step | null> {
    const provider = await this.#any('provider');
    if (provider === null) return null;
    const models = [{ name: this.#oneOf(MODEL_NAMES), displayName: this.#text() }];
    return { operation: 'addModels', input: { providerId: provider.id, models } };
  }

  async #changedModel(): Promise<Step | null> {
    const model = await this.#any('model');
    if (model === null) return null;
    const price = { validFrom: '2026-01-01T00:00:00Z', inputPerMillion: '1.50', outputPerMillion: '6' };
    const changes = this.#oneOf<object>([
      { name: this.#oneOf(MODEL_NAMES) },
      { name: this.#oneOf(MODEL_NAMES) },
      { enabled: this.#random() < 0.8 },
      { prices: this.#oneOf([[price], null]) },
    ]);
    return { operation: 'updateModel', input: { modelId: model.id, ...changes } };
  }

  async #endpoint(): Promise<Step | null> {
    const provider = await this.#any('provider');
    if (provider === null) return null;
    const input = {
      providerId: provider.id,
      name: this.#name(),
      environment: this.#oneOf(ENVIRONMENTS),
      url: this.#url(),
      credential: this.#credential(),
      caCertificate: this.#oneOf(CA_CERTIFICATES),
    };
    return { operation: 'createEndpoint', input };
  }

  async #changedEndpoint(): Promise<Step | null> {
    const endpoint = await this.#any('endpoint');
    if (endpoint === null) return null;
    const endpointId = endpoint.id;
    const update = (changes: object): Step => ({ operation: 'updateEndpoint', input: { endpointId, ...changes } });
    return this.#oneOf([
      update({ name: this.#name() }),
      update({ enabled: this.#random() < 0.8 }),
      update({ caCertificate: this.#oneOf(CA_CERTIFICATES) }),
      update({ url: this.#url(), credential: this.#credential() }),
      { operation: 'rotateEndpointCredential', input: { endpointId, credential: this.#credential() } },
      { operation: 'removeEndpointCredential', input: { endpointId } },
    ]);
  }

  async #aiApi(): Promise<Step | null> {
    const provider = await this.#any('provider');
    if (provider === null) return null;
    const defaultProductionEndpointId = (await this.#any('endpoint', provider.id, 'PRODUCTION'))?.id ?? null;
    const providerIds = [...new Set([provider.id, (await this.#any('provider'))?.id ?? provider.id])];
    const modelAliases = await this.#aliases(providerIds);
    const input = { name: this.#name(), basePath: this.#basePath(), providerIds, modelAliases };
    return { operation: 'createAiApi', input: { ...input, defaultProductionEndpointId } };
  }

  async #changedAiApi(): Promise<Step | null> {
    const aiApi = await this.#any('ai_api');
    if (aiApi === null) return null;
    const defaultSandboxEndpointId = (await this.#any('endpoint', aiApi.provider_id, 'SANDBOX'))?.id ?? null;
    const providerIds = await this.#listedBy(aiApi);
    const another = (await this.#any('provider'))?.id ?? aiApi.provider_id;
    const changes = this.#oneOf<object>([
      { name: this.#name() },
      { basePath: this.#basePath() },
      { enabled: this.#random() < 0.8 },
      { defaultSandboxEndpointId },
      { providerIds: [...new Set([...providerIds, another])] },
      { providerIds: providerIds.slice(0, 1), modelAliases: [] },
      { modelAliases: await this.#aliases(providerIds) },
      { streamIdleTimeoutSeconds: 1 + this.#below(100) },
    ]);
    return { operation: 'updateAiApi', input: { aiApiId: aiApi.id, ...changes } };
  }

  async #policies(): Promise<Step | null> {
    const aiApi = await this.#any('ai_api');
    if (aiApi === null) return null;
    const listed = await this.#listedBy(aiApi);
    const models = await this.#ofProviders('model', listed);
    const endpoints = await this.#ofProviders('endpoint', listed);
    const targets = (environment: Environment) =>
      this.#shuffled(
        endpoints
          .filter((endpoint) => endpoint.environment === environment)
          .flatMap((endpoint) =>
            models
              .filter((model) => model.provider_id === endpoint.provider_id)
              .map((model) => ({ modelId: model.id, endpointId: endpoint.id })),
          ),
      ).slice(0, 2 + this.#below(2));
    const [production, sandbox] = [targets('PRODUCTION'), targets('SANDBOX')];
    const balanced = { production: { targets: production }, sandbox: { targets: sandbox } };
    const weighted = (side: object[]) => ({
      targets: side.map((target) => ({ ...target, weight: 1 + this.#below(9) })),
    });
    const chain = ([primary, ...fallbacks]: object[]) => (fallbacks.length === 0 ? null : { primary, fallbacks });
    const policies = this.#oneOf<object>([
      { roundRobin: { ...balanced, suspendDurationSeconds: this.#below(60) } },
      { weightedRoundRobin: { production: weighted(production), sandbox: weighted(sandbox), maxAttempts: 2 } },
      {
        failover: [{ production: chain(production), failureStatuses: ['500-503', '429'], failoverOn: ['OVERLOADED'] }],
      },
      { failover: [{ production: chain(production) }, { sandbox: chain(sandbox) }] },
      { failover: [] },
    ]);
    return { operation: 'setPolicies', input: { aiApiId: aiApi.id, ...policies } };
  }

  async #consumer(): Promise<Step | null> {
    const consumer = await this.#any('consumer');
    const aiApis = await this.#rows('ai_api');
    const aiApiIds = this.#shuffled(aiApis)
      .slice(0, this.#below(3))
      .map(({ id }) => id);
    const create = { operation: 'createConsumer', input: { name: this.#name(), aiApiIds } };
    if (consumer === null) return create;
    const consumerId = consumer.id;
    const key = await this.#any('consumer_key');
    return this.#oneOf([
      create,
      { operation: 'updateConsumer', input: { consumerId, name: this.#name() } },
      { operation: 'setAccessGrants', input: { consumerId, aiApiIds } },
      { operation: 'issueConsumerKey', input: { consumerId, environment: 'PRODUCTION', displayName: this.#text() } },
      key && { operation: 'revokeConsumerKey', input: { consumerKeyId: key.id } },
    ]);
  }

  async #deletion(): Promise<Step | null> {
    const deletions = {
      provider: (id: string) => ({ operation: 'deleteProvider', input: { providerId: id } }),
      model: (id: string) => ({ operation: 'deleteModel', input: { modelId: id } }),
      endpoint: (id: string) => ({ operation: 'deleteEndpoint', input: { endpointId: id } }),
      ai_api: (id: string) => ({ operation: 'deleteAiApi', input: { aiApiId: id, revokeAccess: true } }),
      consumer: (id: string) => ({ operation: 'deleteConsumer', input: { consumerId: id } }),
    };
    const table = this.#oneOf(Object.keys(deletions) as (keyof typeof deletions)[]);
    const row = await this.#any(table);
    return row && deletions[table](row.id);
  }

  #rows(table: string): Promise<Row[]> {
    return this.underTest.sql<Row>(`SELECT * FROM ${table} ORDER BY id`);
  }

  async #ofProviders(table: 'model' | 'endpoint', providerIds: readonly string[]): Promise<Row[]> {
    return (await this.#rows(table)).filter((row) => providerIds.includes(row.provider_id));
  }

  /** The providers of an AI API, in its order. */
  async #listedBy(aiApi: Row): Promise<string[]> {
    const listed = await this.underTest.sql<Row>(
      'SELECT provider_id FROM ai_api_provider WHERE ai_api_id = $1 ORDER BY position',
      [aiApi.id],
    );
    return listed.map(({ provider_id }) => provider_id);
  }

  /** None to two aliases of models of these providers. */
  async #aliases(providerIds: readonly string[]): Promise<object[]> {
    const models = this.#shuffled(await this.#ofProviders('model', providerIds)).slice(0, this.#below(3));
    return models.map(({ id }, index) => ({ name: ['fast', 'best'][index], modelId: id }));
  }

  async #any(table: string, providerId?: string, environment?: Environment): Promise<Row | null> {
    const rows = (await this.#rows(table)).filter(
      (row) =>
        (providerId === undefined || row.provider_id === providerId) &&
        (environment === undefined || row.environment === environment),
    );
    return rows.length === 0 ? null : this.#oneOf(rows);
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #oneOf<T>(values: readonly T[]): T {
    return values[this.#below(values.length)] as T;
  }

  #shuffled<T>(values: readonly T[]): T[] {
    return values
      .map((value) => ({ value, at: this.#random() }))
      .toSorted((one, other) => one.at - other.at)
      .map(({ value }) => value);
  }

  #name(): string {
    return this.#oneOf(NAMES);
  }

  #text(): string {
    return `Number ${this.#below(1_000)}`;
  }

  #basePath(): string {
    return `/${this.#name()}/${this.#name()}`.toLowerCase();
  }

  #url(): string {
    return `https://${this.#name().toLowerCase()}.example/v${1 + this.#below(2)}`;
  }

  #credential(): object {
    return { apiKey: `sk-of-the-walk-${this.#below(1_000)}` };
  }
}
