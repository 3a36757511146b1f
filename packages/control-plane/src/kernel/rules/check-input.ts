import type { z } from 'zod';
import { badInput } from '../errors/domain-error';
import { type FieldProblem, ProblemReason } from '../errors/error-extensions';
import { suggestMember } from './known-members';
import { refuseUnsafeTexts } from './safe-text';
import { unknownMember } from './unknown-member';

/** For zod's `addIssue` or `refine`: an issue with a reason for programs. */
export function problem(reason: ProblemReason, message: string, path: (string | number)[] = []) {
  return { code: 'custom' as const, message, path, params: { reason } };
}

/**
 * Checks an input against its rules.
 *
 * @throws DomainError BAD_USER_INPUT with one field problem for each broken rule; paths are relative to the input
 */
export function checkInput<T>(rules: z.ZodType<T>, input: unknown, at: readonly (string | number)[] = []): T {
  refuseUnsafeTexts(input, at);
  const checked = rules.safeParse(input, { reportInput: true });
  if (checked.success) return checked.data;
  throw badInput(problemsOf(checked.error.issues, at, rules));
}

const PROBLEMS_MAX = 50;
/**
 * Translates zod's issues for callers; paths are relative to the input.
 *
 * @param rules that found the issues: what unknown fields may mean is suggested from them
 */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  at: readonly (string | number)[] = [],
  rules: z.ZodType | null = null,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const issue of issues) {
    if (problems.length >= PROBLEMS_MAX) break;
    problems.push(...fieldProblems(issue, at, rules));
  }
  return problems.slice(0, PROBLEMS_MAX);
}

function fieldProblems(
  issue: z.core.$ZodIssue,
  at: readonly (string | number)[],
  rules: z.ZodType | null,
): FieldProblem[] {
  const path = [...at, ...issue.path].map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .slice(0, PROBLEMS_MAX)
      .map((key) => unknownMember(path, key, () => rules && suggestMember(rules, issue.path, key)));
  }
  return [{ path: path.join('.'), ...explain(issue) }];
}

function explain(issue: z.core.$ZodIssue): Pick<FieldProblem, 'message' | 'reason'> {
  switch (issue.code) {
    case 'custom':
      return { message: issue.message, reason: reasonOf(issue.params) };
    case 'too_small':
      return beyondBound(issue.origin, 'at least', issue.minimum);
    case 'too_big':
      return beyondBound(issue.origin, 'at most', issue.maximum);
    case 'invalid_type':
      return explainType(issue);
    case 'invalid_value':
      return { message: `must be ${listed(issue.values)}`, reason: 'INVALID_FORMAT' };
    case 'invalid_union':
      // Of a discriminated union, zod says which discriminators there are.
      return {
        message: 'options' in issue && isList(issue.options) ? `must be ${listed(issue.options)}` : issue.message,
        reason: 'INVALID_FORMAT',
      };
    case 'invalid_format':
      return {
        message: issue.format === 'datetime' ? 'must be a date and time such as `2026-01-01T00:00:00Z`' : issue.message,
        reason: 'INVALID_FORMAT',
      };
    default:
      return { message: issue.message, reason: 'INVALID_FORMAT' };
  }
}

function explainType({ input, expected }: z.core.$ZodIssueInvalidType): Pick<FieldProblem, 'message' | 'reason'> {
  if (input === undefined) return { message: 'is required', reason: 'REQUIRED' };
  // In YAML this is a key with nothing after its colon.
  if (input === null) return { message: 'has no value: set one, or omit it', reason: 'REQUIRED' };
  const isUnquoted = expected === 'string' && (typeof input === 'number' || typeof input === 'boolean');
  return {
    message: isUnquoted ? 'must be a string: put it in quotation marks' : `must be of type ${expected}`,
    reason: 'INVALID_FORMAT',
  };
}

function listed(values: readonly z.core.util.Primitive[]): string {
  const named = values.map((value) => `\`${String(value)}\``);
  return named.length === 1 ? named.join('') : `one of ${named.join(', ')}`;
}

function isList(options: unknown): options is readonly z.core.util.Primitive[] {
  return Array.isArray(options);
}

function beyondBound(origin: string, side: string, bound: number | bigint): Pick<FieldProblem, 'message' | 'reason'> {
  if (origin === 'array') return { message: `must have ${side} ${counted(bound, 'item')}`, reason: 'WRONG_COUNT' };
  if (origin === 'string')
    return { message: `must have ${side} ${counted(bound, 'character')}`, reason: 'INVALID_FORMAT' };
  return { message: `must be ${side} ${bound}`, reason: 'OUT_OF_RANGE' };
}

function counted(count: number | bigint, what: string): string {
  return `${count} ${what}${Number(count) === 1 ? '' : 's'}`;
}

function reasonOf(params: Record<string, unknown> | undefined): ProblemReason {
  const reason = params?.['reason'];
  return typeof reason === 'string' && Object.hasOwn(ProblemReason, reason)
    ? (reason as ProblemReason)
    : 'INVALID_FORMAT';
}
