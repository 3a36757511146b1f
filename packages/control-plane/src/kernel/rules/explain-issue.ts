import type { z } from 'zod';
import { type FieldProblem, ProblemReason } from '../errors/error-extensions';

type Explanation = Pick<FieldProblem, 'message' | 'reason'>;

/** How the types of values are called in messages; the validator's own names mean nothing to people. */
const TYPES: Readonly<Record<string, string>> = {
  object: 'an object with named fields',
  record: 'an object with named fields',
  array: 'a list',
  tuple: 'a list',
  string: 'a string',
  int: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
};
const OTHERWISE = 'is not valid here';
/** How the validator's own messages begin. */
const NOT_OURS = /^(Invalid|Unrecognized|Too (small|big)|Expected|Required)/;

/** Says what is wrong with a value, in words for people. The words of zod never reach them. */
export function explainIssue(issue: z.core.$ZodIssue): Explanation {
  switch (issue.code) {
    case 'custom':
      return { message: ours(issue.message), reason: reasonOf(issue.params) };
    case 'too_small':
      return beyondBound(issue.origin, 'at least', issue.minimum);
    case 'too_big':
      return beyondBound(issue.origin, 'at most', issue.maximum);
    case 'invalid_type':
      return explainType(issue);
    case 'invalid_value':
      return { message: `must be ${listed(issue.values)}`, reason: 'INVALID_FORMAT' };
    case 'invalid_key': {
      const [first] = issue.issues;
      return first === undefined ? { message: OTHERWISE, reason: 'INVALID_FORMAT' } : explainIssue(first);
    }
    case 'not_multiple_of':
      return { message: `must be a multiple of ${issue.divisor}`, reason: 'INVALID_FORMAT' };
    case 'invalid_format':
      return {
        message: issue.format === 'datetime' ? 'must be a date and time such as `2026-01-01T00:00:00Z`' : format(issue),
        reason: 'INVALID_FORMAT',
      };
    default:
      return { message: ours(issue.message), reason: 'INVALID_FORMAT' };
  }
}

/** Such as "one of `A`, `B`". */
export function listed(values: readonly z.core.util.Primitive[], joint: 'or' | 'and' = 'or'): string {
  const named = values.map((value) => `\`${String(value)}\``);
  if (named.length === 1) return named.join('');
  return joint === 'and' ? named.join(' and ') : `one of ${named.join(', ')}`;
}

function ours(message: string): string {
  return NOT_OURS.test(message) ? OTHERWISE : message;
}

function format({ message, pattern }: z.core.$ZodIssueInvalidStringFormat): string {
  if (!NOT_OURS.test(message)) return message;
  return pattern === undefined ? OTHERWISE : `must match ${pattern}`;
}

function explainType({ input, expected }: z.core.$ZodIssueInvalidType): Explanation {
  if (input === undefined) return { message: 'is required', reason: 'REQUIRED' };
  // In YAML this is a key with nothing after its colon.
  if (input === null) return { message: 'has no value: set one, or omit it', reason: 'REQUIRED' };
  const isUnquoted = expected === 'string' && (typeof input === 'number' || typeof input === 'boolean');
  const type = TYPES[expected];
  const message = type === undefined ? OTHERWISE : `must be ${type}`;
  return {
    message: isUnquoted ? 'must be a string: put it in quotation marks' : message,
    reason: 'INVALID_FORMAT',
  };
}

function beyondBound(origin: string, side: string, bound: number | bigint): Explanation {
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
