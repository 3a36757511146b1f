import { ControlPlaneDouble, planOf, refusal } from '../control-plane.suite';
import { jsonOf, switchyard } from '../run.suite';

let controlPlane: ControlPlaneDouble;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
});
afterAll(() => controlPlane.close());

function answering(role: string, changes: 0 | 1): void {
  controlPlane.answer({
    ViewerRole: () => ({ viewer: { role } }),
    PlanManifest: () => ({ planManifest: planOf(changes) }),
    ApplyManifest: () => ({ applyManifest: { plan: planOf(changes), applied: false, revision: 7 } }),
  });
}

const diff = (input: string, args: readonly string[] = []) =>
  switchyard(['diff', '-f', '-', ...args], { url: controlPlane.url, input, environment: { KEY: 'k' } });

it('exits with 0 without differences and with 1 with some', async () => {
  answering('EDITOR', 0);
  expect(await diff('providers: []')).toMatchObject({
    exitCode: 0,
    output: 'Plan: 0 to create, 0 to update, 0 to delete, 4 unchanged.\n',
  });
  answering('EDITOR', 1);
  const ended = await diff('providers: []', ['--json']);
  expect(ended.exitCode).toBe(1);
  expect(jsonOf(ended)).toEqual({ plan: planOf(1) });
});

it('a changed credential is shown only as changed', async () => {
  const differences = [{ path: 'credential.changes', before: null, after: true }];
  const items = [{ action: 'UPDATE', kind: 'ENDPOINT', path: ['openai', 'main'], differences, defaults: [] }];
  controlPlane.answer({
    ViewerRole: () => ({ viewer: { role: 'EDITOR' } }),
    ApplyManifest: () => ({ applyManifest: { plan: planOf(1, { items }), applied: false, revision: 7 } }),
  });
  expect((await diff('providers: []')).output).toContain('~ endpoint openai/main\n    credential: changes\n');
});

it.each([
  ['CREATE', null, true, '+ endpoint openai/main\n    credential: set\n'],
  ['UPDATE', false, true, '~ endpoint openai/main\n    credential: set\n'],
  ['UPDATE', true, false, '~ endpoint openai/main\n    credential: removed\n'],
])('what happens to a credential is said in words: %s from %j to %j', async (action, before, after, text) => {
  const differences = [{ path: 'credential.isSet', before, after }];
  const items = [{ action, kind: 'ENDPOINT', path: ['openai', 'main'], differences, defaults: [] }];
  controlPlane.answer({
    ViewerRole: () => ({ viewer: { role: 'EDITOR' } }),
    ApplyManifest: () => ({ applyManifest: { plan: planOf(1, { items }), applied: false, revision: 7 } }),
  });
  expect((await diff('providers: []')).output).toContain(text);
});

it('a dry run of apply is a plan for a VIEWER too, and an unexpected one is refused', async () => {
  answering('VIEWER', 1);
  const dryRun = (...args: string[]) =>
    switchyard(['apply', '-f', '-', '--dry-run', ...args], { url: controlPlane.url, input: 'providers: []' });
  expect(await dryRun()).toMatchObject({ exitCode: 0 });
  expect(await dryRun('--expect-plan', 'plan-1')).toMatchObject({ exitCode: 0 });
  expect(controlPlane.names()).toEqual(['ViewerRole', 'PlanManifest', 'ViewerRole', 'PlanManifest']);
  const refused = await dryRun('--expect-plan', 'plan-0', '--json');
  expect(refused.exitCode).toBe(3);
  expect(jsonOf(refused).error).toMatchObject({ code: 'CONFLICT', reason: 'PLAN_CHANGED', planId: 'plan-1' });
});

it('an editor sees the plan that apply would make, with credentials compared, and nothing is changed', async () => {
  answering('ADMIN', 1);
  await diff('credential: ${env:KEY}', ['--prune']);
  expect(controlPlane.inputOf('ApplyManifest')).toEqual({
    manifest: 'credential: ${env:KEY}',
    secrets: [{ reference: 'env:KEY', value: 'k' }],
    prune: true,
    dryRun: true,
  });
});

it('a named secret is read from the source in --secret and compared', async () => {
  answering('EDITOR', 1);
  await diff('credential: ${secret:acme}', ['--secret', 'acme=env:KEY']);
  expect(controlPlane.inputOf('ApplyManifest')).toMatchObject({ secrets: [{ reference: 'secret:acme', value: 'k' }] });
});

it('a viewer needs no credentials', async () => {
  answering('VIEWER', 1);
  expect(await diff('credential: ${env:NOT_SET}')).toMatchObject({ exitCode: 1 });
  expect(controlPlane.names()).toEqual(['ViewerRole', 'PlanManifest']);
  expect(controlPlane.inputOf('PlanManifest')).toEqual({ manifest: 'credential: ${env:NOT_SET}', prune: false });
});

it('a failure is never taken for a difference', async () => {
  controlPlane.answer({ ViewerRole: () => refusal('UNAVAILABLE', 'Away.') });
  expect((await diff('providers: []')).exitCode).toBe(5);
});

it('warnings, creations and deletions are shown, and control characters are escaped', async () => {
  const items = [
    {
      action: 'CREATE',
      kind: 'AI_API',
      path: ['shop'],
      differences: [
        { path: 'basePath', before: null, after: '/s' },
        { path: 'enabled', before: null, after: true },
      ],
      defaults: ['enabled'],
    },
    { action: 'DELETE', kind: 'CONSUMER', path: ['old\u001b[2J'], differences: [], defaults: [] },
  ];
  const warnings = [
    { code: 'KEYS_REVOKED', message: 'The keys of "old" are revoked.', kind: 'CONSUMER', path: ['old'] },
  ];
  const plan = planOf(1, { items, warnings, createCount: 2, updateCount: 0, deleteCount: 1 });
  controlPlane.answer({
    ViewerRole: () => ({ viewer: { role: 'VIEWER' } }),
    PlanManifest: () => ({ planManifest: plan }),
  });
  expect((await diff('providers: []')).output).toBe(
    [
      '+ AI API shop',
      '    basePath: "/s"',
      '- consumer old\\u001b[2J',
      '  … and 1 more',
      '! The keys of "old" are revoked.',
      '',
      'Plan: 2 to create, 0 to update, 1 to delete, 4 unchanged.',
      'Plan id: plan-1 (based on revision 7)',
      '',
    ].join('\n'),
  );
  expect((await diff('providers: []', ['--verbose'])).output).toContain(
    '    basePath: "/s"\n    enabled: true\n- consumer',
  );
});
