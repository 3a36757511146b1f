import { badInput, DomainError } from '../errors/domain-error';
import type { FieldProblem } from '../errors/error-extensions';

const PROBLEMS_MAX = 50;

/** Collects problems, so that the author of an input or a whole configuration sees all of them at once, each once. */
export class Problems {
  readonly #found = new Map<string, FieldProblem>();

  add(...problems: readonly FieldProblem[]): void {
    for (const problem of problems) {
      if (this.isFull) return;
      const key = `${problem.path}\0${problem.message}`;
      if (!this.#found.has(key)) this.#found.set(key, problem);
    }
  }

  /** Whether further problems would not be reported. */
  get isFull(): boolean {
    return this.#found.size === PROBLEMS_MAX;
  }

  get all(): readonly FieldProblem[] {
    return [...this.#found.values()];
  }

  /** What the check returns, or null if it refuses the input. Any other error is rethrown. */
  gather<T>(check: () => T): T | null {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'BAD_USER_INPUT') throw error;
      this.add(...(error.details.fields ?? []));
      return null;
    }
  }

  /** @throws DomainError BAD_USER_INPUT with all collected problems */
  throwIfAny(): void {
    if (this.#found.size > 0) throw badInput(this.all);
  }
}

/** The problems at other places than the first ones. */
export function beside(first: readonly FieldProblem[], problems: readonly FieldProblem[]): FieldProblem[] {
  const taken = new Set(first.map(({ path }) => path));
  return problems.filter(({ path }) => !taken.has(path));
}
