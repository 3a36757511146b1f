import { pause } from './pause';

it('waits', async () => {
  const startedMs = performance.now();
  await pause(20);
  expect(performance.now() - startedMs).toBeGreaterThan(18);
});

it('ends when its signal is aborted, or at once if it already is', async () => {
  const aborting = new AbortController();
  const paused = pause(600_000, aborting.signal);
  aborting.abort();
  await paused;
  await pause(600_000, aborting.signal);
});
