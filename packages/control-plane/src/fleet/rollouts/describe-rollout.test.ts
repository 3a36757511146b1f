import type { Head } from '@switchyard/contract';
import { randomUUID } from 'node:crypto';
import { headAt } from '../../testing/heads.suite';
import type { ListedDataPlane } from '../data-planes/data-plane-reader';
import { describeRollout } from './describe-rollout';

const LINEAGE = randomUUID();
const OTHER_LINEAGE = randomUUID();
const PUBLISHED_AT = '2026-03-01T12:00:00.000Z';

const head = (revision: number, lineage = LINEAGE): Head => headAt(lineage, revision, PUBLISHED_AT);
const dataPlane = (changes: Partial<ListedDataPlane> = {}): ListedDataPlane => ({
  id: randomUUID(),
  host: 'gateway-1',
  version: '0.1.0',
  startedAt: new Date(0),
  live: true,
  lastSeenAt: new Date(0),
  ownTimeMs: 0,
  lineage: LINEAGE,
  observedRevision: 5,
  appliedRevision: 5,
  upToDate: true,
  rejection: null,
  lastRejection: null,
  tableCurrentAt: null,
  storageProblem: null,
  usageProblem: null,
  endpointFaults: [],
  requestsInFlight: 0,
  suspensionCount: 0,
  health: { suspensions: [] },
  ...changes,
});
const refused = (revision: number, lineage: string | null, appliedRevision: number | null = 4) =>
  dataPlane({
    appliedRevision,
    rejection: {
      id: 'r',
      revision,
      lineage,
      code: 'INVALID_ENTRY',
      entryKey: 'ai-api.x',
      reason: 'no',
      rejectedAt: new Date(0),
    },
  });
const rollout = (published: Head | null, ...dataPlanes: ListedDataPlane[]) =>
  describeRollout(5, { lineage: LINEAGE, head: published, dataPlanes });

describe('describeRollout', () => {
  test('is COMMITTED while the bucket has no head, an earlier one, or one of another lineage', () => {
    for (const published of [null, head(4), head(9, OTHER_LINEAGE)]) {
      expect(rollout(published, dataPlane({ appliedRevision: 4 }))).toMatchObject({
        state: 'COMMITTED',
        publishedAt: null,
      });
    }
  });

  test('is PUBLISHED, alone or with a later one, while a live data plane has not yet applied it', () => {
    for (const published of [head(5), head(6)]) {
      expect(rollout(published, dataPlane(), dataPlane({ appliedRevision: 4 }))).toMatchObject({
        state: 'PUBLISHED',
        publishedAt: new Date(PUBLISHED_AT),
        liveCount: 2,
        appliedCount: 1,
        rejectedCount: 0,
      });
    }
  });

  test('is not APPLIED if no data plane is live, even if one that is no longer live applied it', () => {
    const gone = dataPlane({ live: false });
    const told = rollout(head(5), gone);
    expect(told).toMatchObject({ state: 'PUBLISHED', liveCount: 0, appliedCount: 0 });
    expect(told.dataPlanes).toMatchObject([{ dataPlane: gone, state: 'NOT_LIVE', rejection: null }]);
  });

  test('is APPLIED if each live data plane serves it or a later revision', () => {
    const told = rollout(head(6), dataPlane(), dataPlane({ appliedRevision: 6 }), dataPlane({ live: false }));
    expect(told).toMatchObject({ state: 'APPLIED', liveCount: 2, appliedCount: 2 });
  });

  test('ignores a higher number of another lineage', () => {
    const told = rollout(head(5), dataPlane({ lineage: OTHER_LINEAGE, appliedRevision: 9 }));
    expect(told).toMatchObject({ state: 'PUBLISHED', appliedCount: 0 });
    expect(told.dataPlanes).toMatchObject([{ state: 'PENDING' }]);
  });

  test('is REJECTED if one live data plane rejected it, or a later revision that includes it', () => {
    for (const revision of [5, 7]) {
      const told = rollout(head(7), dataPlane(), refused(revision, LINEAGE));
      expect(told).toMatchObject({ state: 'REJECTED', appliedCount: 1, rejectedCount: 1 });
      expect(told.dataPlanes[1]).toMatchObject({ state: 'REJECTED', rejection: { revision, reason: 'no' } });
    }
  });

  test('ignores a rejection of an earlier revision, of another lineage, or followed by a later revision that was applied', () => {
    const told = rollout(head(7), refused(4, LINEAGE), refused(5, OTHER_LINEAGE), refused(7, LINEAGE, 5));
    expect(told.dataPlanes.map(({ state, rejection }) => [state, rejection])).toEqual([
      ['PENDING', null],
      ['PENDING', null],
      ['APPLIED', null],
    ]);
  });

  test('has a unique id, and so has each data plane in it', () => {
    const plane = dataPlane();
    const told = rollout(head(5), plane);
    expect([told.id, told.dataPlanes[0]?.id]).toEqual([`${LINEAGE}:5`, `${LINEAGE}:5:${plane.id}`]);
  });
});
