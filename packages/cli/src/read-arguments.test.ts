import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlPlaneDouble, planOf, rolloutOf } from './control-plane.suite';
import { switchyard } from './run.suite';

let controlPlane: ControlPlaneDouble;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
});
beforeEach(() => {
  const changed = { plan: planOf(1), applied: true, revision: 8 };
  const consumerKey = {
    id: 'key-1',
    environment: 'SANDBOX',
    displayName: 'k',
    hint: 'sy_test_',
    state: 'REVOKED',
    createdAt: '2026-03-01T12:00:00.000Z',
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
  };
  controlPlane.answer({
    ApplyManifest: () => ({ applyManifest: changed }),
    RollBack: () => ({ rollBack: changed }),
    RevokeConsumerKey: () => ({ revokeConsumerKey: { consumerKey, revision: 8 } }),
    Rollout: () => ({ rollout: rolloutOf('APPLIED') }),
  });
});
afterAll(() => controlPlane.close());

const ran = (...args: string[]) => switchyard(args, { url: controlPlane.url, input: 'providers: []' });

it('--wait never takes the next argument for its seconds', async () => {
  expect(await ran('rollback', '--wait', '41')).toMatchObject({ exitCode: 0 });
  expect(controlPlane.inputOf('RollBack')).toMatchObject({ toRevision: 41 });
  expect(await ran('keys', 'revoke', '--wait', 'key-1')).toMatchObject({ exitCode: 0 });
  expect(controlPlane.inputOf('RevokeConsumerKey')).toMatchObject({ consumerKeyId: 'key-1' });
  expect(await ran('keys', 'revoke', '--wait=3', 'key-1')).toMatchObject({ exitCode: 0 });
});

it.each([
  ['seconds apart from --wait', ['apply', '-f', '-', '--wait', '30'], 'If 30 is the value of --wait, write --wait=30.'],
  ['seconds between --wait and the revision', ['rollback', '--wait', '30', '41'], 'If 30 is the value of --wait'],
  ['files that a shell found for one -f', ['apply', '-f', 'a.yaml', 'b.yaml'], 'Repeat -f for each value.'],
  [
    'an option in place of a value',
    ['apply', '-f', '-', '--comment', '--dry-run'],
    '--comment needs a value, but another',
  ],
  ['an option in place of a file', ['apply', '-f', '--prune'], '-f needs a value, but another option follows'],
  ['an option in place of a file to write', ['export', '-o', '--json'], '-o needs a value, but another option follows'],
  ['the same for a schema', ['schema', '-o', '--json'], '-o needs a value, but another option follows'],
  ['the same for a format', ['get', 'providers', '-o', '--json'], '-o needs a value, but another option follows'],
  ['the same for a key', ['keys', 'issue', 'shop', '-o', '--json'], '-o needs a value, but another option follows'],
  ['the same for a token', ['tokens', 'issue', 'ci', '-o', '--json'], '-o needs a value, but another option follows'],
  ['two files to write', ['export', '-o', 'a', '-o', 'b'], '--output is given twice'],
  ['two files to write, in two forms', ['export', '-oa', '--output=b'], '--output is given twice'],
  ['a value that is missing at the end', ['apply', '-f', '-', '--comment'], '--comment needs a value'],
  ['an empty variable for a file', ['apply', '-f', ''], 'The value of -f is empty'],
  ['an empty variable for a plan', ['apply', '-f', '-', '--expect-plan='], 'The value of --expect-plan is empty'],
  [
    'an empty variable for a plan, apart',
    ['rollback', '4', '--expect-plan', ''],
    'The value of --expect-plan is empty',
  ],
  ['an empty argument', ['keys', 'revoke', ''], 'An argument is empty'],
  ['a switch twice', ['apply', '-f', '-', '--dry-run', '--dry-run'], '--dry-run is given twice'],
  ['a comment twice', ['apply', '-f', '-', '--comment', 'a', '--comment=b'], '--comment is given twice'],
  ['two plans', ['rollback', '4', '--expect-plan', 'a', '--expect-plan', 'b'], '--expect-plan is given twice'],
  ['two addresses', ['status', '--url', 'http://a', '--url', 'http://b'], '--url is given twice'],
  ['a switch that is switched off', ['apply', '-f', '-', '--prune=false'], '--prune takes no value'],
  ['a short switch with a value', ['rollback', '4', '-yes'], "unknown option '-e'"],
  ['an abbreviated option', ['apply', '-f', '-', '--dry'], "unknown option '--dry'"],
  ['an abbreviated command', ['roll', '4'], "unknown command 'roll'"],
  ['an option after --', ['rollback', '4', '--', '--dry-run'], 'too many arguments'],
  ['seconds with a unit', ['rollback', '4', '--wait=2m'], 'whole number of seconds'],
  ['a timeout with a unit', ['status', '--timeout', '1m'], 'whole number of seconds'],
  ['standard input twice', ['apply', '-f', '-', '-f', '-'], '<stdin> is given twice'],
  ['--prune without a manifest', ['explain', 'support', '--prune'], 'Add --manifest, or omit them'],
])('%s is refused, and nothing is sent', async (_, args, message) => {
  const { exitCode, errorOutput } = await ran(...args);
  expect(errorOutput).toContain(message);
  expect(exitCode).toBe(2);
  expect(controlPlane.received).toEqual([]);
});

it('a value that begins with a dash is joined to its option', async () => {
  expect(await ran('apply', '-f', '-', '--comment=--dry-run')).toMatchObject({ exitCode: 0 });
  expect(controlPlane.inputOf('ApplyManifest')).toMatchObject({ comment: '--dry-run' });
});

it('short options may be joined, and global options may stand anywhere', async () => {
  expect(await ran('--timeout', '5', 'apply', '-yf-', '--json')).toMatchObject({ exitCode: 0 });
  expect(controlPlane.names()).toEqual(['ApplyManifest']);
});

it('a value may be joined to its short option', async () => {
  controlPlane.answer({ ExportManifest: () => ({ manifest: '{"providers":[{"name":"acme"}]}' }) });
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-cli-'));
  try {
    const options = { url: controlPlane.url, folder };
    expect(await switchyard(['export', '-oa.yaml'], options)).toMatchObject({ exitCode: 0, output: '' });
    expect(await switchyard(['schema', '-o', 'b.json'], options)).toMatchObject({ exitCode: 0, output: '' });
    expect(readdirSync(folder)).toEqual(['a.yaml', 'b.json']);
    expect(await switchyard(['get', 'providers', '-oyaml'], options)).toMatchObject({
      output: 'providers:\n  - name: acme\n',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('an argument called --json does not ask for JSON', async () => {
  const { output } = await ran('explain', '--', '--json');
  expect(output).toBe('');
});
