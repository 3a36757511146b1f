import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { until } from '@switchyard/runtime';
import { withModuleFile } from './module-file';
import { newcomersEnvironment } from './npm-start';

const ROOT = join(__dirname, '../../../..');
const BLOCK_TIMEOUT_MS = 240_000;

/** Implements the curl options that the documents use, for machines without curl. */
const CURL = `#!${process.execPath}
const args = process.argv.slice(2);
const headers = {};
let url, method, body, showHead = false;
while (args.length > 0) {
  const arg = args.shift();
  if (arg === '-i') showHead = true;
  else if (arg === '-X') method = args.shift();
  else if (arg === '-d') body = args.shift();
  else if (arg === '-H') { const [name, ...value] = args.shift().split(':'); headers[name] = value.join(':').trim(); }
  else if (arg !== '-s') url = arg;
}
fetch(url, { method: method ?? (body ? 'POST' : 'GET'), headers, body }).then(async (response) => {
  if (showHead) {
    console.log('HTTP/1.1 ' + response.status + ' ' + response.statusText);
    for (const [name, value] of response.headers) console.log(name + ': ' + value);
    console.log('');
  }
  process.stdout.write(await response.text());
});
`;

/** A newcomer's terminal: variables and functions of one block of commands are available to the next. */
export class ShellSession {
  readonly #folder = mkdtempSync(join(tmpdir(), 'switchyard-shell-'));
  readonly #shell: ChildProcessWithoutNullStreams;
  #output = '';
  #errorOutput = '';

  constructor(settings: Record<string, string>) {
    const environment = newcomersEnvironment(settings);
    const path = hasCurl() ? '' : `${this.#standInForCurl()}${delimiter}`;
    // Exits when a command fails or a variable is not set.
    this.#shell = spawn('/bin/sh', ['-eu'], {
      cwd: ROOT,
      env: { ...environment, PATH: `${path}${environment['PATH']}` },
    });
    this.#shell.stdout.on('data', (chunk: Buffer) => (this.#output += chunk));
    this.#shell.stderr.on('data', (chunk: Buffer) => (this.#errorOutput += chunk));
    this.#shell.stdin.on('error', () => undefined);
  }

  /**
   * Runs commands in the project's folder and returns their output.
   *
   * @throws Error if one of them fails
   */
  async run(commands: string): Promise<string> {
    const mark = `end-of-block-${randomUUID()}`;
    this.#output = '';
    this.#shell.stdin.write(`${commands}\necho ${mark}\n`);
    await until(
      () => {
        if (this.#shell.exitCode !== null) throw new Error(`a command failed:\n${this.#output}${this.#errorOutput}`);
        return this.#output.includes(mark) ? true : null;
      },
      'the commands have finished',
      { withinMs: BLOCK_TIMEOUT_MS },
    );
    return this.#output.slice(0, this.#output.indexOf(mark));
  }

  /** Runs a JavaScript module and returns its output. */
  runModule(code: string): Promise<string> {
    return withModuleFile(code, (file) => this.run(`'${process.execPath}' '${file}'`));
  }

  close(): void {
    this.#shell.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #standInForCurl(): string {
    writeFileSync(join(this.#folder, 'curl'), CURL, { mode: 0o755 });
    return this.#folder;
  }
}

function hasCurl(): boolean {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
