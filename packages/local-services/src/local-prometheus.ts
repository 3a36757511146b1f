import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DebianProgram, findDebianProgram } from './debian-program';
import { RestartableServer } from './restartable-server';

const HOW_TO_INSTALL = 'install Prometheus 2.40 or newer, with promtool, and put both on the PATH';
const ofPrometheus = (name: string): DebianProgram => ({
  name,
  packageName: 'prometheus',
  path: `usr/bin/${name}`,
  variable: null,
  howToInstall: HOW_TO_INSTALL,
});

export interface LocalPrometheus {
  /** Such as `http://127.0.0.1:23456`. */
  readonly url: string;
  /** Shuts down and removes what it has stored. */
  stop(): Promise<void>;
}

/**
 * Starts a Prometheus on 127.0.0.1 that scrapes each second. It ends with this process.
 *
 * @param targets by job, such as `127.0.0.1:8081`
 * @throws LocalServiceError in one line that says how to install it, or why it does not start
 */
export async function startPrometheus(targets: Readonly<Record<string, readonly string[]>>): Promise<LocalPrometheus> {
  const file = await findDebianProgram(ofPrometheus('prometheus'));
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-prometheus-'));
  const configuration = join(folder, 'prometheus.json');
  const jobs = Object.entries(targets).map(([job_name, each]) => ({ job_name, static_configs: [{ targets: each }] }));
  // JSON is YAML.
  await writeFile(
    configuration,
    JSON.stringify({ global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs: jobs }),
  );
  const recipe = {
    name: 'Prometheus',
    command: (port: number) => ({
      file,
      args: [
        `--config.file=${configuration}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      folder,
      user: null,
      orphanSignal: 'SIGTERM' as const,
      orphanFolder: folder,
    }),
    probe: expectReady,
    haltSignal: 'SIGTERM' as const,
    portTaken: /address already in use/,
    predecessorPresent: null,
    onUnexpectedEnd: undefined,
  };
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const server = await RestartableServer.start(recipe);
    const stop = async () => {
      await server.halt();
      await remove();
    };
    return { url: `http://127.0.0.1:${server.port}`, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * What `promtool check metrics` finds in the text of metrics.
 *
 * @returns its complaints; empty if there are none
 * @throws LocalServiceError in one line that says how to install promtool
 */
export async function checkMetrics(text: string): Promise<string> {
  const file = await findDebianProgram(ofPrometheus('promtool'));
  return new Promise((resolve, reject) => {
    const child = execFile(file, ['check', 'metrics'], (error, stdout, stderr) => {
      const output = (stdout + stderr).trim();
      if (error !== null && output === '') reject(error);
      else resolve(output);
    });
    child.stdin?.end(text);
  });
}

async function expectReady(port: number, timeoutMs: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/-/ready`, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`it answers ${response.status}`);
}
