import { conflict, type DomainError } from '../errors/domain-error';
import type { ObjectKind } from '../object-kind';

/** The error that another object has the same name, base path or primary model. */
export function taken(
  path: string,
  value: string,
  existing: { readonly id: string; readonly name: string },
  existingKind: ObjectKind,
  how = 'is taken by',
): DomainError {
  const message = `${JSON.stringify(value)} ${how} ${JSON.stringify(existing.name)}`;
  return conflict('TAKEN', `${path}: ${message}`, {
    fields: [{ path, message, reason: 'TAKEN' }],
    existingId: existing.id,
    existingKind,
    existingName: existing.name,
  });
}
