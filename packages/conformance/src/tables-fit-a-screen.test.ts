import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const ROW_CHARACTERS_MAX = 130;
const ROW = /^ *\|.*$/gm;

const documents = readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md'));
const rows = ['README.md', ...documents.map((file) => join('docs', file))].flatMap((file) =>
  Array.from(readFileSync(join(ROOT, file), 'utf8').matchAll(ROW), ([row]) => ({ file, row })),
);

it('the tables of the README and of docs/ fit a screen', () => {
  expect(rows.length).toBeGreaterThan(500);

  expect(rows.filter(({ row }) => row.length > ROW_CHARACTERS_MAX)).toEqual([]);
});
