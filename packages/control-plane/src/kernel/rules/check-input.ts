import type { z } from 'zod';
import { badInput } from '../errors/domain-error';
import type { FieldProblem, ProblemReason } from '../errors/error-extensions';
import { explainIssue, listed } from './explain-issue';
import { holdersOf, knownMembers, suggestion } from './known-members';
import { refuseUnsafeTexts } from './safe-text';
import { unknownMember } from './unknown-member';

/** For zod's `addIssue` or `refine`: an issue with a reason for programs. */
export function problem(reason: ProblemReason, message: string, path: (string | number)[] = []) {
  return { code: 'custom' as const, message, path, params: { reason } };
}

/**
 * For rules about several members of an object: they are checked whatever else is wrong with it. The members may then have
 * any value.
 */
export const WHATEVER_ELSE_IS_WRONG = {
  when: ({ value }: { readonly value: unknown }) => typeof value === 'object' && value !== null,
};

/**
 * Checks an input against its rules.
 *
 * @throws DomainError BAD_USER_INPUT with one field problem for each broken rule; paths are relative to the input
 */
export function checkInput<T>(rules: z.ZodType<T>, input: unknown, at: readonly (string | number)[] = []): T {
  refuseUnsafeTexts(input, at);
  const checked = rules.safeParse(input, { reportInput: true });
  if (checked.success) return checked.data;
  throw badInput(problemsOf(checked.error.issues, at, rules, input));
}

const PROBLEMS_MAX = 50;

/**
 * Translates zod's issues for callers; paths are relative to the input.
 *
 * @param rules that found the issues: what unknown fields may mean is suggested from them
 * @param input that was checked: of several forms, it says which was meant
 */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  at: readonly (string | number)[] = [],
  rules: z.ZodType | null = null,
  input?: unknown,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const checked = { at, rules, input };
  for (const issue of withoutFollowing(issues, checked)) {
    if (problems.length >= PROBLEMS_MAX) break;
    problems.push(...fieldProblems(issue, checked));
  }
  return problems.slice(0, PROBLEMS_MAX);
}

/** Without what is missing only because its name is misspelt. */
function withoutFollowing(issues: readonly z.core.$ZodIssue[], { rules, input }: Checked): readonly z.core.$ZodIssue[] {
  const pathOf = (path: readonly PropertyKey[]) => JSON.stringify(path.map(String));
  const misspelt = new Set(
    issues.flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys' || rules === null) return [];
      const known = knownMembers(rules, issue.path, input);
      const meant = issue.keys.slice(0, PROBLEMS_MAX).map((name) => suggestion(name, known));
      return meant.flatMap((name) => (name === null ? [] : [pathOf([...issue.path, name])]));
    }),
  );
  const isMissing = (issue: z.core.$ZodIssue) => issue.code === 'invalid_type' && issue.input === undefined;
  return misspelt.size === 0 ? issues : issues.filter((each) => !isMissing(each) || !misspelt.has(pathOf(each.path)));
}

interface Checked {
  readonly at: readonly (string | number)[];
  readonly rules: z.ZodType | null;
  readonly input: unknown;
}

function fieldProblems(issue: z.core.$ZodIssue, checked: Checked): FieldProblem[] {
  const path = [...checked.at, ...issue.path].map(String);
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownMembers(issue.path, issue.keys, checked);
    case 'invalid_union':
      return unionProblems(issue, checked);
    default:
      return [{ path: path.join('.'), ...explainIssue(issue) }];
  }
}

function unionProblems(issue: z.core.$ZodIssueInvalidUnion, checked: Checked): FieldProblem[] {
  const path = [...checked.at, ...issue.path].map(String).join('.');
  // Of a discriminated union, zod says which discriminators there are.
  if ('options' in issue && isList(issue.options)) {
    const options = listed(issue.options);
    const owner = valueAt(checked.input, issue.path.slice(0, -1));
    const discriminator = String(issue.path.at(-1));
    if (!isObject(owner) || discriminator in owner) {
      return [{ path, message: `must be ${options}`, reason: 'INVALID_FORMAT' }];
    }
    const missing = { path, message: `is required: ${options}`, reason: 'REQUIRED' } as const;
    const ownerPath = issue.path.slice(0, -1);
    const known = checked.rules === null ? [] : knownMembers(checked.rules, ownerPath, checked.input);
    const unknown = known.length === 0 ? [] : Object.keys(owner).filter((name) => !known.includes(name));
    return [missing, ...unknownMembers(ownerPath, unknown, checked)];
  }
  // The form that was meant is the one whose type fits: the others only say that the value has another type.
  const meant = issue.errors.find((issues) => issues.length > 0 && !issues.some(isOfOtherType));
  if (meant === undefined) return [{ path, ...explainIssue(issue) }];
  const within = meant.map((each): z.core.$ZodIssue => ({ ...each, path: [...issue.path, ...each.path] }));
  return withoutFollowing(within, checked).flatMap((each) => fieldProblems(each, checked));
}

function isOfOtherType({ code, path }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value' || code === 'invalid_union');
}

function unknownMembers(
  ownerPath: readonly PropertyKey[],
  names: readonly string[],
  { at, rules, input }: Checked,
): FieldProblem[] {
  const owner = [...at, ...ownerPath].map(String);
  return names.slice(0, PROBLEMS_MAX).map((name) =>
    unknownMember(
      owner,
      name,
      () => rules && suggestion(name, knownMembers(rules, ownerPath, input)),
      () => holderHint(rules === null ? [] : holdersOf(rules, ownerPath, name)),
    ),
  );
}

/** Says which forms of the object have a member; null if none has. */
function holderHint(holders: readonly string[]): string | null {
  if (holders.length === 0) return null;
  return `only ${listed(holders, 'and')} ${holders.length === 1 ? 'has' : 'have'} it`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => (isObject(value) ? Reflect.get(value, part) : undefined), input);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isList(options: unknown): options is readonly z.core.util.Primitive[] {
  return Array.isArray(options);
}
