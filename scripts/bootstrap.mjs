// The entry point on a bare machine: installs missing dependencies, builds if a built program will run, then runs a script
// of the root package, or the standalone program, on the project's own Node. It runs on Node 20 or newer before anything is
// installed, so it imports only Node's modules.
//
//   node scripts/bootstrap.mjs start [arguments of the program]
//   node scripts/bootstrap.mjs <script of package.json> [its arguments]
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants as systemConstants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR_MIN = 20;
/** The major version that package.json installs and the programs run on. */
const NODE_MAJOR_OF_PROJECT = 26;
const PNPM = 'pnpm@12.21.0';
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const INSTALLED_MARK = `${ROOT}node_modules/.installed-for`;
/** Installed along with the dependencies. */
const PROJECT_NODE = `${ROOT}node_modules/.bin/node`;
const PROGRAM = `${ROOT}packages/standalone/dist/main.js`;
/** Keeps what V8 has compiled, which saves half of the next start's CPU. */
const CODE_CACHE = `${ROOT}scripts/code-cache.cjs`;
const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
const PARENT_POLL_MS = 500;
/** Outside the project, because the installation may empty node_modules. */
const LOCK = join(tmpdir(), `switchyard-bootstrap-${createHash('sha256').update(ROOT).digest('hex').slice(0, 16)}`);
const LOCK_POLL_MS = 100;
/** Longer than an installation over a slow line; also the limit if another program has taken over the process id. */
const LOCK_WAIT_MS_MAX = 900_000;
/** Keeps standard output for the program's JSON. */
const ON_ERROR_OUTPUT = { output: 2 };

/**
 * Runs a command at this terminal and returns its exit code. The command gets its own process group, so that Ctrl-C, which
 * both the terminal and npm send, reaches it only once, from here.
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
      // Signals at the same moment are the same Ctrl-C; a later one is a new one.
      if (Date.now() - lastSignalAtMs < 500) return;
      lastSignalAtMs = Date.now();
      child.kill(signal);
    };
    for (const signal of FORWARDED_SIGNALS) process.on(signal, forward);
    const parent = process.ppid;
    // If the parent is killed, it cannot forward a signal; nothing may keep running without it.
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

/** A digest of everything that the installed packages depend on: the lockfile and the platform. */
function wantedInstall() {
  const hash = createHash('sha256').update(readFileSync(`${ROOT}pnpm-lock.yaml`));
  return hash.update(`${process.platform} ${process.arch} ${PNPM}`).digest('hex');
}

/** Does nothing if the installed packages match the lockfile. */
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

/** The planes alone, so that they answer soon. Fast if nothing has changed. */
async function build() {
  if (!existsSync(PROGRAM)) say('Building …');
  const code = await run(PROJECT_NODE, ['scripts/build.mjs', 'programs'], ON_ERROR_OUTPUT);
  if (code !== 0) fail('Build failed; see above.');
}

/**
 * Builds the console while the planes start, at the lowest priority. Until it is done, the control plane says so in its
 * place, or serves the one before; without it, the planes work.
 *
 * @returns ends the build, and resolves when it has removed what it wrote
 */
function buildConsole() {
  const child = spawn(PROJECT_NODE, ['scripts/build.mjs', 'console'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: isWindows(),
  });
  if (child.pid !== undefined) lowerPriority(child.pid);
  const ended = new Promise((resolve) => {
    child.on('error', (error) => {
      say(`Cannot build the console: ${error.message}`);
      resolve();
    });
    child.on('exit', (code) => {
      // From 128 on a signal has ended it.
      if (code !== null && code > 0 && code < 128) {
        say('The console could not be built; see above. Everything else works.');
      }
      resolve();
    });
  });
  return () => {
    child.kill();
    return ended;
  };
}

function lowerPriority(pid) {
  try {
    setPriority(pid, systemConstants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the system does not allow it.
  }
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(line) {
  say(line);
  process.exit(1);
}

/** Only one process may install and build at a time; a second one then finds the work done. */
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
    if (Date.now() > deadlineMs) fail(`Process ${holder} is taking too long. Stop it, or delete ${LOCK}.`);
    await delay(LOCK_POLL_MS);
  }
}

/** Writes the process id under another name first, so that the lock always contains its holder's id. */
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

/** The process that holds the lock; null, and the lock removed, if it no longer runs. */
function lockHolder() {
  const holder = readLock(LOCK);
  if (holder === null) return null;
  // An earlier process may have had this process's id, as in a restarted container.
  if (holder !== String(process.pid) && isRunning(Number(holder))) return holder;
  const taken = `${LOCK}.${process.pid}`;
  try {
    renameSync(LOCK, taken);
    // Another process may have just taken over the dead holder's lock: then put it back.
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
    // EPERM: the process exists but belongs to another user.
    return error.code === 'EPERM';
  }
}

async function main([script, ...rest]) {
  if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
    fail(
      `Switchyard requires Node ${NODE_MAJOR_MIN} or newer to start, but this is ${process.version}. Install Node 26.`,
    );
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
    const stopBuilding = buildConsole();
    const args = ['--require', CODE_CACHE, PROGRAM, '--end-with-parent', ...rest];
    const code = await run(PROJECT_NODE, args, { ownGroup: true });
    await stopBuilding();
    return code;
  }
  if (read(INSTALLED_MARK) !== wantedInstall()) await whileLocked(installIfNeeded);
  return run('npm', ['run', '--silent', script, ...(rest.length > 0 ? ['--', ...rest] : [])]);
}

process.exit(await main(process.argv.slice(2)));
