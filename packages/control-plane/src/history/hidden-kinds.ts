import type { ObjectKind } from '../kernel/object-kind';
import { allows, type Role } from '../kernel/caller/role';

/** The kinds whose history a role may not see: only an ADMIN may see access tokens and their history. */
export function hiddenKinds(role: Role): readonly ObjectKind[] {
  return allows(role, 'ADMIN') ? [] : ['ACCESS_TOKEN'];
}
