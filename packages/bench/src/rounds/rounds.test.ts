import { interleavedRounds, pairedRatios, rotatingOrder } from './rounds';

it('each subject is first, second, … in turn', () => {
  const orders = [0, 1, 2, 3].map((round) => rotatingOrder(['a', 'b', 'c'], round).join(''));
  expect(orders).toEqual(['abc', 'bca', 'cab', 'abc']);
  expect(rotatingOrder([], 2)).toEqual([]);
});

it('measures everyone in each round, and keeps the values of each by round', async () => {
  const measured: string[] = [];
  const results = await interleavedRounds(['a', 'b'], 3, async (subject, round) => {
    measured.push(subject);
    return `${subject}${round}`;
  });
  expect(measured.join('')).toBe('abbaab');
  expect([...results]).toEqual([
    ['a', ['a0', 'a1', 'a2']],
    ['b', ['b0', 'b1', 'b2']],
  ]);
});

it('leaves out what failed once, and goes on with the others', async () => {
  const measure = async (subject: string, round: number) => {
    if (subject === 'b' && round > 0) throw new Error('broken');
    return round;
  };
  const failures: unknown[] = [];
  const results = await interleavedRounds(['a', 'b', 'c'], 3, measure, (...failure) => failures.push(failure));
  expect([...results]).toEqual([
    ['a', [0, 1, 2]],
    ['c', [0, 1, 2]],
  ]);
  expect(failures).toEqual([['b', new Error('broken')]]);
  await expect(interleavedRounds(['b'], 3, measure)).rejects.toThrow('broken');
});

it('compares the two values of each round', () => {
  expect(pairedRatios([10, 30, 50], [5, 10, 50])).toEqual([2, 3, 1]);
  expect(pairedRatios([10, 30], [0])).toEqual([]);
});
