import { retry, type RetryOptions } from './retry';

const failure = new Error('away');
const waits: number[] = [];
const logged: string[] = [];
beforeEach(() => {
  waits.length = 0;
  logged.length = 0;
});

const options: RetryOptions = {
  what: 'reach the server',
  backoff: { firstMs: 100, mostMs: 1_000 },
  failuresMax: Infinity,
  random: () => 1,
  pause: async (ms) => void waits.push(ms),
  log: {
    warn: (fields, message) => void logged.push(`warn ${message} ${JSON.stringify(Object.keys(fields))}`),
    info: (fields, message) => void logged.push(`info ${message} ${JSON.stringify(fields)}`),
  },
};
const failing = (times: number) =>
  jest.fn(async () => {
    times -= 1;
    if (times >= 0) throw failure;
    return 'done';
  });

it('a success at once takes one attempt, and nothing is logged', async () => {
  const attempt = failing(0);
  expect(await retry(attempt, options)).toBe('done');
  expect([attempt.mock.calls.length, waits, logged]).toEqual([1, [], []]);
});

it('waits double up to the longest; the first failure and the success are logged', async () => {
  expect(await retry(failing(6), options)).toBe('done');
  expect(waits).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  expect(logged).toEqual([
    'warn cannot reach the server; retrying ["err"]',
    'info succeeded after failures: reach the server {"failures":6}',
  ]);
});

it('jitter shortens a wait by up to half', async () => {
  const randoms = [0, 0.5, 1];
  await retry(failing(3), { ...options, backoff: { firstMs: 100, mostMs: 100 }, random: () => randoms.shift() ?? 0 });
  expect(waits).toEqual([50, 75, 100]);
});

it('the limit counts consecutive failures, and the last one is thrown', async () => {
  const attempt = failing(3);
  await expect(retry(attempt, { ...options, failuresMax: 3 })).rejects.toBe(failure);
  expect([attempt.mock.calls.length, waits]).toEqual([3, [100, 200]]);
});

it('an error that cannot be retried is thrown at once', async () => {
  const attempt = failing(3);
  await expect(retry(attempt, { ...options, isRetryable: (error) => error !== failure })).rejects.toBe(failure);
  expect([attempt.mock.calls.length, waits, logged]).toEqual([1, [], []]);
});

it('a failure after succeeded() counts as the first one', async () => {
  let times = 0;
  const lasting = retry(
    async ({ succeeded }) => {
      times += 1;
      if (times === 3 || times === 4) succeeded();
      if (times < 6) throw failure;
    },
    { ...options, failuresMax: 4 },
  );
  await lasting;
  expect(waits).toEqual([100, 200, 100, 100, 200]);
  expect(logged.filter((line) => line.startsWith('warn'))).toHaveLength(3);
});

describe('a signal', () => {
  it('that is already aborted allows no attempt', async () => {
    const attempt = failing(0);
    const reason = new Error('closed');
    await expect(retry(attempt, { ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(attempt).not.toHaveBeenCalled();
  });

  it('ends a wait, and leaves no listener', async () => {
    const aborting = new AbortController();
    const remove = jest.spyOn(aborting.signal, 'removeEventListener');
    const { pause: _instant, ...withRealPause } = options;
    const waiting = retry(failing(1), {
      ...withRealPause,
      backoff: { firstMs: 600_000, mostMs: 600_000 },
      signal: aborting.signal,
      wakeOn: () => {
        queueMicrotask(() => aborting.abort(new Error('closed')));
        return () => undefined;
      },
    });
    await expect(waiting).rejects.toThrow('closed');
    expect(remove).toHaveBeenCalledTimes(1);
  });

  it('that is aborted during a failing attempt is the error, and the failure is not logged', async () => {
    const aborting = new AbortController();
    const attempt = async () => {
      aborting.abort(new Error('closed'));
      throw failure;
    };
    await expect(retry(attempt, { ...options, signal: aborting.signal })).rejects.toThrow('closed');
    expect(logged).toEqual([]);
  });
});

it('a wake-up ends a wait, and is unregistered with it', async () => {
  const forget = jest.fn();
  const { pause: _instant, ...withRealPause } = options;
  const attempt = failing(1);
  await retry(attempt, {
    ...withRealPause,
    backoff: { firstMs: 600_000, mostMs: 600_000 },
    wakeOn: (callback) => {
      queueMicrotask(callback);
      return forget;
    },
  });
  expect([attempt.mock.calls.length, forget.mock.calls.length]).toEqual([2, 1]);
});
