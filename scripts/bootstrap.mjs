// The way in from a bare machine: installs what the lockfile says where that is not there yet, then runs one of the
// root package's scripts on the Node that comes with the project. Runs on any Node from 20 on, before anything is
// installed, and so imports nothing but Node itself.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR_MIN = 20;
const PNPM = 'pnpm@12.21.0';
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const INSTALLED_MARK = `${ROOT}node_modules/.installed-for`;
const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a command with this terminal, and resolves with its exit code. Signals go on to it. */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' });
    const forward = (signal) => child.kill(signal);
    for (const signal of FORWARDED_SIGNALS) process.on(signal, forward);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const name of FORWARDED_SIGNALS) process.off(name, forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

/** What the installed packages depend on: the lockfile, and the machine whose binaries they hold. */
function wantedInstall() {
  const lockfile = readFileSync(`${ROOT}pnpm-lock.yaml`);
  return createHash('sha256').update(lockfile).update(`${process.platform} ${process.arch} ${PNPM}`).digest('hex');
}

async function installIfNeeded() {
  const wanted = wantedInstall();
  if (existsSync(INSTALLED_MARK) && readFileSync(INSTALLED_MARK, 'utf8') === wanted) return;
  process.stderr.write('Installing what pnpm-lock.yaml lists …\n');
  const code = await run('npx', ['--yes', PNPM, 'install', '--frozen-lockfile']);
  if (code !== 0) {
    process.stderr.write(
      'The installation failed: the lines above say why. Run the same command again once it is mended.\n',
    );
    process.exit(code);
  }
  writeFileSync(INSTALLED_MARK, wanted);
}

const [script, ...rest] = process.argv.slice(2);
if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  process.stderr.write(
    `Switchyard needs Node ${NODE_MAJOR_MIN} or newer to start from, and this is ${process.version}.\n`,
  );
  process.exit(1);
}
await installIfNeeded();
process.exit(await run('npm', ['run', '--silent', script, ...(rest.length > 0 ? ['--', ...rest] : [])]));
