import { type DataPlaneStatus, encodeStatus } from '@switchyard/contract';
import { randomUUID } from 'node:crypto';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';

const ID = '0198c0de-0000-7000-8000-000000000001';

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

const report = async (status: Partial<DataPlaneStatus>) => {
  const { lineage } = await underTest.get<{ lineage: string }>('{ controlPlane { lineage } }');
  const whole = {
    id: ID,
    host: 'host-1',
    version: '0.1.0',
    startedAt: '2026-03-01T12:00:00.000Z',
    reportedAt: new Date().toISOString(),
    lineage,
    observedRevision: 1,
    appliedRevision: 1,
    rejection: null,
    lastRejection: null,
    endpointFaults: [],
    requestsInFlight: 2,
    suspensions: [],
    ...status,
  };
  await underTest.stores.dataPlanes.put(ID, encodeStatus(underTest.sealingKey.statusKey, whole));
};

const COUNTS =
  '{ controlPlane { version committedRevision publishedRevision publicationProblem liveDataPlaneCount upToDateDataPlaneCount } }';

it('shows a data plane as it last reported, and whether it serves the latest published revision', async () => {
  await underTest.change('createConsumer', { name: 'c' }, 'revision');
  await underTest.isPublished();
  await report({});
  const query =
    '{ dataPlanes { id host live upToDate appliedRevision requestsInFlight suspensionCount startedAt rejection { revision } } }';
  expect(await underTest.get(query)).toEqual([
    {
      id: ID,
      host: 'host-1',
      live: true,
      upToDate: true,
      appliedRevision: 1,
      requestsInFlight: 2,
      suspensionCount: 0,
      startedAt: '2026-03-01T12:00:00.000Z',
      rejection: null,
    },
  ]);
  expect(await underTest.get(COUNTS)).toMatchObject({
    committedRevision: 1,
    publishedRevision: 1,
    publicationProblem: null,
    liveDataPlaneCount: 1,
    upToDateDataPlaneCount: 1,
  });
});

it('shows the endpoints that a data plane has taken out of rotation', async () => {
  const fault = { providerId: randomUUID(), endpointId: randomUUID(), reason: 'its credential does not open' };
  await report({ endpointFaults: [fault] });
  const query = 'query($id: ID!) { dataPlane(id: $id) { endpointFaults { id providerId endpointId reason } } }';
  expect(await underTest.get(query, { id: ID })).toEqual({
    endpointFaults: [{ id: `${ID}:${fault.endpointId}`, ...fault }],
  });
});

it('shows the revision that a data plane rejected, and does not count it as up to date', async () => {
  await underTest.change('createConsumer', { name: 'd' }, 'revision');
  await underTest.isPublished();
  const rejection = {
    revision: 2,
    code: 'INVALID_ENTRY' as const,
    entryKey: 'ai-api.x',
    reason: 'no',
    rejectedAt: '2026-03-01T12:00:00.000Z',
  };
  await report({ observedRevision: 2, rejection: { ...rejection, lineage: null } });
  const fields = '{ id revision code entryKey reason rejectedAt }';
  const query = `query($id: ID!) { dataPlane(id: $id) { upToDate rejection ${fields} lastRejection ${fields} } }`;
  expect(await underTest.get(query, { id: ID })).toEqual({
    upToDate: false,
    rejection: { id: `${ID}:${rejection.rejectedAt}`, ...rejection },
    lastRejection: null,
  });
  const repaired = {
    ...rejection,
    code: 'NOT_AUTHENTIC' as const,
    entryKey: 'head',
    rejectedAt: '2026-03-01T12:00:01.000Z',
  };
  await report({ rejection: null, lastRejection: { ...repaired, lineage: null } });
  expect(await underTest.get(query, { id: ID })).toMatchObject({ rejection: null, lastRejection: repaired });
  await report({ rejection: { ...rejection, lineage: null } });
  expect(await underTest.get(query, { id: 'nobody' })).toBeNull();
  expect(await underTest.get(COUNTS)).toMatchObject({ liveDataPlaneCount: 1, upToDateDataPlaneCount: 0 });
});
