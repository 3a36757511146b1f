import type { DataPlaneStatus, ReportedSuspension } from '@switchyard/contract';
import { ReportedDataPlane } from '../testing/reported-data-plane.suite';
import { placesOf, RoutesUnderTest } from '../testing/routes-under-test.suite';

let routes: RoutesUnderTest;
let dataPlane: ReportedDataPlane;

const position = () =>
  routes.underTest.get<{ lineage: string; committedRevision: number }>(
    '{ controlPlane { lineage committedRevision } }',
  );

beforeAll(async () => {
  routes = await RoutesUnderTest.start();
  dataPlane = new ReportedDataPlane(routes.underTest, (await position()).lineage);
});
afterAll(() => routes.underTest.stop());
beforeEach(() => routes.policies.begin());

/** The data plane serves the latest revision, and says this besides. */
async function report(changes: Partial<DataPlaneStatus>): Promise<void> {
  await dataPlane.report({ appliedRevision: (await position()).committedRevision, ...changes });
}

describe('suspensions', () => {
  const until = new Date(Date.now() + 60_000).toISOString();
  const suspension = (policyId: string, model: number, end = until): ReportedSuspension => ({
    policyId,
    environment: 'PRODUCTION',
    modelId: routes.world.modelIds[model]!,
    endpointId: routes.world.productionId,
    until: end,
  });

  it('that the data plane has reported hold, an ended one is a probe, and the summary says whose they are', async () => {
    const { policy } = await routes.policies.attach('Failover', { production: routes.policies.chain(0, 1, 2) });
    const past = new Date(Date.now() - 1_000).toISOString();
    await report({ suspensions: [suspension(policy.id, 0), suspension(policy.id, 1, past)] });
    const { summary, candidates } = await routes.explain({ model: 'large', dataPlaneId: dataPlane.id });
    expect(placesOf(candidates)).toEqual([
      'medium@primary PROBE 1',
      'small@primary FALLBACK 2',
      'large@primary SUSPENDED -',
    ]);
    expect(candidates.map((each) => [each.availability, each.suspendedUntil])).toEqual([
      ['PROBE', null],
      ['AVAILABLE', null],
      ['SUSPENDED', until],
    ]);
    expect(candidates[2]?.explanation).toMatch(
      new RegExp(`^Suspended until ${until}, for another (60|59|5\\d) seconds\\.$`),
    );
    expect(summary).toContain('Suspensions are as reported by the data plane on gateway-1 at ');
    expect(summary).not.toContain('not live');
  });

  it('that are over are a probe as long as the data plane says so, and nothing once it says that all is well', async () => {
    const { policy } = await routes.policies.attach('Failover', { production: routes.policies.chain(0, 1) });
    const { until: _until, ...target } = suspension(policy.id, 0);
    const explained = async (availability: 'PROBE' | 'AVAILABLE') => {
      await report({ returned: [{ ...target, availability }] });
      return placesOf((await routes.explain({ model: 'large', dataPlaneId: dataPlane.id })).candidates);
    };
    expect(await explained('PROBE')).toEqual(['large@primary PROBE 1', 'medium@primary FALLBACK 2']);
    expect(await explained('AVAILABLE')).toEqual(['large@primary PRIMARY 1', 'medium@primary FALLBACK 2']);
  });

  it('of another policy or environment hold nothing back', async () => {
    const { policy } = await routes.policies.attach('Failover', { production: routes.policies.chain(0, 1) });
    const own = suspension(policy.id, 0);
    await report({
      suspensions: [
        { ...own, policyId: dataPlane.id },
        { ...own, environment: 'SANDBOX' },
      ],
    });
    const { candidates } = await routes.explain({ model: 'large', dataPlaneId: dataPlane.id });
    expect(placesOf(candidates)).toEqual(['large@primary PRIMARY 1', 'medium@primary FALLBACK 2']);
  });

  it('come with a note if the data plane is not live or serves another revision', async () => {
    await report({ reportedAt: new Date(Date.now() - 60_000).toISOString() });
    await routes.underTest.startAgain();
    await routes.policies.attach('Failover', { production: routes.policies.chain(0, 1) });
    const { summary } = await routes.explain({ model: 'large', dataPlaneId: dataPlane.id });
    expect(summary).toContain('That data plane is not live: it was last seen at ');
    expect(summary).toMatch(/It serves revision \d+; this explanation is for revision \d+\./);
  });

  it('can be assumed, and all of them together are refused as the gateway would', async () => {
    await routes.policies.attach('Failover', { production: routes.policies.chain(0, 1) });
    const assumed = [{ ...routes.policies.target(0) }, { ...routes.policies.target(1) }];
    const one = await routes.explain({ model: 'large', suspended: assumed.slice(0, 1) });
    expect(placesOf(one.candidates)).toEqual(['medium@primary FALLBACK 1', 'large@primary SUSPENDED -']);
    expect(one.candidates[0]?.explanation).toBe('Fallback, tried first because no target before it is available.');
    expect(one.candidates[1]).toMatchObject({
      explanation: 'Treated as suspended, as requested.',
      availability: 'SUSPENDED',
      suspendedUntil: null,
    });
    const all = await routes.explain({ model: 'large', suspended: assumed, requests: 10 });
    expect(all).toMatchObject({
      outcome: 'REFUSED',
      refusalStatus: 503,
      refusalCode: 'no_available_target',
      policyLabel: 'failover from large',
      maxAttempts: 0,
      simulation: { requests: 10, shares: [], worstCase: [], worstCaseSeconds: 0 },
    });
    expect(placesOf(all.candidates)).toEqual(['large@primary SUSPENDED -', 'medium@primary SUSPENDED -']);
  });
});
