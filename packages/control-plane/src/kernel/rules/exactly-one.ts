import { badInput } from '../errors/domain-error';

/** For the queries that take an id or a name. @throws DomainError BAD_USER_INPUT unless exactly one is given */
export function exactlyOne(
  id: string | null | undefined,
  name: string | null | undefined,
): { readonly id: string } | { readonly name: string } {
  if (id && !name) return { id };
  if (name && !id) return { name };
  const reason = id && name ? 'EXCLUSIVE' : 'REQUIRED';
  throw badInput([{ path: 'id', message: 'specify either the id or the name', reason }]);
}
