import type { Target } from '@switchyard/routing';
import { failureOf, suspend } from '../testing/suspend.suite';
import { type Claim, PolicyState, type SuspensionReason, USUAL_CLAIM } from './policy-state';
import { LAST_RESORTS_MAX, LAST_RESORTS_PER_CONSUMER } from './last-resort-room';

const target = (key: string) => ({ key }) as Target;
const A = target('a');
const B = target('b');
const NOW = 1_000_000;
const FAILED = { cause: 'FAILURE_STATUS', status: 503, detail: null } as const;
const REJECTED = { cause: 'CREDENTIAL_REJECTED', status: 401, detail: null } as const;

/** The claim of the attempt that may be sent now. */
function claimed(claim: Claim | string): Claim {
  if (typeof claim === 'string') throw new Error(`not claimed: ${claim}`);
  return claim;
}
const lastResort = (state: PolicyState, nowMs: number, consumerId = 'app') =>
  claimed(state.claimAsLastResort(A, nowMs, consumerId));
const fail = (state: PolicyState, claim: Claim, nowMs: number) => {
  const suspension = { grade: 'SOFT', cause: 'FAILURE_STATUS', retryAfterMs: null } as const;
  state.failed(A, claim, { suspension, status: 500, detail: null }, nowMs, 3_000);
};

describe('PolicyState', () => {
  it('counts tickets from 0, one per request', () => {
    const state = new PolicyState();
    expect([state.takeTicket(), state.takeTicket(), state.takeTicket()]).toEqual([0, 1, 2]);
  });

  it('begins with another ticket if other processes take turns too', () => {
    const state = new PolicyState({}, { firstTicket: 3 });
    expect([state.takeTicket(), state.takeTicket('a b'), state.takeTicket(), state.takeTicket('a b')]).toEqual([
      3, 3, 4, 4,
    ]);
  });

  describe('told of a suspension by another process', () => {
    const told = (untilMs: number, hardUntilMs: number | null = null) => ({ ...REJECTED, untilMs, hardUntilMs });

    it('suspends the target, without telling anybody', () => {
      const reported: string[] = [];
      let changes = 0;
      const state = new PolicyState({
        onSuspended: (noted) => reported.push(noted.target.key),
        onHealthChanged: () => (changes += 1),
      });
      state.suspendAsTold(A, told(NOW + 9_000, NOW + 5_000), NOW);
      expect(state.claim(A, NOW)).toBe('HARD_SUSPENDED');
      expect(state.suspensions.get('a')).toMatchObject({ sinceMs: NOW, ...REJECTED });
      expect([reported, changes]).toEqual([[], 1]);
    });

    it('never shortens what it has, and keeps the reason of a hard part that lasts', () => {
      const state = new PolicyState();
      suspend(state, A, NOW, 9_000, 8_000, FAILED);
      const before = state.suspensions.get('a');
      state.suspendAsTold(A, told(NOW + 5_000, NOW + 5_000), NOW);
      expect(state.suspensions.get('a')).toBe(before);
      state.suspendAsTold(A, told(NOW + 20_000), NOW);
      expect(state.suspensions.get('a')).toMatchObject({
        untilMs: NOW + 20_000,
        hardUntilMs: NOW + 8_000,
        ...FAILED,
      });
      state.suspendAsTold(A, told(NOW + 20_000, NOW + 10_000), NOW);
      expect(state.suspensions.get('a')).toMatchObject({ hardUntilMs: NOW + 10_000, ...REJECTED });
    });

    it('ignores one that is over, and a target that left the side', () => {
      const state = new PolicyState();
      state.suspendAsTold(A, told(NOW), NOW);
      state.retain(new Set(['b']), 3_000);
      state.suspendAsTold(A, told(NOW + 9_000), NOW);
      expect(state.suspensions.size).toBe(0);
    });
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

  it('forgets a target that left the side, and takes no word of it afterwards, until it comes back', () => {
    let suspensions = 0;
    const state = new PolicyState({ onSuspended: () => (suspensions += 1) });
    const known = () => [...state.health([A, B], NOW + 1)].map((each) => [each.target.key, each.availability]);
    suspend(state, A, NOW, 3_000, null, FAILED);
    suspend(state, B, NOW, 1, null, FAILED);
    state.succeeded(B, claimed(state.claim(B, NOW + 1)), NOW + 1);
    expect(known()).toEqual([
      ['a', 'SUSPENDED'],
      ['b', 'AVAILABLE'],
    ]);
    state.retain(new Set(['c', 'd']), 3_000);
    const before = suspensions;
    suspend(state, A, NOW, 3_000, null, FAILED);
    state.suspendReportedByPeer([A, B, target('c')], B, NOW, 3_000);
    expect([known(), state.suspensions.size, suspensions]).toEqual([[], 0, before]);
    state.retain(new Set(['a', 'b']), 3_000);
    expect([known(), state.isAvailable(A, NOW)]).toEqual([[], true]);
    suspend(state, A, NOW, 3_000, null, FAILED);
    expect(known()).toEqual([['a', 'SUSPENDED']]);
  });

  it('ends all suspensions when the policy suspends no more, takes no word of any then, and later begins anew', () => {
    let changes = 0;
    const state = new PolicyState({ onHealthChanged: () => (changes += 1) });
    const members = new Set(['a', 'b', 'c']);
    suspend(state, A, NOW, 3_000, null, REJECTED);
    state.suspendReportedByPeer([A, B, target('c')], B, NOW, 3_000);
    const before = changes;
    state.retain(members, 3_000);
    expect([state.suspensions.size, changes]).toEqual([2, before]);
    state.retain(members, 0);
    expect([state.suspensions.size, changes]).toEqual([0, before + 1]);
    // A request still has the terms from before.
    suspend(state, A, NOW, 3_000, null, REJECTED);
    state.suspendReportedByPeer([A, B, target('c')], B, NOW, 3_000);
    expect(state.suspensions.size).toBe(0);
    state.retain(members, 3_000);
    suspend(state, A, NOW, 3_000, null, REJECTED);
    expect([...state.suspensions.keys()]).toEqual(['a']);
  });

  it('ends single suspensions, and no attempt from before it ends or probes a later one', () => {
    const state = new PolicyState();
    for (const each of [A, B]) suspend(state, each, NOW, 3_000, null, FAILED);
    const [probe, waiting] = [claimed(state.claim(A, NOW + 3_000)), lastResort(state, NOW + 3_000)];
    state.endSuspensions((key) => key === 'a');
    expect([...state.suspensions.keys()]).toEqual(['b']);
    expect(state.claim(A, NOW)).toBe(USUAL_CLAIM);
    suspend(state, A, NOW + 3_000, 3_000, null, FAILED);
    const later = state.suspensions.get('a');
    state.succeeded(A, probe, NOW + 3_000);
    state.release(A, waiting);
    expect(state.suspensions.get('a')).toBe(later);
  });

  it('keeps the room of a target that left, so that requests which are under way can leave it', () => {
    const state = new PolicyState();
    suspend(state, A, NOW, 3_000, null, FAILED);
    const claims = Array.from({ length: LAST_RESORTS_MAX }, () => lastResort(state, NOW));
    state.retain(new Set(['b']), 3_000);
    for (const claim of claims) state.release(A, claim);
    state.retain(new Set(['a', 'b']), 3_000);
    suspend(state, A, NOW, 3_000, null, FAILED);
    expect(state.claimAsLastResort(A, NOW, 'app')).toMatchObject({ kind: 'LAST_RESORT' });
  });

  it('takes a suspended target out until its time is over, and no other one', () => {
    const state = new PolicyState();
    suspend(state, A, NOW, 3_000, null, FAILED);
    expect(state.isAvailable(A, NOW + 2_999)).toBe(false);
    expect(state.isAvailable(B, NOW)).toBe(true);
    expect(state.isAvailable(A, NOW + 3_000)).toBe(true);
  });

  it('lets one request at a time probe a target whose suspension is over', () => {
    const state = new PolicyState();
    suspend(state, A, NOW, 3_000, null, FAILED);
    expect(state.claim(A, NOW + 3_000)).toMatchObject({ kind: 'PROBE' });
    expect(state.claim(A, NOW + 3_000)).toBe('SOFT_SUSPENDED');
    expect(state.isAvailable(A, NOW + 3_000)).toBe(false);
  });

  it('brings a target back when its probe succeeds', () => {
    const state = new PolicyState();
    suspend(state, A, NOW, 3_000, null, FAILED);
    state.succeeded(A, claimed(state.claim(A, NOW + 3_000)), NOW + 3_000);
    expect([state.claim(A, NOW + 3_000), state.claim(A, NOW + 3_000)]).toEqual([USUAL_CLAIM, USUAL_CLAIM]);
  });

  it('suspends a target again when its probe fails', () => {
    const state = new PolicyState();
    suspend(state, A, NOW, 3_000, null, FAILED);
    fail(state, claimed(state.claim(A, NOW + 3_000)), NOW + 3_000);
    expect(state.isAvailable(A, NOW + 5_999)).toBe(false);
    expect(state.isAvailable(A, NOW + 6_000)).toBe(true);
  });

  it('gives the probe to the next request when the consumer of the first disconnects', () => {
    const state = new PolicyState();
    suspend(state, A, NOW, 3_000, null, FAILED);
    state.release(A, claimed(state.claim(A, NOW + 3_000)));
    expect(state.claim(A, NOW + 3_000)).toMatchObject({ kind: 'PROBE' });
  });

  it('keeps a suspension caused by one request when another one, sent earlier, succeeds', () => {
    const state = new PolicyState();
    suspend(state, A, NOW, 3_000, null, FAILED);
    state.succeeded(A, USUAL_CLAIM, NOW + 1_000);
    expect(state.isAvailable(A, NOW + 1_000)).toBe(false);
  });

  it('keeps the probe of one request when another one, sent earlier, is released or fails', () => {
    const state = new PolicyState();
    suspend(state, A, NOW, 3_000, null, FAILED);
    const earlier = lastResort(state, NOW);
    claimed(state.claim(A, NOW + 3_000));
    state.release(A, earlier);
    expect(state.suspensions.get('a')?.probing).toBe(true);
    suspend(state, A, NOW + 3_000, 1_000, null, FAILED);
    expect(state.claim(A, NOW + 5_000)).toBe('SOFT_SUSPENDED');
  });

  it('is not shortened by a later failure with a shorter wait', () => {
    const state = new PolicyState();
    suspend(state, A, NOW, 1_000, 60_000, FAILED);
    suspend(state, A, NOW + 10, 1_000, null, FAILED);
    expect(state.isAvailable(A, NOW + 59_999)).toBe(false);
  });

  it('reports each suspension that a request causes, with its end and reason, and none that a peer reported', () => {
    const reported: unknown[] = [];
    const state = new PolicyState({ onSuspended: (suspension) => reported.push(suspension) });
    const untrusted = { cause: 'CERTIFICATE_UNTRUSTED', status: null, detail: 'CERT_HAS_EXPIRED' } as const;
    suspend(state, A, NOW, 3_000, null, FAILED);
    suspend(state, A, NOW, 1_000, null, FAILED);
    state.suspendReportedByPeer([A, B], B, NOW, 3_000);
    suspend(state, A, NOW + 1_000, 3_000, null, untrusted);
    suspend(state, A, NOW + 2_000, 3_000, null, untrusted);
    suspend(state, A, NOW + 5_000, 3_000, 60_000, untrusted);
    expect(reported).toEqual([
      { target: A, untilMs: NOW + 3_000, hasNewReason: true, ...FAILED },
      { target: A, untilMs: NOW + 4_000, hasNewReason: true, ...untrusted },
      { target: A, untilMs: NOW + 5_000, hasNewReason: false, ...untrusted },
      { target: A, untilMs: NOW + 65_000, hasNewReason: true, ...untrusted },
    ]);
    expect([...state.health([A], NOW + 5_000)]).toMatchObject([untrusted]);
  });

  it('takes a target that a peer suspended out until its time is over, and then lets one request probe it', () => {
    const state = new PolicyState();
    state.suspendReportedByPeer([A, B], A, NOW, 3_000);
    expect(state.suspensions.get('a')).toMatchObject({
      hardUntilMs: null,
      untilMs: NOW + 3_000,
      probing: false,
      cause: 'REPORTED_BY_PEER',
      status: null,
      sinceMs: NOW,
    });
    expect([state.isAvailable(A, NOW + 2_999), state.claim(A, NOW + 2_999)]).toEqual([false, 'SOFT_SUSPENDED']);
    const probe = claimed(state.claim(A, NOW + 3_000));
    expect([probe.kind, state.claim(A, NOW + 3_000)]).toEqual(['PROBE', 'SOFT_SUSPENDED']);
    state.succeeded(A, probe, NOW + 3_000);
    expect(state.suspensions.size).toBe(0);
  });

  it('does not let a peer shorten a suspension or decide a pending probe', () => {
    const state = new PolicyState();
    suspend(state, A, NOW, 3_000, null, FAILED);
    state.suspendReportedByPeer([A, B], A, NOW, 1_000);
    expect(state.suspensions.get('a')).toMatchObject({ untilMs: NOW + 3_000, ...FAILED });
    const probe = claimed(state.claim(A, NOW + 3_000));
    state.suspendReportedByPeer([A, B], A, NOW + 3_000, 9_000);
    state.succeeded(A, probe, NOW + 3_000);
    expect(state.isAvailable(A, NOW + 3_000)).toBe(true);
  });

  it('keeps its own reason when a peer prolongs a suspension that is not over', () => {
    const state = new PolicyState();
    suspend(state, A, NOW, 3_000, null, FAILED);
    state.suspendReportedByPeer([A, B], A, NOW + 2_999, 3_000);
    expect(state.suspensions.get('a')).toMatchObject({ untilMs: NOW + 5_999, ...FAILED });
    state.suspendReportedByPeer([A, B], A, NOW + 5_999, 3_000);
    expect(state.suspensions.get('a')).toMatchObject({ untilMs: NOW + 8_999, cause: 'REPORTED_BY_PEER', status: null });
  });

  it('says whether a failure is known from a suspension', () => {
    const state = new PolicyState();
    const other = { cause: 'CERTIFICATE_UNTRUSTED', status: null, detail: 'CERT_HAS_EXPIRED' } as const;
    const failed = (reason: SuspensionReason) => state.failed(A, USUAL_CLAIM, failureOf(reason), NOW, 3_000);
    expect([failed(FAILED), failed(FAILED), failed(other)]).toEqual([true, true, false]);
    state.retain(new Set(['a']), 0);
    expect(failed(other)).toBe(false);
  });

  it('suspends the last available target for its own failures, but never because a peer reported it', () => {
    const state = new PolicyState();
    state.suspendReportedByPeer([A, B], A, NOW, 3_000);
    state.suspendReportedByPeer([A, B], B, NOW, 3_000);
    expect([state.isAvailable(A, NOW), state.isAvailable(B, NOW)]).toEqual([false, true]);
    state.suspendReportedByPeer([A], A, NOW, 9_000);
    expect(state.suspensions.get('a')?.untilMs).toBe(NOW + 3_000);
    suspend(state, B, NOW, 3_000, null, FAILED);
    expect(state.isAvailable(B, NOW)).toBe(false);
  });

  it('does not change the snapshot that a request was planned with', () => {
    const state = new PolicyState();
    suspend(state, A, NOW, 3_000, null, FAILED);
    const before = state.suspensions;
    state.claim(A, NOW + 3_000);
    suspend(state, B, NOW + 3_000, 3_000, null, FAILED);
    expect([...before]).toMatchObject([['a', { untilMs: NOW + 3_000, probing: false, sinceMs: NOW, ...FAILED }]]);
  });

  it('knows when the first of several suspended targets returns', () => {
    const state = new PolicyState();
    expect(state.earliestReturnMs([A, B])).toBeNull();
    suspend(state, A, NOW, 9_000, null, FAILED);
    suspend(state, B, NOW, 3_000, null, FAILED);
    expect(state.earliestReturnMs([A, B])).toBe(NOW + 3_000);
  });

  it('does not suspend the last healthy target because a peer reported it, even if another one may be probed', () => {
    const state = new PolicyState();
    suspend(state, A, NOW, 1_000, null, FAILED);
    state.suspendReportedByPeer([A, B], B, NOW + 2_000, 60_000);
    expect(state.claim(A, NOW + 2_000)).toMatchObject({ kind: 'PROBE' });
    expect(state.isAvailable(B, NOW + 2_000)).toBe(true);
  });

  describe('a softly suspended target', () => {
    it('is claimed as a last resort, by any number of requests, and by none as an available one', () => {
      const state = new PolicyState();
      suspend(state, A, NOW, 3_000, null, FAILED);
      expect(state.claim(A, NOW)).toBe('SOFT_SUSPENDED');
      for (let times = 0; times < 50; times += 1) expect(lastResort(state, NOW).kind).toBe('LAST_RESORT');
    });

    it('is also one whose probe is under way', () => {
      const state = new PolicyState();
      suspend(state, A, NOW, 3_000, null, FAILED);
      claimed(state.claim(A, NOW + 3_000));
      expect(lastResort(state, NOW + 3_000).kind).toBe('LAST_RESORT');
    });

    it('comes back with any success of an attempt that began after the suspension, however it was extended since', () => {
      const state = new PolicyState();
      suspend(state, A, NOW, 3_000, null, FAILED);
      const attempt = lastResort(state, NOW);
      suspend(state, A, NOW + 1_000, 3_000, null, FAILED);
      state.succeeded(A, attempt, NOW + 2_000);
      expect(state.claim(A, NOW + 2_000)).toBe(USUAL_CLAIM);
    });

    it('stays suspended when an attempt from before the suspension succeeds, or one from an earlier suspension', () => {
      const state = new PolicyState();
      suspend(state, A, NOW, 3_000, null, FAILED);
      const [first, second] = [lastResort(state, NOW), lastResort(state, NOW)];
      state.succeeded(A, first, NOW);
      suspend(state, A, NOW, 3_000, null, FAILED);
      state.succeeded(A, second, NOW);
      state.succeeded(A, USUAL_CLAIM, NOW);
      expect(state.claim(A, NOW)).toBe('SOFT_SUSPENDED');
    });

    /** The room is limited from now on. */
    const failForTwo = (state: PolicyState) => {
      suspend(state, A, NOW, 3_000, null, FAILED);
      for (const consumerId of ['one', 'other']) fail(state, lastResort(state, NOW, consumerId), NOW);
    };

    const enter = (state: PolicyState, consumerId: string, times: number) =>
      Array.from({ length: times }, () => lastResort(state, NOW, consumerId));

    it('takes few requests at a time after two different consumers in a row have failed at it', () => {
      const state = new PolicyState();
      failForTwo(state);
      const [waiting] = enter(state, 'one', LAST_RESORTS_PER_CONSUMER);
      expect(state.claimAsLastResort(A, NOW, 'one')).toBe('NO_ROOM');
      enter(state, 'other', LAST_RESORTS_MAX - LAST_RESORTS_PER_CONSUMER);
      for (const consumerId of ['one', 'other', 'third']) {
        expect(state.claimAsLastResort(A, NOW, consumerId)).toBe('NO_ROOM');
      }
      state.release(A, waiting!);
      enter(state, 'third', 1);
      expect(state.claimAsLastResort(A, NOW, 'one')).toBe('NO_ROOM');
    });

    it('never takes more, however many consumers ask', () => {
      const state = new PolicyState();
      failForTwo(state);
      const claims = Array.from({ length: 1_000 }, (_, index) => state.claimAsLastResort(A, NOW, `${index % 200}`));
      expect(claims.filter((claim) => claim !== 'NO_ROOM')).toHaveLength(LAST_RESORTS_MAX);
    });

    it('has only its share of the places if other processes have theirs', () => {
      const state = new PolicyState({}, { lastResorts: { all: 3, perConsumer: 2 } });
      failForTwo(state);
      const claims = Array.from({ length: 9 }, (_, index) => state.claimAsLastResort(A, NOW, `${index % 2}`));
      expect(claims.filter((claim) => claim !== 'NO_ROOM')).toHaveLength(3);
    });

    it('has room for others whatever one consumer has waiting, also from before the limit', () => {
      const state = new PolicyState();
      suspend(state, A, NOW, 3_000, null, FAILED);
      const waiting = enter(state, 'one', 1_000);
      for (const consumerId of ['one', 'other']) fail(state, lastResort(state, NOW, consumerId), NOW);
      expect(state.claimAsLastResort(A, NOW, 'one')).toBe('NO_ROOM');
      enter(state, 'good', LAST_RESORTS_MAX - LAST_RESORTS_PER_CONSUMER);
      expect(state.claimAsLastResort(A, NOW, 'third')).toBe('NO_ROOM');
      for (const claim of waiting) state.release(A, claim);
      enter(state, 'third', LAST_RESORTS_PER_CONSUMER);
      expect(state.claimAsLastResort(A, NOW, 'one')).toBe('NO_ROOM');
    });

    it('has no such limit for the bad requests of a single consumer, nor after a success', () => {
      const state = new PolicyState();
      suspend(state, A, NOW, 3_000, null, FAILED);
      for (let times = 0; times < 100; times += 1) fail(state, lastResort(state, NOW, 'one'), NOW);
      fail(state, lastResort(state, NOW, 'other'), NOW);
      const [good, ...others] = enter(state, 'app', LAST_RESORTS_PER_CONSUMER);
      expect(state.claimAsLastResort(A, NOW, 'app')).toBe('NO_ROOM');
      state.succeeded(A, good!, NOW);
      suspend(state, A, NOW, 3_000, null, FAILED);
      for (let times = 0; times < 50; times += 1) lastResort(state, NOW);
      for (const claim of others) state.release(A, claim);
      expect(lastResort(state, NOW).kind).toBe('LAST_RESORT');
    });
  });

  describe('a hard suspended target', () => {
    it('is not claimed at all until the time that the vendor named, and then as a last resort', () => {
      const state = new PolicyState();
      suspend(state, A, NOW, 9_000, 3_000, FAILED);
      expect(state.claimAsLastResort(A, NOW + 2_999, 'app')).toBe('HARD_SUSPENDED');
      expect(state.claim(A, NOW + 3_000)).toBe('SOFT_SUSPENDED');
      expect(lastResort(state, NOW + 3_000).kind).toBe('LAST_RESORT');
    });

    it.each([
      ['the account was refused', 3_000, null, REJECTED],
      ['the vendor named a time', 3_000, 3_000, FAILED],
      ['the vendor named a longer time', 1_000, 3_000, FAILED],
    ] as const)('is not kept closed by a slow probe when its time is over: %s', (_why, durationMs, waitMs, reason) => {
      const state = new PolicyState();
      suspend(state, A, NOW, durationMs, waitMs, reason);
      const probe = claimed(state.claim(A, NOW + 3_000));
      expect(probe.kind).toBe('PROBE');
      const meanwhile = lastResort(state, NOW + 3_000);
      expect(meanwhile.kind).toBe('LAST_RESORT');
      state.succeeded(A, meanwhile, NOW + 4_000);
      expect(state.claim(A, NOW + 4_000)).toBe(USUAL_CLAIM);
      state.succeeded(A, probe, NOW + 9_000);
      expect(state.claim(A, NOW + 9_000)).toBe(USUAL_CLAIM);
    });

    it('is also one that is refused again while a probe is under way', () => {
      const state = new PolicyState();
      suspend(state, A, NOW, 3_000, null, REJECTED);
      const probe = claimed(state.claim(A, NOW + 3_000));
      suspend(state, A, NOW + 3_000, 3_000, null, REJECTED);
      expect(state.claimAsLastResort(A, NOW + 5_999, 'app')).toBe('HARD_SUSPENDED');
      state.succeeded(A, probe, NOW + 5_999);
      expect(state.claimAsLastResort(A, NOW + 5_999, 'app')).toBe('HARD_SUSPENDED');
      expect(state.claim(A, NOW + 6_000)).toMatchObject({ kind: 'PROBE' });
    });

    it('stays so when an attempt succeeds that began before the vendor named a time', () => {
      const state = new PolicyState();
      suspend(state, A, NOW, 3_000, null, FAILED);
      const attempt = lastResort(state, NOW);
      suspend(state, A, NOW, 3_000, 2_000, FAILED);
      state.succeeded(A, attempt, NOW + 1_000);
      expect(state.claimAsLastResort(A, NOW + 1_000, 'app')).toBe('HARD_SUSPENDED');
    });

    it('keeps its reason when a soft failure follows', () => {
      const state = new PolicyState();
      suspend(state, A, NOW, 3_000, null, REJECTED);
      suspend(state, A, NOW + 1_000, 3_000, null, FAILED);
      expect(state.suspensions.get('a')).toMatchObject({ ...REJECTED, hardUntilMs: NOW + 3_000, untilMs: NOW + 4_000 });
    });

    it('returns at the end of its hard part', () => {
      const state = new PolicyState();
      suspend(state, A, NOW, 9_000, 4_000, FAILED);
      suspend(state, B, NOW, 9_000, 5_000, FAILED);
      expect(state.earliestReturnMs([A, B])).toBe(NOW + 4_000);
    });
  });

  describe('reports the health of targets that were ever suspended', () => {
    const health = (state: PolicyState, nowMs: number) => [...state.health([A, B], nowMs)];

    it('and of no others', () => {
      expect(health(new PolicyState(), NOW)).toEqual([]);
    });

    it('until when one is suspended, since when without a break, and the latest cause', () => {
      const state = new PolicyState();
      suspend(state, A, NOW, 3_000, null, FAILED);
      suspend(state, A, NOW + 1_000, 3_000, null, { cause: 'TIMEOUT', status: null, detail: null });
      expect(health(state, NOW + 2_000)).toEqual([
        {
          target: A,
          availability: 'SUSPENDED',
          untilMs: NOW + 4_000,
          hardUntilMs: null,
          cause: 'TIMEOUT',
          status: null,
          detail: null,
          sinceMs: NOW,
        },
      ]);
    });

    it('that one is a probe from the end of its suspension until a request succeeds', () => {
      const state = new PolicyState();
      suspend(state, A, NOW, 3_000, null, FAILED);
      const over = { target: A, untilMs: null, hardUntilMs: null, ...FAILED };
      const probe = { ...over, availability: 'PROBE', sinceMs: NOW + 3_000 };
      expect(health(state, NOW + 5_000)).toEqual([probe]);
      const claim = claimed(state.claim(A, NOW + 5_000));
      expect(health(state, NOW + 5_000)).toEqual([probe]);
      state.succeeded(A, claim, NOW + 6_000);
      expect(health(state, NOW + 9_000)).toEqual([{ ...over, availability: 'AVAILABLE', sinceMs: NOW + 6_000 }]);
    });

    it('that one whose probe failed is suspended from then on', () => {
      const state = new PolicyState();
      suspend(state, A, NOW, 3_000, null, FAILED);
      state.claim(A, NOW + 5_000);
      suspend(state, A, NOW + 6_000, 3_000, null, FAILED);
      expect(health(state, NOW + 7_000)).toMatchObject([{ availability: 'SUSPENDED', sinceMs: NOW + 6_000 }]);
    });

    it('and notifies of each change, whatever its cause, but not when a probe is claimed or released', () => {
      let changes = 0;
      const state = new PolicyState({ onHealthChanged: () => (changes += 1) });
      suspend(state, A, NOW, 3_000, null, FAILED);
      state.suspendReportedByPeer([A, B, target('c')], B, NOW, 3_000);
      expect(changes).toBe(2);
      state.release(A, claimed(state.claim(A, NOW + 3_000)));
      const probe = claimed(state.claim(A, NOW + 3_000));
      state.succeeded(B, USUAL_CLAIM, NOW + 3_000);
      expect(changes).toBe(2);
      state.succeeded(A, probe, NOW + 3_000);
      expect(changes).toBe(3);
    });
  });
});
