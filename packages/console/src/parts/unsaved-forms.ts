/** The forms of the page with values that are not saved. */
class UnsavedForms {
  #count = 0;
  #areDiscarded = false;

  /** @returns takes it away again */
  add(): () => void {
    this.#count += 1;
    return () => void (this.#count -= 1);
  }

  any(): boolean {
    return this.#count > 0 && !this.#areDiscarded;
  }

  /** The operator has agreed to lose them: nothing asks again before the page is left. */
  discard(): void {
    this.#areDiscarded = true;
  }
}

export const unsavedForms = new UnsavedForms();
