// The way in from a bare machine: installs what the lockfile says where that is not there yet, builds where a program of
// the build is to run, then runs one of the root package's scripts, or the standalone program, on the Node that comes
// with the project. Runs on any Node from 20 on, before anything is installed, and so imports nothing but Node itself.
//
//   node scripts/bootstrap.mjs start [arguments of the program]
//   node scripts/bootstrap.mjs <script of package.json> [its arguments]
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR_MIN = 20;
/** The major version that package.json brings along, and that the programs run on. */
const NODE_MAJOR_OF_PROJECT = 26;
const PNPM = 'pnpm@12.21.0';
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const INSTALLED_MARK = `${ROOT}node_modules/.installed-for`;
const PROGRAM = `${ROOT}packages/standalone/dist/main.js`;
const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
const PARENT_POLL_MS = 500;
/** Outside the project, because the installation may begin with an empty node_modules. */
const LOCK = join(tmpdir(), `switchyard-bootstrap-${createHash('sha256').update(ROOT).digest('hex').slice(0, 16)}`);
const LOCK_POLL_MS = 100;
/** Longer than an installation over a slow line; a process id that another program has by now is waited for no longer. */
const LOCK_WAIT_MS_MAX = 900_000;
/** So that the standard output is the program's alone, for whoever reads JSON there. */
const ON_ERROR_OUTPUT = { output: 2 };

/**
 * Runs a command with this terminal, and resolves with its exit code. It is in a process group of its own, so that
 * Ctrl-C, which a terminal sends to the whole group of whoever it runs and npm sends once more, reaches it once, from here.
 */
function run(command, args, { ownGroup = false, output = 'inherit' } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['inherit', output, 'inherit'],
      detached: ownGroup,
      shell: isWindows(),
    });
    let lastSignalAtMs = Number.NEGATIVE_INFINITY;
    const forward = (signal) => {
      // What comes at the same moment is the same Ctrl-C; a later one is meant.
      if (Date.now() - lastSignalAtMs < 500) return;
      lastSignalAtMs = Date.now();
      child.kill(signal);
    };
    for (const signal of FORWARDED_SIGNALS) process.on(signal, forward);
    const parent = process.ppid;
    // Whoever started this may be killed without a chance to say so; nothing is to run on without them.
    const parentWatch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(parentWatch);
      forward('SIGTERM');
    }, PARENT_POLL_MS);
    const end = (code) => {
      clearInterval(parentWatch);
      for (const name of FORWARDED_SIGNALS) process.off(name, forward);
      resolve(code);
    };
    child.on('error', (error) => {
      process.stderr.write(`Cannot run ${command}: ${error.message}\n`);
      end(127);
    });
    child.on('exit', (code, signal) => end(code ?? 128 + (SIGNAL_NUMBERS[signal] ?? 0)));
  });
}

const isWindows = () => process.platform === 'win32';

/** What the installed packages depend on: the lockfile, and the machine whose binaries they hold. */
function wantedInstall() {
  const hash = createHash('sha256').update(readFileSync(`${ROOT}pnpm-lock.yaml`));
  return hash.update(`${process.platform} ${process.arch} ${PNPM}`).digest('hex');
}

/** Nothing where the packages are what the lockfile says already, because this script or `pnpm install` saw to that. */
async function installIfNeeded() {
  const wanted = wantedInstall();
  if (read(INSTALLED_MARK) === wanted) return;
  say('Installing dependencies …');
  if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_OF_PROJECT) {
    say(
      `Ignore warnings about an "Unsupported engine": Node ${NODE_MAJOR_OF_PROJECT} is installed along with the dependencies.`,
    );
  }
  const code = await run('npx', ['--yes', PNPM, 'install', '--frozen-lockfile'], ON_ERROR_OUTPUT);
  if (code !== 0) fail('Installation failed; see above. Fix the cause and run the same command again.');
  writeFileSync(INSTALLED_MARK, wanted);
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Fast where nothing has changed, because the compiler keeps what it knows beside what it has built. */
async function build() {
  if (!existsSync(PROGRAM)) say('Building …');
  const code = await run(`${ROOT}node_modules/.bin/tsc`, ['-b'], ON_ERROR_OUTPUT);
  if (code !== 0) fail('Build failed; see above.');
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(line) {
  say(line);
  process.exit(1);
}

/** Only one at a time may install and build into these folders; a second one finds them done. */
async function whileLocked(work) {
  await lock().catch((error) => fail(`Cannot take the lock ${LOCK}: ${error.message}`));
  process.on('exit', unlock);
  await work();
  process.off('exit', unlock);
  unlock();
}

async function lock() {
  const deadlineMs = Date.now() + LOCK_WAIT_MS_MAX;
  let isWaiting = false;
  while (!tryLock()) {
    const holder = lockHolder();
    if (holder === null) continue;
    if (!isWaiting) say(`Waiting for process ${holder} to finish installing and building …`);
    isWaiting = true;
    if (Date.now() > deadlineMs) fail(`Process ${holder} takes too long. Stop it, or delete ${LOCK}.`);
    await delay(LOCK_POLL_MS);
  }
}

/** The lock has its holder's process id from the moment it is there, because it is written under another name. */
function tryLock() {
  const own = `${LOCK}.${process.pid}`;
  rmSync(own, { force: true });
  writeFileSync(own, String(process.pid), { flag: 'wx' });
  try {
    linkSync(own, LOCK);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

function unlock() {
  if (readLock(LOCK) === String(process.pid)) rmSync(LOCK, { force: true });
}

/** The process that has the lock; null where nobody has it any more, and then it can be had. */
function lockHolder() {
  const holder = readLock(LOCK);
  if (holder === null) return null;
  // This process's own id was an earlier one's too, as in a container that starts again.
  if (holder !== String(process.pid) && isRunning(Number(holder))) return holder;
  const taken = `${LOCK}.${process.pid}`;
  try {
    renameSync(LOCK, taken);
    // Somebody else may have taken the dead one's place just before: then this is theirs, and goes back.
    if (readLock(taken) !== holder) linkSync(taken, LOCK);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(taken, { force: true });
  }
  return null;
}

function readLock(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function isRunning(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return error.code === 'EPERM';
  }
}

async function main([script, ...rest]) {
  if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
    fail(`Switchyard needs Node ${NODE_MAJOR_MIN} or newer to start, but this is ${process.version}. Install Node 26.`);
  }
  try {
    accessSync(ROOT, constants.W_OK);
  } catch {
    fail(
      `No permission to write to ${ROOT}, where dependencies are installed. Clone the repository as the user who runs it.`,
    );
  }
  if (script === 'start') {
    await whileLocked(async () => {
      await installIfNeeded();
      await build();
    });
    return run(`${ROOT}node_modules/.bin/node`, [PROGRAM, '--end-with-parent', ...rest], { ownGroup: true });
  }
  if (read(INSTALLED_MARK) !== wantedInstall()) await whileLocked(installIfNeeded);
  return run('npm', ['run', '--silent', script, ...(rest.length > 0 ? ['--', ...rest] : [])]);
}

process.exit(await main(process.argv.slice(2)));
