import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  lendCopyOf,
  lendEmptyDatabase,
  type LentDatabase,
  type LocalNats,
  type LocalPostgres,
  type NatsOptions,
  startFilledPostgres,
  startNats,
} from '@switchyard/local-services';
import { startSimulator, type Simulator, type SimulatorOptions } from '@switchyard/simulator';
import { until } from '@switchyard/runtime';
import { GraphqlClient } from './graphql';
import { Program } from './program';

/** A listening program and its address. */
export interface Listening {
  readonly program: Program;
  readonly url: string;
}

/** Both planes as built programs, with a database and a NATS, in front of a simulated upstream. */
export class FullStack {
  readonly adminToken = randomBytes(24).toString('base64url');
  readonly sealingKey = randomBytes(32).toString('base64');
  readonly #programs: Program[] = [];
  readonly #moreDatabases: LentDatabase[] = [];

  private constructor(
    readonly databaseUrl: string,
    private readonly endDatabase: () => Promise<void>,
    readonly nats: LocalNats,
    readonly simulator: Simulator,
    readonly folder: string,
  ) {}

  /** Starts it with a migrated database on the Postgres that all test files share. */
  static async start(natsOptions: NatsOptions = {}): Promise<FullStack> {
    const [database, nats, simulator] = await Promise.all([
      lendCopyOf(MIGRATED),
      startNats(natsOptions),
      startSimulator(),
    ]);
    return new FullStack(database.url, () => database.drop(), nats, simulator, '');
  }

  /**
   * Starts it with an empty database on the Postgres that all test files share.
   *
   * @param folder contains each program in a subfolder
   */
  static async startAssembled(folder: string): Promise<FullStack> {
    const [database, nats, simulator] = await Promise.all([lendEmptyDatabase(), startNats(), startSimulator()]);
    return new FullStack(database.url, () => database.drop(), nats, simulator, folder);
  }

  /** Starts it with a separate Postgres, which the caller may halt, and a migrated database. */
  static async startWithPostgres(
    simulatorOptions: SimulatorOptions = {},
  ): Promise<{ stack: FullStack; postgres: LocalPostgres }> {
    const [postgres, nats, simulator] = await Promise.all([
      startFilledPostgres(MIGRATED),
      startNats(),
      startSimulator(simulatorOptions),
    ]);
    return { stack: new FullStack(postgres.url, () => postgres.stop(), nats, simulator, ''), postgres };
  }

  async migrate(): Promise<void> {
    await migrate(this.databaseUrl, this.folder);
  }

  /** Returns the URL of another database, which is migrated and otherwise empty. */
  async anotherDatabase(): Promise<string> {
    return this.#add(await lendCopyOf(MIGRATED));
  }

  /** Returns the URL of a database without tables. */
  async emptyDatabase(): Promise<string> {
    return this.#add(await lendEmptyDatabase());
  }

  #add(database: LentDatabase): string {
    this.#moreDatabases.push(database);
    return database.url;
  }

  /** @param file the program, if it is not the one that was built */
  async startControlPlane(
    settings: Record<string, string> = {},
    file: string = 'control-plane/dist/main.js',
  ): Promise<Listening & { graphql: GraphqlClient; adminUrl: string }> {
    const program = this.run(file, {
      DATABASE_URL: this.databaseUrl,
      NATS_URL: this.nats.url,
      SWITCHYARD_CONTROL_PLANE_PORT: '0',
      SWITCHYARD_CONTROL_PLANE_ADMIN_PORT: '0',
      SWITCHYARD_ADMIN_TOKEN: this.adminToken,
      SWITCHYARD_SEALING_KEY: this.sealingKey,
      ...settings,
    });
    const url = await program.listensOn('url');
    await ready(program, url);
    const adminUrl = await program.listensOn('adminUrl');
    return { program, url, adminUrl, graphql: new GraphqlClient(`${url}/graphql`, this.adminToken) };
  }

  /** @param waitForTable false to return before the data plane has a routing table */
  async startDataPlane(
    settings: Record<string, string> = {},
    waitForTable = true,
  ): Promise<Listening & { adminUrl: string }> {
    const program = this.runDataPlane({
      ...(waitForTable ? {} : { SWITCHYARD_TABLE_WAIT_SECONDS: '0' }),
      ...settings,
    });
    const adminUrl = await program.listensOn('adminUrl');
    await ready(program, adminUrl, waitForTable ? '/readyz' : '/healthz');
    return { program, url: await program.listensOn('url'), adminUrl };
  }

  /** Starts a data plane, and waits for nothing. */
  runDataPlane(settings: Record<string, string>): Program {
    return this.run('data-plane/dist/main.js', {
      NATS_URL: this.nats.url,
      SWITCHYARD_DATA_PLANE_PORT: '0',
      SWITCHYARD_DATA_PLANE_ADMIN_PORT: '0',
      SWITCHYARD_SEALING_KEY: this.sealingKey,
      ...settings,
    });
  }

  run(file: string, settings: Record<string, string>, node?: string): Program {
    const program = new Program(join(this.folder, file), settings, node);
    this.#programs.push(program);
    return program;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.stop('SIGKILL')));
    const databases = [...this.#moreDatabases.map((database) => database.drop()), this.endDatabase()];
    await Promise.all([this.simulator.close(), this.nats.stop(), ...databases]);
  }
}

const MIGRATED = { name: 'migrated_by_program', fill: (url: string) => migrate(url, '') };

async function migrate(databaseUrl: string, folder: string): Promise<void> {
  const program = new Program(join(folder, 'control-plane/dist/migrate.js'), { DATABASE_URL: databaseUrl });
  if ((await program.ended()) !== 0) throw new Error(`the migration failed:\n${program.output}`);
}

async function ready(program: Program, url: string, path = '/readyz'): Promise<void> {
  await until(async () => {
    if (!program.isRunning) throw new Error(`the program exited:\n${program.output}`);
    return (await fetch(url + path)).ok ? true : null;
  }, `${url}${path} is ready`).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${program.output}`);
  });
}
