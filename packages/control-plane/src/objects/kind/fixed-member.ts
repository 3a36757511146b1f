import type { FieldProblem } from '../../kernel/errors/error-extensions';

/** The problem of a plan that changes a member that is fixed for the lifetime of an object. */
export function fixedMember(path: string): FieldProblem {
  return {
    path,
    message: 'cannot be changed: give the object another name to create a new one',
    reason: 'NOT_ALLOWED',
  };
}
