import { Extensions } from 'type-graphql';
import type { Role } from '../caller/role';

/**
 * Declares the lowest role that may use a root field (next to `@Query`, `@Mutation` or `@Subscription`) or read a type
 * (next to `@ObjectType` or `@InterfaceType`). Every root field needs one; a type needs one only if the role of the fields
 * that lead to it is too low. `api/document/` enforces it and adds it to the description.
 */
export function Requires(role: Role): ReturnType<typeof Extensions> {
  return Extensions({ role });
}
