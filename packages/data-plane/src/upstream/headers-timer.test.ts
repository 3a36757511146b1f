import { DEADLINE_TICK_MS } from '@switchyard/runtime';
import { HeadersTimer } from './headers-timer';
import { ResponseTimers } from './response-timers';

const LATER_MS = 3 * DEADLINE_TICK_MS;
const times = (isBodyStreamed: boolean, headersTimeoutMs: number) => ({
  headersTimeoutMs,
  totalTimeoutMs: 1_000,
  isBodyStreamed,
  areSocketsTaken: () => false,
  isConsumerAwaited: () => false,
});

it.each([true, false])(
  'never ends a call whose response has begun, while the rest of its request is sent (streamed: %p)',
  async (isBodyStreamed) => {
    const aborted: string[] = [];
    const timer = new HeadersTimer(times(isBodyStreamed, 1), { abort: ({ message }) => aborted.push(message) });
    timer.started();
    timer.stop();
    timer.progressed();
    timer.sent();
    const later = Promise.withResolvers<void>();
    new HeadersTimer(times(isBodyStreamed, LATER_MS), { abort: () => later.resolve() }).started();
    await later.promise;
    expect(aborted).toEqual([]);
  },
);

it('bounds no pause of a response that is over', async () => {
  const over: string[] = [];
  const owner = { onDurationOver: () => {}, onHoldBackOver: () => {} };
  const timers = new ResponseTimers({ ...owner, onPauseOver: (pausing) => over.push(pausing) });
  timers.stop();
  timers.boundPause(1, 'CONSUMER');
  timers.progressed();
  const later = Promise.withResolvers<void>();
  new ResponseTimers({ ...owner, onPauseOver: () => later.resolve() }).boundPause(LATER_MS, 'VENDOR');
  await later.promise;
  expect(over).toEqual([]);
});
