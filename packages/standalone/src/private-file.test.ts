import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPrivateFile, writePrivateFile } from './private-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-private-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file is readable for its owner alone, and replaces the one that was there', () => {
  const file = join(folder, 'secret');
  writeFileSync(file, 'earlier', { mode: 0o644 });
  writePrivateFile(file, 'later');
  expect(readPrivateFile(file)).toBe('later');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['secret']);
});

test('what a killed process has left half written is no obstacle', () => {
  const file = join(folder, 'secret');
  writeFileSync(`${file}.new`, 'hal', { mode: 0o644 });
  writePrivateFile(file, 'whole');
  expect(readPrivateFile(file)).toBe('whole');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a file that is not there reads as null', () => {
  expect(readPrivateFile(join(folder, 'none'))).toBeNull();
});
