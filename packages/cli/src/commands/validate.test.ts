import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeBlockOf } from '../manifest-docs.suite';
import { jsonOf, switchyard } from '../run.suite';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Without a control plane, a token, a home or variables. */
const offline = (args: readonly string[], input = '') =>
  switchyard(args, { folder, input, environment: { SWITCHYARD_TOKEN: '' } });
const validate = (text: string) => offline(['validate', '-f', '-'], text);

const aiApi = (policy: string) =>
  `aiApis:\n  - name: support\n    basePath: /support\n    providers: [acme]\n    policies:\n      - ${policy}\n`;

it.each(['docs/manifest.md', 'docs/coming-from.md'])(
  'the manifest of %s is valid, with its references unresolved',
  async (page) => {
    expect(await validate(codeBlockOf(page))).toEqual({
      exitCode: 0,
      output: '<stdin>: valid.\n',
      errorOutput: '',
    });
  },
);

it.each([
  [
    'a wrong kind',
    aiApi('{ kind: RANDOM, production: { targets: [{ wieght: 1 }] } }'),
    ['6:17: aiApis.0.policies.0.kind: must be one of `ROUND_ROBIN`, `WEIGHTED_ROUND_ROBIN`, `FAILOVER`'],
  ],
  [
    'labels that Kubernetes would refuse',
    'consumers:\n  - name: web\n    labels:\n      my team: a\n      team: a/b\n',
    [
      expect.stringContaining('<stdin>:4:7: consumers.0.labels.my team: must be 1 to 63 letters'),
      expect.stringContaining('<stdin>:5:13: consumers.0.labels.team: must be at most 63 letters'),
    ],
  ],
  ['a kind that is missing', aiApi('{ production: { targets: [] } }'), ['6:9: aiApis.0.policies.0.kind: is required']],
  [
    'a typo within a kind',
    aiApi('{ kind: WEIGHTED_ROUND_ROBIN, production: { targets: [{ model: m, endpoint: e, wieght: 1 }] } }'),
    ['6:88: aiApis.0.policies.0.production.targets.0.wieght: is not a known field: did you mean `weight`?'],
  ],
  [
    'a typo in a list of providers',
    'providers:\n  - name: acme\n    template: OPENAI\n    profil: {}\n',
    ['4:5: providers.0.profil: is not a known field: did you mean `profile`?'],
  ],
  ['a typo in a section', 'provider: []\n', ['1:1: provider: is not a known field: did you mean `providers`?']],
  [
    'a file of another tool',
    'kind: Provider\n',
    ['1:1: kind: is not a known field: a manifest has `providers`, `aiApis`, `consumers`'],
  ],
  [
    'a number without quotation marks',
    'providers: [{ name: 5, template: OPENAI }]',
    ['1:21: providers.0.name: must be a string: put it in quotation marks'],
  ],
  ['no value', 'consumers: [{ name: shop, access: }]', ['1:35: consumers.0.access: has no value: set one, or omit it']],
  [
    'a text that a profile does not allow',
    'providers: [{ name: a, template: OPENAI, profile: { modelListPath: 5 } }]',
    ['1:68: providers.0.profile.modelListPath: must be a string: put it in quotation marks'],
  ],
  [
    'a name that is none',
    'consumers: [{ name: "web shop" }]',
    [
      '1:21: consumers.0.name: must be 1 to 63 letters, digits, `.`, `_` or `-`, the first a letter or digit, such as `support-chat`',
    ],
  ],
  [
    'another type',
    'consumers: [{ name: shop, enabled: "yes" }]',
    ['1:36: consumers.0.enabled: must be `true` or `false`'],
  ],
  [
    'an object that is listed twice',
    'consumers: [{ name: shop }, { name: Shop }]',
    ['1:37: consumers.1.name: is listed twice'],
  ],
  [
    'a credential in clear',
    'providers: [{ name: a, template: OPENAI, endpoints: [{ name: e, environment: SANDBOX, url: "https://a.example", credential: sk-1 }] }]',
    [expect.stringContaining('credential: must be a reference such as `${env:OPENAI_API_KEY}`')],
  ],
])('%s is one message that says where and what to write', async (_, text, lines) => {
  const { exitCode, errorOutput } = await validate(text);
  expect(errorOutput.trimEnd().split('\n')).toEqual([
    ...lines.map((line: unknown) => (typeof line === 'string' ? `<stdin>:${line}` : line)),
    expect.stringMatching(/^switchyard: <stdin>: (1 problem|2 problems), listed above\.( Nothing was sent\.)?$/),
  ]);
  expect(exitCode).toBe(3);
});

it('texts that refer to a variable or a file are not checked, but that they are references', async () => {
  const text = 'providers: [{ name: "${env:NAME}", displayName: "$${NAME}", template: OPENAI }]\n';
  expect(await validate(text)).toMatchObject({ exitCode: 0 });
  const { exitCode, errorOutput } = await validate(text.replace('env:', 'evn:').replace('$${', '${'));
  expect(errorOutput).toContain('<stdin>:1:21: ${evn:NAME} is not a reference: write ${env:NAME}');
  expect(errorOutput).toContain('<stdin>:1:49: ${NAME} is not a reference');
  expect(exitCode).toBe(3);
});

it('manifests of several files are checked together', async () => {
  writeFileSync(join(folder, 'a.yaml'), 'consumers: [{ name: shop }]\n');
  writeFileSync(join(folder, 'b.yaml'), 'consumers: [{ name: shop }]\n');
  const { exitCode, errorOutput } = await offline(['validate', '-f', '.']);
  expect(errorOutput).toContain('b.yaml:1:21: consumers.0.name: "shop" is also in a.yaml:1');
  expect(exitCode).toBe(3);
});

describe('schema', () => {
  it('is printed or written, names itself and describes every member', async () => {
    const { output } = await offline(['schema']);
    const schema = JSON.parse(output) as object;
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:switchyard:manifest',
    });
    const members = membersOf(schema);
    expect(members.length).toBeGreaterThan(100);
    expect(members.filter(({ description }) => !description)).toEqual([]);
    // What editors and "validate" say of a text that does not fit: never a pattern.
    expect(patternsWithoutWords(schema)).toEqual([]);
    expect(await offline(['schema', '-o', 's.json'])).toMatchObject({ exitCode: 0, output: '' });
    expect(readFileSync(join(folder, 's.json'), 'utf8')).toBe(output);
    expect(jsonOf(await offline(['schema', '--json']))).toEqual({ file: null, schema });
  });
});

function patternsWithoutWords(schema: object): unknown[] {
  const own = 'pattern' in schema && !('patternErrorMessage' in schema) ? [schema.pattern] : [];
  const nested = Object.values(schema).filter((value) => typeof value === 'object' && value !== null);
  return [...own, ...nested.flatMap((value: object) => patternsWithoutWords(value))];
}

/** All members of all objects, without the conditions that choose a form. */
function membersOf(schema: object): { name: string; description: unknown }[] {
  return Object.entries(schema).flatMap(([keyword, value]: [string, unknown]) => {
    if (keyword === 'if' || typeof value !== 'object' || value === null) return [];
    if (keyword !== 'properties') return membersOf(value);
    return Object.entries(value).flatMap(([name, member]: [string, object]) => [
      // The discriminator is described in each form.
      { name, description: 'allOf' in schema ? 'described' : Reflect.get(member, 'description') },
      ...membersOf(member),
    ]);
  });
}

describe('completion', () => {
  const script = async (shell: string) => (await offline(['completion', shell])).output;

  it.each([
    ['switchyard ', 'apply'],
    ['switchyard keys ', 'revoke'],
    ['switchyard --timeout 5 tokens ', 'issue'],
    ['switchyard apply --allow', '--allow-empty'],
    ['switchyard get ', 'ai-apis'],
    ['switchyard get providers -o ', 'table'],
    ['switchyard keys issue shop --environment ', 'sandbox'],
    ['switchyard tokens issue ci --role ', 'viewer'],
    ['switchyard completion ', 'fish'],
  ])('bash completes %j with %s', async (line, word) => {
    writeFileSync(join(folder, 's.bash'), await script('bash'));
    const words = line.split(' ');
    const program = `source ./s.bash; COMP_WORDS=(${words.map((each) => `'${each}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _switchyard; echo "\${COMPREPLY[*]}"`;
    const completed = execFileSync('bash', ['-c', program], { cwd: folder, encoding: 'utf8' });
    expect(completed.split(/\s+/)).toContain(word);
  });

  it('bash completes files where an option takes any value', async () => {
    writeFileSync(join(folder, 's.bash'), await script('bash'));
    const program = `source ./s.bash; COMP_WORDS=(switchyard apply -f ''); COMP_CWORD=3; _switchyard; echo "[\${COMPREPLY[*]}]"`;
    expect(execFileSync('bash', ['-c', program], { cwd: folder, encoding: 'utf8' })).toBe('[]\n');
  });

  it('zsh uses the same, and fish has a line for each option', async () => {
    expect(await script('zsh')).toMatch(/^#compdef switchyard\nautoload .*bashcompinit/);
    const fish = await script('fish');
    expect(fish).toContain("complete -c switchyard -n '__fish_seen_subcommand_from apply' -l prune -d ");
    expect(fish).toContain(
      "-n '__fish_seen_subcommand_from keys; and not __fish_seen_subcommand_from issue list revoke' -a issue",
    );
  });
});
