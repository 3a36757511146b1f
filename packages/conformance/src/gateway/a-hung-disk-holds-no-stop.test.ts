import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countedMs, until } from '@switchyard/runtime';
import { workerPids } from '../harness/consumer-connection';
import { GatewayAlone } from '../harness/gateway-alone';

const WORKERS = 2;
/** The time for the whole stop, without any for requests. */
const STOP_MS_MAX = 9_000;

let folder: string;
let gateway: GatewayAlone;

/**
 * Loaded before a program: once there is a file `hung`, a thread that should make a file durable stands still, as on a disk that
 * does not answer. It opens a pipe that nobody reads.
 */
const programWithHangingDisk = (pipe: string, hung: string) => `
const { existsSync, promises } = require('node:fs');
promises.open(__filename).then(async (file) => {
  const { datasync } = Object.getPrototypeOf(file);
  Object.getPrototypeOf(file).datasync = async function () {
    if (existsSync('${hung}')) await promises.open('${pipe}', 'w');
    return datasync.call(this);
  };
  await file.close();
});
`;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-hung-disk-'));
  const [pipe, preload] = [join(folder, 'pipe'), join(folder, 'preload.cjs')];
  execFileSync('mkfifo', [pipe]);
  writeFileSync(preload, programWithHangingDisk(pipe, join(folder, 'hung')));
  gateway = await GatewayAlone.start({
    SWITCHYARD_DATA_PLANE_WORKERS: String(WORKERS),
    SWITCHYARD_DATA_DIR: folder,
    SWITCHYARD_DRAIN_SECONDS: '1',
    NODE_OPTIONS: `--require ${preload}`,
  });
  await gateway.configure(['a'], [{ kind: 'ROUND_ROBIN', production: ['a'] }]);
  await until(() => workerPids(gateway.program).length === WORKERS, 'all workers run');
  writeFileSync(join(folder, 'hung'), '');
  const revision = await gateway.publishAlso(gateway.newKey().entry);
  await until(async () => (await gateway.status()).observedRevision === revision, 'the revision is observed');
});
afterEach(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true });
});

it('serves on, and ends when it is told to, without what the disk does not take', async () => {
  expect((await gateway.chat({ model: 'any' })).status).toBe(200);
  const pids = workerPids(gateway.program);
  expect(await countedMs(gateway.program.stop())).toBeLessThan(STOP_MS_MAX);
  expect(gateway.program.output).toContain('the disk does not answer; exiting without it');
  expect(gateway.program.output).toContain('"msg":"shut down"');
  await until(() => pids.every((pid) => !existsSync(`/proc/${pid}`)), 'the workers have ended');
});

it('ends at once when it is told again', async () => {
  gateway.simulator.setBehaviours([{ answer: { silent: true } }]);
  const waiting = gateway.chat({ model: 'any' }).catch(() => 'ended');
  await until(() => gateway.simulator.requests().length > 0, 'a request is in progress');
  gateway.program.signal('SIGTERM');
  await until(() => gateway.program.output.includes('waiting for requests to finish'), 'it shuts down');
  expect(await countedMs(gateway.program.stop())).toBeLessThan(1_000);
  await waiting;
});
