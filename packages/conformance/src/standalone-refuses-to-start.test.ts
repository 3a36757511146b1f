import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNats, startPostgres } from '@switchyard/local-services';
import { ownSettings } from './harness/npm-start';
import { Program } from './harness/program';
import { until } from './harness/until';

jest.setTimeout(120_000);

const PROGRAM = 'standalone/dist/main.js';
const isRoot = process.getuid?.() === 0;

let dataFolder: string;
let settings: Record<string, string>;
let holder: Server;
beforeAll(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'switchyard-refusals-'));
});
afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));
beforeEach(async () => {
  settings = await ownSettings(dataFolder);
  holder = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  holder.close();
});

/** The line with which a start is refused: the only one, with the exit code 1. */
async function refusal(changed: Record<string, string>, args: string[] = []): Promise<string> {
  const program = new Program(PROGRAM, { ...settings, ...changed }, process.execPath, args);
  expect(await program.ended()).toBe(1);
  const lines = program.output.trim().split('\n');
  expect(lines).toHaveLength(1);
  return lines[0]!;
}

/** None of the listeners, and no Postgres that keeps the data folder. */
async function expectNothingLeft(changed: Record<string, string>): Promise<void> {
  const taken = (holder.address() as AddressInfo).port;
  const ports = Object.entries({ ...settings, ...changed })
    .filter(([name]) => name.endsWith('_PORT'))
    .map(([, port]) => Number(port))
    .filter((port) => port !== taken && port > 0 && port < 65_536);
  for (const port of ports) {
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
  }
  // A Postgres that runs has this file, one that has ended has removed it.
  expect(existsSync(join(dataFolder, 'postgres/data/postmaster.pid'))).toBe(false);
}

const heldPort = () => String((holder.address() as AddressInfo).port);

it.each([
  'SWITCHYARD_CONTROL_PLANE_PORT',
  'SWITCHYARD_DATA_PLANE_PORT',
  'SWITCHYARD_DATA_PLANE_ADMIN_PORT',
  'SWITCHYARD_SIMULATOR_PORT',
])('%s in use: one line names it, and nothing is left running', async (name) => {
  const changed = { [name]: heldPort() };
  const line = await refusal(changed);
  expect(line).toContain(name);
  expect(line).toContain(heldPort());
  await expectNothingLeft(changed);
});

it.each<[string, () => string]>([
  ['DATABASE_URL', () => `postgres://switchyard:secret-word@127.0.0.1:${heldPort()}/switchyard`],
  ['DATABASE_URL', () => 'mysql://secret-word@127.0.0.1/switchyard'],
  ['NATS_URL', () => 'nats://secret-word@127.0.0.1:9'],
  ['NATS_URL', () => `nats://127.0.0.1:${heldPort()}`],
  ['NATS_URL', () => 'http://127.0.0.1:4222'],
  ['SWITCHYARD_SEALING_KEY', () => 'secret-word'],
  ['SWITCHYARD_ADMIN_TOKEN', () => 'short'],
  ['SWITCHYARD_DATA_PLANE_PORT', () => 'http'],
  ['SWITCHYARD_SIMULATOR_PORT', () => '70000'],
  ['SWITCHYARD_DEMONSTRATION', () => 'perhaps'],
  ['SWITCHYARD_LOG_LEVEL', () => 'loud'],
])('a bad %s: one line names it and quotes no secret, and nothing is left running', async (name, value) => {
  const line = await refusal({ [name]: value() });
  expect(line).toContain(name);
  expect(line).not.toContain('secret-word');
  await expectNothingLeft({});
});

it('a data folder that this user may not write to: one line names it', async () => {
  const closed = isRoot ? '/sys/switchyard' : join(dataFolder, 'closed');
  if (!isRoot) mkdirSync(closed, { mode: 0o500 });
  expect(await refusal({ SWITCHYARD_DATA_DIR: closed })).toMatch(
    new RegExp(`^The folder ${closed} cannot be used: .*`),
  );
});

it('a second start on the data folder: one line names the first, which goes on', async () => {
  const first = new Program(PROGRAM, settings);
  const url = `http://127.0.0.1:${settings['SWITCHYARD_DATA_PLANE_ADMIN_PORT']}/readyz`;
  await until('the first is ready', async () => ((await fetch(url)).ok ? true : null), 30_000);
  const others = await ownSettings(dataFolder);
  expect(await refusal(others)).toMatch(/^The folder .* is in use by the process \d+: end that program/);
  expect((await fetch(url)).status).toBe(200);
  expect(await first.stop()).toBe(0);
});

it('an unknown option: one line names those that there are', async () => {
  expect(await refusal({}, ['--jsno'])).toContain('--json');
});

it('with a Postgres and a NATS of its own it starts on those, and leaves them running', async () => {
  const [postgres, nats] = await Promise.all([startPostgres(), startNats()]);
  try {
    const program = new Program(PROGRAM, { ...settings, DATABASE_URL: postgres.url, NATS_URL: nats.url });
    const url = `http://127.0.0.1:${settings['SWITCHYARD_DATA_PLANE_ADMIN_PORT']}/readyz`;
    await until('it is ready', async () => ((await fetch(url)).ok ? true : null), 30_000);
    await until('it has told what to type', () => (program.output.includes('curl -i') ? true : null));
    expect(await program.stop()).toBe(0);
    await postgres.createDatabase('still_there');
  } finally {
    await Promise.all([postgres.stop(), nats.stop()]);
  }
});
