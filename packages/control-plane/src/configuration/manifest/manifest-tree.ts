import type { Kind } from '../../objects/kind/kind';
import { KINDS } from '../../objects/kinds';

/** The kinds whose objects stand in the sections of a manifest. */
export const SECTIONS: readonly Kind[] = KINDS.filter(({ owners }) => owners.length === 0);

/** The kinds whose objects are listed within the objects of this one. */
export function listedWithin({ objectKinds }: Kind): readonly Kind[] {
  return KINDS.filter(({ owners: [owner] }) => owner !== undefined && objectKinds.includes(owner));
}
