import { execFile } from 'node:child_process';
import { access, chmod, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findNatsServer } from './nats-server-binary';

const execute = promisify(execFile);
const HOW_TO_INSTALL = 'install nats-server 2.9 or newer and put it on the PATH, or set NATS_SERVER to its path';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const toolsFolder = () => join(folder, 'tools');

test('NATS_SERVER takes precedence over the PATH', async () => {
  const bin = await folderWith('bin', 'nats-server');
  const own = join(await folderWith('own', 'my-nats'), 'my-nats');
  expect(await findNatsServer({ NATS_SERVER: own, PATH: bin }, toolsFolder())).toBe(own);
});

test('a NATS_SERVER that is not a program is refused in one line', async () => {
  await expect(findNatsServer({ NATS_SERVER: '/no/such', PATH: '' }, toolsFolder())).rejects.toThrow(
    `NATS_SERVER is /no/such, which is not an executable file: ${HOW_TO_INSTALL}`,
  );
});

test('finds the first program of that name on the PATH, not a folder or a plain file', async () => {
  const bin = await folderWith('bin', 'nats-server');
  await mkdir(join(folder, 'a', 'nats-server'), { recursive: true });
  await mkdir(join(folder, 'b'));
  await writeFile(join(folder, 'b', 'nats-server'), 'text', { mode: 0o644 });
  const path = `${join(folder, 'a')}:${join(folder, 'b')}::${bin}`;
  expect(await findNatsServer({ PATH: path }, toolsFolder())).toBe(join(bin, 'nats-server'));
});

test('without apt-get, one line says how to install nats-server', async () => {
  await expect(findNatsServer({ PATH: join(folder, 'empty') }, toolsFolder())).rejects.toThrow(
    `nats-server not found (apt-get not found): ${HOW_TO_INSTALL}`,
  );
  expect(await readdir(toolsFolder())).toEqual([]);
});

/**
 * With apt-get, these two tests download the package; without it, they expect the line that says what to do. The second one
 * hides apt's package lists.
 */
test('two concurrent searches both get the Debian package, without installing it', async () => {
  const environment = { PATH: await pathWithoutNats() };
  const found = await Promise.allSettled([
    findNatsServer(environment, toolsFolder()),
    findNatsServer(environment, toolsFolder()),
  ]);
  for (const result of found) await expectDownloaded(result);
});

test('gets the Debian package even if apt has no package lists', async () => {
  const emptyLists = join(folder, 'empty-lists');
  await mkdir(join(emptyLists, 'partial'), { recursive: true });
  const configuration = join(folder, 'apt.conf');
  await writeFile(
    configuration,
    `Dir::State::lists "${emptyLists}";\nDir::Cache::pkgcache "";\nDir::Cache::srcpkgcache "";\n`,
  );
  const environment = { PATH: await pathWithoutNats(), APT_CONFIG: configuration };
  const [found] = await Promise.allSettled([findNatsServer(environment, toolsFolder())]);
  await expectDownloaded(found!);
  expect(await readdir(emptyLists)).toEqual(['partial']);
});

async function expectDownloaded(result: PromiseSettledResult<string>): Promise<void> {
  if (await isPresent('/usr/bin/apt-get')) {
    expect(result).toEqual({ status: 'fulfilled', value: join(toolsFolder(), 'nats-server/usr/sbin/nats-server') });
    const { stdout } = await execute(join(toolsFolder(), 'nats-server/usr/sbin/nats-server'), ['--version']);
    expect(stdout).toMatch(/^nats-server: v2\./);
    expect(await readdir(toolsFolder())).toEqual(['nats-server']);
  } else {
    expect(result).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining(HOW_TO_INSTALL) } });
  }
}

/** The programs of the PATH, linked into one folder, except nats-server. */
async function pathWithoutNats(): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const folders = new Set(
    await Promise.all((process.env['PATH'] ?? '').split(':').map((entry) => realpath(entry).catch(() => ''))),
  );
  for (const source of folders) {
    for (const name of await readdir(source).catch(() => [])) {
      if (name !== 'nats-server') await symlink(join(source, name), join(bin, name)).catch(() => undefined);
    }
  }
  return bin;
}

async function folderWith(name: string, program: string): Promise<string> {
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, program), '#!/bin/sh\n');
  await chmod(join(folder, name, program), 0o755);
  return join(folder, name);
}

async function isPresent(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
