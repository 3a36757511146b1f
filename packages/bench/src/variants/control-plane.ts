import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { GraphqlClient } from '@switchyard/conformance';
import { freePort, startNats, startPostgres } from '@switchyard/local-services';
import { ChildProgram } from '../processes/child-program';
import type { VariantSetting } from './variant';

const PROGRAMS = join(__dirname, '../../../control-plane/dist');
const MIGRATION_MS_MAX = 120_000;

/** A control plane of this build with an empty database, and what a data plane needs to follow it. */
export interface RunningControlPlane {
  readonly pid: number;
  /** As an administrator. */
  readonly graphql: GraphqlClient;
  readonly databaseUrl: string;
  readonly natsUrl: string;
  readonly sealingKey: string;
  /** Stops its database and its NATS as well. */
  stop(): Promise<void>;
}

/** Starts it on the gateway's cores, and Postgres and NATS on the others. @returns once it is ready */
export async function startControlPlane({
  cores,
  cleanUps,
}: Pick<VariantSetting, 'cores' | 'cleanUps'>): Promise<RunningControlPlane> {
  const [postgres, nats] = await Promise.all([startPostgres(), startNats()]);
  const stopServers = cleanUps.add(async () => {
    await Promise.all([postgres.stop(), nats.stop()]);
  });
  const [adminToken, sealingKey, port] = [randomBytes(24).toString('base64url'), newSealingKey(), await freePort()];
  const environment = {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    DATABASE_URL: postgres.url,
    NATS_URL: nats.url,
    SWITCHYARD_CONTROL_PLANE_PORT: String(port),
    SWITCHYARD_CONTROL_PLANE_ADMIN_PORT: '0',
    SWITCHYARD_ADMIN_TOKEN: adminToken,
    SWITCHYARD_SEALING_KEY: sealingKey,
  };
  const run = (file: string) =>
    new ChildProgram(process.execPath, [join(PROGRAMS, file)], { environment, cores: cores.gateway });
  await run('migrate.js').succeeds(MIGRATION_MS_MAX);
  const program = run('main.js');
  const stopProgram = cleanUps.add(() => program.stop());
  const url = `http://127.0.0.1:${port}`;
  await program.until(async () => (await fetch(`${url}/readyz`)).ok, 'the control plane is ready');
  return {
    pid: program.pid,
    graphql: new GraphqlClient(`${url}/graphql`, adminToken),
    databaseUrl: postgres.url,
    natsUrl: nats.url,
    sealingKey,
    stop: async () => {
      await stopProgram();
      await stopServers();
    },
  };
}

function newSealingKey(): string {
  return randomBytes(32).toString('base64');
}
