import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
/** A file, such as `change/commit-change.ts` or `*-site.ts`, or a folder, such as `objects/warnings/`. */
const PATH = /`((?:[\w.*-]+\/)*[\w.*-]+(?:\.ts|\/))`/g;

/** The source files of a package, such as `routing/src/policy/wheel.ts`. */
function filesBelow(name: string): string[] {
  const inSources = readdirSync(join(ROOT, 'packages', name, 'src'), { recursive: true, encoding: 'utf8' });
  return inSources.map((path) => `${name}/src/${path}`);
}

it('every file and folder that docs/architecture.md names exists', () => {
  const files = readdirSync(join(ROOT, 'packages')).flatMap(filesBelow);
  const page = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');
  const named = [...new Set(Array.from(page.matchAll(PATH), ([, path = '']) => path))];
  expect(named.length).toBeGreaterThan(50);

  const unknown = named.filter((path) => {
    const pattern = new RegExp(
      `(^|/)${path.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}${path.endsWith('/') ? '' : '$'}`,
    );
    return !files.some((file) => pattern.test(file));
  });

  expect(unknown).toEqual([]);
});
