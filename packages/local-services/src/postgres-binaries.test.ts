import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findPostgresBinaries } from './postgres-binaries';

const execute = promisify(execFile);
const somebodyElse = { uid: 65_534, gid: 65_534 };

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

test('binaries that their user cannot reach are copied once to a folder that the user can', async () => {
  const [first, second] = await Promise.all([
    findPostgresBinaries(somebodyElse, closedFolder),
    findPostgresBinaries(somebodyElse, closedFolder),
  ]);
  try {
    expect(second).toEqual(first);
    expect(first.postgres.startsWith(closedFolder)).toBe(false);
    expect((await execute(first.postgres, ['--version'])).stdout.trim()).toBe(version);
    expect(await findPostgresBinaries(somebodyElse, closedFolder)).toEqual(first);
    const copies = (await readdir(tmpdir())).filter((name) => name.includes(version.replace(' ', '-')));
    expect(copies).toHaveLength(1);
  } finally {
    await rm(dirname(dirname(first.postgres)), { recursive: true, force: true });
  }
});

test("binaries for this process's own user are used where they are", async () => {
  expect((await findPostgresBinaries(null, closedFolder)).postgres).toBe(join(closedFolder, 'bin', 'postgres'));
});
