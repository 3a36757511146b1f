import type { Target } from '@switchyard/routing';
import { PolicyState } from './policy-state';

const target = (key: string) => ({ key }) as Target;
const A = target('a');
const B = target('b');
const NOW = 1_000_000;
const FAILED = { cause: 'FAILURE_STATUS', status: 503 } as const;

describe('PolicyState', () => {
  it('counts tickets from 0, one per request', () => {
    const state = new PolicyState();
    expect([state.takeTicket(), state.takeTicket(), state.takeTicket()]).toEqual([0, 1, 2]);
  });

  it('counts the tickets of each restricted set of targets separately, of the 64 sets that were used last', () => {
    const state = new PolicyState();
    expect([state.takeTicket(), state.takeTicket('a b'), state.takeTicket(), state.takeTicket('a b')]).toEqual([
      0, 0, 1, 1,
    ]);
    for (let other = 0; other < 63; other += 1) expect(state.takeTicket(`other ${other}`)).toBe(0);
    expect(state.takeTicket('a b')).toBe(2);
    expect([state.takeTicket('other 63'), state.takeTicket('a b'), state.takeTicket('other 1')]).toEqual([0, 3, 1]);
    for (let other = 0; other < 64; other += 1) state.takeTicket(`other ${other}`);
    expect([state.takeTicket(), state.takeTicket('other 63'), state.takeTicket('a b')]).toEqual([2, 1, 0]);
  });

  it('takes a suspended target out until its time is over, and no other one', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 3_000, null, FAILED);
    expect(state.isAvailable(A, NOW + 2_999)).toBe(false);
    expect(state.isAvailable(B, NOW)).toBe(true);
    expect(state.isAvailable(A, NOW + 3_000)).toBe(true);
  });

  it('lets one request at a time probe a target whose suspension is over', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 3_000, null, FAILED);
    expect(state.claim(A, NOW + 3_000)).toBe(true);
    expect(state.claim(A, NOW + 3_000)).toBe(false);
    expect(state.isAvailable(A, NOW + 3_000)).toBe(false);
  });

  it('brings a target back when its probe succeeds', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 3_000, null, FAILED);
    state.claim(A, NOW + 3_000);
    state.succeeded(A, NOW + 3_000);
    expect([state.claim(A, NOW + 3_000), state.claim(A, NOW + 3_000)]).toEqual([true, true]);
  });

  it('suspends a target again when its probe fails', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 3_000, null, FAILED);
    state.claim(A, NOW + 3_000);
    state.suspend(A, NOW + 3_000, 3_000, null, FAILED);
    expect(state.isAvailable(A, NOW + 5_999)).toBe(false);
    expect(state.isAvailable(A, NOW + 6_000)).toBe(true);
  });

  it('gives the probe to the next request when the consumer of the first disconnects', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 3_000, null, FAILED);
    state.claim(A, NOW + 3_000);
    state.release(A);
    expect(state.claim(A, NOW + 3_000)).toBe(true);
  });

  it('keeps a suspension caused by one request when another one, sent earlier, succeeds', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 3_000, null, FAILED);
    state.succeeded(A, NOW + 3_000);
    expect(state.isAvailable(A, NOW)).toBe(false);
  });

  it('is not shortened by a later failure with a shorter wait', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 1_000, 60_000, FAILED);
    state.suspend(A, NOW + 10, 1_000, null, FAILED);
    expect(state.isAvailable(A, NOW + 59_999)).toBe(false);
  });

  it('reports each suspension that a request causes, with its end, and none that a peer reported', () => {
    const reported: [string, number][] = [];
    const state = new PolicyState({ onSuspended: (suspended, untilMs) => reported.push([suspended.key, untilMs]) });
    state.suspend(A, NOW, 3_000, null, FAILED);
    state.suspend(A, NOW, 1_000, null, FAILED);
    state.suspendReportedByPeer([A, B], B, NOW, 3_000);
    state.suspend(A, NOW + 3_000, 3_000, 60_000, FAILED);
    expect(reported).toEqual([
      ['a', NOW + 3_000],
      ['a', NOW + 63_000],
    ]);
  });

  it('takes a target that a peer suspended out until its time is over, and then lets one request probe it', () => {
    const state = new PolicyState();
    state.suspendReportedByPeer([A, B], A, NOW, 3_000);
    expect(state.suspensions.get('a')).toEqual({
      untilMs: NOW + 3_000,
      probing: false,
      cause: 'REPORTED_BY_PEER',
      status: null,
      sinceMs: NOW,
    });
    expect([state.isAvailable(A, NOW + 2_999), state.claim(A, NOW + 2_999)]).toEqual([false, false]);
    expect([state.claim(A, NOW + 3_000), state.claim(A, NOW + 3_000)]).toEqual([true, false]);
    state.succeeded(A, NOW + 3_000);
    expect(state.suspensions.size).toBe(0);
  });

  it('does not let a peer shorten a suspension or decide a pending probe', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 3_000, null, FAILED);
    state.suspendReportedByPeer([A, B], A, NOW, 1_000);
    expect(state.suspensions.get('a')).toMatchObject({ untilMs: NOW + 3_000, ...FAILED });
    state.claim(A, NOW + 3_000);
    state.suspendReportedByPeer([A, B], A, NOW + 3_000, 9_000);
    state.succeeded(A, NOW + 3_000);
    expect(state.isAvailable(A, NOW + 3_000)).toBe(true);
  });

  it('suspends the last available target for its own failures, but never because a peer reported it', () => {
    const state = new PolicyState();
    state.suspendReportedByPeer([A, B], A, NOW, 3_000);
    state.suspendReportedByPeer([A, B], B, NOW, 3_000);
    expect([state.isAvailable(A, NOW), state.isAvailable(B, NOW)]).toEqual([false, true]);
    state.suspendReportedByPeer([A], A, NOW, 9_000);
    expect(state.suspensions.get('a')?.untilMs).toBe(NOW + 3_000);
    state.suspend(B, NOW, 3_000, null, FAILED);
    expect(state.isAvailable(B, NOW)).toBe(false);
  });

  it('does not change the snapshot that a request was planned with', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 3_000, null, FAILED);
    const before = state.suspensions;
    state.claim(A, NOW + 3_000);
    state.suspend(B, NOW + 3_000, 3_000, null, FAILED);
    expect([...before]).toEqual([['a', { untilMs: NOW + 3_000, probing: false, sinceMs: NOW, ...FAILED }]]);
  });

  it('knows when the first of several suspended targets returns', () => {
    const state = new PolicyState();
    expect(state.earliestReturnMs([A, B])).toBeNull();
    state.suspend(A, NOW, 9_000, null, FAILED);
    state.suspend(B, NOW, 3_000, null, FAILED);
    expect(state.earliestReturnMs([A, B])).toBe(NOW + 3_000);
  });

  it('does not suspend the last healthy target because a peer reported it, even if another one may be probed', () => {
    const state = new PolicyState();
    state.suspend(A, NOW, 1_000, null, FAILED);
    state.suspendReportedByPeer([A, B], B, NOW + 2_000, 60_000);
    expect(state.claim(A, NOW + 2_000)).toBe(true);
    expect(state.isAvailable(B, NOW + 2_000)).toBe(true);
  });

  describe('reports the health of targets that were ever suspended', () => {
    const health = (state: PolicyState, nowMs: number) => [...state.health([A, B], nowMs)];

    it('and of no others', () => {
      expect(health(new PolicyState(), NOW)).toEqual([]);
    });

    it('until when one is suspended, since when without a break, and the latest cause', () => {
      const state = new PolicyState();
      state.suspend(A, NOW, 3_000, null, FAILED);
      state.suspend(A, NOW + 1_000, 3_000, null, { cause: 'TIMEOUT', status: null });
      expect(health(state, NOW + 2_000)).toEqual([
        {
          target: A,
          availability: 'SUSPENDED',
          untilMs: NOW + 4_000,
          cause: 'TIMEOUT',
          status: null,
          sinceMs: NOW,
        },
      ]);
    });

    it('that one is a probe from the end of its suspension until a request succeeds', () => {
      const state = new PolicyState();
      state.suspend(A, NOW, 3_000, null, FAILED);
      const probe = { target: A, availability: 'PROBE', untilMs: null, sinceMs: NOW + 3_000, ...FAILED };
      expect(health(state, NOW + 5_000)).toEqual([probe]);
      state.claim(A, NOW + 5_000);
      expect(health(state, NOW + 5_000)).toEqual([probe]);
      state.succeeded(A, NOW + 6_000);
      expect(health(state, NOW + 9_000)).toEqual([
        { target: A, availability: 'AVAILABLE', untilMs: null, sinceMs: NOW + 6_000, ...FAILED },
      ]);
    });

    it('that one whose probe failed is suspended from then on', () => {
      const state = new PolicyState();
      state.suspend(A, NOW, 3_000, null, FAILED);
      state.claim(A, NOW + 5_000);
      state.suspend(A, NOW + 6_000, 3_000, null, FAILED);
      expect(health(state, NOW + 7_000)).toMatchObject([{ availability: 'SUSPENDED', sinceMs: NOW + 6_000 }]);
    });

    it('and notifies of each change, whatever its cause, but not when a probe is claimed or released', () => {
      let changes = 0;
      const state = new PolicyState({ onHealthChanged: () => (changes += 1) });
      state.suspend(A, NOW, 3_000, null, FAILED);
      state.suspendReportedByPeer([A, B, target('c')], B, NOW, 3_000);
      expect(changes).toBe(2);
      state.claim(A, NOW + 3_000);
      state.release(A);
      state.claim(A, NOW + 3_000);
      state.succeeded(B, NOW + 3_000);
      expect(changes).toBe(2);
      state.succeeded(A, NOW + 3_000);
      expect(changes).toBe(3);
    });
  });
});
