import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itShowsWhatThereIs } from './command-line-shows.suite';
import { CommandLine, type Ended } from './harness/command-line';
import { FullStack, type Listening } from './harness/full-stack';
import type { GraphqlClient } from './harness/graphql';

/** The repository of those who run the gateway. The two environments differ in what the variables say. */
const PLATFORM = `
providers:
  - name: acme
    displayName: Acme, \${env:STAGE}
    labels: { team: platform }
    template: OPENAI
    models: [{ name: large }, { name: simulated-small }]
    endpoints:
      - name: main
        environment: PRODUCTION
        url: \${env:VENDOR_URL}/v1
        credential: \${env:VENDOR_KEY}
`;
/** The repository of a team that offers AI APIs. */
const CHAT = `
aiApis:
  - name: chat
    labels: { team: chat, stage: '\${env:STAGE}' }
    basePath: /chat
    providers: [acme]
    policies:
      - kind: FAILOVER
        production: { primary: { model: large, endpoint: main }, fallbacks: [{ model: simulated-small, endpoint: main }] }
  - name: trial
    labels: { team: chat }
    basePath: /trial
    providers: [acme]
    defaultProductionEndpoint: main
consumers:
  - name: web
    labels: { team: chat }
    access: [chat]
`;

interface Plan {
  readonly id: string;
  readonly items: {
    action: string;
    kind: string;
    path: string[];
    differences: { path: string; before: unknown; after: unknown }[];
  }[];
  readonly warnings: { code: string }[];
}
interface Applied {
  readonly revision: number;
  readonly plan: Plan;
}

/** An environment: an installation, and what its pipelines know. */
interface Stage {
  readonly stack: FullStack;
  readonly graphql: GraphqlClient;
  readonly viewer: CommandLine;
  readonly editor: CommandLine;
}

let folder: string;
let staging: Stage;
let production: Stage;
let dataPlane: Listening;

async function startStage(name: string): Promise<Stage> {
  const stack = await FullStack.start();
  const { url, graphql } = await stack.startControlPlane();
  const known = {
    SWITCHYARD_URL: url,
    STAGE: name,
    VENDOR_URL: stack.simulator.url,
    VENDOR_KEY: `sk-of-${name}-that-nobody-may-see`,
  };
  const admin = new CommandLine(folder, { ...known, SWITCHYARD_TOKEN: stack.adminToken });
  const withRole = async (role: string) => {
    const { output } = await admin.run(['tokens', 'issue', `${name}-${role}`, '--role', role]);
    return new CommandLine(folder, { ...known, SWITCHYARD_TOKEN: output.trim() });
  };
  return { stack, graphql, viewer: await withRole('viewer'), editor: await withRole('editor') };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-gitops-'));
  for (const repository of ['platform', 'chat']) mkdirSync(join(folder, repository));
  writeFileSync(join(folder, 'platform/providers.yaml'), PLATFORM);
  writeFileSync(join(folder, 'chat/chat.yaml'), CHAT);
  [staging, production] = await Promise.all([startStage('staging'), startStage('production')]);
  dataPlane = await production.stack.startDataPlane(anHourBehind());
});
afterAll(async () => {
  await Promise.all([staging, production].map(({ stack }) => stack.stop()));
  rmSync(folder, { recursive: true });
});

/** The wall clock of the data plane's host: what it is asked by the control plane does not depend on it. */
function anHourBehind(): Record<string, string> {
  const file = join(folder, 'clock');
  writeFileSync(file, String(-3_600_000));
  return {
    NODE_OPTIONS: `--require ${join(__dirname, '../dist/harness/stepped-clock.js')}`,
    STEPPED_CLOCK_FILE: file,
  };
}

const scope = (team: string) => ['-f', team, '--prune', '--selector', `team=${team}`];
const apply = (stage: Stage, team: string, ...more: string[]) =>
  stage.editor.json<Applied>(['apply', ...scope(team), ...more]);
const planOf = async (stage: Stage, team: string, exitCode: number) =>
  (await stage.viewer.json<{ plan: Plan }>(['diff', ...scope(team)], exitCode)).plan;
const shown = ({ items }: Plan) => items.map(({ action, path }) => `${action} ${path.join('/')}`);
const problemsOf = ({ output }: Ended) =>
  (JSON.parse(output) as { error: { problems: { file: string; line: number; message: string }[] } }).error.problems;

/** Changes the team's manifest. */
function edit(team: string, file: string, change: (text: string) => string): void {
  const path = join(folder, team, file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
}

async function key(): Promise<string> {
  const { output } = await production.editor.run(['keys', 'issue', 'web', '--environment', 'production', '--wait']);
  return output.trim();
}
async function statusOf(path: string, bearer: string): Promise<number> {
  const answer = await fetch(`${dataPlane.url}${path}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
    body: JSON.stringify({ model: 'large', messages: [{ role: 'user', content: 'hello' }] }),
  });
  return answer.status;
}

it('runs a configuration from two repositories in two environments', async () => {
  // Staging: each repository applies its own part.
  expect(shown((await apply(staging, 'platform')).plan)).toEqual([
    'CREATE acme',
    'CREATE acme/large',
    'CREATE acme/simulated-small',
    'CREATE acme/main',
  ]);
  await apply(staging, 'chat');

  // Production: a VIEWER plans, people review, and an EDITOR applies exactly that.
  for (const team of ['platform', 'chat']) {
    const plan = await planOf(production, team, 1);
    expect(await production.viewer.json(['apply', ...scope(team)], 4)).toMatchObject({ error: { code: 'FORBIDDEN' } });
    const applied = await apply(
      production,
      team,
      '--expect-plan',
      plan.id,
      '--wait',
      '--comment',
      `release of ${team}`,
    );
    expect(applied.plan.id).toBe(plan.id);
  }
  expect((await staging.viewer.run(['export'])).output).toContain('displayName: Acme, staging');
  const exported = (await production.viewer.run(['export', '--selector', 'team=platform'])).output;
  expect(exported).toContain('displayName: Acme, production');
  expect(exported).not.toContain('/chat');
  expect((await production.viewer.run(['get', 'ai-apis', '-l', 'stage=production'])).output).toMatch(
    /^NAME .*\nchat .*\n$/,
  );
  for (const stage of [staging, production]) {
    for (const team of ['platform', 'chat']) await planOf(stage, team, 0);
  }
});

it("tests the endpoint and asks for the vendor's models, from the data plane, whatever the clock there says", async () => {
  const test = ['test', 'endpoint', 'acme/main'];
  expect(await production.editor.json(test)).toMatchObject({ test: { outcome: 'ACCEPTED', passed: true } });
  const { test: fetched, models } = await production.editor.json<{ test: object; models: object[] }>([
    ...test,
    '--models',
  ]);
  expect(fetched).toMatchObject({ outcome: 'ACCEPTED', status: 200 });
  expect(models).toEqual([
    { name: 'simulated-large', isAdded: false },
    { name: 'simulated-medium', isAdded: false },
    { name: 'simulated-small', isAdded: true },
  ]);
  expect(await production.viewer.json(test, 4)).toMatchObject({ error: { requiredRole: 'EDITOR' } });
  // Nobody runs a data plane in staging.
  expect(await staging.editor.json(test, 5)).toMatchObject({ error: { code: 'UNAVAILABLE' } });
});

it('refuses a plan that a change by hand has overtaken', async () => {
  edit('chat', 'chat.yaml', (text) => text.replace('basePath: /trial', 'basePath: /try'));
  const reviewed = await planOf(production, 'chat', 1);
  const { aiApi } = await production.graphql.ask<{ aiApi: { id: string } }>('{ aiApi(name: "trial") { id } }');
  const byHand = 'mutation ($input: UpdateAiApiInput!) { updateAiApi(input: $input) { revision } }';
  await production.graphql.ask(byHand, { input: { aiApiId: aiApi.id, requestTimeoutSeconds: 7 } });
  const args = ['apply', ...scope('chat'), '--expect-plan', reviewed.id];
  expect(await production.editor.json(args, 3)).toMatchObject({ error: { reason: 'PLAN_CHANGED' } });

  // The drift is in the new plan, and applying the manifest takes it back.
  const { items } = await planOf(production, 'chat', 1);
  expect(items.flatMap(({ differences }) => differences)).toEqual(
    expect.arrayContaining([
      { path: 'basePath', before: '/trial', after: '/try' },
      { path: 'requestTimeoutSeconds', before: 7, after: 300 },
    ]),
  );
  await apply(production, 'chat');
  await planOf(production, 'chat', 0);
});

it("refuses a repository that reaches for another's objects", async () => {
  cpSync(join(folder, 'chat'), join(folder, 'greedy'), { recursive: true });
  writeFileSync(join(folder, 'greedy/acme.yaml'), PLATFORM.replace('team: platform', 'team: chat'));
  const greedy = ['-f', 'greedy', '--selector', 'team=chat', '--json'];
  const refused = await production.editor.run(['apply', ...greedy]);
  expect(refused.exitCode).toBe(3);
  expect(problemsOf(refused)).toMatchObject([
    {
      file: 'greedy/acme.yaml',
      line: 3,
      message: expect.stringContaining('belongs to others: it has the label team=platform'),
    },
  ]);
  // Two files of one repository that describe the same object.
  cpSync(join(folder, 'chat/chat.yaml'), join(folder, 'greedy/again.yaml'));
  const twice = await production.editor.run(['apply', ...greedy]);
  expect(twice.exitCode).toBe(3);
  expect(
    problemsOf(twice)
      .map(({ message }) => message)
      .join(),
  ).toContain('is also in');
});

it('renames an AI API without losing its policies, grants or keys, and prunes only its own', async () => {
  const bearer = await key();
  expect(await statusOf('/chat', bearer)).toBe(200);
  edit('chat', 'chat.yaml', (text) =>
    text
      .replace('  - name: chat\n', '  - name: conversation\n    renamedFrom: chat\n')
      .replace('access: [chat]', 'access: [conversation]')
      .replace(/ {2}- name: trial\n(.*\n){4}/, ''),
  );
  const plan = await planOf(production, 'chat', 1);
  expect(shown(plan)).toEqual(['UPDATE conversation', 'DELETE trial']);
  await apply(production, 'chat', '--expect-plan', plan.id, '--wait');
  expect(await statusOf('/chat', bearer)).toBe(200);
  expect(await statusOf('/try', bearer)).toBe(404);
  await planOf(production, 'platform', 0);
});

it('rolls back, and tells the pipeline how the configuration then differs', async () => {
  const { revisions } = await production.viewer.json<{ revisions: { number: number; comment: string | null }[] }>([
    'history',
  ]);
  const release = revisions.find(({ comment }) => comment === 'release of chat');
  const rolledBack = await production.editor.json<Applied>(['rollback', String(release?.number), '--wait']);
  expect(shown(rolledBack.plan)).toEqual(['UPDATE chat', 'CREATE trial']);
  expect(shown(await planOf(production, 'chat', 1))).toEqual(['UPDATE conversation', 'DELETE trial']);
  await planOf(production, 'platform', 0);
});

itShowsWhatThereIs(() => ({ ...production, folder, other: staging }));

it('shows no credential and no token anywhere', () => {
  for (const { viewer, editor, stack } of [staging, production]) {
    for (const { everything, settings } of [viewer, editor]) {
      expect(everything).not.toContain('that-nobody-may-see');
      expect(everything).not.toContain(settings['SWITCHYARD_TOKEN'] ?? '');
      expect(everything).not.toContain(stack.adminToken);
    }
  }
});
