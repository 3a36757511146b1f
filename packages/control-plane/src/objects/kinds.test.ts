import { globSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGURED_KINDS, KINDS, kindOf } from './kinds';

it('has every kind that a noun describes', () => {
  const described = globSync('**/*-kind.ts', { cwd: __dirname })
    .flatMap((file) => Object.values(require(join(__dirname, file)) as object) as unknown[])
    .filter((value) => typeof value === 'object' && value !== null && 'objectKinds' in value);
  expect(described.length).toBeGreaterThan(0);
  expect(new Set(KINDS)).toEqual(new Set(described));
});

it('lists each kind after its owners, as rows are created in this order', () => {
  for (const [index, kind] of KINDS.entries()) {
    const earlier = KINDS.slice(0, index).flatMap(({ objectKinds }) => objectKinds);
    for (const owner of kind.owners) expect(earlier).toContain(owner);
  }
});

it('has one kind for each object kind, and lists of distinct names in manifests', () => {
  expect(new Set(CONFIGURED_KINDS).size).toBe(CONFIGURED_KINDS.length);
  for (const objectKind of CONFIGURED_KINDS) expect(kindOf(objectKind).objectKinds).toContain(objectKind);
  const lists = KINDS.map(({ owners: [owner], manifest }) => `${owner}.${manifest.name}`);
  expect(new Set(lists).size).toBe(KINDS.length);
});
