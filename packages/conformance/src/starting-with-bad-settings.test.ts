import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from '@switchyard/runtime';
import { FullStack } from './harness/full-stack';
import { Program } from './harness/program';

let stack: FullStack;

beforeAll(async () => {
  stack = await FullStack.start();
});
afterAll(() => stack.stop());

const NOWHERE = '127.0.0.1:9';

function settings(): Record<string, string> {
  return {
    DATABASE_URL: stack.databaseUrl,
    NATS_URL: stack.nats.url,
    SWITCHYARD_ADMIN_TOKEN: stack.adminToken,
    SWITCHYARD_SEALING_KEY: stack.sealingKey,
    SWITCHYARD_CONTROL_PLANE_PORT: '0',
    SWITCHYARD_CONTROL_PLANE_ADMIN_PORT: '0',
    SWITCHYARD_DATA_PLANE_PORT: '0',
    SWITCHYARD_DATA_PLANE_ADMIN_PORT: '0',
  };
}

/** The line in which the program says why it does not start. */
async function refusalOf(file: string, changed: Record<string, string>): Promise<string> {
  const program = stack.run(file, { ...settings(), ...changed });
  expect(await program.ended()).toBe(1);
  return program.output.trim().split('\n').at(-1) ?? '';
}

const CONTROL_PLANE = 'control-plane/dist/main.js';
const MIGRATIONS = 'control-plane/dist/migrate.js';
const DATA_PLANE = 'data-plane/dist/main.js';

it.each([
  [CONTROL_PLANE, 'DATABASE_URL', `postgres://nobody:secret-word@${NOWHERE}/none`],
  [MIGRATIONS, 'DATABASE_URL', `postgres://nobody:secret-word@${NOWHERE}/none`],
  [CONTROL_PLANE, 'DATABASE_URL', 'mysql://secret-word@host/none'],
  [CONTROL_PLANE, 'NATS_URL', 'http://127.0.0.1'],
  [CONTROL_PLANE, 'SWITCHYARD_SEALING_KEY', 'secret-word'],
  [CONTROL_PLANE, 'SWITCHYARD_ADMIN_TOKEN', 'short'],
  [CONTROL_PLANE, 'SWITCHYARD_CONTROL_PLANE_PORT', '123456'],
  [DATA_PLANE, 'NATS_URL', 'http://127.0.0.1'],
  [DATA_PLANE, 'SWITCHYARD_SEALING_KEY', randomBytes(16).toString('base64')],
  [DATA_PLANE, 'SWITCHYARD_DATA_PLANE_PORT', 'http'],
])('%s ends with one line that names %s=%s, and quotes no secret', async (file, name, value) => {
  const line = await refusalOf(file, { [name]: value });
  expect(line).toContain(name);
  expect(line).not.toContain('secret-word');
});

it('a data plane ends with one line as a worker of another program', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-cluster-'));
  const primary = join(folder, 'primary.cjs');
  const exec = JSON.stringify(resolve(__dirname, '../..', DATA_PLANE));
  await writeFile(
    primary,
    `const cluster = require('node:cluster');
    cluster.setupPrimary({ exec: ${exec} });
    cluster.fork().on('exit', (code) => process.exit(code));`,
  );
  expect(await refusalOf(primary, {})).toMatch(/^Could not start: another program has forked this one/);
  await rm(folder, { recursive: true });
});

it('the migrations end with one line about an argument that they do not know', async () => {
  const program = new Program(MIGRATIONS, settings(), process.execPath, ['--accept-older']);
  expect(await program.ended()).toBe(1);
  expect(program.output.trim()).toBe(
    'Could not migrate: unknown argument "--accept-older": the only option is --accept-older-compiler.',
  );
});

it('the control plane says that an empty database needs the migrations', async () => {
  const line = await refusalOf(CONTROL_PLANE, { DATABASE_URL: await stack.emptyDatabase() });
  expect(line).toMatch(/migrate/);
});

it.each([
  [CONTROL_PLANE, 'SWITCHYARD_CONTROL_PLANE_PORT'],
  [DATA_PLANE, 'SWITCHYARD_DATA_PLANE_PORT'],
  [DATA_PLANE, 'SWITCHYARD_DATA_PLANE_ADMIN_PORT'],
])('%s on a port in use (%s) ends with a line that names the port and the setting', async (file, name) => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const port = String((holder.address() as AddressInfo).port);
  const line = await refusalOf(file, { [name]: port });
  expect(line).toContain(port);
  expect(line).toContain(name);
  holder.close();
});

it('a data plane without a reachable NATS is alive, not ready, and answers 503', async () => {
  const dataPlane = await stack.startDataPlane({ NATS_URL: `nats://${NOWHERE}` }, false);
  const readiness = await fetch(`${dataPlane.adminUrl}/readyz`);
  expect([readiness.status, await readiness.text()]).toEqual([503, expect.stringContaining('NATS')]);
  const response = await fetch(`${dataPlane.url}/any/path`);
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await response.json()).toMatchObject({ error: { code: 'no_routing_table' } });
  expect(await dataPlane.program.stop()).toBe(0);
});

it('a control plane without a reachable NATS takes changes, and says that they are not published', async () => {
  const { graphql } = await stack.startControlPlane({ NATS_URL: `nats://${NOWHERE}` });
  await graphql.ask(`mutation { createConsumer(input: { name: "unpublished" }) { revision } }`);
  const { controlPlane } = await until(async () => {
    const answer = await graphql.ask<{
      controlPlane: { committedRevision: number; publicationProblem: string | null };
    }>('{ controlPlane { committedRevision publicationProblem } }');
    return answer.controlPlane.publicationProblem === null ? null : answer;
  }, 'the problem is reported');
  expect(controlPlane.committedRevision).toBeGreaterThan(0);
  expect(controlPlane.publicationProblem).toMatch(/NATS/);
});

it('a data plane that may open too few files exits with one line that says how many it needs', async () => {
  const program = new Program(DATA_PLANE, settings(), process.execPath, [], { openFilesMax: 200 });
  expect(await program.ended()).toBe(1);
  expect(program.output.trim()).toMatch(/^Could not start: The limit on open files is 200, .*`ulimit -n \d+`.*$/);
});

describe('a Node that is too old', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-old-node-'));
    await writeFile(join(folder, 'old.js'), `Object.defineProperty(process, 'version', { value: 'v20.19.0' });\n`);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([CONTROL_PLANE, MIGRATIONS, DATA_PLANE])(
    'is refused by %s in one line that says what to install',
    async (file) => {
      const oldNode = oldNodeOnThisMachine();
      // If the machine has no old Node, this one claims to be old.
      const program = oldNode
        ? stack.run(file, settings(), oldNode)
        : stack.run(file, { ...settings(), NODE_OPTIONS: `--require ${join(folder, 'old.js')}` });
      expect(await program.ended()).toBe(1);
      expect(program.output.trim()).toMatch(
        /^Switchyard requires Node 24 or newer, but this is v2\d\.[\d.]+: install Node 26.*$/,
      );
    },
  );
});

/** A Node below 24 on the PATH, if there is one. */
function oldNodeOnThisMachine(): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(':')) {
    try {
      const version = execFileSync(join(folder, 'node'), ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
      if (Number(version.toString().slice(1).split('.')[0]) < 24) return join(folder, 'node');
    } catch {
      // No Node in this folder.
    }
  }
  return null;
}
