import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@switchyard/local-services';
import { runProxy } from './run-proxy';
import { type PublishedTable, publishTable, SMALL_TABLE, type TableSize } from './switchyard-table';
import type { RunningVariant, Variant, VariantSetting } from './variant';

const PROGRAM = join(__dirname, '../../../data-plane/dist/main.js');

export const SWITCHYARD_NAME = 'Switchyard';

/** One worker everywhere, unless workers are what is measured: the others beside it have one process, too. */
const ONE_WORKER = 1;

/** A data plane of this build alone, which serves a routing table of this size from its NATS. */
export function switchyard(size: TableSize = SMALL_TABLE, name = SWITCHYARD_NAME, workers = ONE_WORKER): Variant {
  return {
    name,
    start: async (setting) => {
      const table = await publishTable(size, setting.upstream.origin, setting.cleanUps);
      const folder = await newDataFolder(setting);
      return startDataPlane(name, table, folder, setting, { workers, alsoStop: () => table.stop() });
    },
  };
}

/** A folder that a data plane may keep its table in. It is removed at the end. */
export async function newDataFolder({ cleanUps }: VariantSetting): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-bench-data-plane-'));
  cleanUps.add(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a data plane. @returns once it passes requests on */
export async function startDataPlane(
  name: string,
  { natsUrl, sealingKey, requests }: Pick<PublishedTable, 'natsUrl' | 'sealingKey' | 'requests'>,
  dataFolder: string,
  setting: VariantSetting,
  { workers = ONE_WORKER, alsoStop }: { readonly workers?: number; readonly alsoStop?: () => Promise<void> } = {},
): Promise<RunningVariant> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const environment = {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    NATS_URL: natsUrl,
    SWITCHYARD_SEALING_KEY: sealingKey,
    SWITCHYARD_DATA_PLANE_PORT: String(port),
    SWITCHYARD_DATA_PLANE_ADMIN_PORT: String(adminPort),
    SWITCHYARD_DATA_DIR: dataFolder,
    SWITCHYARD_DATA_PLANE_WORKERS: String(workers),
    SWITCHYARD_SHUTDOWN_DELAY_SECONDS: '0',
    SWITCHYARD_DRAIN_SECONDS: '1',
  };
  const program = { name, file: process.execPath, args: [PROGRAM], environment, port, requests };
  return runProxy(alsoStop === undefined ? program : { ...program, alsoStop }, setting);
}
