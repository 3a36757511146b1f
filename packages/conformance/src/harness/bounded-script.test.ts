import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@switchyard/runtime';

const BUILT = join(__dirname, '../../dist/harness/bounded-script.js');

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'switchyard-bounded-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A script that says what it does. */
function script(parts: string) {
  const program = `
    const { runBoundedScript } = require(${JSON.stringify(BUILT)});
    const say = (what) => process.stdout.write(what + '\\n');
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    void runBoundedScript({ name: 'test', minutesMax: 1, ...${parts} });`;
  const child = spawn(process.execPath, ['-e', program], { env: { ...process.env, TMPDIR: folder } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
  return {
    child,
    says: (what: string) => until(() => output.includes(what), `it says ${what}`),
    ended: async () => {
      const [exitCode] = (await once(child, 'close')) as [number];
      return { exitCode, said: output.trim().split('\n'), left: readdirSync(folder) };
    },
  };
}

const WAITS_TO_STOP = `{
  start: async () => { say('starting'); await pause(300); say('started'); },
  run: async (parts, stopping) => {
    say('running');
    if (!stopping.aborted) await require('node:events').once(stopping, 'abort');
    await pause(100);
    say('ended');
    throw new Error('cut short');
  },
  stop: async () => say('stopped'),
}`;

it.each(['SIGTERM', 'SIGINT'] as const)('ends a run before it stops what was started: %s', async (signal) => {
  const { child, says, ended } = script(WAITS_TO_STOP);
  await says('running');
  child.kill(signal);
  expect(await ended()).toEqual({
    exitCode: 130,
    said: ['starting', 'started', 'running', 'interrupted: stopping what was started', 'ended', 'stopped'],
    left: [],
  });
});

it('stops what was being started', async () => {
  const { child, says, ended } = script(WAITS_TO_STOP);
  await says('starting');
  child.kill('SIGTERM');
  expect(await ended()).toEqual({
    exitCode: 130,
    said: ['starting', 'interrupted: stopping what was started', 'started', 'running', 'ended', 'stopped'],
    left: [],
  });
});

it('stops in the same way when it takes too long', async () => {
  const { ended } = script(WAITS_TO_STOP.replace('{', '{ minutesMax: 0.02,'));
  const { exitCode, said, left } = await ended();
  expect([exitCode, said.slice(-3), left]).toEqual([1, ['not done within 0.02 minutes', 'ended', 'stopped'], []]);
});

it.each([
  ['cannot start', `{ start: async () => { throw new Error('no'); } }`],
  ['fails', `{ start: async () => 1, run: async () => { throw new Error('no'); }, stop: async () => say('stopped') }`],
  ['finds a fault', `{ start: async () => 1, run: async () => ({ hasFailed: true }), stop: async () => undefined }`],
])('leaves nothing and exits with 1 when it %s, whatever still runs', async (_what, parts) => {
  const { ended } = script(`(setInterval(() => undefined, 1_000), ${parts})`);
  expect(await ended()).toMatchObject({ exitCode: 1, left: [] });
});

it('exits with 0 when all is well', async () => {
  const all = `{ start: async () => 1, run: async () => ({ hasFailed: false }), stop: async () => say('stopped') }`;
  expect(await script(all).ended()).toEqual({ exitCode: 0, said: ['stopped'], left: [] });
});
