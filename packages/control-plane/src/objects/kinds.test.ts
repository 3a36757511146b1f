import { CONFIGURED_KINDS, KINDS, kindOf } from './kinds';

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
