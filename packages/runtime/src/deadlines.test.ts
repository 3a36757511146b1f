import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import fc from 'fast-check';
import { DEADLINE_TICK_MS, DEADLINES, type Deadline, DeadlineWheel } from './deadlines';

/** Notes when each deadline was over, in ms of the clock. */
class Watch {
  readonly overAtMs = new Map<Deadline, number>();

  onDeadline(deadline: Deadline): void {
    this.overAtMs.set(deadline, performance.now());
  }
}

describe('with a clock that the test moves', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('a deadline is over once, never early, and at most one tick late, unless it was stopped or armed anew', () => {
    const longMs = 3 * 1_024 * DEADLINE_TICK_MS;
    const ms = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: longMs }));
    const step = fc.record({
      index: fc.nat(4),
      act: fc.oneof({ arbitrary: ms.map((each) => ({ armedMs: each })), weight: 3 }, fc.constant({ armedMs: null })),
      thenMs: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: longMs })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const wheel = new DeadlineWheel();
        const over: [Deadline, number][] = [];
        const owner = { onDeadline: (deadline: Deadline) => void over.push([deadline, performance.now()]) };
        const deadlines = Array.from({ length: 5 }, () => wheel.deadline(owner));
        const dueMs = new Map<Deadline, number>();
        const check = () => {
          for (const [deadline, atMs] of over.splice(0)) {
            const due = dueMs.get(deadline);
            expect(due).toBeLessThanOrEqual(atMs);
            // Jest's timers count whole ms.
            expect(atMs - due!).toBeLessThanOrEqual(DEADLINE_TICK_MS + 2);
            dueMs.delete(deadline);
          }
          const late = performance.now() - DEADLINE_TICK_MS - 2;
          for (const due of dueMs.values()) expect(due).toBeGreaterThan(late);
        };
        for (const { index, act, thenMs } of [...steps, { index: 0, act: { armedMs: null }, thenMs: longMs }]) {
          const deadline = deadlines[index]!;
          if (act.armedMs === null) {
            deadline.stop();
            dueMs.delete(deadline);
          } else {
            deadline.arm(act.armedMs);
            dueMs.set(deadline, performance.now() + act.armedMs);
          }
          jest.advanceTimersByTime(thenMs);
          check();
        }
        expect(jest.getTimerCount()).toBeLessThanOrEqual(1);
      }),
      { numRuns: 100 },
    );
  });

  it('wakes up for nothing if no deadline runs', () => {
    const wheel = new DeadlineWheel();
    const deadline = wheel.deadline(new Watch());
    deadline.arm(50);
    deadline.stop();
    jest.advanceTimersByTime(50 + DEADLINE_TICK_MS);
    expect(jest.getTimerCount()).toBe(0);
  });
});

it('what came while the process was busy is read before a deadline is over, and can arm it anew', async () => {
  const server = createServer((socket) => socket.write('x')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const watch = new Watch();
  const deadline = DEADLINES.deadline(watch);
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  const read = once(socket, 'data').then(() => deadline.stop());
  deadline.arm(1);
  const endMs = performance.now() + 100;
  while (performance.now() < endMs);
  await read;
  await new Promise(setImmediate);
  expect(watch.overAtMs.size).toBe(0);
  deadline.arm(1);
  await new Promise((resolve) => setTimeout(resolve, 5 * DEADLINE_TICK_MS));
  expect(watch.overAtMs.size).toBe(1);
  socket.destroy();
  server.close();
});
