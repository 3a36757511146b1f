import { until } from '@switchyard/runtime';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { askPostgres } from './ask-postgres.suite';
import { freePort, type LocalPostgres, LocalServiceError, type PostgresOptions, startPostgres } from './index';
import { findPostgresBinaries } from './postgres-binaries';
import { folderAsSeenBy } from './postgres-store';
import { spawnFromSources } from './program-from-sources.suite';
import { unprivilegedUser } from './unprivileged-user';

const execute = promisify(execFile);
const isRoot = process.getuid?.() === 0;

let prepared: string;
let parent: string;
let directory: string;
const toStop: LocalPostgres[] = [];
const toKill: ChildProcess[] = [];
beforeAll(async () => {
  prepared = await mkdtemp(join(tmpdir(), 'switchyard-prepared-'));
  const postgres = await startPostgres({ directory: join(prepared, 'postgres') });
  await postgres.stop();
});
afterAll(() => rm(prepared, { recursive: true, force: true }));
beforeEach(async () => {
  // Closed to other users, like root's home: the user who runs the server cannot enter it.
  parent = await mkdtemp(join(tmpdir(), 'switchyard-life-'));
  await chmod(parent, 0o700);
  directory = join(parent, 'postgres');
});
afterEach(async () => {
  for (const child of toKill.splice(0)) child.kill('SIGKILL');
  await Promise.all(toStop.splice(0).map((postgres) => postgres.stop()));
  await rm(parent, { recursive: true, force: true });
});

/** Lets the next start find a store. To create one takes most of the time of the first start. */
async function copyPreparedStore(): Promise<void> {
  await execute('cp', ['-a', join(prepared, 'postgres'), directory]);
}

async function start(options: PostgresOptions = {}): Promise<LocalPostgres> {
  const postgres = await startPostgres({ directory, ...options });
  toStop.push(postgres);
  return postgres;
}

/** The one-line error of a start that is refused. */
async function refusal(options: PostgresOptions = {}): Promise<string> {
  const error: unknown = await start(options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(LocalServiceError);
  const { message } = error as LocalServiceError;
  expect(message).not.toContain('\n');
  return message;
}

const lockFile = () => join(directory, 'data', 'postmaster.pid');
const serverPid = async () => Number.parseInt(await readFile(lockFile(), 'utf8'), 10);

/** A program that starts a server on the folder, prints its URL, and waits to be killed. */
function startElsewhere(): ChildProcess & { url: Promise<string> } {
  const options = JSON.stringify({ directory });
  const program = spawnFromSources(`
    startPostgres(${options}).then(({ url }) => console.log(url), (error) => console.log(error.message));
    process.stdin.resume();`);
  toKill.push(program);
  const url = once(createInterface({ input: program.stdout }), 'line').then(([line]) => line as string);
  return Object.assign(program, { url });
}

test("a store works below a folder that the server's user cannot enter", async () => {
  const first = await start();
  await askPostgres(first.url, 'CREATE TABLE marks (mark int)');
  await first.stop();
  const second = await start();
  expect(await askPostgres(second.url, 'SELECT count(*)::int FROM marks')).toEqual([0]);
  expect((await stat(lockFile())).uid).not.toBe(0);
});

test("root runs an ordinary user's store as that user, who stays its owner", async () => {
  await copyPreparedStore();
  const owner = isRoot ? 1 : process.getuid!();
  if (isRoot) await execute('chown', ['-R', `${owner}:${owner}`, directory]);
  await start();
  expect((await stat(lockFile())).uid).toBe(owner);
});

test('a second start on the folder is refused, in the same or another process, until the first has ended', async () => {
  await copyPreparedStore();
  const first = await start();
  const [before, after] = (await refusal()).split(/, which started at [-:.T\d]+Z/);
  expect(before).toBe(`The data folder ${directory} is in use by process ${process.pid}`);
  expect(after).toBe('. Stop that program, or use another data folder.');
  const program = startElsewhere();
  expect(await program.url).toContain(`is in use by process ${process.pid}`);
  await askPostgres(first.url, 'SELECT 1');
  await first.stop();
  await (await start()).stop();
});

test('of two first starts at the same time, one creates the store and the other is refused', async () => {
  const outcomes = await Promise.allSettled([start(), start()]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await askPostgres(toStop[0]!.url, 'SELECT 1');
});

test('after a kill -9 of the program, the next start finds every commit, however soon it comes', async () => {
  await copyPreparedStore();
  const program = startElsewhere();
  await askPostgres(await program.url, 'CREATE TABLE marks AS SELECT 1 AS mark');
  program.kill('SIGKILL');
  await once(program, 'exit');
  const next = await start();
  expect(await askPostgres(next.url, 'SELECT mark FROM marks')).toEqual([1]);
});

test.each([100, 400, 700, 1_000])(
  'a kill -9 %i ms into the first start does not spoil the next one',
  async (afterMs) => {
    const program = startElsewhere();
    await delay(afterMs);
    program.kill('SIGKILL');
    await once(program, 'exit');
    const next = await start();
    expect(await askPostgres(next.url, 'SELECT 1')).toEqual([1]);
  },
);

test('a server that outlived its program and the watchdog is stopped, and the next start finds its commits', async () => {
  await copyPreparedStore();
  const password = (await readFile(join(directory, 'password'), 'utf8')).trim();
  const user = await unprivilegedUser();
  const { postgres } = await findPostgresBinaries(user);
  const dataDirectory = join(directory, 'data');
  const port = await freePort();
  const args = ['-D', folderAsSeenBy(user, dataDirectory), '-p', String(port), '-c', 'unix_socket_directories='];
  const orphan = spawn(postgres, args, { cwd: dataDirectory, stdio: 'ignore', ...user });
  toKill.push(orphan);
  const url = `postgres://switchyard:${password}@127.0.0.1:${port}/switchyard`;
  await untilItAnswers(url);
  await askPostgres(url, 'CREATE TABLE marks AS SELECT 2 AS mark');

  const next = await start();
  expect(orphan.exitCode ?? orphan.signalCode).not.toBeNull();
  expect(await askPostgres(next.url, 'SELECT mark FROM marks')).toEqual([2]);
});

test('a leftover pid file with a process id that now belongs to another program does not prevent a start', async () => {
  await copyPreparedStore();
  const user = await unprivilegedUser();
  const other = spawn('sleep', ['600'], { stdio: 'ignore', cwd: '/', ...user });
  toKill.push(other);
  await writeFile(lockFile(), `${other.pid}\n/proc/self/cwd\n0\n5432\n\n127.0.0.1\n   1234567         1\nready   \n`);
  await chown(lockFile(), user?.uid ?? -1, user?.gid ?? -1);
  await chmod(lockFile(), 0o600);
  const next = await start();
  expect(await askPostgres(next.url, 'SELECT 1')).toEqual([1]);
  expect(other.exitCode ?? other.signalCode).toBeNull();
});

test('a store of a newer Postgres and a folder that is not a store are refused and left unchanged', async () => {
  await copyPreparedStore();
  const before = await readdir(join(directory, 'data'));
  await writeFile(join(directory, 'data', 'PG_VERSION'), '97\n');
  expect(await refusal()).toMatch(
    /data: it was created by Postgres 97, but this is Postgres 18\. Use another data folder/,
  );
  await rm(join(directory, 'data', 'PG_VERSION'));
  expect(await refusal()).toMatch(/data: it was not created by Postgres\./);
  expect(await readdir(join(directory, 'data'))).toEqual(before.filter((name) => name !== 'PG_VERSION'));
});

test('a folder without write permission is refused', async () => {
  // Root can write to any folder except the kernel's.
  if (!isRoot) await chmod(parent, 0o500);
  const closed = isRoot ? '/sys/switchyard' : directory;
  expect(await refusal({ directory: closed })).toMatch(/^Cannot use the data folder .*: .*\. (Start|Use) .*\.$/);
});

test('on a full disk a start is refused in one line, and works again once there is space', async () => {
  const disk = await smallDisk(join(parent, 'disk'));
  try {
    const folder = join(disk.folder, 'postgres');
    const program = spawnFromSources(
      `startPostgres({ directory: ${JSON.stringify(folder)} }).then(
        () => console.log('started'),
        (error) => console.log(JSON.stringify([error.name, error.message])),
      ).finally(() => process.exit());`,
      disk.fileBytesMax,
    );
    const [line] = (await once(createInterface({ input: program.stdout }), 'line')) as [string];
    expect(JSON.parse(line)).toEqual([
      'LocalServiceError',
      expect.stringMatching(/^.*the disk is full, or this user's quota is.*$/),
    ]);
    await disk.enlarge();
    await (await start({ directory: folder })).stop();
  } finally {
    await disk.remove();
  }
});

test('an unexpected end of the server is reported, a requested one is not', async () => {
  await copyPreparedStore();
  const reported: LocalServiceError[] = [];
  const postgres = await start({ onUnexpectedEnd: (error) => reported.push(error) });
  await postgres.kill();
  await postgres.restart();
  await postgres.halt();
  await postgres.restart();
  expect(reported).toEqual([]);
  process.kill(await serverPid(), 'SIGKILL');
  await until(() => reported.length > 0, 'the end of the server is reported');
  expect(reported.map(({ message }) => message)).toEqual([expect.stringMatching(/^Postgres ended unexpectedly: /)]);
});

async function untilItAnswers(url: string): Promise<void> {
  await until(async () => {
    await askPostgres(url, 'SELECT 1');
    return true;
  }, 'Postgres answers');
}

interface SmallDisk {
  readonly folder: string;
  readonly fileBytesMax: number | null;
  enlarge(): Promise<unknown>;
  remove(): Promise<unknown>;
}

/** A disk too small for a database; if nothing can be mounted, a limit on the size of files. */
async function smallDisk(folder: string): Promise<SmallDisk> {
  await execute('mkdir', [folder]);
  const mounted = await execute('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'switchyard-test', folder]).then(
    () => true,
    () => false,
  );
  return mounted
    ? {
        folder,
        fileBytesMax: null,
        enlarge: () => execute('mount', ['-o', 'remount,size=300m', folder]),
        remove: () => execute('umount', [folder]),
      }
    : { folder, fileBytesMax: 4 * 1024 * 1024, enlarge: async () => undefined, remove: async () => undefined };
}
