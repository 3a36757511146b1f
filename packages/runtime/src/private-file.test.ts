import fs, { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPrivateFile, writePrivateFile } from './private-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-private-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file is readable only by its owner and replaces an earlier one', () => {
  const file = join(folder, 'secret');
  writeFileSync(file, 'earlier', { mode: 0o644 });
  writePrivateFile(file, 'later');
  expect(readPrivateFile(file)).toBe('later');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['secret']);
});

test('a half-written file of a killed process does not get in the way', () => {
  const file = join(folder, 'secret');
  writeFileSync(`${file}.new`, 'hal', { mode: 0o644 });
  writePrivateFile(file, 'whole');
  expect(readPrivateFile(file)).toBe('whole');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('the content is on disk before the file gets its name, and the name before the call returns', () => {
  const file = join(folder, 'secret');
  const synced: string[] = [];
  const sync = fs.fsyncSync;
  const spy = jest.spyOn(fs, 'fsyncSync').mockImplementation((descriptor) => {
    const kind = fs.fstatSync(descriptor).isDirectory() ? 'folder' : 'file';
    synced.push(`${kind} with ${readdirSync(folder).join()}`);
    sync(descriptor);
  });
  try {
    writePrivateFile(file, 'content');
  } finally {
    spy.mockRestore();
  }
  expect(synced).toEqual(['file with secret.new', 'folder with secret']);
});

test('a missing file reads as null', () => {
  expect(readPrivateFile(join(folder, 'none'))).toBeNull();
});
