/**
 * An async generator that can be left while it waits: `return` of a plain one would wait until its next event, which may
 * never come. Its signal is aborted when it is left, and each of its waits must end with that.
 *
 * @param ended is called when it is over, also where it was left before it began; may be called more than once
 */
export function interruptible<T>(
  generate: (signal: AbortSignal) => AsyncGenerator<T, void, void>,
  ended: () => void = () => undefined,
): AsyncGenerator<T, void, void> {
  const leaving = new AbortController();
  const events = generate(leaving.signal);
  const step = async (taken: Promise<IteratorResult<T, void>>) => {
    let isOver = true;
    try {
      const result = await taken;
      isOver = result.done === true;
      return result;
    } finally {
      if (isOver) ended();
    }
  };
  return {
    next: () => step(events.next()),
    return: () => {
      leaving.abort();
      return step(events.return());
    },
    throw: (error) => {
      leaving.abort();
      return step(events.throw(error));
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await this.return();
    },
  };
}
