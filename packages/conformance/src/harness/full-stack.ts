import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  startNats,
  startPostgres,
  type LocalNats,
  type LocalPostgres,
  type NatsOptions,
} from '@switchyard/local-services';
import { startSimulator, type Simulator } from '@switchyard/simulator';
import { until } from '@switchyard/runtime';
import { GraphqlClient } from './graphql';
import { Program } from './program';

/** A listening program and its address. */
export interface Listening {
  readonly program: Program;
  readonly url: string;
}

/** Both planes as built programs, with their own Postgres and NATS, in front of a simulated upstream. */
export class FullStack {
  readonly adminToken = randomBytes(24).toString('base64url');
  readonly sealingKey = randomBytes(32).toString('base64');
  readonly #programs: Program[] = [];

  private constructor(
    readonly postgres: LocalPostgres,
    readonly nats: LocalNats,
    readonly simulator: Simulator,
    readonly folder: string,
  ) {}

  /** @param folder contains each program in a subfolder; `packages/` by default */
  static async start(folder = '', natsOptions: NatsOptions = {}): Promise<FullStack> {
    const [postgres, nats, simulator] = await Promise.all([startPostgres(), startNats(natsOptions), startSimulator()]);
    return new FullStack(postgres, nats, simulator, folder);
  }

  /** Migrates a database. */
  async migrate(databaseUrl: string = this.postgres.url): Promise<void> {
    const program = new Program(join(this.folder, 'control-plane/dist/migrate.js'), { DATABASE_URL: databaseUrl });
    if ((await program.ended()) !== 0) throw new Error(`the migration failed:\n${program.output}`);
  }

  async startControlPlane(settings: Record<string, string> = {}): Promise<Listening & { graphql: GraphqlClient }> {
    const program = this.run('control-plane/dist/main.js', {
      DATABASE_URL: this.postgres.url,
      NATS_URL: this.nats.url,
      SWITCHYARD_CONTROL_PLANE_PORT: '0',
      SWITCHYARD_ADMIN_TOKEN: this.adminToken,
      SWITCHYARD_SEALING_KEY: this.sealingKey,
      ...settings,
    });
    const url = await program.listensOn('url');
    await ready(program, url);
    return { program, url, graphql: new GraphqlClient(`${url}/graphql`, this.adminToken) };
  }

  /** @param waitForTable false to return before the data plane has a routing table */
  async startDataPlane(
    settings: Record<string, string> = {},
    waitForTable = true,
  ): Promise<Listening & { adminUrl: string }> {
    const program = this.run('data-plane/dist/main.js', {
      NATS_URL: this.nats.url,
      SWITCHYARD_DATA_PLANE_PORT: '0',
      SWITCHYARD_DATA_PLANE_ADMIN_PORT: '0',
      SWITCHYARD_SEALING_KEY: this.sealingKey,
      ...settings,
    });
    const adminUrl = await program.listensOn('adminUrl');
    await ready(program, adminUrl, waitForTable ? '/readyz' : '/healthz');
    return { program, url: await program.listensOn('url'), adminUrl };
  }

  run(file: string, settings: Record<string, string>, node?: string): Program {
    const program = new Program(join(this.folder, file), settings, node);
    this.#programs.push(program);
    return program;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.stop('SIGKILL')));
    await Promise.all([this.simulator.close(), this.nats.stop(), this.postgres.stop()]);
  }
}

async function ready(program: Program, url: string, path = '/readyz'): Promise<void> {
  await until(async () => {
    if (!program.isRunning) throw new Error(`the program exited:\n${program.output}`);
    return (await fetch(url + path)).ok ? true : null;
  }, `${url}${path} is ready`).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${program.output}`);
  });
}
