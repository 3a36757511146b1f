import type { FieldProblem } from '../errors/error-extensions';

/** Other names are not quoted: they may be a value in the wrong place. */
const MEMBER_NAME = /^[A-Za-z_]{1,40}$/;

/**
 * The problem of a member that an input does not have.
 *
 * @param parent the path of the object that has the member
 * @param suggest the known member that may be meant, or null
 * @param explain why it is unknown here, or null: comes before a suggestion
 */
export function unknownMember(
  parent: readonly (string | number)[],
  name: string,
  suggest: () => string | null,
  explain: () => string | null = () => null,
): FieldProblem {
  const reason = 'UNKNOWN_MEMBER';
  if (!MEMBER_NAME.test(name)) return { path: parent.join('.'), message: 'has an unknown field', reason };
  const explanation = explain();
  const meant = explanation === null ? suggest() : null;
  const hint = explanation ?? (meant === null ? null : `did you mean \`${meant}\`?`);
  return {
    path: [...parent, name].join('.'),
    message: `is not a known field${hint === null ? '' : `: ${hint}`}`,
    reason,
  };
}
