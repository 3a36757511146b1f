import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '@switchyard/runtime';
import { GraphqlClient } from './harness/graphql';
import { NpmStart, ownSettings } from './harness/npm-start';
import { Program } from './harness/program';

const PROGRAM = 'standalone/dist/main.js';
/** What `--json` prints. */
interface Announcement {
  graphqlUrl: string;
  dataPlaneUrl: string;
  simulatorUrl: string | null;
  adminToken: string;
  demonstration: { basePath: string; model: string; consumerKey: string; simulated: boolean } | null;
  curl: string | null;
  warnings: string[];
}

/** A stopped program that has started once, or more often, on its folder. */
interface Installation {
  readonly folder: string;
  readonly settings: Record<string, string>;
  /** What its last start printed. */
  readonly announced: Announcement;
  readonly committedRevision: number;
}

/** Without a configuration, because the demonstration is off. */
let empty: Installation;
/** With the demonstration, set up at its second start. */
let demonstrating: Installation;
let dataFolder: string;
let settings: Record<string, string>;
const programs: Program[] = [];
const starts: NpmStart[] = [];
beforeAll(async () => {
  empty = await installation({ SWITCHYARD_DEMONSTRATION: 'off' });
  demonstrating = await installation({}, empty);
});
afterAll(() => {
  for (const { folder } of [empty, demonstrating]) rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'switchyard-standalone-'));
  settings = await ownSettings(dataFolder);
});
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.stop()));
  await Promise.all(starts.splice(0).map((start) => start.endByTerminal()));
  await until(() => serversIn(dataFolder) === 0, 'no server uses the data folder');
  rmSync(dataFolder, { recursive: true, force: true });
});

/** Starts a program in a folder, with what another one had left in its own, and stops it. */
async function installation(changed: Record<string, string>, earlier?: Installation): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-prepared-'));
  if (earlier !== undefined) copyFolder(earlier, folder);
  const own = await ownSettings(folder);
  const program = new Program(PROGRAM, { ...own, ...changed }, process.execPath, ['--json']);
  const announced = await announcement(program);
  const { controlPlane } = await client(announced).ask<{ controlPlane: { committedRevision: number } }>(
    '{ controlPlane { committedRevision } }',
  );
  expect(await program.stop()).toBe(0);
  return { folder, settings: own, announced, committedRevision: controlPlane.committedRevision };
}

/** Lets the next start be a later one. The first takes twice as long. */
function copyFolder({ folder }: Installation, to = dataFolder): void {
  execFileSync('cp', ['-a', `${folder}/.`, to]);
}

function run(changed: Record<string, string> = {}): Program {
  const program = new Program(PROGRAM, { ...settings, ...changed }, process.execPath, ['--json']);
  programs.push(program);
  return program;
}

function npmStart(args: readonly string[] = []): NpmStart {
  const start = new NpmStart(settings, args);
  starts.push(start);
  return start;
}

async function announcement(program: Program): Promise<Announcement> {
  const line = await until(() => {
    if (!program.isRunning) throw new Error(program.output);
    return program.output.split('\n').find((candidate) => candidate.startsWith('{"graphqlUrl"')) ?? null;
  }, 'the program is ready');
  return JSON.parse(line) as Announcement;
}

const client = ({ graphqlUrl, adminToken }: Announcement) => new GraphqlClient(graphqlUrl, adminToken);

/** The model that answers the demonstration's call. */
async function call({ dataPlaneUrl, demonstration }: Announcement): Promise<{ status: number; target: string | null }> {
  const response = await fetch(`${dataPlaneUrl}${demonstration!.basePath}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${demonstration!.consumerKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: demonstration!.model, messages: [{ role: 'user', content: 'hello' }] }),
  });
  await response.text();
  return { status: response.status, target: response.headers.get('x-switchyard-target') };
}

/** How many servers have the folder's database open, by the lock file of the embedded Postgres. */
function serversIn(folder: string): number {
  try {
    const pid = Number.parseInt(readFileSync(join(folder, 'postgres/data/postmaster.pid'), 'utf8'), 10);
    process.kill(pid, 0);
    return 1;
  } catch {
    return 0;
  }
}

it('npm start, Ctrl-C, npm start: the exit code is 0, and the configuration, the key and the usage are still there', async () => {
  const first = npmStart(['--silent', '--', '--json']);
  await first.ready('"warnings"');
  const before = JSON.parse(first.output) as Announcement;
  await client(before).ask('mutation { createConsumer(input: { name: "mine" }) { revision } }');
  expect((await call(before)).status).toBe(200);
  expect(await first.endByTerminal()).toBe(0);
  expect(serversIn(dataFolder)).toBe(0);

  const second = npmStart(['--silent', '--', '--json']);
  await second.ready('"warnings"');
  const after = JSON.parse(second.output) as Announcement;
  expect(after).toEqual(before);
  expect(await client(after).ask('{ consumer(name: "mine") { name } }')).toEqual({ consumer: { name: 'mine' } });
  // What it used was counted right before the end.
  const day = {
    from: new Date(Date.now() - 43_200_000).toISOString(),
    to: new Date(Date.now() + 43_200_000).toISOString(),
  };
  const query = `query ($from: DateTime!, $to: DateTime!) {
    usage(from: $from, to: $to) { totals { attempts { attempts } } } usageGaps(from: $from, to: $to) { cause }
  }`;
  expect(await client(after).ask(query, day)).toEqual({
    usage: { totals: { attempts: { attempts: 1 } } },
    usageGaps: [],
  });
  expect(await call(after)).toEqual({ status: 200, target: expect.stringMatching(/^simulated\/gpt-4/) as string });
  expect(await second.endByTerminal()).toBe(0);
});

it('after kill -9 of npm, nothing that it started keeps running', async () => {
  copyFolder(demonstrating);
  const start = npmStart();
  await start.ready();
  await start.kill('SIGKILL');
  await until(
    async () =>
      fetch(`http://127.0.0.1:${settings['SWITCHYARD_DATA_PLANE_PORT']}`).then(
        () => null,
        () => true,
      ),
    'the gateway is gone',
  );
});

describe('an installation that starts again, is killed during changes, and loses its Postgres', () => {
  let port: string | undefined;
  let again: Announcement;
  let answered: { status: number };
  /** The mode of each file by its name, after the start again. */
  let modes: ReadonlyMap<string, number>;
  let acknowledged: number;
  let keptAfterKill: number;
  let endedWithPostgres: { code: number | null; output: string };
  let keptAfterPostgres: number;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'switchyard-standalone-'));
    const own = await ownSettings(folder);
    port = own['SWITCHYARD_SIMULATOR_PORT'];
    const start = () => new Program(PROGRAM, own, process.execPath, ['--json']);
    copyFolder(demonstrating, folder);
    let program = start();
    try {
      again = await announcement(program);
      answered = await call(again);
      const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
      modes = new Map(files.map(({ name }) => [name, statSync(join(folder, name)).mode]));
      acknowledged = await killDuringChanges(program, again);
      program = start();
      keptAfterKill = await consumersOf(await announcement(program));
      process.kill(Number.parseInt(readFileSync(join(folder, 'postgres/data/postmaster.pid'), 'utf8'), 10), 'SIGKILL');
      endedWithPostgres = { code: await program.ended(), output: program.output };
      program = start();
      keptAfterPostgres = await consumersOf(await announcement(program));
    } finally {
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('generates secrets once, readable only by their owner', () => {
    expect(again.adminToken).toBe(demonstrating.announced.adminToken);
    const names = [...modes.keys()];
    expect(names).toEqual(expect.arrayContaining(['admin-token', 'sealing-key', 'demonstration.json']));
    expect(names.filter((name) => (modes.get(name)! & 0o077) !== 0)).toEqual([]);
  });

  it("the demonstration's endpoint follows the simulator to another port", () => {
    expect(port).not.toBe(demonstrating.settings['SWITCHYARD_SIMULATOR_PORT']);
    expect(again.simulatorUrl).toBe(`http://127.0.0.1:${port}`);
    expect(answered.status).toBe(200);
  });

  it('kill -9 during changes: every acknowledged change is there at the next start, however soon', () => {
    expect([acknowledged, acknowledged + 1]).toContain(keptAfterKill);
  });

  it('if the embedded Postgres dies, one line says so, the exit code is 1, and nothing keeps running', () => {
    expect(endedWithPostgres.code).toBe(1);
    expect(endedWithPostgres.output).toMatch(/^Postgres ended unexpectedly: .*$/m);
    expect(keptAfterPostgres).toBe(keptAfterKill);
  });
});

async function consumersOf(announced: Announcement): Promise<number> {
  const { consumers } = await client(announced).ask<{ consumers: { totalCount: number } }>(
    '{ consumers(filter: { search: "consumer-" }) { totalCount } }',
  );
  return consumers.totalCount;
}

/** Returns how many changes were acknowledged. */
async function killDuringChanges(program: Program, announced: Announcement): Promise<number> {
  const graphql = client(announced);
  let acknowledged = 0;
  const changing = (async () => {
    for (let number = 1; ; number += 1) {
      await graphql.ask('mutation ($name: String!) { createConsumer(input: { name: $name }) { revision } }', {
        name: `consumer-${number}`,
      });
      acknowledged = number;
    }
  })().catch(() => undefined);
  await until(() => acknowledged >= 20, 'some changes are made');
  await program.stop('SIGKILL');
  await changing;
  return acknowledged;
}

it('kill -9 at any moment of the first start: the next one completes the demonstration, once', async () => {
  for (const afterMs of [200, 700, 1_200, 1_500, 1_650, 1_800, 1_950]) {
    const program = run();
    await delay(afterMs);
    await program.stop('SIGKILL');
  }
  const announced = await announcement(run());
  expect(await call(announced)).toEqual({ status: 200, target: expect.stringMatching(/^simulated\//) as string });
  const { aiApis, consumers } = await client(announced).ask<{
    aiApis: { totalCount: number; nodes: { policies: object[] }[] };
    consumers: { nodes: { consumerKeys: { nodes: { state: string }[] } }[] };
  }>('{ aiApis { totalCount nodes { policies { id } } } consumers { nodes { consumerKeys { nodes { state } } } } }');
  expect([aiApis.totalCount, aiApis.nodes[0]?.policies.length]).toEqual([1, 1]);
  const states = consumers.nodes.flatMap(({ consumerKeys }) => consumerKeys.nodes.map(({ state }) => state));
  expect(states.filter((state) => state === 'ACTIVE')).toHaveLength(1);
});

it('with OPENAI_API_KEY set, the demonstration uses the real OpenAI', async () => {
  copyFolder(empty);
  const announced = await announcement(run({ OPENAI_API_KEY: 'sk-not-a-real-key', SWITCHYARD_SIMULATOR_PORT: '' }));
  expect(announced).toMatchObject({ demonstration: { simulated: false }, simulatorUrl: null });
  const answer = await client(announced).ask(
    '{ endpoints { nodes { url credential { hint } } } revisions(first: 1) { nodes { actor { kind } } } }',
  );
  expect(answer).toEqual({
    endpoints: { nodes: [{ url: 'https://api.openai.com/v1', credential: { hint: '-key' } }] },
    revisions: { nodes: [{ actor: { kind: 'CONTROL_PLANE' } }] },
  });
});

it('SWITCHYARD_DEMONSTRATION=off leaves an empty configuration empty', () => {
  expect(empty.announced).toMatchObject({ demonstration: null, curl: null });
  expect(empty.committedRevision).toBe(0);
});

it('a demonstration that the settings forbid is a warning and does not stop the start', async () => {
  copyFolder(empty);
  const announced = await announcement(run({ SWITCHYARD_PRIVATE_ENDPOINTS: 'deny' }));
  expect(announced.demonstration).toBeNull();
  expect(announced.warnings).toEqual([expect.stringContaining('SWITCHYARD_PRIVATE_ENDPOINTS=deny')]);
});
