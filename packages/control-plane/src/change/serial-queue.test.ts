import { SerialQueue } from './serial-queue';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

it('runs one task at a time, in the order of arrival, even after one has failed', async () => {
  const queue = new SerialQueue(10, 'busy.');
  const seen: string[] = [];
  const run = (name: string, fails = false) =>
    queue.run(async () => {
      seen.push(`${name} begins`);
      await nextTurn();
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const results = await Promise.allSettled([run('a'), run('b', true), run('c')]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

it('refuses a task while the queue is full, and accepts tasks again once it has drained', async () => {
  const queue = new SerialQueue(1, 'The queue is full.');
  const others = [queue.run(nextTurn), queue.run(nextTurn)];
  await expect(queue.run(nextTurn)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'The queue is full. Try again.',
  });
  await Promise.all(others);
  await expect(queue.run(async () => 'done')).resolves.toBe('done');
});
