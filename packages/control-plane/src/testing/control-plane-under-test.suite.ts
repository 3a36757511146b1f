import {
  InProcessKeyValueStore,
  InProcessMessageBus,
  InProcessUsageQueue,
  type KeyValueStore,
  SealingKey,
  type UsageQueue,
} from '@switchyard/contract';
import type { LocalPostgres } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { pino } from 'pino';
import { z } from 'zod';
import { type ControlPlane, type ControlPlaneOptions, startControlPlane } from '../control-plane';
import type { LiveLimits } from '../api/live/live-limits';
import type { LiveCounts } from '../api/live/live-server';
import type { Settings } from '../settings';
import { StatementLog } from './statement-log.suite';
import { createMigratedDatabase, startMigratedPostgres } from './test-database.suite';

/** Against a publisher that does not publish; a slow machine is given time. */
export const ADMIN_TOKEN = 'the-token-of-the-tests';

const errorSchema = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.looseObject({
    code: z.string(),
    correlationId: z.string(),
    reason: z.string().optional(),
    existingId: z.string().optional(),
    existingName: z.string().optional(),
    currentVersion: z.number().optional(),
    fields: z
      .array(
        z.object({
          path: z.string(),
          variable: z.string().optional(),
          message: z.string(),
          reason: z.string(),
          line: z.number().optional(),
          column: z.number().optional(),
        }),
      )
      .optional(),
  }),
});
export const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(errorSchema).optional(),
});
export type Answer = z.infer<typeof answerSchema>;
export type AnsweredError = z.infer<typeof errorSchema>;

/** A control plane on a database of its own, spoken to over HTTP. */
export class ControlPlaneUnderTest {
  readonly sealingKey = new SealingKey(randomBytes(32).toString('base64'));
  readonly messageBus = new InProcessMessageBus();
  readonly usageQueue: UsageQueue = new InProcessUsageQueue();
  /** Every line that was logged. */
  readonly logLines: string[] = [];
  readonly #statements = new StatementLog();
  readonly #log = pino({ level: 'trace' }, { write: (line: string) => void this.logLines.push(line) });
  #controlPlane: ControlPlane | null = null;
  /** The test's own: to open one takes more of the machine than most statements. */
  #sessions: Pool | null = null;

  private constructor(
    readonly databaseUrl: string,
    private readonly endDatabase: () => Promise<void>,
    readonly now: () => Date,
    private readonly settings: Partial<Settings>,
    readonly stores: { readonly routingTable: KeyValueStore; readonly dataPlanes: KeyValueStore },
    private readonly liveLimits: Partial<LiveLimits>,
    private readonly consoleFolders: readonly string[] = [],
  ) {}

  /** Starts it on a database of the Postgres that all test files share. */
  static async start(
    now: () => Date = () => new Date(),
    settings: Partial<Settings> = {},
    stores = inProcessStores(),
    liveLimits: Partial<LiveLimits> = {},
    consoleFolders: readonly string[] = [],
  ): Promise<ControlPlaneUnderTest> {
    const database = await createMigratedDatabase();
    const endDatabase = () => database.drop();
    const parts = [now, settings, stores, liveLimits, consoleFolders] as const;
    const started = new ControlPlaneUnderTest(database.url, endDatabase, ...parts);
    await started.startAgain();
    return started;
  }

  /** Starts it on a Postgres that belongs to the test, which may kill it and read its files. */
  static async startWithPostgres(
    now: () => Date = () => new Date(),
    settings: Partial<Settings> = {},
    stores = inProcessStores(),
    liveLimits: Partial<LiveLimits> = {},
  ): Promise<{ underTest: ControlPlaneUnderTest; postgres: LocalPostgres }> {
    const postgres = await startMigratedPostgres();
    const endDatabase = () => postgres.stop();
    const underTest = new ControlPlaneUnderTest(postgres.url, endDatabase, now, settings, stores, liveLimits);
    await underTest.startAgain();
    return { underTest, postgres };
  }

  async startAgain(): Promise<void> {
    await this.#controlPlane?.close();
    this.#controlPlane = await this.startAnother(this.stores);
  }

  /** Starts another control plane on the same database; the caller closes it. */
  startAnother(
    stores: ControlPlaneOptions['stores'] = this.stores,
    sealingKey: SealingKey = this.sealingKey,
    settings: Partial<Settings> = {},
  ): Promise<ControlPlane> {
    return startControlPlane({
      settings: {
        ...this.settings,
        databaseUrl: this.databaseUrl,
        host: '127.0.0.1',
        port: 0,
        adminPort: 0,
        adminToken: ADMIN_TOKEN,
        sealingKey,
        ...settings,
      },
      stores,
      messageBus: this.messageBus,
      usageQueue: this.usageQueue,
      log: this.#log,
      now: this.now,
      liveLimits: this.liveLimits,
      consoleFolders: this.consoleFolders,
      queryLogger: this.#statements.queryLogger(),
    });
  }

  get url(): string {
    return this.#controlPlane?.url ?? '';
  }

  /** The operators' port. */
  get adminUrl(): string {
    return this.#controlPlane?.adminUrl ?? '';
  }

  get liveCounts(): LiveCounts {
    return this.#controlPlane?.liveCounts() ?? { connections: 0, subscriptions: 0 };
  }

  async stop(): Promise<void> {
    await this.#controlPlane?.close();
    await this.#sessions?.end();
    await this.endDatabase();
  }

  async post(body: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_TOKEN}`, ...headers },
      body,
    });
  }

  async ask(query: string, variables: Record<string, unknown> = {}, token = ADMIN_TOKEN): Promise<Answer> {
    const response = await this.post(JSON.stringify({ query, variables }), { authorization: `Bearer ${token}` });
    return answerSchema.parse(await response.json());
  }

  /** The answer's only error. */
  async refusal(query: string, variables: Record<string, unknown> = {}): Promise<AnsweredError> {
    const { errors } = await this.ask(query, variables);
    if (errors?.length !== 1) throw new Error(`not refused, or more than once: ${JSON.stringify(errors)}`);
    return errors[0]!;
  }

  /** The value of the answer's only field. @throws where there are errors */
  async get<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const { data, errors } = await this.ask(query, variables);
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return Object.values(data ?? {})[0] as T;
  }

  /** Calls a mutation by its name and returns its payload. */
  async change<T = Payload>(name: string, input: object, fields: string): Promise<T> {
    return this.get<T>(mutation(name, fields), { input });
  }

  /** Calls a mutation by its name and returns how it was refused. */
  async refused(name: string, input: object): Promise<AnsweredError> {
    return this.refusal(mutation(name, 'revision'), { input });
  }

  /** Makes an access token and returns it. */
  async accessToken(role: string, name = role.toLowerCase()): Promise<string> {
    const fields = 'accessToken { id } secret';
    return (await this.change<{ secret: string }>('createAccessToken', { name, role }, fields)).secret;
  }

  /** Waits until what is committed is published, so that the publisher's statements are not counted among others. */
  async isPublished(): Promise<void> {
    const isPublished = async () => {
      const { committedRevision, publishedRevision } = await this.get<{
        committedRevision: number;
        publishedRevision: number | null;
      }>('{ controlPlane { committedRevision publishedRevision } }');
      return committedRevision === publishedRevision;
    };
    await until(isPublished, 'what is committed is published');
  }

  /** Every statement that the database was sent so far. */
  get statements(): readonly string[] {
    return this.#statements.all;
  }

  /** The statements that the database was sent for an action's requests. */
  statementsFor(action: () => Promise<unknown>): Promise<string[]> {
    return this.#statements.during(action);
  }

  /** How many statements a change took from its lock to its commit. */
  async statementsOf(change: () => Promise<unknown>): Promise<number> {
    const sent = await this.statementsFor(change);
    const lock = sent.findIndex((text) => text.includes('FOR UPDATE'));
    return sent.indexOf('COMMIT', lock) - lock;
  }

  /** How many statements a query took. */
  async statementsOfQuery(query: string, variables: Record<string, unknown> = {}): Promise<number> {
    return (await this.statementsFor(() => this.get(query, variables))).length;
  }

  /** Asks the database itself. */
  async sql<T = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> {
    if (this.#sessions === null) {
      this.#sessions = new Pool({ connectionString: this.databaseUrl });
      // A test may end them, or Postgres.
      this.#sessions.on('error', () => undefined);
    }
    return (await this.#sessions.query(text, values)).rows as T[];
  }
}

function inProcessStores(): { routingTable: KeyValueStore; dataPlanes: KeyValueStore } {
  return { routingTable: new InProcessKeyValueStore(), dataPlanes: new InProcessKeyValueStore() };
}

export interface Payload {
  readonly revision: number;
}

export function mutation(name: string, fields: string): string {
  const input = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  return `mutation($input: ${input}!) { ${name}(input: $input) { ${fields} } }`;
}

/** The problems of an error as `path: reason`. */
export function problems({ extensions: { fields = [] } }: AnsweredError): string[] {
  return fields.map(({ path, reason }) => `${path}: ${reason}`);
}
