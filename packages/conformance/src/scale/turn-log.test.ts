import { TurnLog } from './turn-log';

const turn = (startMs: number, endMs: number, cpuMs: number, idleMs = 0) => ({ startMs, endMs, cpuMs, idleMs });

it('counts CPU time, not the wait for events or for a core', () => {
  const log = new TurnLog();
  log.add(turn(0, 100, 4, 95));
  log.add(turn(100, 130, 6));
  expect(log.take()).toEqual({ turns: 2, longestTurnMs: 6, longestTurnByClockMs: 30, longestCollectionMs: 0 });
});

it('shows collections of garbage apart', () => {
  const log = new TurnLog();
  log.add(turn(0, 50, 48));
  log.add(turn(50, 60, 9));
  log.addCollection({ startMs: 5, endMs: 45 });
  log.addCollection({ startMs: 45, endMs: 47 });
  expect(log.take()).toEqual({ turns: 2, longestTurnMs: 9, longestTurnByClockMs: 50, longestCollectionMs: 40 });
});

it('begins anew with each report', () => {
  const log = new TurnLog();
  log.add(turn(0, 50, 48));
  log.addCollection({ startMs: 5, endMs: 45 });
  log.take();
  expect(log.take()).toEqual({ turns: 0, longestTurnMs: 0, longestTurnByClockMs: 0, longestCollectionMs: 0 });
});

it('keeps the longest of any number of turns', () => {
  const log = new TurnLog();
  log.add(turn(0, 20, 18));
  log.add(turn(20, 60, 2));
  for (let at = 60; at < 60_060; at += 2) log.add(turn(at, at + 2, 1));
  expect(log.take()).toMatchObject({ turns: 30_002, longestTurnMs: 18, longestTurnByClockMs: 40 });
});
