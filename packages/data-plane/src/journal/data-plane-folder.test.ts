import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataPlaneFolder } from './data-plane-folder';

let parent: string;
const opened: DataPlaneFolder[] = [];

function open(path: string): DataPlaneFolder {
  const folder = DataPlaneFolder.open(path);
  opened.push(folder);
  return folder;
}

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'switchyard-data-plane-'));
});
afterEach(async () => {
  for (const folder of opened.splice(0)) folder.release();
  await rm(parent, { recursive: true });
});

test('is made for its owner alone, and keeps the id', async () => {
  const path = join(parent, 'a', 'data-plane');
  const first = open(path);
  first.release();
  expect(open(path).id).toBe(first.id);
  for (const [file, mode] of [
    [path, 0o700],
    [join(path, 'id'), 0o600],
    [join(path, 'lock'), 0o600],
  ] as const) {
    expect((await stat(file)).mode & 0o777).toBe(mode);
  }
});

test('an id that cannot be read is replaced', async () => {
  const first = open(parent);
  first.release();
  await writeFile(join(parent, 'id'), first.id.slice(1));
  expect(open(parent).id).toMatch(/^[-0-9a-f]{36}$/);
});

test('a folder that cannot be used is refused in one line', async () => {
  await writeFile(join(parent, 'file'), '');
  expect(() => DataPlaneFolder.open(join(parent, 'file', 'folder'))).toThrow(
    `Cannot use the data folder ${join(parent, 'file', 'folder')}: part of its path is not a directory. Use another data folder.`,
  );
});
