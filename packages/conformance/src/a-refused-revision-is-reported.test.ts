import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandLine } from './harness/command-line';
import { FullStack, type Listening } from './harness/full-stack';
import type { GraphqlClient } from './harness/graphql';

const VENDOR_KEY = 'sk-the-vendors-key-that-nobody-may-see';

interface Rejection {
  readonly revision: number;
  readonly code: string;
  readonly entryKey: string;
  readonly reason: string;
}
interface Status {
  readonly dataPlanes: readonly { id: string; live: boolean; upToDate: boolean; rejection: Rejection | null }[];
}
interface Applied {
  readonly applied: boolean;
  readonly revision: number;
  readonly rollout: { state: string; rejectedCount: number };
  readonly error?: { kind: string; message: string };
}

let stack: FullStack;
let graphql: GraphqlClient;
let dataPlane: Listening;
let folder: string;
let commandLine: CommandLine;
let consumerKey: string;

const CONTROL_PLANE = join(__dirname, '../../control-plane/dist');

/**
 * A control plane of a later release, made from the modules of this one. It publishes, and takes for valid, a consumer that
 * this data plane cannot read.
 */
const LATER_RELEASE = `
  require(require.resolve('reflect-metadata', { paths: [${JSON.stringify(CONTROL_PLANE)}] }));
  const load = (name) => require(${JSON.stringify(CONTROL_PLANE)} + name);
  const compile = load('/publication/compile-entries.js');
  const { compileConsumer } = compile;
  compile.compileConsumer = (...given) => {
    const entry = compileConsumer(...given);
    return entry.name === 'later' ? { ...entry, enabled: 'on weekdays' } : entry;
  };
  load('/publication/entry-fault.js').faultOf = () => null;
  load('/program.js').runProgram(process.env);
`;

beforeAll(async () => {
  stack = await FullStack.start();
  folder = mkdtempSync(join(tmpdir(), 'switchyard-refused-'));
  const laterRelease = join(folder, 'later-release.cjs');
  writeFileSync(laterRelease, LATER_RELEASE);
  const controlPlane = await stack.startControlPlane({}, laterRelease);
  graphql = controlPlane.graphql;
  dataPlane = await stack.startDataPlane();
  commandLine = new CommandLine(folder, {
    SWITCHYARD_URL: controlPlane.url,
    SWITCHYARD_TOKEN: stack.adminToken,
    VENDOR_KEY,
  });
  writeManifest('m.yaml', '');
  await commandLine.json<Applied>(['apply', '-f', 'm.yaml', '--wait']);
  const issued = await commandLine.run(['keys', 'issue', 'shop', '--environment', 'production', '--wait']);
  consumerKey = issued.output.trim();
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true });
});

function writeManifest(name: string, credential: string, otherConsumers = ''): void {
  const endpoint = `{ name: main, environment: PRODUCTION, url: "${stack.simulator.url}/v1"${credential} }`;
  writeFileSync(
    join(folder, name),
    `providers:
  - { name: acme, template: OPENAI, models: [{ name: gpt-a }], endpoints: [${endpoint}] }
aiApis:
  - { name: support, basePath: /support, providers: [acme], defaultProductionEndpoint: main }
consumers:
  - { name: shop, access: [support] }
${otherConsumers}`,
  );
}

async function statusOfACall(): Promise<number> {
  const response = await fetch(`${dataPlane.url}/support/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${consumerKey}` },
    body: JSON.stringify({ model: 'gpt-a', messages: [{ role: 'user', content: 'hello' }] }),
  });
  await response.body?.cancel();
  return response.status;
}

it('a manifest with a named secret that is neither passed nor kept is refused with its place', async () => {
  writeManifest('sealed.yaml', ', credential: "${secret:acme}"');
  const { exitCode, errorOutput } = await commandLine.run(['apply', '-f', 'sealed.yaml']);
  expect(exitCode).toBe(3);
  expect(errorOutput).toMatch(
    /^sealed\.yaml:2:\d+: providers\.0\.endpoints\.0\.credential: refers to a secret .*; pass it with --secret /m,
  );
});

it('a refused revision ends the wait with 6 and the reason, and the data plane keeps serving the previous one', async () => {
  expect(await statusOfACall()).toBe(200);
  writeManifest('later.yaml', ', credential: "${secret:acme}"', '  - { name: later }\n');
  const given = ['--secret', 'acme=env:VENDOR_KEY'];
  const ended = await commandLine.run(['apply', '-f', 'later.yaml', ...given, '--wait=120', '--json']);
  expect(ended.exitCode).toBe(6);
  const { applied, revision, rollout, error } = JSON.parse(ended.output) as Applied;
  expect({ applied, rollout, error }).toMatchObject({
    applied: true,
    rollout: { state: 'REJECTED', rejectedCount: 1 },
    error: { kind: 'not-rolled-out' },
  });

  const { dataPlanes } = await commandLine.json<Status>(['status']);
  expect(dataPlanes).toMatchObject([{ live: true, upToDate: false, rejection: { revision, code: 'INVALID_ENTRY' } }]);
  const { id, rejection } = dataPlanes[0]!;
  const { entryKey, reason } = rejection!;
  expect(entryKey).toMatch(/^consumer\./);
  expect(reason).toContain('expected boolean');
  expect(ended.errorOutput).toContain(`Revision ${revision} is committed, but`);
  expect(ended.errorOutput).toContain(id);
  expect(ended.errorOutput).toContain(`${entryKey}: ${reason}`);
  const { output } = await commandLine.run(['status']);
  expect(output).toContain(`${id} refused revision ${revision} at `);
  expect(output).toContain(`\n  ${entryKey}: ${reason}\n`);
  expect((await commandLine.run(['status', '--wait=60'])).exitCode).toBe(6);
  expect(await statusOfACall()).toBe(200);
});

it('the refusal ends with the revision that fixes it', async () => {
  const { consumer } = await graphql.ask<{ consumer: { id: string } }>('{ consumer(name: "later") { id } }');
  await graphql.ask('mutation ($input: DeleteConsumerInput!) { deleteConsumer(input: $input) { revision } }', {
    input: { consumerId: consumer.id },
  });
  expect(await commandLine.json<Status>(['status', '--wait=120'])).toMatchObject({
    dataPlanes: [{ upToDate: true, rejection: null }],
  });
  expect(await statusOfACall()).toBe(200);
  expect(commandLine.everything).not.toContain(VENDOR_KEY);
});
