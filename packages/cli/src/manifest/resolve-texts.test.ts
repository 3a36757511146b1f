import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ControlPlaneDouble, planOf } from '../control-plane.suite';
import { jsonOf, type RunOptions, switchyard } from '../run.suite';

let controlPlane: ControlPlaneDouble;
let folder: string;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-cli-'));
  mkdirSync(join(folder, 'm/below'), { recursive: true });
  mkdirSync(join(folder, 'outside'));
  writeFileSync(join(folder, 'outside/ca.pem'), 'content of the file\n');
  controlPlane.answer({ ApplyManifest: () => ({ applyManifest: { plan: planOf(1), applied: true, revision: 8 } }) });
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => controlPlane.close());

function apply(text: string, args: readonly string[] = [], options: RunOptions = {}) {
  writeFileSync(join(folder, 'm/m.yaml'), text);
  return switchyard(['apply', '-f', 'm/m.yaml', ...args], { url: controlPlane.url, folder, ...options });
}

const sent = (): unknown => JSON.parse(String(controlPlane.inputOf('ApplyManifest')['manifest']));

it('variables and files are resolved in every text, and credentials stay references', async () => {
  writeFileSync(join(folder, 'm/below/name'), 'of a file\n\n');
  const text = `providers:
  - name: acme
    displayName: &name Acme in \${env:REGION} (\${file:below/name})
    endpoints:
      - { name: main, url: "https://\${env:HOST}/v1", credential: "\${env:KEY}" }
consumers:
  - { name: shop, displayName: *name }
`;
  const environment = { REGION: 'eu', HOST: 'eu.example', KEY: 'sk-secret-1' };
  expect(await apply(text, [], { environment })).toMatchObject({ exitCode: 0 });
  expect(sent()).toEqual({
    providers: [
      {
        name: 'acme',
        displayName: 'Acme in eu (of a file\n)',
        endpoints: [{ name: 'main', url: 'https://eu.example/v1', credential: '${env:KEY}' }],
      },
    ],
    consumers: [{ name: 'shop', displayName: 'Acme in eu (of a file\n)' }],
  });
  expect(controlPlane.inputOf('ApplyManifest')['secrets']).toEqual([{ reference: 'env:KEY', value: 'sk-secret-1' }]);
});

it('what a variable holds is not resolved again, and a literal ${ is left to the control plane', async () => {
  const text = 'consumers: [{ name: a, displayName: "${env:A} $${env:A} $$${env:A}" }]';
  await apply(text, [], { environment: { A: '${env:B} $${x}', B: 'b' } });
  expect(sent()).toEqual({
    consumers: [{ name: 'a', displayName: '$${env:B} $$${x} $${env:A} $$${env:A}' }],
  });
});

it('a manifest without references, or with literal ones alone, is sent as it was written', async () => {
  const text = '# a comment\nconsumers: [{ name: a, displayName: "$${env:A} $${A} $ {}" }]\n';
  await apply(text);
  expect(controlPlane.inputOf('ApplyManifest')['manifest']).toBe(text);
});

it.each([
  ['a variable that is not set', '${env:NOT_SET}', 'the environment variable NOT_SET is not set'],
  ['an empty variable', 'x${env:EMPTY}', 'the environment variable EMPTY is empty'],
  ['a file that is not there', '${file:no}', 'cannot read the file'],
  ['no name', '${env:}', '${env:} has no name'],
  ['a misspelt kind', '${evn:HOME}', '${evn:HOME} is not a reference: write ${env:NAME} or ${file:PATH}, or $${ for'],
  ['no kind', 'x ${HOME}', '${HOME} is not a reference'],
  ['no end', '${env:HOME', '${ is not a reference'],
  ['what a shell would take', '${HOME:-a b}', '${ is not a reference'],
  ['a named secret', '${secret:a}', "only an endpoint's `credential` can be `${secret:NAME}`"],
  ["this program's token", '${env:SWITCHYARD_TOKEN}', 'holds a secret of Switchyard itself'],
  ["the control plane's sealing key", '${env:SWITCHYARD_SEALING_KEY}', 'holds a secret of Switchyard itself'],
  ['the token of `npm start`', '${file:.switchyard/admin-token}', 'holds a secret of Switchyard itself'],
  ["a process's variables", '${file:/proc/self/environ}', 'holds a secret of Switchyard itself'],
  ['a file outside', '${file:../outside/ca.pem}', "is outside the manifest's folder: to allow it, pass"],
  ['an absolute file', '${file:/etc/hostname}', "is outside the manifest's folder"],
  ['a link to a file outside', '${file:link}', "is outside the manifest's folder"],
  ['a file in a folder whose name only begins like it', '${file:../m2/x}', "is outside the manifest's folder"],
  ['a folder', '${file:below}', 'it is a directory'],
])('%s is an error with its place, and nothing is sent or quoted', async (_, reference, message) => {
  symlinkSync('../outside/ca.pem', join(folder, 'm/link'));
  mkdirSync(join(folder, 'm2'));
  writeFileSync(join(folder, 'm2/x'), 'content of the file');
  mkdirSync(join(folder, 'm/.switchyard'));
  writeFileSync(join(folder, 'm/.switchyard/admin-token'), 'content of the file');
  const ended = await apply(`consumers:\n  - name: a\n    displayName: "${reference}"\n`, ['--json'], {
    environment: { EMPTY: '' },
  });
  expect(ended.exitCode).toBe(2);
  expect(jsonOf(ended).error?.['problems']).toEqual([
    expect.objectContaining({ file: 'm/m.yaml', line: 3, column: 18, message: expect.stringContaining(message) }),
  ]);
  expect(ended.output + ended.errorOutput).not.toContain('content of the file');
  expect(controlPlane.received).toEqual([]);
});

it('--allow-files lets texts and credentials read a folder outside', async () => {
  const text =
    'providers: [{ name: a, displayName: "${file:../outside/ca.pem}", endpoints: [{ name: e, credential: "${file:../outside/ca.pem}" }] }]';
  expect((await apply(text)).exitCode).toBe(2);
  expect(await apply(text, ['--allow-files', 'outside'])).toMatchObject({ exitCode: 0 });
  expect(sent()).toMatchObject({ providers: [{ displayName: 'content of the file' }] });
  expect((await apply(text.replace('${file:../outside/ca.pem}', 'x'))).errorOutput).toContain('with --allow-files');
});

it.each([
  ['in --token-file', 'm/token'],
  ['in contexts', 'm/home/.config/switchyard/contexts.json'],
  ["in another data folder's token", 'data/admin-token'],
  ["in another data folder's key", 'data/sealing-key'],
])("this program's own secrets %s are read through no path or link", async (_, file) => {
  mkdirSync(join(folder, dirname(file)), { recursive: true });
  writeFileSync(join(folder, file), 'content-of-the-file', { mode: 0o600 });
  writeFileSync(join(folder, 'm/other-token'), 'other-token');
  symlinkSync(join(folder, file), join(folder, 'm/symbolic'));
  linkSync(join(folder, file), join(folder, 'm/hard'));
  const args = ['--allow-files', '.', '--token-file', file === 'm/token' ? file : 'm/other-token'];
  const environment = { HOME: join(folder, 'm/home'), SWITCHYARD_DATA_DIR: 'data' };
  for (const path of [join(folder, file), 'symbolic', 'hard']) {
    for (const text of [
      `consumers: [{ name: a, displayName: "\${file:${path}}" }]`,
      `providers: [{ name: a, endpoints: [{ name: e, credential: "\${file:${path}}" }] }]`,
    ]) {
      const { exitCode, output, errorOutput } = await apply(text, args, { environment });
      expect(errorOutput).toContain(`the file ${resolve(folder, 'm', path)} holds a secret of Switchyard itself`);
      expect(output + errorOutput).not.toContain('content-of-the-file');
      expect(exitCode).toBe(2);
    }
  }
  expect(controlPlane.received).toEqual([]);
});

it('problems of a resolved manifest have their place in the file as it was written', async () => {
  const fields = [{ path: 'consumers.0.name', message: 'is taken', reason: 'TAKEN', line: 1, column: 24 }];
  controlPlane.answer({
    ApplyManifest: () => ({
      data: null,
      errors: [{ message: 'No.', path: ['a'], extensions: { code: 'BAD_USER_INPUT', fields } }],
    }),
  });
  const { errorOutput } = await apply('consumers:\n  - displayName: "${env:A}"\n    name: a\n', [], {
    environment: { A: 'a' },
  });
  expect(errorOutput).toContain('m/m.yaml:3:11: consumers.0.name: is taken\n');
});

it.each([
  ['an item of a credential', 'credential: ["${env:A}"]'],
  ['a member of a credential', 'credential: { apiKey: "${env:A}" }'],
])('%s cannot be a reference', async (_, member) => {
  const { exitCode, errorOutput } = await apply(`providers:\n  - ${member}\n`, [], { environment: { A: 'a-secret' } });
  expect(errorOutput).toContain('${env:A} cannot be inside `credential`: write `credential: ${env:A}`');
  expect(errorOutput).not.toContain('a-secret');
  expect(exitCode).toBe(2);
});
