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
  }),
);
afterAll(() => controlPlane.close());

it('rolls back in one revision and waits for it', async () => {
  const args = ['rollback', '5', '--wait', '--comment', 'incident', '--expect-plan', 'plan-1', '--json'];
  const ended = await switchyard(args, { url: controlPlane.url });
  expect(ended.exitCode).toBe(0);
  expect(jsonOf(ended)).toMatchObject({ applied: true, revision: 8, rollout: { state: 'APPLIED' } });
  expect(controlPlane.inputOf('RollBack')).toEqual({ toRevision: 5, expectedPlanId: 'plan-1', comment: 'incident' });
});

it('a dry run needs no permission to change anything', async () => {
  expect(await switchyard(['rollback', '5', '--dry-run'], { url: controlPlane.url })).toMatchObject({ exitCode: 0 });
  expect(controlPlane.names()).toEqual(['PlanRollBack']);
});

it('at a terminal the rollback needs confirmation', async () => {
  const ended = await switchyard(['rollback', '5'], { url: controlPlane.url, typed: 'y\n' });
  expect(ended.errorOutput).toContain(`Roll ${controlPlane.url}/graphql back to revision 5? [y/N]`);
  expect(controlPlane.names()).toEqual(['PlanRollBack', 'RollBack']);
  expect(controlPlane.inputOf('RollBack')).toMatchObject({ expectedPlanId: 'plan-1' });
});
