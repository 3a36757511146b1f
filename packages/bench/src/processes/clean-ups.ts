/** What has to be undone when the bench ends, however it ends: programs to stop, folders to remove. The last one first. */
export class CleanUps {
  readonly #actions = new Set<() => Promise<void>>();
  #running: Promise<void> | null = null;

  /**
   * Adds an action. @returns the same action, which carries it out earlier, and once
   *
   * @throws Error if everything is being cleaned up already
   */
  add(action: () => Promise<void>): () => Promise<void> {
    if (this.#running !== null) throw new Error('the bench is ending');
    let done: Promise<void> | null = null;
    const once = () => {
      this.#actions.delete(once);
      return (done ??= action());
    };
    this.#actions.add(once);
    return once;
  }

  /** Whether the bench is ending. */
  get hasBegun(): boolean {
    return this.#running !== null;
  }

  /** Carries out all actions, even if some fail. @throws AggregateError of what failed */
  async run(): Promise<void> {
    return (this.#running ??= this.#runAll());
  }

  async #runAll(): Promise<void> {
    const errors: unknown[] = [];
    for (const action of [...this.#actions].toReversed()) {
      await action().catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw new AggregateError(errors, 'the bench could not clean up');
  }
}
