import { badInput, DomainError } from '../../kernel/errors/domain-error';
import type { FieldProblem } from '../../kernel/errors/error-extensions';

const PROBLEMS_MAX = 50;

/** Collects problems, so that the author of a whole configuration sees all of them at once. */
export class Problems {
  readonly #found: FieldProblem[] = [];

  add(...problems: readonly FieldProblem[]): void {
    this.#found.push(...problems.slice(0, PROBLEMS_MAX - this.#found.length));
  }

  /** Whether further problems would not be reported. */
  get isFull(): boolean {
    return this.#found.length === PROBLEMS_MAX;
  }

  get all(): readonly FieldProblem[] {
    return this.#found;
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
    if (this.#found.length > 0) throw badInput(this.#found);
  }
}
