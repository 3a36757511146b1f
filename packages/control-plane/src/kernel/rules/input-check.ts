import { z } from 'zod';
import { badInput, DomainError, type ErrorDetails } from '../errors/domain-error';
import type { ErrorCode, FieldProblem } from '../errors/error-extensions';
import { problemsOf } from './check-input';
import { judgeReferences } from './misplaced-reference';
import { beside, Problems } from './problems';
import { judgeSafety } from './safe-text';
import { textProblems } from './text-problems';

/** The refusals that tell callers what to change in their input. Of several, the first in this order has the code. */
const REFUSALS: readonly ErrorCode[] = ['BAD_USER_INPUT', 'NOT_FOUND', 'CONFLICT'];
const MESSAGES_MAX = 3;

/** Where checks put what they find, instead of throwing it. */
export class Refusals {
  /** The problems of rules about the input alone: what else is found at the same places only follows from them. */
  protected broken: readonly FieldProblem[] = [];
  readonly #errors: DomainError[] = [];

  add(...problems: readonly FieldProblem[]): void {
    if (problems.length > 0) this.#errors.push(badInput(problems));
  }

  /** Adds an error. @throws the error unless it is about the input */
  refuse(error: unknown): void {
    if (!(error instanceof DomainError) || !REFUSALS.includes(error.code)) throw error;
    this.#errors.push(error);
  }

  /** What the check returns; null if it refuses the input. Any other error is thrown. */
  async gather<T>(check: () => T | Promise<T>): Promise<T | null> {
    try {
      return await check();
    } catch (error) {
      this.refuse(error);
      return null;
    }
  }

  get isEmpty(): boolean {
    return this.#errors.length === 0;
  }

  /** Whether something is wrong with a member, or within it. */
  isRefused(member: string): boolean {
    return this.#fields().some(({ path }) => path === member || path.startsWith(`${member}.`));
  }

  /** One error for all that was found; null if nothing was. */
  get error(): DomainError | null {
    const [lead] = this.#errors.toSorted((one, other) => REFUSALS.indexOf(one.code) - REFUSALS.indexOf(other.code));
    if (lead === undefined || this.#errors.length === 1) return lead ?? null;
    const details = { ...this.#present(), ...lead.details, fields: this.#fields() };
    if (lead.code === 'BAD_USER_INPUT') return new DomainError(lead.code, badInput(details.fields).message, details);
    const messages = [...new Set(this.#errors.map(({ message }) => message.replace(/\.$/, '')))];
    const more = messages.length > MESSAGES_MAX ? `; and ${messages.length - MESSAGES_MAX} more` : '';
    const message = `${messages.slice(0, MESSAGES_MAX).join('; ')}${more}.`;
    return new DomainError(lead.code, message, details);
  }

  /** The version and the object that the input conflicts with: callers need them whatever else is wrong. */
  #present(): ErrorDetails {
    const ofAll = this.#errors.map(({ details }) => details);
    const stale = ofAll.find(({ currentVersion }) => currentVersion !== undefined);
    const conflicting = ofAll.find(({ existingId }) => existingId !== undefined);
    return {
      ...(stale && { currentVersion: stale.currentVersion }),
      ...(conflicting && {
        existingId: conflicting.existingId,
        existingKind: conflicting.existingKind,
        existingName: conflicting.existingName,
      }),
    };
  }

  #fields(): FieldProblem[] {
    const problems = new Problems();
    problems.add(...this.broken);
    for (const { message, details } of this.#errors) {
      problems.add(...beside(this.broken, details.fields ?? [{ path: '', message, reason: 'NOT_ALLOWED' }]));
    }
    return [...problems.all];
  }
}

/**
 * The input of a mutation while it is checked: by its rules, and then by the mutation against the configuration, which
 * adds what it finds. So a form gets the problems of all stages at once. Members that break a rule are absent from
 * `valid`, so that what follows from them is not reported as well.
 */
export class InputCheck<T extends object> extends Refusals {
  /** The members that follow the rules. */
  readonly valid: Readonly<Partial<T>>;
  /** The input, if it follows the rules; null otherwise. */
  readonly whole: T | null;
  readonly #refusedTexts: readonly string[];

  constructor(
    private readonly rules: z.ZodType<T>,
    readonly input: unknown,
  ) {
    super();
    const unsafe = textProblems(input, [], judgeSafety);
    const texts = [...unsafe, ...beside(unsafe, textProblems(input, [], judgeReferences))];
    const checked = rules.safeParse(input, { reportInput: true });
    const broken = checked.success ? [] : problemsOf(checked.error.issues, [], rules, input);
    this.#refusedTexts = texts.map(({ path }) => path);
    this.broken = [...texts, ...beside(texts, broken)];
    this.add(...this.broken);
    this.whole = checked.success && texts.length === 0 ? checked.data : null;
    this.valid = this.whole ?? this.#validMembers();
  }

  /**
   * The items of a list that follow their rules, each with its index in the input; none if the list itself breaks one, such
   * as its length.
   */
  items<M extends keyof T & string>(member: M): { readonly index: number; readonly item: ItemOf<T[M]> }[] {
    const given: unknown = this.whole === null ? memberOf(this.input, member) : this.whole[member];
    if (!Array.isArray(given) || this.broken.some(({ path }) => path === member)) return [];
    const rules = this.whole === null ? itemRules(this.#shape[member]) : z.unknown();
    return given.flatMap((each: unknown, index) => {
      const checked = rules?.safeParse(each);
      if (!checked?.success || this.#hasRefusedText(`${member}.${index}`)) return [];
      return [{ index, item: checked.data as ItemOf<T[M]> }];
    });
  }

  /**
   * Ends the checks.
   *
   * @param found what they found: null only with a problem that says so
   * @throws DomainError BAD_USER_INPUT, NOT_FOUND or CONFLICT with the problems of all checks
   */
  passed<F extends readonly unknown[]>(...found: F): [T, ...{ [I in keyof F]: NonNullable<F[I]> }] {
    if (this.error !== null) throw this.error;
    if (this.whole === null || found.some((each) => each === null || each === undefined)) {
      throw new Error('a check found a problem, but did not report it');
    }
    return [this.whole, ...found] as [T, ...{ [I in keyof F]: NonNullable<F[I]> }];
  }

  get #shape(): Readonly<Record<string, z.core.$ZodType>> {
    return this.rules instanceof z.ZodObject ? this.rules.shape : {};
  }

  #validMembers(): Partial<T> {
    const members = Object.entries(this.#shape).flatMap(([name, rules]) => {
      const checked = z.safeParse(rules, memberOf(this.input, name));
      return checked.success && !this.#hasRefusedText(name) ? [[name, checked.data]] : [];
    });
    return Object.fromEntries(members) as Partial<T>;
  }

  #hasRefusedText(place: string): boolean {
    return this.#refusedTexts.some((path) => path === place || path.startsWith(`${place}.`));
  }
}

type ItemOf<L> = NonNullable<L> extends readonly (infer I)[] ? I : never;

function memberOf(input: unknown, member: string): unknown {
  return typeof input === 'object' && input !== null ? Reflect.get(input, member) : undefined;
}

/** The rules of a list's items, whatever makes the list optional; null for another value. */
function itemRules(rules: z.core.$ZodType | undefined): z.ZodType | null {
  if (rules instanceof z.ZodArray) return rules.element as z.ZodType;
  if (rules instanceof z.ZodPipe) return itemRules(rules.in);
  const isWrapper = rules instanceof z.ZodOptional || rules instanceof z.ZodNullable || rules instanceof z.ZodDefault;
  return isWrapper ? itemRules(rules.unwrap()) : null;
}
