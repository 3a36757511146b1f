/**
 * An async generator that can be returned while it waits: `return` of a plain one waits for its next event, which may
 * never come. The signal is aborted on return, and every wait in the generator must end with it.
 *
 * @param ended called at the end, even if it is returned before it starts; may be called more than once
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
