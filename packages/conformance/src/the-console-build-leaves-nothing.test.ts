import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@switchyard/runtime';

const ROOT = join(__dirname, '../../..');
/** In place of Vite: writes its folder at once, and then takes as long as it is let. */
const SLOW_BUILDER = `
  const { mkdirSync, writeFileSync } = require('node:fs');
  const folder = process.argv[process.argv.indexOf('--outDir') + 1];
  mkdirSync(folder, { recursive: true });
  writeFileSync(folder + '/index.html', 'new');
  if (process.env.BUILDS_AT_ONCE === undefined) setInterval(() => writeFileSync(folder + '/part.js', 'part'), 1);
`;

let root: string;
let consoleFolder: string;
const builds: ChildProcess[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'switchyard-console-build-'));
  consoleFolder = join(root, 'packages/console');
  for (const file of ['scripts/build.mjs', 'pnpm-lock.yaml']) cpSync(join(ROOT, file), join(root, file));
  for (const folder of ['src', 'public', 'dist']) mkdirSync(join(consoleFolder, folder), { recursive: true });
  for (const file of ['index.html', 'vite.config.mjs', 'package.json']) writeFileSync(join(consoleFolder, file), '{}');
  writeFileSync(join(consoleFolder, 'dist/index.html'), 'old');
  const vite = join(consoleFolder, 'node_modules/vite/bin');
  mkdirSync(vite, { recursive: true });
  writeFileSync(join(vite, 'vite.js'), SLOW_BUILDER);
});
afterEach(async () => {
  for (const build of builds.splice(0)) {
    if (build.exitCode !== null || build.signalCode !== null) continue;
    process.kill(-build.pid!, 'SIGKILL');
    await once(build, 'exit');
  }
  rmSync(root, { recursive: true, force: true });
});

function build(environment: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn(process.execPath, [join(root, 'scripts/build.mjs'), 'console'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
    // Its own group, as a terminal's foreground job.
    detached: true,
  });
  builds.push(child);
  return child;
}

const folders = () => readdirSync(consoleFolder).filter((name) => name.startsWith('dist'));

async function begun(child: ChildProcess): Promise<void> {
  await until(() => folders().includes(`dist.${child.pid}`), 'the build writes');
}

it.each([
  ['Ctrl-C, which every process of the job gets', 'SIGINT', 'job'],
  ['the end of npm start', 'SIGTERM', 'build'],
] as const)('leaves the console as it was, and nothing beside it, at %s', async (_what, signal, receiver) => {
  const child = build();
  await begun(child);
  process.kill(receiver === 'job' ? -child.pid! : child.pid!, signal);
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBeGreaterThanOrEqual(128);
  expect(folders()).toEqual(['dist']);
  expect(readFileSync(join(consoleFolder, 'dist/index.html'), 'utf8')).toBe('old');
});

it('removes what a build left that was killed, and nothing of one that runs', async () => {
  const running = build();
  await begun(running);
  const killed = build();
  await begun(killed);
  process.kill(-killed.pid!, 'SIGKILL');
  await once(killed, 'exit');
  expect(folders()).toHaveLength(3);
  const next = build({ BUILDS_AT_ONCE: '1' });
  expect(await once(next, 'exit')).toEqual([0, null]);
  expect(folders().sort()).toEqual(['dist', `dist.${running.pid}`]);
  expect(readFileSync(join(consoleFolder, 'dist/index.html'), 'utf8')).toBe('new');
});
