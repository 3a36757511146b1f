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
    const hard = { ...suspension(policy.id, 0), hardUntil: until, cause: 'ACCOUNT_EXHAUSTED' as const, status: 402 };
    await report({ suspensions: [hard, suspension(policy.id, 1, past)] });
    const { summary, candidates } = await routes.explain({ model: 'large', dataPlaneId: dataPlane.id });
    expect(placesOf(candidates)).toEqual([
      'medium@primary PROBE 1',
      'small@primary FALLBACK 2',
      'large@primary SUSPENDED -',
    ]);
    expect(
      candidates.map((each) => [each.availability, each.suspensionGrade, each.suspendedUntil, each.suspensionCause]),
    ).toEqual([
      ['PROBE', null, null, null],
      ['AVAILABLE', null, null, null],
      ['SUSPENDED', 'HARD', until, 'ACCOUNT_EXHAUSTED'],
    ]);
    expect(candidates[2]?.explanation).toMatch(
      new RegExp(
        `^Suspended hard until ${until}, for another (60|5\\d) seconds, because the account's credit or quota is used up \\(402\\)\\.$`,
      ),
    );
    expect(summary).toContain('Suspensions are as reported by the data plane on gateway-1 at ');
    expect(summary).not.toContain('not live');
  });

  it('of live data planes are told unasked, as long as the question did not name such a data plane', async () => {
    const { policy } = await routes.policies.attach('Failover', { production: routes.policies.chain(0, 1) });
    const hard = { ...suspension(policy.id, 0), hardUntil: until, cause: 'RATE_LIMITED' as const, status: 429 };
    await report({ suspensions: [hard] });
    const other = new ReportedDataPlane(routes.underTest, (await position()).lineage);
    await other.report();
    const query = 'query ($input: ExplainRouteInput!) { explainRoute(input: $input) { warnings } }';
    const input = { environment: 'PRODUCTION', aiApiId: routes.world.aiApiId, model: 'large' };
    expect(await routes.underTest.get(query, { input })).toEqual({
      warnings: [
        `Model large on endpoint primary of provider ${routes.world.name} is suspended on 1 of 2 live data planes until ${until} and receives no requests there: RATE_LIMITED (429).`,
      ],
    });
    const named = { ...input, dataPlaneId: dataPlane.id };
    expect(await routes.underTest.get(query, { input: named })).toEqual({ warnings: [] });
    await other.report({ stopped: true });
  });

  it('say what exactly went wrong with the connection', async () => {
    const { policy } = await routes.policies.attach('Failover', { production: routes.policies.chain(0, 1) });
    const detail = 'DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate';
    await report({ suspensions: [{ ...suspension(policy.id, 0), cause: 'CERTIFICATE_UNTRUSTED', detail }] });
    const { candidates } = await routes.explain({ model: 'large', dataPlaneId: dataPlane.id });
    expect(candidates.map((each) => each.suspensionDetail)).toEqual([null, detail]);
    expect(candidates[1]?.explanation).toContain(`, because TLS did not accept its certificate (${detail}).`);
  });

  it('that are soft leave their targets as last resorts, and a hard one says when it becomes soft', async () => {
    const { policy } = await routes.policies.attach('Failover', { production: routes.policies.chain(0, 1, 2) });
    const later = new Date(Date.now() + 90_000).toISOString();
    const soft = { ...suspension(policy.id, 0, later), cause: 'TIMEOUT' as const };
    const sooner = { ...suspension(policy.id, 1), cause: 'FAILURE_STATUS' as const, status: 500 };
    const hard = { ...suspension(policy.id, 2, later), hardUntil: until };
    await report({ suspensions: [soft, sooner, hard] });
    const input = { model: 'large', dataPlaneId: dataPlane.id, requests: 10 };
    const { summary, candidates, simulation } = await routes.explain(input);
    expect(placesOf(candidates)).toEqual([
      'medium@primary LAST_RESORT 1',
      'large@primary LAST_RESORT 2',
      'small@primary SUSPENDED -',
    ]);
    expect(candidates.map(({ suspensionGrade, hardUntil }) => [suspensionGrade, hardUntil])).toEqual([
      ['SOFT', null],
      ['SOFT', null],
      ['HARD', until],
    ]);
    expect(candidates[0]?.explanation).toMatch(
      /^Last resort, tried because no target is available\. Suspended softly until .*, because it answered with a failure status \(500\)\.$/,
    );
    expect(candidates[1]?.explanation).toMatch(/^Last resort, tried if attempt 1 fails\. .* did not answer in time\.$/);
    expect(candidates[2]?.explanation).toContain(`. Then softly until ${later}.`);
    expect(summary).toContain('as a last resort, because every target is suspended');
    // Its first success ends its suspension, and so it gets the next requests too.
    expect(simulation?.shares).toMatchObject([{ modelName: 'medium', requests: 10 }]);
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
    const soft = await routes.explain({ model: 'large', suspended: assumed.slice(0, 1), suspendedAs: 'SOFT' });
    expect(placesOf(soft.candidates)).toEqual(['medium@primary FALLBACK 1', 'large@primary LAST_RESORT 2']);
    const all = await routes.explain({ model: 'large', suspended: assumed, requests: 10 });
    expect(all).toMatchObject({
      outcome: 'REFUSED',
      refusalStatus: 503,
      refusalCode: 'no_available_target',
      policyName: `failover from ${routes.world.name}/large in production`,
      maxAttempts: 0,
      simulation: { requests: 10, shares: [], worstCase: [], worstCaseSeconds: 0 },
    });
    expect(placesOf(all.candidates)).toEqual(['large@primary SUSPENDED -', 'medium@primary SUSPENDED -']);
  });
});
