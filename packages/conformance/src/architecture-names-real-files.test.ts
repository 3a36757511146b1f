import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
/** A file, such as `change/commit-change.ts`, or a folder, such as `objects/warnings/`. */
const PATH = /`((?:[\w.-]+\/)*[\w.-]+(?:\.ts|\/))`/g;
const LIST_ITEM = /^ *- .*(?:\n +(?!- ).*)*/gm;
/** In a list item, a folder with its `/`, or a file without its `.ts`. */
const NAME = /`([a-z][a-z0-9-]*(?:\/[a-z0-9-]+)*\/?)`/g;

const page = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');
const files = readdirSync(join(ROOT, 'packages')).flatMap(filesBelow);

/** The source files of a package, such as `routing/src/policy/wheel.ts`, and the same without `src/`. */
function filesBelow(name: string): string[] {
  const inSources = readdirSync(join(ROOT, 'packages', name, 'src'), { recursive: true, encoding: 'utf8' });
  return inSources.flatMap((path) => [`${name}/src/${path}`, `${name}/${path}`]);
}

/** Whether a file has the path, or ends in it; or whether a folder does, and has files. */
function exists(path: string): boolean {
  return files.some((file) => (path.endsWith('/') ? `/${file}`.includes(`/${path}`) : `/${file}`.endsWith(`/${path}`)));
}

it('every file and folder that docs/architecture.md names by its path exists', () => {
  const named = [...new Set(Array.from(page.matchAll(PATH), ([, path = '']) => path))];
  expect(named.length).toBeGreaterThan(50);

  expect(named.filter((path) => !exists(path))).toEqual([]);
});

it('every file that docs/architecture.md lists is in the folder under which it is listed', () => {
  const lists = page.slice(page.indexOf('\n## Data plane'));
  const listed = Array.from(lists.matchAll(LIST_ITEM), ([item]) => {
    let folder = '';
    return Array.from(item.matchAll(NAME), ([, name = '']) => {
      if (name.endsWith('/')) folder = name;
      return name.endsWith('/') ? name : `${folder}${name}.ts`;
    });
  }).flat();
  expect(listed.length).toBeGreaterThan(300);

  expect(listed.filter((path) => !exists(path))).toEqual([]);
});
