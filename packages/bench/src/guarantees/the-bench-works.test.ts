import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@switchyard/runtime';
import { builtProgram } from '../processes/built-program';
import { readAllProcesses } from '../processes/process-stat';
import { pidsOf } from '../processes/process-tree';
import type { Report } from '../report/report';

const QUICKLY = ['--quick', '--without-peers', '--only'];
const SCENARIO = [...QUICKLY, 'policies'];
/** Starts one gateway of each kind, and so every kind of process that the bench starts. */
const FEWEST_GATEWAYS = [...QUICKLY, 'saturated-rate'];
/** What it then says as soon as gateways run. */
const MEASURING = 'saturated: ';
/** Whoever is not root has to install the load generator. */
const NO_WRK = /wrk is not installed \(.+\): install the package wrk; it generates the load/;

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'switchyard-bench-test-'))));
afterEach(() => rm(folder, { recursive: true }));

function startBench(args: readonly string[]) {
  const child = spawn(process.execPath, [builtProgram('main.ts'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const bench = { child, output: '', errorOutput: '', exit: once(child, 'close') };
  child.stdout.on('data', (chunk: Buffer) => (bench.output += chunk));
  child.stderr.on('data', (chunk: Buffer) => (bench.errorOutput += chunk));
  return bench;
}

/** Whether the bench measures; false if it ended because this machine has no load generator. */
async function measures(bench: ReturnType<typeof startBench>): Promise<boolean> {
  await until(
    () => bench.errorOutput.includes(MEASURING) || bench.child.exitCode !== null,
    'the bench measures, or has ended',
    { withinMs: 250_000 },
  );
  if (bench.child.exitCode === null) return true;
  expect(bench.errorOutput).toMatch(NO_WRK);
  return false;
}

it('measures a scenario end to end, and writes the page with its plot and the raw results', async () => {
  const jsonFile = join(folder, 'results.json');
  const bench = startBench([...SCENARIO, '--json', jsonFile, '--output', folder]);
  const [exitCode] = (await bench.exit) as [number | null];
  if (exitCode !== 0) return expect(bench.errorOutput).toMatch(NO_WRK);

  const { scenarios, versions } = JSON.parse(await readFile(jsonFile, 'utf8')) as Report;
  const [metric] = scenarios[0]!.result.metrics;
  expect(metric!.series.map(({ subject }) => subject)).toEqual([
    'no policy',
    'round robin',
    'weighted round robin',
    'failover',
  ]);
  for (const { samples } of metric!.series) {
    expect(samples).toHaveLength(1);
    // A request costs something, and less than a hundredth of a second.
    expect(samples[0]).toBeGreaterThan(5);
    expect(samples[0]).toBeLessThan(10_000);
  }
  expect(versions['wrk']).toMatch(/^\d/);
  const page = await readFile(join(folder, 'benchmarks.md'), 'utf8');
  expect(page).toContain(`\`npm run bench -- ${SCENARIO.join(' ')}`);
  expect(page).toMatch(/\| weighted round robin \| [\d.,]+, [\d.]+ × /);
  expect(await readFile(join(folder, 'benchmarks/policies-1.svg'), 'utf8')).toContain('weighted round robin');
});

it.each([
  ['Ctrl-C', 'SIGINT'],
  ['kill -9', 'SIGKILL'],
] as const)('%s ends everything that the bench started', async (_, signal) => {
  const bench = startBench(FEWEST_GATEWAYS);
  if (!(await measures(bench))) return;
  const started = pidsOf(bench.child.pid!);
  // The bench, an upstream, bare Node, and a data plane with its NATS.
  expect(started.length).toBeGreaterThanOrEqual(5);

  bench.child.kill(signal);
  // Twice, as npm and a terminal do.
  if (signal === 'SIGINT') bench.child.kill(signal);

  expect((await bench.exit)[0]).toBe(signal === 'SIGINT' ? 130 : null);
  await until(() => {
    const running = new Set(readAllProcesses().map(({ pid }) => pid));
    return started.every((pid) => !running.has(pid));
  }, 'everything that the bench started has ended');
});

it('says what is wrong with its arguments', async () => {
  const bench = startBench(['--only', 'speed']);
  expect((await bench.exit)[0]).toBe(2);
  expect(bench.errorOutput).toMatch(/^--only speed: no such scenario; choose from request-sizes, .*\n\nusage: /);
  expect(bench.output).toBe('');
});
