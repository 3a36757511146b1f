import { measureWindow } from './cpu-per-request';

const WINDOW = { warmUpSeconds: 1, warmUpRequests: 1_000, warmUpSecondsMax: 20, seconds: 5 };

/** Load that gets this many answers per second. @param work what the answers cost this process */
function loadOf(requestsPerSecond: number, work = () => {}) {
  const seconds: number[] = [];
  let answered = 0;
  return {
    seconds,
    get answered() {
      return answered;
    },
    run: async (duration: number) => {
      seconds.push(duration);
      work();
      answered += duration * requestsPerSecond;
      return { requests: duration * requestsPerSecond, requestsPerSecond };
    },
  };
}

it('warms up until enough requests were answered, once, and not without end', async () => {
  const load = loadOf(100);
  for (let round = 0; round < 2; round += 1) await measureWindow({ pid: null }, load, WINDOW);
  expect(load.seconds).toEqual([1, 9, 5, 1, 5]);
  const slow = loadOf(1);
  await measureWindow({ pid: null }, slow, WINDOW);
  expect(slow.seconds).toEqual([1, 20, 5]);
});

it('divides the CPU time of the window alone by its requests', async () => {
  let isWarm = false;
  const burn = (ms: number) => {
    const startedAt = process.cpuUsage();
    while (process.cpuUsage(startedAt).user + process.cpuUsage(startedAt).system < ms * 1_000);
  };
  const load = loadOf(1_000, () => {
    burn(isWarm ? 200 : 600);
    isWarm = true;
  });
  const { cpuMicrosecondsPerRequest, requestsPerSecond } = await measureWindow({ pid: process.pid }, load, {
    ...WINDOW,
    seconds: 2,
  });
  // 200 ms for 2,000 requests; the clock of /proc has ticks of 10 ms, and Node's own threads work meanwhile.
  expect(cpuMicrosecondsPerRequest).toBeGreaterThan(80);
  expect(cpuMicrosecondsPerRequest).toBeLessThan(250);
  expect(requestsPerSecond).toBe(1_000);
});

it('has no CPU time where there is no process', async () => {
  expect(await measureWindow({ pid: null }, loadOf(7), WINDOW)).toEqual({
    cpuMicrosecondsPerRequest: null,
    requestsPerSecond: 7,
  });
});
