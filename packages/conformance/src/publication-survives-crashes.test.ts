import { decodeEntryBytes, entryKey, NatsKeyValueStore, openNats, ROUTING_TABLE_BUCKET } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { targetOf } from './harness/chat';
import { issueKey, makeConfiguration, setPolicies, type Configuration } from './harness/demo-configuration';
import { FullStack } from './harness/full-stack';
import { InterruptingProxy } from './harness/interrupting-proxy';
import { servedRevision, untilServed } from './harness/served-revision';

const LOG = { info: () => {}, warn: () => {} };

let stack: FullStack;

beforeEach(async () => {
  stack = await FullStack.start();
});
afterEach(() => stack.stop());

/** A provider's item in a manifest, with another credential for its endpoint of production. */
function withNewCredential({ basePath }: Configuration): object {
  const endpoint = { name: 'production', environment: 'PRODUCTION', url: `${stack.simulator.url}/v1` };
  return {
    name: basePath.split('/')[1],
    template: 'OPENAI',
    endpoints: [{ ...endpoint, credential: '${secret:new}' }],
  };
}

/** The revisions of the newest versions of the configurations' providers in the bucket. */
async function newestRevisions(configurations: readonly Configuration[]): Promise<number[]> {
  const client = openNats(stack.nats.url, { name: 'conformance', log: LOG });
  const { entries } = await new NatsKeyValueStore(client, ROUTING_TABLE_BUCKET, { log: LOG }).read();
  await client.close();
  return configurations.map(({ providerId }) => {
    return decodeEntryBytes(entries.get(entryKey('provider', providerId))!.value).newest.revision;
  });
}

/** The credential that the vendor received with the latest request. */
function credentialSeen(): string | undefined {
  return stack.simulator
    .requests()
    .at(-1)
    ?.rawHeaders.find((value) => value.startsWith('Bearer '));
}

it('a publisher killed between two entries of a revision leaves the last table intact, and another one publishes the revision', async () => {
  const proxy = await InterruptingProxy.start(stack.nats.port, ROUTING_TABLE_BUCKET);
  const first = await stack.startControlPlane({ NATS_URL: proxy.url });
  // Two providers, because the credentials of one are in one entry.
  const configurations = [
    await makeConfiguration(first.graphql, stack.simulator.url),
    await makeConfiguration(first.graphql, stack.simulator.url),
  ];
  const before = configurations[1]!.revision;
  const early = await stack.startDataPlane();
  await untilServed(early.url, before);

  proxy.letPass(1);
  const { applyManifest } = await first.graphql.ask<{ applyManifest: { revision: number } }>(
    `mutation ($input: ApplyManifestInput!) { applyManifest(input: $input) { revision } }`,
    {
      input: {
        manifest: JSON.stringify({ providers: configurations.map(withNewCredential) }),
        secrets: [{ reference: 'secret:new', value: 'the-new-vendor-key' }],
      },
    },
  );
  expect(applyManifest.revision).toBe(before + 1);
  await until(() => proxy.interrupted, 'the second of the two entries is held back');
  await first.program.stop('SIGKILL');
  await proxy.close();
  const revisions = await newestRevisions(configurations);
  expect(revisions.filter((revision) => revision === before + 1)).toHaveLength(1);

  const late = await stack.startDataPlane();
  for (const { url } of [early, late]) {
    expect(await servedRevision(url)).toBe(before);
    for (const configuration of configurations) {
      await targetOf(url, configuration, 'gpt-a');
      expect(credentialSeen()).toMatch(/^Bearer vendor-key-.*-production$/);
    }
  }

  await stack.startControlPlane();
  for (const { url } of [early, late]) {
    await untilServed(url, before + 1);
    for (const configuration of configurations) {
      await targetOf(url, configuration, 'gpt-a');
      expect(credentialSeen()).toBe('Bearer the-new-vendor-key');
    }
  }
});

it("with another database's NATS store, the old keys are gone and the new configuration is served", async () => {
  const old = await stack.startControlPlane();
  const former = await makeConfiguration(old.graphql, stack.simulator.url);
  const running = await stack.startDataPlane();
  await untilServed(running.url, former.revision);
  await targetOf(running.url, former, 'gpt-a');
  await old.program.stop();

  const databaseUrl = await stack.anotherDatabase();
  const fresh = await stack.startControlPlane({ DATABASE_URL: databaseUrl });
  const configuration = await makeConfiguration(fresh.graphql, stack.simulator.url);
  const started = await stack.startDataPlane();
  for (const { url } of [running, started]) {
    await until(async () => {
      await targetOf(url, configuration, 'gpt-a');
      return true;
    }, 'the new configuration is served');
    await expect(targetOf(url, former, 'gpt-a')).rejects.toThrow('answered 401');
  }
});

it('either of two control planes takes over publication when the other is killed', async () => {
  const first = await stack.startControlPlane();
  const second = await stack.startControlPlane();
  const configuration = await makeConfiguration(second.graphql, stack.simulator.url);
  const { url } = await stack.startDataPlane();
  await untilServed(url, configuration.revision);
  await first.program.stop('SIGKILL');
  const key = await issueKey(second.graphql, configuration.consumerId, 'PRODUCTION');
  await untilServed(url, key.revision);
  const third = await stack.startControlPlane();
  await second.program.stop('SIGKILL');
  const last = await issueKey(third.graphql, configuration.consumerId, 'PRODUCTION');
  await untilServed(url, last.revision);
  expect(await targetOf(url, { ...configuration, liveKey: last.secret }, 'gpt-a')).toBe('production/gpt-a');
});

it('a change made while NATS is away is published once it is back, even if its store was wiped', async () => {
  const { graphql } = await stack.startControlPlane();
  const configuration = await makeConfiguration(graphql, stack.simulator.url);
  const { url } = await stack.startDataPlane();
  await untilServed(url, configuration.revision);
  await stack.nats.halt();
  const revision = await setPolicies(graphql, configuration.aiApiId, {
    roundRobin: { production: { targets: [configuration.target('gpt-c')] } },
  });
  expect(await targetOf(url, configuration, 'gpt-a')).toBe('production/gpt-a');
  await stack.nats.wipeStore();
  await stack.nats.restart();
  await untilServed(url, revision);
  expect(await targetOf(url, configuration, 'gpt-a')).toBe('production/gpt-c');
});
