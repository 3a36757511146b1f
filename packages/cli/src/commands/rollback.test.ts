import { ControlPlaneDouble, planOf, rolloutOf } from '../control-plane.suite';
import { jsonOf, switchyard } from '../run.suite';

let controlPlane: ControlPlaneDouble;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
});
beforeEach(() =>
  controlPlane.answer({
    PlanRollBack: () => ({ planRollBack: planOf(1) }),
    RollBack: () => ({ rollBack: { plan: planOf(1), applied: true, revision: 8 } }),
    Rollout: () => ({ rollout: rolloutOf('APPLIED') }),
    History: () => ({ revisions: { nodes: [REVISION, { ...REVISION, rolledBackTo: 3 }], totalCount: 9 } }),
  }),
);
afterAll(() => controlPlane.close());

const REVISION = {
  number: 8,
  committedAt: '2026-03-01T12:00:00.000Z',
  actor: { kind: 'ACCESS_TOKEN', name: 'pipeline' },
  operation: 'applyManifest',
  comment: 'ticket 1',
  rolledBackTo: null,
  changeCount: 4,
};

it('goes back in one revision and waits for it', async () => {
  const args = ['rollback', '5', '--wait', '--comment', 'incident', '--expect-plan', 'plan-1', '--json'];
  const ended = await switchyard(args, { url: controlPlane.url });
  expect(ended.exitCode).toBe(0);
  expect(jsonOf(ended)).toMatchObject({ applied: true, revision: 8, rollout: { state: 'APPLIED' } });
  expect(controlPlane.inputOf('RollBack')).toEqual({ toRevision: 5, expectedPlanId: 'plan-1', comment: 'incident' });
});

it('a dry run needs no right to change anything', async () => {
  expect(await switchyard(['rollback', '5', '--dry-run'], { url: controlPlane.url })).toMatchObject({ exitCode: 0 });
  expect(controlPlane.names()).toEqual(['PlanRollBack']);
});

it('at a terminal it is confirmed first', async () => {
  const ended = await switchyard(['rollback', '5'], { url: controlPlane.url, typed: 'y\n' });
  expect(ended.errorOutput).toContain(`Roll ${controlPlane.url}/graphql back to revision 5? [y/N]`);
  expect(controlPlane.names()).toEqual(['PlanRollBack', 'RollBack']);
  expect(controlPlane.inputOf('RollBack')).toMatchObject({ expectedPlanId: 'plan-1' });
});

it('the history says who did what, and to which revision somebody went back', async () => {
  const { output } = await switchyard(['history', '--limit', '2'], { url: controlPlane.url });
  expect(output).toMatch(/^8 +2026-03-01T12:00:00\.000Z +pipeline +applyManifest +4 +ticket 1$/m);
  expect(output).toContain('applyManifest to 3');
  expect(controlPlane.inputOf('History')).toEqual({ first: 2 });
});
