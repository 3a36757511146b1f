import type { ObjectKind } from '../kernel/object-kind';
import { allows, type Role } from '../kernel/caller/role';

/** The kinds whose history a caller may not see: that of access tokens is for those who may read access tokens. */
export function hiddenKinds(role: Role): readonly ObjectKind[] {
  return allows(role, 'ADMIN') ? [] : ['ACCESS_TOKEN'];
}
