import type { Target } from '@switchyard/routing';
import { PolicyState } from './policy-state';

const target = (key: string) => ({ key }) as Target;
const A = target('a');
const B = target('b');
const NOW = 1_000_000;

describe('PolicyState', () => {
  it('counts tickets from 0, one for each request', () => {
    const state = new PolicyState();
    expect([state.takeTicket(), state.takeTicket(), state.takeTicket()]).toEqual([0, 1, 2]);
  });

  it('takes a suspended target out until its time is over, and no other one', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 3_000, null);
    expect(state.isAvailable(A, NOW + 2_999)).toBe(false);
    expect(state.isAvailable(B, NOW)).toBe(true);
    expect(state.isAvailable(A, NOW + 3_000)).toBe(true);
  });

  it('lets one request at a time probe a target whose suspension is over', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 3_000, null);
    expect(state.claim(A, NOW + 3_000)).toBe(true);
    expect(state.claim(A, NOW + 3_000)).toBe(false);
    expect(state.isAvailable(A, NOW + 3_000)).toBe(false);
  });

  it('brings a target back when its probe succeeds', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 3_000, null);
    state.claim(A, NOW + 3_000);
    state.succeeded(A);
    expect([state.claim(A, NOW + 3_000), state.claim(A, NOW + 3_000)]).toEqual([true, true]);
  });

  it('suspends a target again when its probe fails', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 3_000, null);
    state.claim(A, NOW + 3_000);
    state.suspend(A, NOW + 3_000, 3_000, null);
    expect(state.isAvailable(A, NOW + 5_999)).toBe(false);
    expect(state.isAvailable(A, NOW + 6_000)).toBe(true);
  });

  it('gives the probe to the next request when the consumer of the first went away', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 3_000, null);
    state.claim(A, NOW + 3_000);
    state.release(A);
    expect(state.claim(A, NOW + 3_000)).toBe(true);
  });

  it('keeps a suspension that one request caused when another one, sent before, succeeds', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 3_000, null);
    state.succeeded(A);
    expect(state.isAvailable(A, NOW)).toBe(false);
  });

  it('never shortens a suspension by a later failure with a shorter wait', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 1_000, 60_000);
    state.suspend(A, NOW + 10, 1_000, null);
    expect(state.isAvailable(A, NOW + 59_999)).toBe(false);
  });

  it('tells when the first of several suspended targets returns', () => {
    const state = new PolicyState();
    expect(state.earliestReturnMs([A, B])).toBeNull();
    state.suspend(A, NOW, 9_000, null);
    state.suspend(B, NOW, 3_000, null);
    expect(state.earliestReturnMs([A, B])).toBe(NOW + 3_000);
    expect([...state.suspended([A, B], NOW + 4_000)]).toEqual([{ target: A, untilMs: NOW + 9_000 }]);
  });
});
