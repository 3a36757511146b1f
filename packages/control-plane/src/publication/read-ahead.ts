/**
 * The items of a source, each of which is read while the one before it is used: the database compiles nothing while this
 * process signs, and would otherwise wait for it. Once it ends, nothing of the source is under way.
 */
export async function* readAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T, void> {
  const items = source[Symbol.asyncIterator]();
  let next = items.next();
  try {
    for (let item = await next; item.done !== true; item = await next) {
      next = items.next();
      // Awaited in the next round or below, but perhaps after its failure.
      next.catch(() => undefined);
      yield item.value;
    }
  } finally {
    await next.catch(() => undefined);
    await items.return?.();
  }
}
