import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlPlaneDouble, planOf, refusal, rolloutOf } from '../control-plane.suite';
import { jsonOf, type RunOptions, switchyard } from '../run.suite';

const MANIFEST = 'providers:\n  - name: acme\n    credential: ${env:ACME_KEY}\n';
const SECRET = 'sk-never-to-be-seen';

let controlPlane: ControlPlaneDouble;
let folder: string;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
  folder = mkdtempSync(join(tmpdir(), 'switchyard-cli-'));
  writeFileSync(join(folder, 'm.yaml'), MANIFEST);
});
afterAll(async () => {
  await controlPlane.close();
  rmSync(folder, { recursive: true });
});

/** Answers as a control plane whose configuration differs from the manifest in one place. */
function differing(answers: Record<string, (variables: Record<string, unknown>) => unknown> = {}): void {
  controlPlane.answer({
    ViewerRole: () => ({ viewer: { role: 'EDITOR' } }),
    ApplyManifest: (variables) => {
      const { dryRun = false } = variables['input'] as { dryRun?: boolean };
      return { applyManifest: { plan: planOf(1), applied: !dryRun, revision: dryRun ? 7 : 8 } };
    },
    ...answers,
  });
}

const apply = (args: readonly string[] = [], options: RunOptions = {}) =>
  switchyard(['apply', '-f', 'm.yaml', ...args], {
    url: controlPlane.url,
    folder,
    ...options,
    environment: { ACME_KEY: SECRET, ...options.environment },
  });

it('in a pipeline the manifest is applied at once, with the secrets alongside', async () => {
  differing();
  const ended = await apply(['--comment', 'ticket 1', '--prune']);
  expect(ended).toMatchObject({ exitCode: 0, errorOutput: '' });
  expect(ended.output).toBe(
    [
      '~ weighted round robin policy support/main',
      '    production.targets.0.weight: 1 → 3',
      '',
      'Plan: 0 to create, 1 to update, 0 to delete, 4 unchanged.',
      'Plan id: plan-1 (based on revision 7)',
      'Revision 8 is committed.',
      '',
    ].join('\n'),
  );
  expect(controlPlane.names()).toEqual(['ApplyManifest']);
  expect(controlPlane.inputOf('ApplyManifest')).toEqual({
    manifest: MANIFEST,
    secrets: [{ reference: 'env:ACME_KEY', value: SECRET }],
    prune: true,
    comment: 'ticket 1',
  });
});

it('a manifest can be piped in', async () => {
  differing();
  expect(await switchyard(['apply', '-f', '-'], { url: controlPlane.url, input: 'providers: []' })).toMatchObject({
    exitCode: 0,
  });
  expect(controlPlane.inputOf('ApplyManifest')).toMatchObject({ manifest: 'providers: []', secrets: [] });
});

it('at a terminal the plan is shown and confirmed, and only that plan is applied', async () => {
  differing();
  const ended = await apply([], { typed: 'yes\n', environment: { NO_COLOR: '1' } });
  expect(ended.exitCode).toBe(0);
  expect(ended.errorOutput).toContain(`Apply m.yaml to ${controlPlane.url}/graphql? [y/N] `);
  expect(controlPlane.received.map(({ variables }) => variables['input'])).toMatchObject([
    { dryRun: true },
    { expectedPlanId: 'plan-1' },
  ]);
});

it.each(['no\n', '\n', ''])('at a terminal nothing is applied if the answer is %j', async (typed) => {
  differing();
  const ended = await apply([], { typed });
  expect(ended.exitCode).toBe(130);
  expect(ended.errorOutput).toContain('Declined: nothing was changed.');
  expect(controlPlane.received).toHaveLength(1);
});

it('Ctrl-C at the question ends the command, and nothing is applied', async () => {
  differing();
  expect(await apply([], { typed: null, interruptAt: '[y/N]' })).toMatchObject({ exitCode: 130 });
  expect(controlPlane.inputOf('ApplyManifest')).toMatchObject({ dryRun: true });
  expect(controlPlane.received).toHaveLength(1);
});

it.each([['--yes'], ['--expect-plan', 'plan-1'], ['--json']])(
  'at a terminal %s skips the question',
  async (...args) => {
    differing();
    expect(await apply(args, { typed: '' })).toMatchObject({ exitCode: 0 });
    expect(controlPlane.received).toHaveLength(1);
  },
);

it('only terminals get colours, and none with NO_COLOR', async () => {
  differing();
  const colour = '\u001b[';
  expect((await apply(['--yes'], { typed: '' })).output).toContain(colour);
  expect((await apply(['--yes'], { typed: '', environment: { NO_COLOR: '1' } })).output).not.toContain(colour);
  expect((await apply(['--yes'], { typed: '', environment: { TERM: 'dumb' } })).output).not.toContain(colour);
  expect((await apply()).output).not.toContain(colour);
});

it('a dry run prints the plan and changes nothing', async () => {
  differing();
  const ended = await apply(['--dry-run', '--json']);
  expect(ended.exitCode).toBe(0);
  expect(jsonOf(ended)).toMatchObject({ applied: false, revision: null, plan: { id: 'plan-1' }, rollout: null });
  expect(controlPlane.inputOf('ApplyManifest')).toMatchObject({ dryRun: true });
});

it('problems of a manifest are printed with their place in the file', async () => {
  const fields = [
    { path: 'providers.0.name', message: 'is taken', reason: 'TAKEN', line: 2, column: 11 },
    { path: 'aiApis', message: 'is missing', reason: 'REQUIRED', line: null, column: null },
  ];
  controlPlane.answer({ ApplyManifest: () => refusal('BAD_USER_INPUT', 'It has 2 problems.', { fields }) });
  const ended = await apply(['--json']);
  expect(ended.exitCode).toBe(3);
  expect(ended.errorOutput).toBe(
    'm.yaml:2:11: providers.0.name: is taken\nm.yaml: aiApis: is missing\nswitchyard: BAD_USER_INPUT: 2 problems, listed above.\n',
  );
  expect(jsonOf(ended).error?.['problems']).toMatchObject([
    { file: 'm.yaml', line: 2, column: 11, path: 'providers.0.name', reason: 'TAKEN' },
    { file: 'm.yaml', line: null, column: null, path: 'aiApis' },
  ]);
});

it('a secret that the control plane refuses is named by its reference', async () => {
  const fields = [{ path: 'secrets.0.value', message: 'must be visible characters', reason: 'INVALID_FORMAT' }];
  controlPlane.answer({ ApplyManifest: () => refusal('BAD_USER_INPUT', 'Refused.', { fields }) });
  expect((await apply()).errorOutput).toContain('m.yaml: ${env:ACME_KEY}: must be visible characters\n');
});

it('a missing secret stops the command before anything is sent', async () => {
  differing();
  const ended = await apply([], { environment: { ACME_KEY: '' } });
  expect(ended.exitCode).toBe(2);
  expect(ended.errorOutput).toContain('m.yaml:3:17: the environment variable ACME_KEY is empty\n');
  expect(controlPlane.received).toEqual([]);
});

it('a named secret is read from the source in --secret and sent', async () => {
  differing();
  const input = 'credential: ${secret:acme}';
  const args = ['apply', '-f', '-', '--secret', 'acme=env:ACME_KEY'];
  await switchyard(args, { url: controlPlane.url, input, environment: { ACME_KEY: SECRET } });
  expect(controlPlane.inputOf('ApplyManifest')).toMatchObject({
    manifest: input,
    secrets: [{ reference: 'secret:acme', value: SECRET }],
  });
});

it('if a named secret is not passed, its place is noted and the rest is applied', async () => {
  differing();
  const input = 'credential: ${secret:acme}';
  const ended = await switchyard(['apply', '-f', '-'], { url: controlPlane.url, input });
  expect(ended).toMatchObject({
    exitCode: 0,
    errorOutput: '<stdin>:1:13: not passed with --secret: the endpoint keeps the credential that it has\n',
  });
  expect(controlPlane.inputOf('ApplyManifest')).toMatchObject({ secrets: [] });
});

it('if a secret is neither passed nor kept, its place is printed with how to pass it', async () => {
  const fields = [{ path: 'a', message: 'refers to a secret', reason: 'UNRESOLVED_REFERENCE', line: 1, column: 4 }];
  controlPlane.answer({ ApplyManifest: () => refusal('BAD_USER_INPUT', 'Refused.', { fields }) });
  const ended = await switchyard(['apply', '-f', '-'], { url: controlPlane.url, input: 'credential: ${secret:acme}' });
  expect(ended.exitCode).toBe(3);
  expect(ended.errorOutput).toContain(
    '<stdin>:1:4: a: refers to a secret; pass it with --secret NAME=env:VARIABLE or --secret NAME=file:PATH\n',
  );
});

it('a plan that differs from the reviewed one is refused', async () => {
  controlPlane.answer({
    ApplyManifest: () => refusal('CONFLICT', 'The plan has changed.', { reason: 'PLAN_CHANGED', planId: 'plan-2' }),
  });
  const ended = await apply(['--expect-plan', 'plan-1', '--json']);
  expect(ended.exitCode).toBe(3);
  expect(jsonOf(ended).error).toMatchObject({ code: 'CONFLICT', reason: 'PLAN_CHANGED', planId: 'plan-2' });
});

it('--wait succeeds once every live data plane has applied the revision', async () => {
  const states = ['COMMITTED', 'PUBLISHED', 'APPLIED'];
  differing({ Rollout: () => ({ rollout: rolloutOf(states.shift() ?? 'APPLIED') }) });
  const ended = await apply(['--wait']);
  expect(ended.exitCode).toBe(0);
  expect(ended.errorOutput).toContain('Every live data plane serves revision 8.');
  expect(controlPlane.names()).toEqual(['ApplyManifest', 'Rollout', 'Rollout', 'Rollout']);
  expect(controlPlane.inputOf('Rollout')).toEqual({ revision: 8, waitSeconds: 20 });
});

it.each([
  ['PUBLISHED', {}, 'it is pending on dp-1 on gateway-1.'],
  ['COMMITTED', {}, 'it is not published yet.'],
  ['PUBLISHED', { liveCount: 0, dataPlanes: [] }, 'it is published, but no data plane is live.'],
  ['REJECTED', {}, 'data planes refused it: dp-1 on gateway-1: ai-api.1: no such operation'],
])('a failed --wait (%s, %j) says that the revision is committed', async (state, more, why) => {
  differing({ Rollout: () => ({ rollout: rolloutOf(state, more) }) });
  const ended = await apply(['--wait=1', '--json']);
  expect(ended.exitCode).toBe(6);
  expect(ended.errorOutput).toMatch(/^switchyard: Revision 8 is committed, but /);
  expect(ended.errorOutput).toContain(why);
  expect(jsonOf(ended)).toMatchObject({
    applied: true,
    revision: 8,
    rollout: { state },
    error: { kind: 'not-rolled-out', exitCode: 6 },
  });
});

it('a short outage of the control plane does not end the wait', async () => {
  const answers = [refusal('UNAVAILABLE', 'The database is away.'), { rollout: rolloutOf('APPLIED') }];
  differing({ Rollout: () => answers.shift() });
  expect(await apply(['--wait=30'])).toMatchObject({ exitCode: 0 });
});

it('an interrupted wait still prints the revision', async () => {
  const interruption = new AbortController();
  differing({
    Rollout: () => {
      interruption.abort();
      return { rollout: rolloutOf('PUBLISHED') };
    },
  });
  const ended = await apply(['--wait', '--json'], { interrupted: interruption.signal });
  expect(ended.exitCode).toBe(130);
  expect(jsonOf(ended)).toMatchObject({ applied: true, revision: 8, error: { kind: 'interrupted' } });
  expect(ended.errorOutput).toContain('Revision 8 is committed, but waiting for its rollout was interrupted.');
});

it('an error after the commit says that the change may have happened', async () => {
  const error = { message: 'A fault.', path: ['applyManifest', 'plan'], extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  controlPlane.answer({ ApplyManifest: () => ({ data: null, errors: [error] }) });
  const ended = await apply();
  expect(ended.exitCode).toBe(7);
  expect(ended.errorOutput).toContain('The manifest may or may not have been applied');
});

it('no secret is ever printed, whatever happens', async () => {
  const ends = [
    () => differing(),
    () => differing({ ApplyManifest: () => refusal('BAD_USER_INPUT', 'Refused.') }),
    () => differing({ ApplyManifest: () => ({ applyManifest: null }) }),
  ];
  for (const arrange of ends) {
    arrange();
    for (const args of [[], ['--json'], ['--dry-run'], ['--wait=0']]) {
      const { output, errorOutput } = await apply(args);
      expect(output + errorOutput).not.toContain(SECRET);
    }
  }
});
