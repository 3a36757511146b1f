import { pause } from '@switchyard/runtime';
import { unlessAborted } from './unless-aborted';

let stop: AbortController;
beforeEach(() => {
  stop = new AbortController();
});

it('gives what it waits for, or its error', async () => {
  expect(
    await unlessAborted(
      pause(1).then(() => 7),
      stop.signal,
    ),
  ).toBe(7);
  expect(await unlessAborted(Promise.resolve(7), undefined)).toBe(7);
  await expect(unlessAborted(Promise.reject(new Error('failed')), stop.signal)).rejects.toThrow('failed');
});

it('waits on for what ends soon after the signal', async () => {
  const waiting = unlessAborted(
    pause(20).then(() => 7),
    stop.signal,
  );
  stop.abort(new Error('stopped'));
  expect(await waiting).toBe(7);
});

it.each(['before', 'while'])(
  'throws the reason if the signal is aborted %s it waits, for what never ends',
  async (when) => {
    if (when === 'before') stop.abort(new Error('stopped'));
    const waiting = unlessAborted(new Promise(() => {}), stop.signal, 20);
    if (when === 'while') stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  },
);
