import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliFailure } from '../failure';
import { manifestSecrets } from './manifest-secrets';
import { type NamedSecrets, namedSecrets } from './named-secrets';
import { ParsedManifest } from './parsed-manifest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-cli-'));
  mkdirSync(join(folder, 'of-the-manifest'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const secretsOf = async (text: string, environment: NodeJS.ProcessEnv = {}, given: readonly string[] = []) => {
  const named = given.reduce<NamedSecrets>((before, option) => namedSecrets(option, before), new Map());
  const parsed = ParsedManifest.parse({ name: 'm.yaml', text, folder: join(folder, 'of-the-manifest') });
  const fileRules = { allowedFolders: [], ownSecrets: [] };
  return manifestSecrets({ name: 'm.yaml', manifests: [parsed], fileRules }, { environment, folder }, named);
};

async function failureOf(
  text: string,
  environment: NodeJS.ProcessEnv = {},
  given: readonly string[] = [],
): Promise<CliFailure> {
  const error: unknown = await secretsOf(text, environment, given).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CliFailure)) throw new Error('expected a failure');
  return error;
}

it('each reference is resolved once, from the environment and from files next to the manifest', async () => {
  writeFileSync(join(folder, 'of-the-manifest', 'key'), 'of-a-file\n\n');
  const text =
    '- credential: ${env:A}\n- { credential: "${file:key}" }\n- credential: ${env:A}\n- credential: &b ${env:B}\n- credential: *b\n';
  expect((await secretsOf(text, { A: 'of-the-environment', B: 'b' })).secrets).toEqual([
    { reference: 'env:A', value: 'of-the-environment' },
    { reference: 'file:key', value: 'of-a-file\n' },
    { reference: 'env:B', value: 'b' },
  ]);
});

it('a JSON manifest works the same way', async () => {
  expect((await secretsOf('{"credential":"${env:A}"}', { A: 'a' })).secrets).toEqual([
    { reference: 'env:A', value: 'a' },
  ]);
});

it('a name is resolved from --secret, with files in the working folder, and left open if not passed', async () => {
  writeFileSync(join(folder, 'key'), 'of-a-file');
  const names = ['team/openai', 'azure', 'kept', 'azure', 'kept'];
  const text = names.map((name) => `- credential: \${secret:${name}}\n`).join('');
  const given = ['team/openai=env:A', 'azure=file:key'];
  const { secrets, notGiven } = await secretsOf(text, { A: 'of-the-environment' }, given);
  expect(notGiven).toMatchObject([{ file: 'm.yaml', line: 3, column: 15 }]);
  expect(secrets).toEqual([
    { reference: 'secret:team/openai', value: 'of-the-environment' },
    { reference: 'secret:azure', value: 'of-a-file' },
  ]);
});

it('a name whose source is missing is reported at its place in the manifest', async () => {
  const failure = await failureOf('a: 1\ncredential: ${secret:openai}\n', {}, ['openai=env:NOT_SET']);
  expect(failure.exitCode).toBe(2);
  expect(failure.details.problems).toMatchObject([
    { file: 'm.yaml', line: 2, column: 13, message: 'the environment variable NOT_SET is not set' },
  ]);
});

it('a name that the manifest does not refer to is refused', async () => {
  const failure = await failureOf(
    '- credential: ${secret:openai}\n- credential: ${env:other}\n',
    { A: 'a', other: 'b' },
    ['openai=env:A', 'opnai=env:A', 'other=env:A'],
  );
  expect(failure.exitCode).toBe(2);
  expect(failure.message).toContain('m.yaml does not refer to: ${secret:opnai}, ${secret:other}.');
});

it('part of a text, a member name or another kind is not a reference', async () => {
  expect((await secretsOf('a: key-${env:A}\n"${env:A}": 1\nc: ${A}\nd: "${env:}"\n# ${env:A}\n')).secrets).toEqual([]);
});

it('every missing secret is reported with its place, and no value is shown', async () => {
  writeFileSync(join(folder, 'of-the-manifest', 'empty'), '\n');
  const text = ['env:PRESENT', 'env:MISSING', 'file:no-such', 'env:EMPTY', 'file:empty']
    .map((reference) => `- credential: \${${reference}}\n`)
    .join('');
  const failure = await failureOf(text, { PRESENT: 'present-value', EMPTY: '' });
  expect(failure.exitCode).toBe(2);
  expect(failure.details.problems).toMatchObject([
    { file: 'm.yaml', line: 2, column: 15, message: 'the environment variable MISSING is not set' },
    {
      line: 3,
      column: 15,
      message: `cannot read the file ${join(folder, 'of-the-manifest', 'no-such')}: no such file`,
    },
    { line: 4, column: 15, message: 'the environment variable EMPTY is empty' },
    { line: 5, column: 15, message: `the file ${join(folder, 'of-the-manifest', 'empty')} is empty` },
  ]);
  expect(JSON.stringify(failure.toJson())).not.toContain('present-value');
});

it('invalid YAML is refused with the place of each error', async () => {
  const failure = await failureOf('a: 1\nb: [1, 2\nc: "x\n');
  expect(failure.exitCode).toBe(3);
  expect(failure.details.problems?.[0]).toMatchObject({ file: 'm.yaml', line: 3 });
});

it('text that is nested too deeply is refused', async () => {
  expect((await failureOf('['.repeat(100_000))).exitCode).toBe(3);
});
