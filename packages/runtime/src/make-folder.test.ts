import fs, { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLockedFolder } from './folder-lock';
import { makeFolder } from './make-folder';

const OWNER_ONLY = 0o700;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-folders-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('creates a folder with those above it, for its owner alone, and leaves an existing one as it is', () => {
  const path = join(folder, 'a/b/c');
  makeFolder(path, OWNER_ONLY);
  for (const each of ['a', 'a/b', 'a/b/c']) expect(statSync(join(folder, each)).mode & 0o777).toBe(OWNER_ONLY);
  chmodSync(path, 0o750);
  makeFolder(path, OWNER_ONLY);
  expect(statSync(path).mode & 0o777).toBe(0o750);
});

it('takes a folder that another process creates at the same time', () => {
  const path = join(folder, 'shared/data');
  const { mkdirSync } = fs;
  const spy = jest.spyOn(fs, 'mkdirSync').mockImplementation((each, options) => {
    // The other one is quicker, once the folder above is there.
    if (each === path && fs.existsSync(join(folder, 'shared'))) mkdirSync(path);
    return mkdirSync(each, options);
  });
  makeFolder(path, OWNER_ONLY);
  expect(statSync(path).isDirectory()).toBe(true);
  expect(spy).toHaveBeenCalledTimes(3);
  spy.mockRestore();
});

it('says what is in the way', () => {
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(join(folder, 'nowhere/at-all'), join(folder, 'dangling'));
  expect(() => makeFolder(join(folder, 'file'), OWNER_ONLY)).toThrow('EEXIST');
  expect(() => makeFolder(join(folder, 'file/below'), OWNER_ONLY)).toThrow('ENOTDIR');
  expect(() => makeFolder(join(folder, 'dangling/below'), OWNER_ONLY)).toThrow('EEXIST');
});

test.each([
  '/proc',
  '/proc/a/b/c',
  '/proc/self/fd/a',
  '/sys',
  '/sys/a/b',
  '/sys/fs/cgroup/a',
  '/dev/pts/a',
  '/dev',
  '/dev/a/b',
])('a data folder at %s is refused in one line', (path) => {
  expect(() => openLockedFolder(path)).toThrow(
    `Cannot use the data folder ${path}: the operating system keeps no files there. Use another data folder.`,
  );
});

test('a link to such a place is refused, too', () => {
  symlinkSync('/proc', join(folder, 'link'));
  expect(() => openLockedFolder(join(folder, 'link/data'))).toThrow('keeps no files there');
});
