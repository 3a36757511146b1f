import { badInput } from '../errors/domain-error';
import type { FieldProblem } from '../errors/error-extensions';

/** What is wrong with a text, given its path; null if nothing is. */
export type JudgeText = (text: string, at: readonly (string | number)[]) => Omit<FieldProblem, 'path'> | null;

const PROBLEMS_MAX = 50;

/**
 * Checks every text in a value.
 *
 * @param at the path of the value in the input
 * @throws DomainError BAD_USER_INPUT with the path of each text that is refused
 */
export function refuseTexts(value: unknown, at: readonly (string | number)[], judge: JudgeText): void {
  const problems = textProblems(value, at, judge);
  if (problems.length > 0) throw badInput(problems);
}

/** The same without refusing the value: the first 50 problems. */
export function textProblems(value: unknown, at: readonly (string | number)[], judge: JudgeText): FieldProblem[] {
  const problems: FieldProblem[] = [];
  collectProblems(value, [...at], judge, problems);
  return problems;
}

/**
 * The recursion is bounded: inputs are at most as deep as the schema's input types, and manifests as their reader allows.
 *
 * @param at the path of the value; as it was when this returns, because a new path for each value would cost more than the
 *   check
 */
function collectProblems(value: unknown, at: (string | number)[], judge: JudgeText, problems: FieldProblem[]): void {
  if (problems.length === PROBLEMS_MAX) return;
  if (typeof value === 'string') {
    const problem = judge(value, at);
    if (problem !== null) problems.push({ path: at.join('.'), ...problem });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const items: Iterable<[string | number, unknown]> = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [member, item] of items) {
    at.push(member);
    collectProblems(item, at, judge, problems);
    at.pop();
  }
}
