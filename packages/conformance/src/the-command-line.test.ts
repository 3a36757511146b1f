import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandLine } from './harness/command-line';
import { reservedPort } from './harness/reserved-port';
import { FullStack, type Listening } from './harness/full-stack';

const VENDOR_KEY = 'sk-the-vendors-key-that-nobody-may-see';

interface Plan {
  readonly id: string;
  readonly isEmpty: boolean;
  readonly updateCount: number;
  readonly items: { action: string; kind: string; differences: { path: string; before: unknown; after: unknown }[] }[];
}
interface Change {
  readonly applied: boolean;
  readonly revision: number;
  readonly plan: Plan;
  readonly rollout: { state: string; liveCount: number } | null;
}
interface Failed {
  readonly error: {
    kind: string;
    exitCode: number;
    code: string;
    reason: string;
    requiredRole: string;
    problems: { file: string; line: number; column: number; path: string }[];
  };
}

let stack: FullStack;
let controlPlaneUrl: string;
let dataPlane: Listening;
let graphql: Awaited<ReturnType<FullStack['startControlPlane']>>['graphql'];
let folder: string;
let commandLine: CommandLine;

beforeAll(async () => {
  stack = await FullStack.start();
  ({ url: controlPlaneUrl, graphql } = await stack.startControlPlane());
  dataPlane = await stack.startDataPlane();
  folder = mkdtempSync(join(tmpdir(), 'switchyard-command-line-'));
  commandLine = new CommandLine(folder, {
    SWITCHYARD_URL: controlPlaneUrl,
    SWITCHYARD_TOKEN: stack.adminToken,
    VENDOR_KEY,
  });
});
afterAll(async () => {
  dataPlane.program.signal('SIGCONT');
  await stack.stop();
  rmSync(folder, { recursive: true });
});

/** A manifest with one AI API whose requests go to two models, with this weight for the first and 1 for the second. */
function writeManifest(name: string, weight: number): void {
  writeFileSync(
    join(folder, name),
    `providers:
  - name: acme
    template: OPENAI
    models: [{ name: gpt-a }, { name: gpt-b }]
    endpoints:
      - name: main
        environment: PRODUCTION
        url: ${stack.simulator.url}/v1
        credential: \${env:VENDOR_KEY}
aiApis:
  - name: support
    basePath: /support
    providers: [acme]
    defaultProductionEndpoint: main
    policies:
      - kind: WEIGHTED_ROUND_ROBIN
        production:
          targets:
            - { model: gpt-a, endpoint: main, weight: ${weight} }
            - { model: gpt-b, endpoint: main, weight: 1 }
consumers:
  - name: shop
    access: [support]
`,
  );
}

function call(key: string): Promise<Response> {
  return fetch(`${dataPlane.url}/support/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ model: 'gpt-a', messages: [{ role: 'user', content: 'hello' }] }),
  });
}

describe('a pipeline manages the whole life of a configuration', () => {
  let first: Change;

  it('applies a manifest and waits until every live data plane serves it', async () => {
    writeManifest('m.yaml', 1);
    first = await commandLine.json<Change>(['apply', '-f', 'm.yaml', '--wait', '--comment', 'ticket 1']);
    expect(first).toMatchObject({ applied: true, rollout: { state: 'APPLIED', liveCount: 1 } });
  });

  it('finds no difference afterwards, and applies the manifest again without a new revision', async () => {
    expect(await commandLine.run(['diff', '-f', 'm.yaml'])).toMatchObject({ exitCode: 0, errorOutput: '' });
    expect(await commandLine.json<Change>(['apply', '-f', 'm.yaml'])).toMatchObject({
      revision: first.revision,
      plan: { isEmpty: true },
    });
  });

  it('exports manifests, as YAML and as JSON, that change nothing', async () => {
    expect(await commandLine.run(['export', '-o', 'first.yaml'])).toMatchObject({ exitCode: 0, output: '' });
    expect((await commandLine.run(['diff', '-f', 'first.yaml', '--prune'])).exitCode).toBe(0);
    const { output } = await commandLine.run(['export', '--format', 'json']);
    expect((await commandLine.run(['diff', '-f', '-', '--prune'], {}, output)).exitCode).toBe(0);
  });

  it('applies only the reviewed plan', async () => {
    writeManifest('m.yaml', 3);
    const { plan } = await commandLine.json<{ plan: Plan }>(['diff', '-f', 'm.yaml'], 1);
    expect(plan.updateCount).toBe(1);
    expect(plan.items.flatMap(({ differences }) => differences)).toContainEqual({
      path: 'production.targets.0.weight',
      before: 1,
      after: 3,
    });
    const changed = await commandLine.json<Change>(['apply', '-f', 'm.yaml', '--expect-plan', plan.id, '--wait']);
    expect(changed).toMatchObject({ revision: first.revision + 1, plan: { id: plan.id } });
    writeManifest('m.yaml', 4);
    const { error } = await commandLine.json<Failed>(['apply', '-f', 'm.yaml', '--expect-plan', plan.id], 3);
    expect(error).toMatchObject({ code: 'CONFLICT', reason: 'PLAN_CHANGED' });
  });

  it('shows the state of both planes', async () => {
    expect(await commandLine.json(['status', '--wait=30'])).toMatchObject({
      controlPlane: { committedRevision: first.revision + 1, liveDataPlaneCount: 1, upToDateDataPlaneCount: 1 },
      dataPlanes: [{ live: true, upToDate: true, appliedRevision: first.revision + 1, rejection: null }],
      rollout: { state: 'APPLIED' },
    });
  });

  it('issues keys that the gateway accepts, and revokes them', async () => {
    const issue = ['keys', 'issue', 'shop', '--environment', 'production', '--wait'];
    const shown = await commandLine.run([...issue, '--name', 'shown', '--expires', '1d']);
    expect(shown.exitCode).toBe(0);
    expect(shown.output).toMatch(/^sy_live_\w+\n$/);
    expect((await call(shown.output.trim())).status).toBe(200);

    expect(await commandLine.run([...issue, '--output', 'shop.key'])).toMatchObject({ exitCode: 0, output: '' });
    expect(statSync(join(folder, 'shop.key')).mode & 0o777).toBe(0o600);
    expect((await call(readFileSync(join(folder, 'shop.key'), 'utf8').trim())).status).toBe(200);

    const { consumerKeys } = await commandLine.json<{ consumerKeys: { id: string; displayName: string }[] }>([
      'keys',
      'list',
      'shop',
    ]);
    expect(consumerKeys).toHaveLength(2);
    const id = consumerKeys.find(({ displayName }) => displayName === 'shown')?.id ?? '';
    expect(await commandLine.run(['keys', 'revoke', id, '--wait'])).toMatchObject({ exitCode: 0 });
    expect((await call(shown.output.trim())).status).toBe(401);
  });

  it('explains where requests would go, now and with a manifest', async () => {
    const explain = ['explain', 'support', '--consumer', 'shop', '--requests', '100'];
    expect(await commandLine.json([...explain, '--manifest', 'm.yaml'])).toMatchObject({
      outcome: 'POLICY',
      simulation: {
        shares: [
          { modelName: 'gpt-a', requests: 75 },
          { modelName: 'gpt-b', requests: 25 },
        ],
      },
      proposed: { simulation: { shares: [{ requests: 80 }, { requests: 20 }] } },
    });
    expect(await commandLine.json([...explain, '--suspend', 'gpt-a@main'])).toMatchObject({
      candidates: [
        { modelName: 'gpt-b', attempt: 1, availability: 'AVAILABLE' },
        { modelName: 'gpt-a', attempt: null, availability: 'SUSPENDED' },
      ],
      simulation: { shares: [{ modelName: 'gpt-b', requests: 100 }] },
    });
  });

  it('rolls back to the beginning', async () => {
    const dryRun = await commandLine.json<Change>(['rollback', String(first.revision), '--dry-run']);
    expect(dryRun).toMatchObject({ applied: false, plan: { updateCount: 1, isEmpty: false } });
    const args = ['rollback', String(first.revision), '--expect-plan', dryRun.plan.id, '--wait'];
    expect(await commandLine.json<Change>(args)).toMatchObject({ applied: true, rollout: { state: 'APPLIED' } });
    expect((await commandLine.run(['export'])).output).toBe(readFileSync(join(folder, 'first.yaml'), 'utf8'));
    const past = await commandLine.run(['export', '--revision', String(first.revision + 1)]);
    expect(past.output).toContain('weight: 3');
    const { revisions } = await commandLine.json<{ revisions: { operation: string; rolledBackTo: number | null }[] }>([
      'history',
      '--limit',
      '1',
    ]);
    expect(revisions).toMatchObject([{ operation: 'rollBack', rolledBackTo: first.revision }]);
  });
});

describe('a pipeline can tell by the exit code', () => {
  it('that its token is invalid or lacks a role', async () => {
    expect((await commandLine.run(['status'], { SWITCHYARD_TOKEN: 'another' })).exitCode).toBe(4);
    const { createAccessToken } = await graphql.ask<{ createAccessToken: { secret: string } }>(
      'mutation { createAccessToken(input: { name: "reader", role: VIEWER }) { secret } }',
    );
    const viewer = { SWITCHYARD_TOKEN: createAccessToken.secret, VENDOR_KEY: '' };
    writeManifest('m.yaml', 2);
    expect((await commandLine.run(['diff', '-f', 'm.yaml'], viewer)).exitCode).toBe(1);
    const refused = await commandLine.run(['apply', '-f', 'm.yaml', '--json'], { ...viewer, VENDOR_KEY });
    expect(refused.exitCode).toBe(4);
    expect(JSON.parse(refused.output)).toMatchObject({ error: { code: 'FORBIDDEN', requiredRole: 'EDITOR' } });
  });

  it('that the control plane does not answer', async () => {
    const url = `http://127.0.0.1:${await reservedPort()}`;
    expect((await commandLine.run(['status'], { SWITCHYARD_URL: url })).exitCode).toBe(5);
  });

  it('that a manifest is invalid, and where', async () => {
    writeFileSync(join(folder, 'bad.yaml'), 'consumers:\n  - name: shop\n    acess: [support]\n  - name: "No Slug"\n');
    const { error } = await commandLine.json<Failed>(['apply', '-f', 'bad.yaml'], 3);
    expect(error.problems).toMatchObject([
      { file: 'bad.yaml', line: 3, column: 5, path: 'consumers.0.acess' },
      { file: 'bad.yaml', line: 4, column: 11, path: 'consumers.1.name' },
    ]);
    const { errorOutput } = await commandLine.run(['diff', '-f', 'bad.yaml']);
    expect(errorOutput).toMatch(/^bad\.yaml:3:5: consumers\.0\.acess: .+\nbad\.yaml:4:11: consumers\.1\.name: /);
  });

  it('that a change is committed but not served yet, and that it is served later', async () => {
    // A stopped process sends nothing, but counts as live for a while.
    dataPlane.program.signal('SIGSTOP');
    writeManifest('m.yaml', 7);
    const args = ['apply', '-f', 'm.yaml', '--wait=2', '--json'];
    const late = await commandLine.run(args);
    expect(late.exitCode).toBe(6);
    expect(JSON.parse(late.output)).toMatchObject({ applied: true, error: { kind: 'not-rolled-out' } });

    const waiting = commandLine.start(['status', '--wait=120', '--json']);
    dataPlane.program.signal('SIGCONT');
    expect((await waiting.ended()).exitCode).toBe(0);
  });

  it('that it was interrupted, and whether something was committed by then', async () => {
    dataPlane.program.signal('SIGSTOP');
    writeManifest('m.yaml', 9);
    const waiting = commandLine.start(['apply', '-f', 'm.yaml', '--wait=120']);
    await waiting.untilItSays('Waiting until every live data plane serves');
    waiting.signal('SIGINT');
    const ended = await waiting.ended();
    dataPlane.program.signal('SIGCONT');
    expect(ended.exitCode).toBe(130);
    expect(ended.output).toMatch(/Revision \d+ is committed\.\n$/);
    expect(ended.errorOutput).toMatch(/Revision \d+ is committed, but waiting for its rollout was interrupted\.\n$/);
  });
});

describe('a reader may close the output early', () => {
  it('and the command completes silently', async () => {
    const command = commandLine.start(['export']);
    command.stopReading('stdout');
    expect(await command.ended()).toMatchObject({ exitCode: 0, errorOutput: '' });
  });

  it('and a failure that cannot be printed keeps its exit code', async () => {
    const command = commandLine.start(['rollback', 'latest']);
    command.stopReading('stderr');
    expect(await command.ended()).toMatchObject({ exitCode: 2 });
  });
});

it('no output of any command contains a credential or the token', () => {
  expect(commandLine.everything.length).toBeGreaterThan(1000);
  expect(commandLine.everything).not.toContain(VENDOR_KEY);
  expect(commandLine.everything).not.toContain(stack.adminToken);
});
