import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { reservedPort } from './reserved-port';
import { until } from '@switchyard/runtime';

const ROOT = join(__dirname, '../../../..');
export const STARTED = 'Press Ctrl-C to stop.';

/** Settings with reserved ports and the data folder, so that tests do not collide with anything else on the machine. */
export async function ownSettings(dataFolder: string): Promise<Record<string, string>> {
  const names = [
    'SWITCHYARD_CONTROL_PLANE_PORT',
    'SWITCHYARD_CONTROL_PLANE_ADMIN_PORT',
    'SWITCHYARD_DATA_PLANE_PORT',
    'SWITCHYARD_DATA_PLANE_ADMIN_PORT',
    'SWITCHYARD_SIMULATOR_PORT',
  ];
  const ports = await Promise.all(names.map(async (name) => [name, String(await reservedPort())] as const));
  return { SWITCHYARD_DATA_DIR: dataFolder, ...Object.fromEntries(ports) };
}

/** The environment of a newcomer's terminal, without the settings of the person who runs the tests. */
export function newcomersEnvironment(settings: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(SWITCHYARD_|DATABASE_URL$|NATS_URL$|OPENAI_API_KEY$|npm_)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...settings };
}

/** `npm start`, in its own process group like a terminal's foreground job. */
export class NpmStart {
  readonly #child: ChildProcess;
  output = '';
  errorOutput = '';

  constructor(settings: Record<string, string>, args: readonly string[] = []) {
    this.#child = spawn('npm', ['start', ...args], {
      cwd: ROOT,
      env: newcomersEnvironment(settings),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.errorOutput += chunk));
  }

  async ready(sign: string = STARTED): Promise<void> {
    await until(() => {
      if (this.#child.exitCode !== null) throw new Error(this.output + this.errorOutput);
      return this.output.includes(sign) ? true : null;
    }, 'npm start is ready');
  }

  /** Signals every process of the job, like Ctrl-C at a terminal. */
  async endByTerminal(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    if (this.#child.pid !== undefined && this.#runs()) process.kill(-this.#child.pid, signal);
    return this.ended();
  }

  /** Signals npm only. */
  async kill(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.ended();
  }

  async ended(): Promise<number | null> {
    if (this.#runs()) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  #runs(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }
}
