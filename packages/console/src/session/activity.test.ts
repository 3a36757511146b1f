import { Activity, IDLE_MINUTES_MAX } from './activity';

const MINUTE_MS = 60_000;
let nowMs: number;
let activity: Activity;
beforeEach(() => {
  nowMs = 1_000_000;
  activity = new Activity(() => nowMs);
});

it('counts requests that come of a click or a key, and none of a page that nobody touches', () => {
  expect(activity.request()).toBe(true);
  for (let minutes = 1; minutes < IDLE_MINUTES_MAX; minutes += 1) {
    nowMs += MINUTE_MS;
    expect(activity.request()).toBe(false);
  }
  expect(activity.minutesLeft()).toBe(1);
  activity.input();
  expect(activity.request()).toBe(true);
  expect(activity.minutesLeft()).toBe(IDLE_MINUTES_MAX);
});

it('tells of somebody who types for long without a request, every five minutes', () => {
  let told = 0;
  for (let seconds = 0; seconds < 3_600; seconds += 10) {
    nowMs += 10_000;
    if (!activity.input()) continue;
    told += 1;
    expect(activity.request()).toBe(true);
  }
  expect(told).toBe(12);
  expect(activity.minutesLeft()).toBeGreaterThan(IDLE_MINUTES_MAX - 5);
});

it('begins anew with a session, and when another page of the browser is in use', () => {
  nowMs += 3 * 60 * MINUTE_MS;
  expect(activity.minutesLeft()).toBeLessThan(0);
  activity.told();
  expect(activity.minutesLeft()).toBe(IDLE_MINUTES_MAX);
  expect(activity.request()).toBe(true);
});
