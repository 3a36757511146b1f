import { Client } from 'pg';
import { copyObjects, copyRows, createCopyOf } from './object-copies';
import type { Originals } from './originals';
import type { ConfigurationSize } from './sizes';
import { writeRevision, type WrittenRevision } from './written-revision';

/** Numbered AI APIs, consumers and consumer keys, all counted from 1, as copies of the originals in the database. */
export class LargeConfiguration {
  readonly #client: Client;
  readonly #originals: Originals;
  readonly #sizes: ConfigurationSize;
  #createdIn = 0;

  private constructor(client: Client, originals: Originals, sizes: ConfigurationSize) {
    this.#client = client;
    this.#originals = originals;
    this.#sizes = sizes;
  }

  static async connect(
    databaseUrl: string,
    originals: Originals,
    sizes: ConfigurationSize,
  ): Promise<LargeConfiguration> {
    const client = new Client({ connectionString: databaseUrl });
    // The database stops before this connection ends if the script is interrupted.
    client.on('error', () => undefined);
    await client.connect();
    await createCopyOf(client);
    return new LargeConfiguration(client, originals, sizes);
  }

  async end(): Promise<void> {
    await this.#client.end();
  }

  /** A consumer to issue keys to. */
  get consumerId(): string {
    return this.#originals.consumerId;
  }

  get toggledModel() {
    return this.#originals.toggledModel;
  }

  /** The secret of a consumer key. */
  secretOf(key: number): string {
    return `sy_live_${String(key).padStart(SECRET_DIGITS, '0')}`;
  }

  /** The base path of an AI API, and the secret of a key that has access to it. */
  accessTo(aiApi: number): { readonly basePath: string; readonly secret: string } {
    return { basePath: `/ai-api-${aiApi}`, secret: this.secretOf(((aiApi - 1) % this.#sizes.consumers) + 1) };
  }

  /** Creates the AI APIs with their policies, the consumers with their grants, and the first keys, as one revision. */
  async createAll(): Promise<WrittenRevision> {
    return writeRevision(this.#client, async (revision) => {
      this.#createdIn = revision;
      const changeCount =
        (await this.#copyAiApis(revision)) +
        (await this.#copyPolicies(revision)) +
        (await this.#copyConsumers(revision)) +
        (await this.#copyGrants(revision)) +
        (await this.#copyKeys(revision, 1, this.#sizes.firstKeys));
      const touchedKeys = `
        SELECT 'ai-api.' || id FROM ai_api
        UNION ALL SELECT 'provider.' || id FROM provider
        UNION ALL SELECT 'prices.' || id FROM provider
        UNION ALL SELECT 'consumer.' || id FROM consumer
        UNION ALL SELECT 'consumer-key.' || key_hash FROM consumer_key`;
      return { changeCount, touchedKeys };
    });
  }

  /** Adds the rest of the keys as one revision. */
  async addKeys(): Promise<WrittenRevision> {
    const { firstKeys, keys } = this.#sizes;
    return writeRevision(this.#client, async (revision) => ({
      changeCount: await this.#copyKeys(revision, firstKeys + 1, keys),
      touchedKeys: `SELECT 'consumer-key.' || key_hash FROM consumer_key WHERE version = ${revision}`,
    }));
  }

  /** Adds copies of the provider, each with its models and endpoints, as one revision. */
  async addProviders(count: number): Promise<WrittenRevision> {
    return writeRevision(this.#client, async (revision) => ({
      changeCount: await this.#copyProviders(revision, count),
      touchedKeys: `
        SELECT prefix || id FROM provider, unnest(ARRAY['provider.', 'prices.']) AS prefix WHERE version = ${revision}`,
    }));
  }

  /** Adds revisions that each update one AI API; nothing of what is published changes by them. */
  async addRevisions(count: number): Promise<void> {
    const client = this.#client;
    await client.query('BEGIN');
    const { rows } = await client.query<{ revision: number }>('SELECT revision FROM lineage FOR UPDATE');
    const last = rows[0]?.revision ?? 0;
    const numbers = `CROSS JOIN generate_series(${last + 1}, ${last + count}) AS added (number)`;
    await copyRows(client, 'revision', `${numbers} WHERE original.number = ${last}`, {
      number: 'added.number',
      commit_id: 'gen_random_uuid()',
      committed_at: 'now()',
      operation: `'updateAiApi'`,
      comment: `'Change ' || added.number`,
      change_count: '1',
    });
    const updated = `JOIN (
        SELECT object_id, row_number() OVER (ORDER BY path) AS position
        FROM change WHERE kind = 'AI_API' AND action = 'CREATE' AND revision = ${this.#createdIn}
      ) AS ai_api ON ai_api.object_id = original.object_id AND original.revision = ${this.#createdIn}
      JOIN generate_series(${last + 1}, ${last + count}) AS added (number)
        ON added.number % ${this.#sizes.aiApis} = ai_api.position - 1`;
    await copyRows(client, 'change', updated, {
      revision: 'added.number',
      action: `'UPDATE'`,
      before: `original.after || '{"displayName": "As it was before"}'`,
      before_revision: 'original.revision',
    });
    await client.query('UPDATE lineage SET revision = $1', [last + count]);
    await client.query('COMMIT');
  }

  /** The latest revision that recompiled entries; null if there is none. */
  async recompilation(): Promise<number | null> {
    const { rows } = await this.#client.query<{ revision: number | null }>(
      `SELECT max(number) AS revision FROM revision WHERE operation = 'RECOMPILE'`,
    );
    return rows[0]?.revision ?? null;
  }

  /** Whether the database says which compiler published last. */
  async recordsCompiler(): Promise<boolean> {
    const { rowCount } = await this.#client.query(
      `SELECT FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name = 'lineage' AND column_name = 'compiler_version'`,
    );
    return rowCount !== 0;
  }

  /** Leaves the database as an older compiler would whose template had another profile: without a revision. */
  async pretendOlderCompiler(): Promise<void> {
    const overrides = { fixedHeaders: [{ name: 'x-scale', value: 'recompiled' }] };
    await this.#client.query('UPDATE provider SET profile_overrides = $1', [overrides]);
    await this.#client.query('UPDATE lineage SET compiler_version = compiler_version - 1');
  }

  async #copyProviders(revision: number, count: number): Promise<number> {
    const parameters = [count, this.#originals.providerId];
    const providers = await copyObjects(this.#client, revision, {
      table: 'provider',
      select: `
        SELECT $2::uuid, n, pg_temp.copy_of($2, n), ARRAY['provider-' || n], jsonb_build_object('name', 'provider-' || n), '{}'
        FROM generate_series(1, $1::bigint) AS n`,
      parameters,
      values: { name: 'copy.path[1]', display_name: `'Provider ' || copy.number` },
    });
    let members = 0;
    for (const table of ['model', 'endpoint']) {
      members += await copyObjects(this.#client, revision, {
        table,
        select: `
          SELECT ${table}.id, n, pg_temp.copy_of(${table}.id, n), ARRAY['provider-' || n],
            jsonb_build_object('provider', 'provider-' || n), jsonb_build_object('provider', pg_temp.copy_of($2, n))
          FROM generate_series(1, $1::bigint) AS n CROSS JOIN ${table} WHERE ${table}.provider_id = $2::uuid`,
        parameters,
        values: { provider_id: `(copy.refs ->> 'provider')::uuid` },
      });
    }
    return providers + members;
  }

  /** The originals take turns. */
  async #copyAiApis(revision: number): Promise<number> {
    return copyObjects(this.#client, revision, {
      table: 'ai_api',
      select: `
        SELECT original_id, n, pg_temp.copy_of(original_id, n), ARRAY['ai-api-' || n],
          jsonb_build_object('name', 'ai-api-' || n, 'basePath', '/ai-api-' || n), '{}'
        FROM ${AI_API_NUMBERS}`,
      parameters: [this.#sizes.aiApis, this.#originals.aiApiIds],
      values: { name: 'copy.path[1]', base_path: `'/' || copy.path[1]` },
      parts: [
        { table: 'ai_api_provider', owner: 'ai_api_id', values: {} },
        { table: 'model_alias', owner: 'ai_api_id', values: {} },
      ],
    });
  }

  async #copyPolicies(revision: number): Promise<number> {
    const aiApiId = 'pg_temp.copy_of(original.ai_api_id, copy.number)';
    return copyObjects(this.#client, revision, {
      table: 'policy',
      select: `
        SELECT policy.id, n, pg_temp.copy_of(policy.id, n), ARRAY['ai-api-' || n],
          jsonb_build_object('aiApi', 'ai-api-' || n),
          jsonb_build_object('aiApi', pg_temp.copy_of(original_id, n))
        FROM ${AI_API_NUMBERS} JOIN policy ON policy.ai_api_id = original_id`,
      parameters: [this.#sizes.aiApis, this.#originals.aiApiIds],
      values: { ai_api_id: aiApiId },
      parts: [
        { table: 'policy_target', owner: 'policy_id', values: { ai_api_id: aiApiId } },
        { table: 'failover_primary', owner: 'policy_id', values: { ai_api_id: aiApiId } },
      ],
    });
  }

  async #copyConsumers(revision: number): Promise<number> {
    return copyObjects(this.#client, revision, {
      table: 'consumer',
      select: `
        SELECT $2::uuid, n, pg_temp.copy_of($2, n), ARRAY['consumer-' || n], jsonb_build_object('name', 'consumer-' || n), '{}'
        FROM generate_series(1, $1::bigint) AS n`,
      parameters: [this.#sizes.consumers, this.#originals.consumerId],
      values: { name: 'copy.path[1]' },
    });
  }

  /** One grant for each AI API; the consumers take turns. */
  async #copyGrants(revision: number): Promise<number> {
    const { aiApis, consumers } = this.#sizes;
    return copyObjects(this.#client, revision, {
      table: 'access_grant',
      select: `
        SELECT access_grant.id, n, pg_temp.copy_of(access_grant.id, n), ARRAY['consumer-' || consumer, 'ai-api-' || n],
          jsonb_build_object('consumer', 'consumer-' || consumer, 'aiApi', 'ai-api-' || n),
          jsonb_build_object('consumer', pg_temp.copy_of($4, consumer), 'aiApi', pg_temp.copy_of(original_id, n))
        FROM ${AI_API_NUMBERS} CROSS JOIN LATERAL (SELECT (n - 1) % $3 + 1 AS consumer) AS turn
          JOIN access_grant ON access_grant.consumer_id = $4::uuid`,
      parameters: [aiApis, this.#originals.aiApiIds, consumers, this.#originals.consumerId],
      values: {
        consumer_id: `(copy.refs ->> 'consumer')::uuid`,
        ai_api_id: `(copy.refs ->> 'aiApi')::uuid`,
      },
    });
  }

  /** The consumers take turns. */
  async #copyKeys(revision: number, first: number, last: number): Promise<number> {
    const secret = `'sy_live_' || lpad(copy.number::text, ${SECRET_DIGITS}, '0')`;
    return copyObjects(this.#client, revision, {
      table: 'consumer_key',
      select: `
        SELECT $3::uuid, n, pg_temp.copy_of($3, n), ARRAY['consumer-' || consumer, 'key-' || n],
          jsonb_build_object('consumer', 'consumer-' || consumer, 'displayName', 'key-' || n),
          jsonb_build_object('consumer', pg_temp.copy_of($4, consumer))
        FROM generate_series($1::bigint, $2::bigint) AS n
          CROSS JOIN LATERAL (SELECT (n - 1) % $5 + 1 AS consumer) AS turn`,
      parameters: [first, last, this.#originals.keyId, this.#originals.consumerId, this.#sizes.consumers],
      values: {
        consumer_id: `(copy.refs ->> 'consumer')::uuid`,
        display_name: 'copy.path[2]',
        key_hash: `encode(sha256(convert_to(${secret}, 'UTF8')), 'hex')`,
      },
    });
  }
}

const SECRET_DIGITS = 43;

/** The numbers of the AI APIs with the originals of their copies; $1 is how many there are, $2 the originals' ids. */
const AI_API_NUMBERS = `(
  SELECT n, ($2::uuid[])[n % cardinality($2::uuid[]) + 1] AS original_id FROM generate_series(1, $1::bigint) AS n
) AS numbered`;
