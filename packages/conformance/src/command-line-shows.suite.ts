import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandLine } from './harness/command-line';
import type { GraphqlClient } from './harness/graphql';

/** Failover policies whose names are formed from one or two primaries, of one provider or another. */
const POLICIES = `
providers:
  - name: other
    template: OPENAI
    models: [{ name: large }, { name: tiny }]
    endpoints:
      - { name: main, environment: PRODUCTION, url: '\${env:VENDOR_URL}/v1' }
      - { name: trial, environment: SANDBOX, url: '\${env:VENDOR_URL}/v1' }
aiApis:
  - name: two-providers
    basePath: /two-providers
    providers: [acme, other]
    policies:
      - kind: FAILOVER
        production:
          primary: { model: large, endpoint: main }
          fallbacks: [{ provider: other, model: tiny, endpoint: main }]
        sandbox:
          primary: { provider: other, model: large, endpoint: trial }
          fallbacks: [{ provider: other, model: tiny, endpoint: trial }]
      - kind: FAILOVER
        name: Own
        production:
          primary: { provider: other, model: tiny, endpoint: main }
          fallbacks: [{ model: large, endpoint: main }]
      - kind: FAILOVER
        sandbox:
          primary: { provider: other, model: tiny, endpoint: trial }
          fallbacks: [{ provider: other, model: large, endpoint: trial }]
  - name: one-provider
    basePath: /one-provider
    providers: [other]
    policies:
      - kind: FAILOVER
        production: { primary: { model: large, endpoint: main }, fallbacks: [{ model: tiny, endpoint: main }] }
        sandbox: { primary: { model: large, endpoint: trial }, fallbacks: [{ model: tiny, endpoint: trial }] }
  - name: weighted
    basePath: /weighted
    providers: [other]
    policies:
      - kind: WEIGHTED_ROUND_ROBIN
        production: { targets: [{ model: tiny, endpoint: main, weight: 1 }] }
`;

interface Installation {
  readonly viewer: CommandLine;
  readonly editor: CommandLine;
}
interface Shown extends Installation {
  readonly graphql: GraphqlClient;
  /** The working folder, with the manifests `platform` and `chat`. */
  readonly folder: string;
  readonly other: Installation;
}

/** What the commands that change nothing show of the configuration that the tests before have left. */
export function itShowsWhatThereIs(shown: () => Shown): void {
  it('looks back: at a revision, at two, and at all of an object', async () => {
    const { viewer } = shown();
    interface History {
      revisions: { number: number; comment: string | null }[];
    }
    const { revisions } = await viewer.json<History>(['history', '--object', 'chat']);
    const release = revisions.at(-1)!;
    expect(release.comment).toBe('release of chat');
    const { changes } = await viewer.json<{ changes: object[] }>(['show', String(release.number)]);
    expect(changes).toContainEqual(expect.objectContaining({ action: 'CREATE', kind: 'AI_API', path: ['chat'] }));
    const between = `${release.number - 1}..${release.number}`;
    expect((await viewer.json<{ changes: object[] }>(['diff', between], 1)).changes).toEqual(changes);
  });

  it('calls a policy the same in lists, in GraphQL and as what uses a model', async () => {
    const { editor, viewer, graphql, folder } = shown();
    writeFileSync(join(folder, 'policies.yaml'), POLICIES);
    await editor.json(['apply', '-f', 'policies.yaml']);
    const { output } = await viewer.run(['get', 'policies']);
    const listed = output.trim().split('\n').slice(1);
    const { aiApis, providers } = await graphql.ask<{
      aiApis: { nodes: { name: string; policies: { name: string }[] }[] };
      providers: { nodes: { models: { usedBy: { nodes: { kind: string; path: string[] }[] } }[] }[] };
    }>(`{
      aiApis { nodes { name policies { name } } }
      providers { nodes { models { usedBy { nodes { kind path } } } } }
    }`);
    const named = aiApis.nodes.flatMap(({ name, policies }) => policies.map((policy) => `${name}: ${policy.name}`));
    expect(named).toEqual(
      expect.arrayContaining([
        'two-providers: failover from acme/large in production and other/large in sandbox',
        'two-providers: Own',
        'two-providers: failover from other/tiny in sandbox',
        'one-provider: failover from other/large',
        'weighted: weighted round robin',
      ]),
    );
    const cells = listed.map((line) => line.split(/ {2,}/).slice(0, 2).join(': '));
    expect(cells.toSorted()).toEqual(named.toSorted());
    const users = providers.nodes.flatMap(({ models }) => models.flatMap(({ usedBy }) => usedBy.nodes));
    const used = users.filter(({ kind }) => kind.endsWith('_POLICY')).map(({ path }) => path.join(': '));
    expect([...new Set(used)].toSorted()).toEqual(named.toSorted());
  });

  it('issues one key for each idempotency key, whose answer may have been lost', async () => {
    const { editor } = shown();
    const issue = ['keys', 'issue', 'web', '--environment', 'production', '--idempotency-key', 'release-7'];
    const { secret } = await editor.json<{ secret: string }>(issue);
    const again = await editor.run([...issue, '--json']);
    expect(again).toMatchObject({ exitCode: 3, output: expect.stringContaining('"code":"CONFLICT"') });
    expect(again.output).not.toContain(secret);
  });

  it('needs no control plane to validate, to print the schema, or to complete commands', async () => {
    const { editor, folder } = shown();
    const offline = { SWITCHYARD_URL: 'http://127.0.0.1:9', SWITCHYARD_TOKEN: '' };
    expect(await editor.run(['validate', '-f', 'platform', '-f', 'chat'], offline)).toMatchObject({ exitCode: 0 });
    const wrong = POLICIES.replace('kind: FAILOVER', 'kind: FAILOVR').replace('weight: 1', 'wieght: 1');
    const { errorOutput } = await editor.run(['validate', '-f', '-'], offline, wrong.replace('/v1', '${evn:X}'));
    expect(errorOutput.split('\n').map((line) => line.replace(/^\S+ /, ''))).toEqual([
      expect.stringMatching(/^\$\{evn:X\} is not a reference: write \$\{env:NAME\}/),
      'aiApis.0.policies.0.kind: must be one of `ROUND_ROBIN`, `WEIGHTED_ROUND_ROBIN`, `FAILOVER`',
      'aiApis.2.policies.0.production.targets.0.wieght: is not a known field: did you mean `weight`?',
      '<stdin>: 3 problems, listed above.',
      '',
    ]);
    const schema = await editor.run(['schema'], offline);
    expect(JSON.parse(schema.output)).toMatchObject({ $id: 'urn:switchyard:manifest' });
    writeFileSync(join(folder, 'completion.bash'), (await editor.run(['completion', 'bash'], offline)).output);
    const program = `source ./completion.bash; COMP_WORDS=(switchyard tok); COMP_CWORD=1; _switchyard; echo "\${COMPREPLY[*]}"`;
    expect(execFileSync('bash', ['-c', program], { cwd: folder, encoding: 'utf8' })).toBe('tokens\n');
  });

  it('keeps the address and the token of each installation, and gives a token up with --revoke', async () => {
    const { editor, viewer, other, folder } = shown();
    const atHome = { SWITCHYARD_URL: '', SWITCHYARD_TOKEN: '', XDG_CONFIG_HOME: join(folder, 'config') };
    const { SWITCHYARD_TOKEN: token = '' } = other.viewer.settings;
    for (const [name, { settings }] of Object.entries({ production: viewer, staging: other.viewer })) {
      const { SWITCHYARD_URL: url = '', SWITCHYARD_TOKEN: input } = settings;
      expect(await editor.run(['login', name, '--url', url], atHome, input)).toMatchObject({ exitCode: 0 });
    }
    const exported = async (...args: string[]) => (await editor.run(['export', ...args], atHome)).output;
    expect(await exported()).toContain('displayName: Acme, staging');
    expect(await exported('--context', 'production')).toContain('displayName: Acme, production');
    expect(await editor.run(['logout', 'staging', '--revoke'], atHome)).toMatchObject({ exitCode: 0 });
    expect((await editor.run(['export', '--context', 'staging'], atHome)).exitCode).toBe(2);
    expect(await other.editor.run(['export'], { SWITCHYARD_TOKEN: token })).toMatchObject({
      exitCode: 4,
      errorOutput: expect.stringContaining('The token has been revoked'),
    });
  });
}
