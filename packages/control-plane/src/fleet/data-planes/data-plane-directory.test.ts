import {
  type DataPlaneStatus,
  encodeStatus,
  InProcessKeyValueStore,
  type KeyValueWatcher,
  LIVE_WITHIN_MS,
  SealingKey,
  STATUS_TTL_MS,
} from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { DATA_PLANES_MAX, DataPlaneDirectory, UNAUTHENTIC_LOGGED_MAX } from './data-plane-directory';

const START_MS = Date.parse('2026-01-01T00:00:00Z');
const log = pino({ level: 'silent' });
const keyOf = (fill: number) => new SealingKey(Buffer.alloc(32, fill).toString('base64')).statusKey;
const statusKey = keyOf(1);
const encoded = (status: DataPlaneStatus) => encodeStatus(statusKey, status);

describe('DataPlaneDirectory', () => {
  let store: InProcessKeyValueStore;
  /** The monotonic clock, and how far the wall clock is from it. */
  let nowMs: number;
  let wallOffsetMs: number;
  const open: DataPlaneDirectory[] = [];
  const directory = async (liveWithinMs = LIVE_WITHIN_MS, now = () => nowMs) => {
    const clock = {
      wallMs: () => now() + wallOffsetMs,
      monotonicMs: now,
      toWallMs: (monotonicMs: number) => monotonicMs + wallOffsetMs,
    };
    const made = new DataPlaneDirectory({ store, watchName: randomUUID(), statusKey, log, clock, liveWithinMs });
    open.push(made);
    await delivered();
    return made;
  };
  const delivered = async () => {
    for (let turn = 0; turn < 10; turn += 1) await nextTurn();
  };
  const status = (changes: Partial<DataPlaneStatus> = {}): DataPlaneStatus => ({
    id: randomUUID(),
    host: 'gateway-1',
    version: '0.1.0',
    startedAt: new Date(START_MS).toISOString(),
    reportedAt: new Date(nowMs).toISOString(),
    lineage: null,
    observedRevision: null,
    appliedRevision: null,
    rejection: null,
    lastRejection: null,
    endpointFaults: [],
    requestsInFlight: 0,
    suspensions: [],
    ...changes,
  });
  const report = async (reported: DataPlaneStatus) => {
    await store.put(reported.id, encoded(reported));
    await delivered();
    return reported;
  };

  beforeEach(() => {
    store = new InProcessKeyValueStore();
    nowMs = START_MS;
    wallOffsetMs = 0;
  });
  afterEach(() => {
    for (const each of open.splice(0)) each.close();
  });

  test('lists a data plane that reports as live, with its report', async () => {
    const planes = await directory();
    const reported = await report(status({ appliedRevision: 3, observedRevision: 4 }));
    expect(planes.list()).toEqual([
      {
        ...reported,
        health: reported,
        live: true,
        lastSeenAt: new Date(nowMs),
        ownTimeMs: Date.parse(reported.reportedAt),
      },
    ]);
  });

  test('treats one that stops reporting as not live, without an event', async () => {
    const planes = await directory();
    await report(status());
    nowMs += LIVE_WITHIN_MS;
    expect(planes.list()).toMatchObject([{ live: true }]);
    nowMs += 1;
    expect(planes.list()).toMatchObject([{ live: false, lastSeenAt: new Date(START_MS) }]);
  });

  test('is not misled by a wall clock that steps, in either direction', async () => {
    const planes = await directory();
    await report(status());
    for (const stepMs of [700_000, -700_000]) {
      wallOffsetMs = stepMs;
      expect(planes.list()).toMatchObject([{ live: true, lastSeenAt: new Date(START_MS + stepMs) }]);
    }
    nowMs += LIVE_WITHIN_MS + 1;
    expect(planes.list()).toMatchObject([{ live: false }]);
  });

  test('treats one that reports its shutdown as not live, and keeps listing it', async () => {
    const planes = await directory();
    const reported = await report(status());
    const told: (string | null)[] = [];
    planes.onChange((id) => void told.push(id));
    await report({ ...reported, reportedAt: new Date(nowMs + 1).toISOString(), stopped: true });
    expect(planes.list()).toMatchObject([{ id: reported.id, live: false }]);
    expect(told).toEqual([reported.id]);
  });

  test('does not list one that was not seen for a day', async () => {
    const planes = await directory();
    await report(status());
    nowMs += STATUS_TTL_MS;
    expect(planes.list()).toEqual([]);
  });

  test('dates a status that it reads again by the time in it, not by the time of reading', async () => {
    await report(status());
    nowMs += LIVE_WITHIN_MS + 1;
    expect((await directory()).list()).toMatchObject([{ live: false, lastSeenAt: new Date(START_MS) }]);
  });

  test("dates a new report by the control plane's clock, whatever the data plane's clock says", async () => {
    const planes = await directory();
    await report(status({ reportedAt: '1999-01-01T00:00:00.000Z' }));
    expect(planes.list()).toMatchObject([{ live: true, lastSeenAt: new Date(nowMs) }]);
  });

  test("tells what a data plane's own clock says, from its last report on", async () => {
    const planes = await directory();
    const reportedAt = '1999-01-01T00:00:00.000Z';
    await report(status({ reportedAt }));
    nowMs += 1_234;
    wallOffsetMs = 700_000;
    expect(planes.list()).toMatchObject([{ ownTimeMs: Date.parse(reportedAt) + 1_234 }]);
  });

  test('lists live ones first, then the most recently seen', async () => {
    const planes = await directory();
    const first = await report(status());
    nowMs += 1_000;
    const second = await report(status());
    nowMs += LIVE_WITHIN_MS + 1;
    const live = await report(status());
    expect(planes.list().map(({ id }) => id)).toEqual([live.id, second.id, first.id]);
  });

  test('a status that no data plane with the sealing key wrote leads to nothing, and the log says so once per key', async () => {
    const warn = jest.spyOn(log, 'warn').mockImplementation(() => undefined);
    const planes = await directory();
    const honest = await report(status({ lineage: randomUUID(), appliedRevision: 1 }));
    const forged = status({ lineage: randomUUID(), appliedRevision: 999 });
    const told: (string | null)[] = [];
    planes.onChange((id) => void told.push(id));
    for (let round = 1; round <= 2; round += 1) {
      await store.put('nonsense', Buffer.from('nonsense'));
      await store.put(randomUUID(), encoded(forged));
      await store.put(forged.id, Buffer.from(JSON.stringify(forged)));
      await store.put(honest.id, encodeStatus(keyOf(2), { ...forged, id: honest.id }));
      await delivered();
    }
    expect(planes.list().map(({ id, appliedRevision }) => [id, appliedRevision])).toEqual([[honest.id, 1]]);
    expect(planes.appliedPositions()).toEqual([{ lineage: honest.lineage, revision: 1 }]);
    expect(told).toEqual([]);
    expect(warn).toHaveBeenCalledTimes(5);
    expect(warn).toHaveBeenCalledWith({ key: forged.id, reason: 'not a data plane status' }, expect.any(String));
    for (let count = 0; count < 2 * UNAUTHENTIC_LOGGED_MAX; count += 1) await store.put(`${count}`, Buffer.from('x'));
    await delivered();
    expect(warn).toHaveBeenCalledTimes(UNAUTHENTIC_LOGGED_MAX);
    nowMs += 3_600_000;
    await store.put('nonsense', Buffer.from('nonsense'));
    await delivered();
    expect(warn).toHaveBeenCalledTimes(UNAUTHENTIC_LOGGED_MAX + 1);
    warn.mockRestore();
  });

  test('ignores a status that was put back to an earlier one, unless the data plane has started again', async () => {
    const planes = await directory();
    const earlier = status({ lineage: randomUUID(), appliedRevision: 1 });
    const later = { ...earlier, appliedRevision: 2, reportedAt: new Date(START_MS + 1_000).toISOString() };
    await report(later);
    nowMs += LIVE_WITHIN_MS + 1;
    await report(earlier);
    expect(planes.list()).toMatchObject([{ appliedRevision: 2, live: false }]);
    await report({ ...earlier, startedAt: new Date(START_MS - 1).toISOString() });
    expect(planes.list()).toMatchObject([{ appliedRevision: 1, live: true }]);
  });

  test('is current once it has read all, and not while the store is away, and notifies listeners when it is', async () => {
    let watcher: KeyValueWatcher | null = null;
    const watched = { watch: (given: KeyValueWatcher) => ((watcher = given), () => undefined) };
    const planes = new DataPlaneDirectory({
      store: watched as unknown as InProcessKeyValueStore,
      watchName: 'name',
      statusKey,
      log,
    });
    open.push(planes);
    const heard: (string | null)[] = [];
    planes.onChange((id) => void heard.push(id));
    const told: KeyValueWatcher = watcher!;
    told.onReset();
    expect(planes.isCurrent).toBe(false);
    for (let times = 0; times < 2; times += 1) told.onCaughtUp();
    expect([planes.isCurrent, heard]).toEqual([true, [null]]);
    told.onUnavailable?.(new Error('NATS is away'));
    expect(planes.isCurrent).toBe(false);
    told.onReset();
    told.onCaughtUp();
    expect([planes.isCurrent, heard]).toEqual([true, [null, null]]);
  });

  test('notifies listeners of each report until they are removed', async () => {
    const planes = await directory();
    const heard: (string | null)[] = [];
    const forget = planes.onChange((id) => void heard.push(id));
    const first = await report(status());
    await report({ ...first, appliedRevision: 1 });
    forget();
    await report(status());
    expect(heard).toEqual([first.id, first.id]);
  });

  test('notifies listeners once of each data plane that is no longer live, in order', async () => {
    const liveWithinMs = 300;
    const startedMs = Date.now();
    const now = () => START_MS + Date.now() - startedMs;
    const earlier = status({ reportedAt: new Date(START_MS - liveWithinMs + 100).toISOString() });
    const later = status();
    for (const each of [later, earlier]) await store.put(each.id, encoded(each));
    const planes = await directory(liveWithinMs, now);
    const gone: (string | null)[] = [];
    planes.onChange((id) => {
      if (planes.list().some((plane) => plane.id === id && !plane.live)) gone.push(id);
    });
    await until(() => gone.length === 2, 'both data planes are gone');
    await report(status({ reportedAt: new Date(now()).toISOString() }));
    expect(gone).toEqual([earlier.id, later.id]);
  });

  test('lists at most a thousand, the most recently seen', async () => {
    const planes = await directory();
    const oldest = await report(status());
    for (let count = 0; count < DATA_PLANES_MAX; count += 1) {
      const reported = status();
      await store.put(reported.id, encoded(reported));
    }
    const ids = () => planes.list().map(({ id }) => id);
    await until(() => ids().length === DATA_PLANES_MAX && !ids().includes(oldest.id), 'the oldest has left the list');
  });
});
