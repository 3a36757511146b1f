import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FullStack } from './harness/full-stack';
import {
  AttachFailoverDocument,
  CreateAiApiDocument,
  CreateConsumerDocument,
  CreateEndpointDocument,
  CreateProviderDocument,
  GrantAccessDocument,
  HistoryDocument,
  IssueConsumerKeyDocument,
  OverviewDocument,
} from './typed-client/documents.generated';
import { made, request } from './typed-client/request';

const PACKAGE = join(__dirname, '..');
const GENERATED = 'src/typed-client/documents.generated.ts';

it('graphql-codegen generates the committed client from the committed schema', () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-codegen-'));
  try {
    // The same configuration, except for where it writes.
    const written = join(folder, 'documents.generated.ts');
    const config = readFileSync(join(PACKAGE, 'codegen.yml'), 'utf8')
      .replaceAll('../../', `${join(PACKAGE, '../..')}/`)
      .replaceAll('../control-plane', join(PACKAGE, '../control-plane'))
      .replace(GENERATED, written);
    writeFileSync(join(folder, 'codegen.yml'), config);
    symlinkSync(join(PACKAGE, 'node_modules'), join(folder, 'node_modules'));
    const program = join(dirname(require.resolve('@graphql-codegen/cli/package.json')), 'cjs/bin.js');
    execFileSync(process.execPath, [program, '--config', join(folder, 'codegen.yml')], { cwd: folder, stdio: 'pipe' });
    expect(readFileSync(written, 'utf8')).toBe(readFileSync(join(PACKAGE, GENERATED), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('with the generated client', () => {
  let stack: FullStack;
  beforeAll(async () => {
    stack = await FullStack.start();
  });
  afterAll(() => stack.stop());

  it("README's walk-through leads from nothing to a request that fails over", async () => {
    const { graphql } = await stack.startControlPlane();
    const { url: gateway } = await stack.startDataPlane({}, false);

    const { provider } = made((await request(graphql, CreateProviderDocument, {})).createProvider);
    const [primary, fallback] = provider.models;
    expect([primary?.name, fallback?.name]).toEqual(['gpt-4o', 'gpt-4o-mini']);
    const { endpoint } = made(
      (
        await request(graphql, CreateEndpointDocument, {
          providerId: provider.id,
          url: `${stack.simulator.url}/v1`,
          apiKey: 'any-key-will-do',
        })
      ).createEndpoint,
    );
    expect(endpoint.credential).toEqual({ isSet: true, hint: 'l-do' });
    const { aiApi } = made(
      (await request(graphql, CreateAiApiDocument, { providerId: provider.id, endpointId: endpoint.id })).createAiApi,
    );
    made(
      (
        await request(graphql, AttachFailoverDocument, {
          aiApiId: aiApi.id,
          endpointId: endpoint.id,
          primaryModelId: primary?.id ?? '',
          fallbackModelId: fallback?.id ?? '',
        })
      ).attachFailoverPolicy,
    );
    const { consumer } = made((await request(graphql, CreateConsumerDocument, {})).createConsumer);
    await request(graphql, GrantAccessDocument, { consumerId: consumer.id, aiApiId: aiApi.id });
    const { secret, rollout } = made(
      (await request(graphql, IssueConsumerKeyDocument, { consumerId: consumer.id })).issueConsumerKey,
    );
    expect(rollout).toEqual({ state: 'APPLIED' });

    const call = async (): Promise<[number, string | null]> => {
      const response = await fetch(`${gateway}${aiApi.basePath}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
        body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello!' }] }),
      });
      await response.arrayBuffer();
      return [response.status, response.headers.get('x-switchyard-target')];
    };
    expect(await call()).toEqual([200, 'main/gpt-4o']);
    stack.simulator.setBehaviours([{ match: { model: 'gpt-4o' }, answer: { status: 429 } }]);
    expect(await call()).toEqual([200, 'main/gpt-4o-mini']);

    const overview = await request(graphql, OverviewDocument, {});
    expect(overview.aiApis.nodes.map(({ basePath }) => basePath)).toEqual(['/acme/chat']);
    expect(overview.dataPlanes.map(({ live }) => live)).toEqual([true]);
    const { revisions } = await request(graphql, HistoryDocument, { first: 2 });
    expect(revisions.nodes.map(({ operation }) => operation)).toEqual(['issueConsumerKey', 'grantAccess']);
  });
});
