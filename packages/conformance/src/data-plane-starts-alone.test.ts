import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@switchyard/runtime';
import { postChat } from './harness/chat';
import { type Configuration, issueKey, makeConfiguration } from './harness/demo-configuration';
import { FullStack } from './harness/full-stack';
import { untilServed } from './harness/served-revision';

const CHAT = JSON.stringify({ model: 'gpt-a', messages: [{ role: 'user', content: 'hello' }] });

type Running<Program extends 'startDataPlane' | 'startControlPlane'> = Awaited<ReturnType<FullStack[Program]>>;

let stack: FullStack;
let folder: string;
let controlPlane: Running<'startControlPlane'>;
let configuration: Configuration;
let dataPlane: Running<'startDataPlane'>;
let isNatsDown = false;

beforeAll(async () => {
  stack = await FullStack.start();
  controlPlane = await stack.startControlPlane();
  configuration = await makeConfiguration(controlPlane.graphql, stack.simulator.url);
});
afterAll(() => stack.stop());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-starts-alone-'));
  dataPlane = await start();
  await untilServed(dataPlane.url, configuration.revision);
});
afterEach(async () => {
  await dataPlane.program.stop('SIGKILL');
  if (isNatsDown) await natsReturns();
  if (!controlPlane.program.isRunning) controlPlane = await stack.startControlPlane();
  await rm(folder, { recursive: true });
});

async function natsDies(): Promise<void> {
  await stack.nats.kill();
  isNatsDown = true;
}
async function natsReturns(): Promise<void> {
  await stack.nats.restart();
  isNatsDown = false;
}

const tableFile = () => join(folder, 'data-plane', 'routing-table');
function start(settings: Record<string, string> = {}, waitForTable = true): Promise<Running<'startDataPlane'>> {
  return stack.startDataPlane({ SWITCHYARD_DATA_DIR: folder, ...settings }, waitForTable);
}
async function statusWith(key = configuration.liveKey): Promise<number> {
  const { status } = await postChat(dataPlane.url, { ...configuration, liveKey: key }, CHAT);
  return status;
}
/** Issues a key and revokes it again. @returns its secret, and the revision that revoked it */
async function revokedKey(): Promise<{ secret: string; revision: number }> {
  const { id, secret } = await issueKey(controlPlane.graphql, configuration.consumerId, 'PRODUCTION');
  const { revokeConsumerKey } = await controlPlane.graphql.ask<{ revokeConsumerKey: { revision: number } }>(
    'mutation ($input: RevokeConsumerKeyInput!) { revokeConsumerKey(input: $input) { revision } }',
    { input: { consumerKeyId: id } },
  );
  return { secret, revision: revokeConsumerKey.revision };
}
/** The revision that the control plane has been told is applied. */
async function reportedRevision(): Promise<number | null> {
  const { dataPlanes } = await controlPlane.graphql.ask<{
    dataPlanes: { id: string; appliedRevision: number | null }[];
  }>('{ dataPlanes { id appliedRevision } }');
  return dataPlanes.find(({ id }) => id === idOf(dataPlane))?.appliedRevision ?? null;
}
const linesOf = (level: number) =>
  dataPlane.program.output.split('\n').filter((line) => line.includes(`"level":${level},`));
const idOf = ({ program }: Running<'startDataPlane'>) => /"id":"([-0-9a-f]{36})"/.exec(program.output)?.[1];

describe('a data plane that starts while control plane and NATS are down', () => {
  test('serves the last revision that it reported as applied: a revoked key does not come back', async () => {
    const { secret, revision } = await revokedKey();
    await until(async () => (await reportedRevision()) === revision, 'the revocation is reported as applied');
    await Promise.all([controlPlane.program.stop('SIGKILL'), natsDies()]);
    await dataPlane.program.stop('SIGKILL');
    const id = idOf(dataPlane);
    dataPlane = await start();
    expect(await statusWith()).toBe(200);
    expect(await statusWith(secret)).toBe(401);
    expect(idOf(dataPlane)).toBe(id);
  });

  test('goes on to what was changed meanwhile once they are back', async () => {
    await natsDies();
    await dataPlane.program.stop('SIGKILL');
    const { secret, revision } = await revokedKey();
    dataPlane = await start();
    expect(await statusWith()).toBe(200);
    await natsReturns();
    await untilServed(dataPlane.url, revision);
    expect(await statusWith(secret)).toBe(401);
  });

  test('serves its folder beside a NATS that has lost the table, until the control plane has written it again', async () => {
    await controlPlane.program.stop('SIGKILL');
    await stack.nats.kill();
    await stack.nats.wipeStore();
    await stack.nats.restart();
    await dataPlane.program.stop('SIGKILL');
    dataPlane = await start();
    expect(await statusWith()).toBe(200);
    controlPlane = await stack.startControlPlane();
    const { revision } = await revokedKey();
    await untilServed(dataPlane.url, revision);
  });

  test('serves nothing that is older than SWITCHYARD_TABLE_MAX_AGE_SECONDS', async () => {
    await natsDies();
    await dataPlane.program.stop('SIGKILL');
    const diedAtMs = Date.now();
    await until(() => Date.now() - diedAtMs > 1_500, 'the table is 1.5 s old');
    dataPlane = await start({ SWITCHYARD_TABLE_MAX_AGE_SECONDS: '1' }, false);
    expect(await statusWith()).toBe(503);
    expect(linesOf(50)).toEqual([expect.stringContaining('too old to be served')]);
    const { reason } = (await (await fetch(`${dataPlane.adminUrl}/readyz`)).json()) as { reason: string };
    expect(reason).toMatch(
      /^no routing table yet: the one in the data folder is too old: it was current \d+ s ago, and SWITCHYARD_TABLE_MAX_AGE_SECONDS is 1; check that NATS/,
    );
    await natsReturns();
    await until(async () => (await statusWith()) === 200, 'the table from NATS is served');
  });

  test.each([
    [
      'a file that is cut short',
      async () => truncate(tableFile(), Math.floor((await stat(tableFile())).size / 2)),
      /"level":40,.*ends in the middle of a record/,
    ],
    ['another file', async () => writeFile(tableFile(), 'something else\n'), /"level":50,.*is not a routing table/],
    [
      'an unknown format',
      async () =>
        writeFile(tableFile(), (await readFile(tableFile(), 'latin1')).replace('format 1', 'format 9'), 'latin1'),
      /"level":50,.*format 9/,
    ],
    [
      'a damaged file',
      async () => {
        const bytes = await readFile(tableFile());
        bytes[100]! ^= 1;
        await writeFile(tableFile(), bytes);
      },
      /"level":50,.*damaged/,
    ],
  ])('waits for NATS with %s, and says so in one line', async (_, spoil, line) => {
    await natsDies();
    await dataPlane.program.stop('SIGKILL');
    await spoil();
    dataPlane = await start({}, false);
    expect(await statusWith()).toBe(503);
    const told = [...linesOf(40), ...linesOf(50)].filter((each) => each.includes('routing-table'));
    expect(told).toEqual([expect.stringMatching(line)]);
    await natsReturns();
    await until(async () => (await statusWith()) === 200, 'the table from NATS is served');
  });

  test('waits for NATS with the folder of an installation with another sealing key', async () => {
    await natsDies();
    await dataPlane.program.stop('SIGKILL');
    dataPlane = await start({ SWITCHYARD_SEALING_KEY: Buffer.alloc(32, 7).toString('base64') }, false);
    expect(await statusWith()).toBe(503);
    expect(linesOf(50)).toEqual([expect.stringMatching(/sealing key [0-9a-f]{8}, but this sealing key is/)]);
  });
});

test('the port for consumers opens when there is a table', async () => {
  await dataPlane.program.stop('SIGKILL');
  await rm(folder, { recursive: true });
  await natsDies();
  const program = stack.run('data-plane/dist/main.js', {
    NATS_URL: stack.nats.url,
    SWITCHYARD_DATA_PLANE_PORT: '0',
    SWITCHYARD_DATA_PLANE_ADMIN_PORT: '0',
    SWITCHYARD_SEALING_KEY: stack.sealingKey,
    SWITCHYARD_DATA_DIR: folder,
  });
  const adminUrl = await program.listensOn('adminUrl');
  expect((await fetch(`${adminUrl}/healthz`)).status).toBe(200);
  expect((await fetch(`${adminUrl}/readyz`)).status).toBe(503);
  expect(program.output).not.toContain('"url"');
  await natsReturns();
  dataPlane = { program, adminUrl, url: await program.listensOn('url') };
  expect(await statusWith()).toBe(200);
});

test('two programs do not share a folder: the second refuses to start', async () => {
  const second = stack.run('data-plane/dist/main.js', {
    NATS_URL: stack.nats.url,
    SWITCHYARD_DATA_PLANE_PORT: '0',
    SWITCHYARD_DATA_PLANE_ADMIN_PORT: '0',
    SWITCHYARD_SEALING_KEY: stack.sealingKey,
    SWITCHYARD_DATA_DIR: folder,
  });
  expect(await second.ended()).toBe(1);
  expect(second.output).toMatch(
    new RegExp(
      `Could not start: The data folder .* is in use by process ${dataPlane.program.pid}, which started at \\S+\\. Stop that program, or`,
    ),
  );
  expect(await statusWith()).toBe(200);
});

test('a folder that cannot be used does not keep it from serving', async () => {
  await dataPlane.program.stop('SIGKILL');
  await writeFile(join(folder, 'file'), '');
  dataPlane = await start({ SWITCHYARD_DATA_DIR: join(folder, 'file') });
  expect(await statusWith()).toBe(200);
  expect(linesOf(50)).toEqual([expect.stringMatching(/Cannot use the data folder .* this data plane keeps nothing/)]);
});

test('on a full disk it serves on, and reports as applied only what it could write', async () => {
  await dataPlane.program.stop('SIGKILL');
  dataPlane = await start();
  const limit = (bytes: string) =>
    execFileSync('prlimit', ['--pid', String(dataPlane.program.pid), `--fsize=${bytes}`]);
  const { size } = await stat(tableFile());
  const before = await until(() => reportedRevision(), 'it has reported what it applied');
  limit(`${size + 10}:unlimited`);
  const { secret, revision } = await revokedKey();
  await untilServed(dataPlane.url, revision);
  expect(await statusWith(secret)).toBe(401);
  await until(() => linesOf(40).some((line) => line.includes('cannot write the routing table')), 'it says so');
  expect(await reportedRevision()).toBe(before);
  limit('unlimited:unlimited');
  await until(async () => (await reportedRevision()) === revision, 'it reports the revision as applied');
});
