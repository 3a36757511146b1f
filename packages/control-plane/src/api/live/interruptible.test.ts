import { interruptible } from './interruptible';
import { Wake } from './wake';

/** Yields a number at each ring. */
function counting(ended: () => void = () => undefined) {
  let ring: () => void = () => undefined;
  const left: boolean[] = [];
  const events = interruptible(async function* (signal): AsyncGenerator<number, void, void> {
    const wake = new Wake(signal);
    ring = () => wake.ring();
    try {
      for (let count = 1; !signal.aborted; count += 1) {
        yield count;
        await wake.wait();
      }
    } finally {
      left.push(signal.aborted);
    }
  }, ended);
  return { events, ring: () => ring(), left };
}

it('ends its wait when it is returned', async () => {
  const { events, left } = counting();
  expect((await events.next()).value).toBe(1);
  const waiting = events.next();
  await events.return();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(left).toEqual([true]);
});

it('reports its end once when it is returned, even if it never started', async () => {
  let ends = 0;
  const { events, left } = counting(() => (ends += 1));
  await events.return();
  expect(ends).toBe(1);
  expect(left).toEqual([]);
  expect(await events.next()).toEqual({ done: true, value: undefined });
});

it('loses no ring without a waiter, and counts several as one', async () => {
  const { events, ring } = counting();
  await events.next();
  ring();
  ring();
  expect((await events.next()).value).toBe(2);
  const third = events.next();
  const isOver = await Promise.race([third.then(() => true), new Promise((resolve) => setTimeout(resolve, 20, false))]);
  expect(isOver).toBe(false);
  ring();
  expect((await third).value).toBe(3);
  await events.return();
});

it('reports its end when it throws, and passes the error on', async () => {
  let ends = 0;
  const events = interruptible(
    async function* (): AsyncGenerator<number, void, void> {
      yield 1;
      throw new Error('failed');
    },
    () => (ends += 1),
  );
  await events.next();
  await expect(events.next()).rejects.toThrow('failed');
  expect(ends).toBe(1);
});
