import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { name } from '../package.json';

const ROOT = join(__dirname, '../../..');

it('the package is scoped, and no document runs the package of that name which belongs to somebody else', () => {
  expect(name).toBe('@switchyard/cli');
  const documents = readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md'));
  const wrong = ['README.md', ...documents.map((file) => `docs/${file}`)].filter((file) =>
    // The sentence that warns of it is allowed to name it.
    /(?<!and `)npx( --?\S+)* switchyard\b/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(wrong).toEqual([]);
});
