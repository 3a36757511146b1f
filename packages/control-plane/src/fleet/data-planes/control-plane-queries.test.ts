import { InProcessKeyValueStore } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { hostname } from 'node:os';
import type { ControlPlane } from '../../control-plane';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { CutOffStore } from '../../testing/publication.suite';

const bucket = new InProcessKeyValueStore();
const dataPlanes = new InProcessKeyValueStore();
/** The publisher's way to the bucket, in which a write may get stuck. */
const stuck = new CutOffStore(bucket);
let publisher: ControlPlaneUnderTest;
let standby: ControlPlane;

beforeAll(async () => {
  publisher = await ControlPlaneUnderTest.start(undefined, undefined, { routingTable: stuck, dataPlanes });
  await publisher.isPublished();
  standby = await publisher.startAnother({ routingTable: bucket, dataPlanes });
});
afterAll(async () => {
  await standby.close();
  await publisher.stop();
});

const QUERY = '{ controlPlane { committedRevision publishedRevision publicationProblem } }';
interface Status {
  readonly committedRevision: number;
  readonly publishedRevision: number;
  readonly publicationProblem: string | null;
}
const standbyStatus = async () => (await standby.execute(QUERY))['controlPlane'] as Status;
const readiness = async (url: string) => (await fetch(`${url}/readyz`)).json();

it('shows in every control plane that a publisher hangs, which one, and when it is over', async () => {
  await until(async () => ((await standbyStatus()).publishedRevision === 0 ? true : null), 'the standby has the head');
  expect([await publisher.get(QUERY), await standbyStatus()]).toEqual([
    expect.objectContaining({ publicationProblem: null }),
    expect.objectContaining({ publicationProblem: null }),
  ]);
  stuck.writesLeft = 0;
  await publisher.change('createConsumer', { name: 'late' }, 'revision');
  await stuck.cutOff;
  for (const status of [() => publisher.get<Status>(QUERY), standbyStatus]) {
    const problem = await until(async () => (await status()).publicationProblem, 'the problem is shown');
    expect(problem).toMatch(/^revision 1 has been waiting to be published since .*Z, and revision 0 is the latest/);
    expect(problem).toContain(`${hostname()} (process ${process.pid})`);
    expect(await status()).toMatchObject({ committedRevision: 1, publishedRevision: 0 });
  }
  // Requests are answered: a control plane that reports the problem must stay reachable.
  for (const url of [publisher.url, standby.url]) {
    expect(await readiness(url)).toEqual({ status: 'ok', publication: 'behind' });
  }
  const warnings = publisher.logLines.filter((line) => line.includes('publication problem: revision 1'));
  expect(warnings).toHaveLength(2);

  await publisher.sql('SELECT pg_terminate_backend(backend_pid) FROM publication_lease');
  await until(async () => (await standbyStatus()).publishedRevision === 1, 'the standby has published it');
  await until(async () => (await standbyStatus()).publicationProblem === null, 'the problem is over');
  expect(await readiness(standby.url)).toEqual({ status: 'ok', publication: 'ok' });
});
