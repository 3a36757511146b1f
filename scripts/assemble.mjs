// Collects everything that one program needs to run, and nothing else: its build and its production dependencies. The images
// are built from this, and tests start the programs from it.
//
//   node scripts/assemble.mjs <control-plane | data-plane | simulator | cli> <folder>
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAMS = ['control-plane', 'data-plane', 'simulator', 'cli'];
const PNPM = 'pnpm@12.21.0';
const ROOT = fileURLToPath(new URL('..', import.meta.url));

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) fail(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`);
}

const [program, folder] = process.argv.slice(2);
if (!PROGRAMS.includes(program) || folder === undefined) {
  fail(`usage: node scripts/assemble.mjs <${PROGRAMS.join(' | ')}> <folder>`);
}
const target = resolve(folder);
if (existsSync(target) && readdirSync(target).length > 0) fail(`${target} is not empty: choose a new folder`);
run('npm', 'run', '--silent', 'build:all');
// `--legacy` copies this workspace's packages instead of linking them.
// The lockfile was checked against the policies for new packages when it was installed; another check takes seconds and needs
// the registry.
const trusting = '--config.trustLockfile=true';
run('npx', '--yes', PNPM, `--filter=@switchyard/${program}`, trusting, 'deploy', '--prod', '--legacy', target);
