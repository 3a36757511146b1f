import { until } from './until';

it('resolves with the first answer, even 0 or an empty string', async () => {
  const answers = [null, undefined, false, 0, 1];
  expect(await until(() => answers.shift(), 'there is an answer', { everyMs: 0 })).toBe(0);
  expect(await until(async () => '', 'there is an answer')).toBe('');
});

it('an error counts as no answer', async () => {
  let times = 0;
  const ask = () => {
    times += 1;
    if (times < 3) throw new Error('not yet');
    return true;
  };
  expect(await until(ask, 'it does not fail', { everyMs: 0 })).toBe(true);
});

it('asks at least once, and says on timeout what it waited for', async () => {
  const ask = jest.fn(() => false);
  await expect(until(ask, 'the server is ready', { withinMs: 0 })).rejects.toThrow(
    /^timed out after 0 ms waiting until the server is ready$/,
  );
  expect(ask).toHaveBeenCalledTimes(1);
});

it('says how the last attempt failed', async () => {
  const cause = new Error('connection refused');
  const waiting = until(() => Promise.reject(cause), 'the server is ready', { withinMs: 0 });
  await expect(waiting).rejects.toMatchObject({
    message: 'timed out after 0 ms waiting until the server is ready: connection refused',
    cause,
  });
});

it('asks less often the longer it waits, but at least each 50 ms', async () => {
  const askedMs: number[] = [];
  const sinceMs = performance.now();
  await until(() => askedMs.push(performance.now() - sinceMs) && askedMs.at(-1)! > 1_000, 'a second has passed');
  const pausesMs = askedMs.slice(1).map((ms, index) => ms - askedMs[index]!);
  // A busy machine may make any of them longer.
  expect(Math.min(...pausesMs)).toBeLessThan(40);
  const lateMs = pausesMs.filter((_, index) => askedMs[index]! > 500);
  expect(Math.min(...lateMs)).toBeGreaterThan(45);
  expect(Math.min(...lateMs)).toBeLessThan(100);
});
