import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findPostgresBinaries } from './postgres-binaries';

const execute = promisify(execFile);
const otherUser = { uid: 65_534, gid: 65_534 };

let closedFolder: string;
let version: string;
beforeEach(async () => {
  closedFolder = await mkdtemp(join(tmpdir(), 'switchyard-test-'));
  version = `test ${randomUUID()}`;
  await mkdir(join(closedFolder, 'bin'));
  await writeFile(join(closedFolder, 'bin', 'postgres'), `#!/bin/sh\necho '${version}'\n`);
  await chmod(join(closedFolder, 'bin', 'postgres'), 0o755);
});
afterEach(() => rm(closedFolder, { recursive: true, force: true }));

test('copies binaries once to a folder that the user can access, if they cannot access the installed ones', async () => {
  const [first, second] = await Promise.all([
    findPostgresBinaries(otherUser, closedFolder),
    findPostgresBinaries(otherUser, closedFolder),
  ]);
  try {
    expect(second).toEqual(first);
    expect(first.postgres.startsWith(closedFolder)).toBe(false);
    expect((await execute(first.postgres, ['--version'])).stdout.trim()).toBe(version);
    expect(await findPostgresBinaries(otherUser, closedFolder)).toEqual(first);
    const copies = (await readdir(tmpdir())).filter((name) => name.includes(version.replace(' ', '-')));
    expect(copies).toHaveLength(1);
  } finally {
    await rm(dirname(dirname(first.postgres)), { recursive: true, force: true });
  }
});

test("uses the installed binaries for this process's user", async () => {
  expect((await findPostgresBinaries(null, closedFolder)).postgres).toBe(join(closedFolder, 'bin', 'postgres'));
});
