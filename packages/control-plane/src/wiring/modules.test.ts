import { globSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES } from './modules';

const SOURCES = join(__dirname, '..');

/** Files in the kernel belong to no noun. */
const filesOfNouns = (pattern: string) =>
  globSync(pattern, { cwd: SOURCES }).filter((file) => !file.startsWith('kernel/'));

it('lists every module once', () => {
  expect(new Set(MODULES).size).toBe(MODULES.length);
  expect(MODULES).toHaveLength(filesOfNouns('**/*-module.ts').length);
});

it('has every resolver and every entity in one module', () => {
  const listed = MODULES.flatMap(({ resolvers = [], entities = [] }) => [
    ...resolvers.map(({ type }) => type),
    ...entities,
  ]).map(({ name }) => name);
  const declared = filesOfNouns('**/*-{resolver,subscription,entity}.ts').flatMap((file) =>
    Object.keys(require(join(SOURCES, file)) as object),
  );
  expect(declared.length).toBeGreaterThan(0);
  expect(listed.toSorted()).toEqual(declared.toSorted());
});
