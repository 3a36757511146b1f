import { OneByOne } from './one-by-one';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

it('runs one piece of work at a time, in the order in which they came, whatever becomes of those before', async () => {
  const turns = new OneByOne(10, 'busy.');
  const seen: string[] = [];
  const work = (name: string, fails = false) =>
    turns.take(async () => {
      seen.push(`${name} begins`);
      await nextTurn();
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const results = await Promise.allSettled([work('a'), work('b', true), work('c')]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

it('refuses what comes while as many wait as may, and takes it again afterwards', async () => {
  const turns = new OneByOne(1, 'The work is too much.');
  const others = [turns.take(nextTurn), turns.take(nextTurn)];
  await expect(turns.take(nextTurn)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'The work is too much. Try again.',
  });
  await Promise.all(others);
  await expect(turns.take(async () => 'done')).resolves.toBe('done');
});
