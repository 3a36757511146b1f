import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';

const ID = '0198c0de-0000-7000-8000-000000000001';

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

const report = async (status: object) => {
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
    requestsInFlight: 2,
    suspensions: [],
    ...status,
  };
  await underTest.stores.dataPlanes.put(ID, Buffer.from(JSON.stringify(whole)));
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

it('shows the revision that a data plane rejected, and does not count it as up to date', async () => {
  await underTest.change('createConsumer', { name: 'd' }, 'revision');
  await underTest.isPublished();
  const rejection = { revision: 2, entryKey: 'ai-api.x', reason: 'no', rejectedAt: '2026-03-01T12:00:00.000Z' };
  await report({ observedRevision: 2, rejection });
  const query =
    'query($id: ID!) { dataPlane(id: $id) { upToDate rejection { id revision entryKey reason rejectedAt } } }';
  expect(await underTest.get(query, { id: ID })).toEqual({
    upToDate: false,
    rejection: { id: `${ID}:2`, ...rejection },
  });
  expect(await underTest.get(query, { id: 'nobody' })).toBeNull();
  expect(await underTest.get(COUNTS)).toMatchObject({ liveDataPlaneCount: 1, upToDateDataPlaneCount: 0 });
});
