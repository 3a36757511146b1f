import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { NatsMessageBus, openNats, TARGET_HEALTH_SUBJECT, type TargetHealthMessage } from '@switchyard/contract';
import { lendEmptyDatabase, startNats } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import { GraphqlClient } from './harness/graphql';
import { ownSettings } from './harness/npm-start';
import { Program } from './harness/program';

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

/** The only line that a failed start prints; the exit code is 1. */
async function refusal(changed: Record<string, string>, args: string[] = []): Promise<string> {
  const program = new Program(PROGRAM, { ...settings, ...changed }, process.execPath, args);
  expect(await program.ended()).toBe(1);
  const lines = program.output.trim().split('\n');
  expect(lines).toHaveLength(1);
  return lines[0]!;
}

/** Checks that nothing listens and that no Postgres uses the data folder. */
async function expectNothingLeft(changed: Record<string, string>): Promise<void> {
  const taken = (holder.address() as AddressInfo).port;
  const ports = Object.entries({ ...settings, ...changed })
    .filter(([name]) => name.endsWith('_PORT'))
    .map(([, port]) => Number(port))
    .filter((port) => port !== taken && port > 0 && port < 65_536);
  for (const port of ports) {
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
  }
  // A running Postgres has this file and removes it when it ends.
  expect(existsSync(join(dataFolder, 'postgres/data/postmaster.pid'))).toBe(false);
}

/** Checks that another data plane's report about a target applies to the program's own data plane. */
async function expectPeersHeard(graphql: GraphqlClient, natsUrl: string): Promise<void> {
  interface Ids {
    aiApi: { id: string; policies: { id: string }[] };
    provider: { models: { id: string }[]; endpoints: { id: string }[] };
  }
  const { aiApi, provider } = await graphql.ask<Ids>(
    '{ aiApi(name: "support-chat") { id policies { id } } provider(name: "openai") { models { id } endpoints { id } } }',
  );
  const suspension = {
    aiApiId: aiApi.id,
    policyId: aiApi.policies[0]!.id,
    environment: 'PRODUCTION',
    modelId: provider.models[0]!.id,
    endpointId: provider.endpoints[0]!.id,
    remainingMs: 60_000,
  } as const;
  const message: TargetHealthMessage = { dataPlaneId: randomUUID(), suspensions: [suspension] };
  const log = { info: () => undefined, warn: () => undefined };
  const client = openNats(natsUrl, { name: 'peer', log });
  try {
    await client.reachable(5_000);
    const bus = new NatsMessageBus(client, { log });
    bus.publish(TARGET_HEALTH_SUBJECT, Buffer.from(JSON.stringify(message)));
    await until(async () => {
      const answer = await graphql.ask<{ dataPlanes: { suspensionCount: number }[] }>(
        '{ dataPlanes { suspensionCount } }',
      );
      return answer.dataPlanes[0]?.suspensionCount === 1 ? true : null;
    }, 'the suspension applies');
  } finally {
    await client.close();
  }
}

const heldPort = () => String((holder.address() as AddressInfo).port);

it.each([
  'SWITCHYARD_CONTROL_PLANE_PORT',
  'SWITCHYARD_CONTROL_PLANE_ADMIN_PORT',
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

it('a data folder without write permission: one line names it', async () => {
  const closed = isRoot ? '/sys/switchyard' : join(dataFolder, 'closed');
  if (!isRoot) mkdirSync(closed, { mode: 0o500 });
  expect(await refusal({ SWITCHYARD_DATA_DIR: closed })).toMatch(
    new RegExp(`^Could not start: Cannot use the data folder ${closed}: .*`),
  );
});

it('a data folder where the system keeps no files is refused, and a terminal shows how far the start came', async () => {
  const program = new Program(PROGRAM, { ...settings, SWITCHYARD_DATA_DIR: '/proc/switchyard' }, process.execPath, [], {
    output: 'terminal',
  });
  expect(await program.ended()).toBe(1);
  // Dimmed, if the terminal has colours.
  const lines = stripVTControlCharacters(program.output).trim().split('\r\n');
  expect(lines).toEqual([
    'Switchyard: opening the data folder /proc/switchyard…',
    'Could not start: Cannot use the data folder /proc/switchyard: the operating system keeps no files there. Use another data folder.',
  ]);
});

describe('a data folder', () => {
  /** Before its first process ends. */
  let second: { line: string; status: number };
  /** What the first process showed at its terminal. */
  let shown: string;
  beforeAll(async () => {
    const own = await ownSettings(dataFolder);
    const first = new Program(PROGRAM, own, process.execPath, [], { output: 'terminal' });
    await until(() => first.output.includes('curl -i'), 'the first has started');
    shown = stripVTControlCharacters(first.output);
    const line = await refusal(await ownSettings(dataFolder));
    const { status } = await fetch(`http://127.0.0.1:${own['SWITCHYARD_DATA_PLANE_ADMIN_PORT']}/readyz`);
    second = { line, status };
    // Its parent is the program that makes the terminal.
    process.kill(Number(/process (\d+)/.exec(line)?.[1]), 'SIGTERM');
    expect(await first.ended()).toBe(0);
  });

  it('is prepared step by step at a terminal, which shows each step before the program is ready', () => {
    const [steps = '', announced = ''] = shown.split('Switchyard is ready.');
    expect(steps.trim().split('\r\n')).toEqual([
      `Switchyard: opening the data folder ${dataFolder}…`,
      'Switchyard: starting the database…',
      'Switchyard: preparing the database…',
      'Switchyard: starting the control plane…',
      'Switchyard: starting the data plane…',
      'Switchyard: waiting until the data plane serves the configuration…',
    ]);
    expect(announced).toContain('/#sign-in=');
  });

  it('in use: one line names the process that has it, which keeps running', () => {
    expect(second.line).toMatch(
      /^Could not start: The data folder .* is in use by process \d+, which started at \S+\. Stop that program/,
    );
    expect(second.status).toBe(200);
  });

  it('without its sealing key: one line names the file and what to do, and no new key is generated', async () => {
    const key = join(dataFolder, 'sealing-key');
    const elsewhere = join(dataFolder, 'key-put-away');
    renameSync(key, elsewhere);
    try {
      const line = await refusal({});
      expect(line).toContain(`${key} is missing`);
      expect(line).toMatch(
        /Restore the file, set SWITCHYARD_SEALING_KEY .*, or start afresh by setting SWITCHYARD_DATA_DIR/,
      );
      expect(existsSync(key)).toBe(false);
      await expectNothingLeft({});
      const given = new Program(PROGRAM, {
        ...settings,
        SWITCHYARD_SEALING_KEY: readFileSync(elsewhere, 'utf8').trim(),
      });
      await until(() => given.output.includes('curl -i'), 'the program starts with the given key');
      expect(await given.stop()).toBe(0);
    } finally {
      renameSync(elsewhere, key);
    }
  });

  it('whose database dies during the start: one line says so', async () => {
    const program = new Program(PROGRAM, settings);
    const lockFile = join(dataFolder, 'postgres/data/postmaster.pid');
    const pid = await until(
      () => {
        const lines = existsSync(lockFile) ? readFileSync(lockFile, 'utf8').split('\n') : [];
        return lines[7]?.trim() === 'ready' ? Number(lines[0]) : null;
      },
      'the database is ready',
      { everyMs: 1 },
    );
    process.kill(pid, 'SIGKILL');
    expect(await program.ended()).toBe(1);
    // Whether it notices the end of the server or of a connection first varies.
    expect(program.output.trim().split('\n')).toEqual([
      expect.stringMatching(/^(Postgres ended unexpectedly|Could not start): .+/),
    ]);
  });
});

it('an unknown option: one line lists the known ones', async () => {
  expect(await refusal({}, ['--jsno'])).toContain('--json');
});

it('uses an external Postgres and NATS, hears its peers there, and leaves both running', async () => {
  const [database, nats] = await Promise.all([lendEmptyDatabase(), startNats()]);
  try {
    const token = 'a-token-of-the-tests';
    const given = { DATABASE_URL: database.url, NATS_URL: nats.url, SWITCHYARD_ADMIN_TOKEN: token };
    const program = new Program(PROGRAM, { ...settings, ...given });
    const url = `http://127.0.0.1:${settings['SWITCHYARD_DATA_PLANE_ADMIN_PORT']}/readyz`;
    await until(async () => (await fetch(url)).ok, 'it is ready');
    await until(() => program.output.includes('curl -i'), 'it has printed what to type');
    const api = `http://127.0.0.1:${settings['SWITCHYARD_CONTROL_PLANE_PORT']}/graphql`;
    await expectPeersHeard(new GraphqlClient(api, token), nats.url);
    expect(await program.stop()).toBe(0);
    // The database is dropped by its server, which must still run, too.
    const client = openNats(nats.url, { name: 'afterwards', log: { info: () => undefined, warn: () => undefined } });
    await client.reachable(5_000);
    await client.close();
  } finally {
    await Promise.all([database.drop(), nats.stop()]);
  }
});
