import { whileDiskAnswers } from './while-disk-answers';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('gives what the work gives, or its error', async () => {
  expect(await whileDiskAnswers(async () => 7)).toBe(7);
  await expect(whileDiskAnswers(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(jest.getTimerCount()).toBe(0);
});

it('waits for 30 s after each answer, and no longer', async () => {
  let onAnswer = () => {};
  const waiting = whileDiskAnswers((callback) => {
    onAnswer = callback;
    return new Promise(() => {});
  });
  const ended = jest.fn();
  waiting.catch(ended);
  for (let answers = 0; answers < 3; answers += 1) {
    await jest.advanceTimersByTimeAsync(29_999);
    onAnswer();
  }
  await jest.advanceTimersByTimeAsync(29_999);
  expect(ended).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1);
  await expect(waiting).rejects.toThrow('the disk has not answered for 30 s');
});
