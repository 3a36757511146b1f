import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ControlPlaneDouble, planOf, refusal } from '../control-plane.suite';
import { jsonOf, type RunOptions, switchyard } from '../run.suite';

let controlPlane: ControlPlaneDouble;
let folder: string;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-cli-'));
  controlPlane.answer({ ApplyManifest: () => ({ applyManifest: { plan: planOf(1), applied: true, revision: 8 } }) });
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => controlPlane.close());

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const apply = (args: readonly string[], options: RunOptions = {}) =>
  switchyard(['apply', ...args], { url: controlPlane.url, folder, ...options });

const sent = (): unknown => JSON.parse(String(controlPlane.inputOf('ApplyManifest')['manifest']));

const ACME = 'providers:\n  - name: acme\n';

describe('several manifests', () => {
  it('are applied as one, whose sections list the objects of all', async () => {
    write({
      'a.yaml': `${ACME}consumers: []\n`,
      'b.json': '{"providers":[{"name":"other"}],"aiApis":[{"name":"support"}]}',
    });
    expect(
      await apply(['-f', 'a.yaml', '-f', 'b.json', '-f', '-'], { input: 'consumers: [{ name: shop }]' }),
    ).toMatchObject({ exitCode: 0 });
    expect(controlPlane.names()).toEqual(['ApplyManifest']);
    expect(sent()).toEqual({
      providers: [{ name: 'acme' }, { name: 'other' }],
      consumers: [{ name: 'shop' }],
      aiApis: [{ name: 'support' }],
    });
  });

  it('are all files of a folder and below it that end like manifests, without hidden ones', async () => {
    write({
      'm/b.yml': 'providers: [{ name: b }]',
      'm/a.yaml': 'providers: [{ name: a }]',
      'm/team/c.json': '{"providers":[{"name":"c"}]}',
      'm/README.md': '# text',
      'm/.github/workflow.yaml': 'on: push',
      'm/.hidden.yaml': 'on: push',
      'outside/d.yaml': 'providers: [{ name: d }]',
    });
    symlinkSync('../outside', join(folder, 'm/linked'));
    symlinkSync('..', join(folder, 'm/team/up'));
    expect(await apply(['-f', 'm'])).toMatchObject({ exitCode: 0, errorOutput: '' });
    expect(sent()).toEqual({ providers: ['a', 'b', 'd', 'c'].map((name) => ({ name })) });
  });

  it.each(['constructor', '__proto__', 'toString'])(
    'may have a section called %s, which the control plane refuses',
    async (name) => {
      write({ 'a.yaml': ACME, 'b.yaml': `${name}: [{ name: b }]\n` });
      expect(await apply(['-f', 'a.yaml', '-f', 'b.yaml'])).toMatchObject({ exitCode: 0, errorOutput: '' });
      expect(controlPlane.inputOf('ApplyManifest')['manifest']).toBe(
        `{"providers":[{"name":"acme"}],"${name}":[{"name":"b"}]}`,
      );
    },
  );

  it('that describe the same object are refused with both files, in any case of its name', async () => {
    write({ 'a.yaml': ACME, 'b.yaml': 'aiApis: [{ name: acme }]\nproviders:\n  - name: other\n  - name: ACME\n' });
    const ended = await apply(['-f', 'a.yaml', '-f', 'b.yaml', '--prune', '--json']);
    expect(ended.exitCode).toBe(3);
    expect(jsonOf(ended).error).toMatchObject({
      message: 'a.yaml, b.yaml: 1 problem, listed above. Nothing was sent.',
      problems: [
        {
          file: 'b.yaml',
          line: 4,
          column: 11,
          path: 'providers.1.name',
          message: '"ACME" is also in a.yaml:2. Describe each object in one file',
        },
      ],
    });
    expect(controlPlane.received).toEqual([]);
  });

  it.each([
    ['empty', '# nothing\n', '1:1: is empty'],
    ['of two documents', 'providers: []\n---\nproviders: []\n', 'must be a single document'],
    ['a list', '- name: acme\n', '1:1: must be a mapping with sections'],
    ['without a list in a section', 'providers:\n  name: acme\n', 'providers: must be a list'],
    ['no YAML', 'providers: [', 'is not valid YAML or JSON'],
    ['with an alias of nothing', 'providers: [*acme]', '1:1: has an alias that cannot be resolved'],
  ])('of which one is %s are refused', async (_, text, message) => {
    write({ 'a.yaml': ACME, 'b.yaml': text });
    const { exitCode, errorOutput } = await apply(['-f', 'a.yaml', '-f', 'b.yaml', '--prune']);
    expect(errorOutput).toContain('b.yaml');
    expect(errorOutput).toContain(message);
    expect(exitCode).toBe(3);
    expect(controlPlane.received).toEqual([]);
  });

  it.each([
    ['a folder without manifests', ['-f', 'empty'], 'The folder empty contains no manifest'],
    ['a file that is not there', ['-f', 'a.yaml', '-f', 'no.yaml'], 'Cannot read the manifest no.yaml: no such file'],
    ['a file twice', ['-f', 'a.yaml', '-f', './a.yaml'], 'a.yaml and ./a.yaml are the same file'],
    ['a folder and a file in it', ['-f', 'empty/..', '-f', 'a.yaml'], 'a.yaml is given twice'],
    ['a link to nothing in a folder', ['-f', 'broken'], 'Cannot read the manifest broken/gone.yaml: no such file'],
  ])('cannot be %s', async (_, args, message) => {
    write({ 'a.yaml': ACME, 'empty/README.md': '', 'broken/b.yaml': ACME.replace('acme', 'b') });
    symlinkSync('nowhere', join(folder, 'broken/gone.yaml'));
    if (args.includes('empty/..')) rmSync(join(folder, 'broken'), { recursive: true });
    const { exitCode, errorOutput } = await apply([...args, '--prune']);
    expect(errorOutput).toContain(message);
    expect(exitCode).toBe(2);
    expect(controlPlane.received).toEqual([]);
  });

  it('the problems that the control plane finds are shown in the file that has them', async () => {
    write({ 'a.yaml': ACME, 'b.yaml': 'consumers: []\nproviders:\n  - name: b\n    models:\n      - nam: gpt\n' });
    const fields = [
      {
        path: 'providers.1.models.0.nam',
        message: 'is not a known field',
        reason: 'UNKNOWN_MEMBER',
        line: 1,
        column: 70,
      },
      { path: 'providers.0.template', message: 'is required', reason: 'REQUIRED', line: 1, column: 15 },
      { path: 'manifest', message: 'is too large', reason: 'WRONG_COUNT', line: null, column: null },
    ];
    controlPlane.answer({ ApplyManifest: () => refusal('BAD_USER_INPUT', 'Refused.', { fields }) });
    expect((await apply(['-f', 'a.yaml', '-f', 'b.yaml'])).errorOutput).toBe(
      'b.yaml:5:9: providers.0.models.0.nam: is not a known field\n' +
        'a.yaml:2:5: providers.0.template: is required\n' +
        'a.yaml, b.yaml: manifest: is too large\n' +
        'switchyard: BAD_USER_INPUT: 3 problems, listed above.\n',
    );
  });

  it('mean the same secret by the same reference', async () => {
    write({
      'a/a.yaml': 'providers: [{ name: a, credential: "${file:key}" }]',
      'b/b.yaml': 'providers: [{ name: b, credential: "${file:key}" }]',
      'a/key': 'first-secret',
      'b/key': 'second-secret',
    });
    const { exitCode, errorOutput } = await apply(['-f', 'a', '-f', 'b']);
    expect(errorOutput).toContain('b/b.yaml:1:36: ${file:key} is a different file for another manifest');
    expect(errorOutput).not.toMatch(/(first|second)-secret/);
    expect(exitCode).toBe(2);
  });
});

describe('--prune with a section that is empty', () => {
  const deleting = (kind: string) => {
    const items = [{ action: 'DELETE', kind, path: ['acme'], differences: [], defaults: [] }];
    const plan = planOf(1, { items, updateCount: 0, deleteCount: 1 });
    controlPlane.answer({
      ViewerRole: () => ({ viewer: { role: 'EDITOR' } }),
      ApplyManifest: () => ({ applyManifest: { plan, applied: true, revision: 8 } }),
    });
  };

  it.each([
    ['one manifest', ['-f', 'a.yaml']],
    ['several', ['-f', 'a.yaml', '-f', 'b.yaml']],
    ['a dry run', ['-f', 'a.yaml', '--dry-run']],
  ])('deletes nothing without --allow-empty: %s', async (_, args) => {
    write({ 'a.yaml': 'providers: []\n', 'b.yaml': 'consumers: [{ name: shop }]\n' });
    deleting('PROVIDER');
    const { exitCode, output, errorOutput } = await apply([...args, '--prune', '--yes']);
    expect(output).toContain('- provider acme');
    expect(errorOutput).toContain('so --prune would delete all of them. To allow that, pass --allow-empty');
    expect(exitCode).toBe(3);
    expect(controlPlane.inputOf('ApplyManifest')).toMatchObject({ dryRun: true });
    expect(controlPlane.names().filter((name) => name === 'ApplyManifest')).toHaveLength(1);
  });

  it('deletes everything with --allow-empty', async () => {
    write({ 'a.yaml': 'providers: []\n' });
    deleting('PROVIDER');
    expect(await apply(['-f', 'a.yaml', '--prune', '--allow-empty'])).toMatchObject({ exitCode: 0 });
  });

  it('applies exactly the checked plan if nothing of the section is deleted', async () => {
    write({ 'a.yaml': 'providers: []\n' });
    deleting('CONSUMER');
    expect(await apply(['-f', 'a.yaml', '--prune'])).toMatchObject({ exitCode: 0 });
    expect(controlPlane.received.map(({ variables }) => variables['input'])).toMatchObject([
      { dryRun: true },
      { expectedPlanId: 'plan-1' },
    ]);
  });
});
