import { NatsKeyValueStore, openNats, ROUTING_TABLE_BUCKET } from '@switchyard/contract';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { targetOf } from './harness/chat';
import { makeConfiguration } from './harness/demo-configuration';
import { FullStack } from './harness/full-stack';
import { untilServed } from './harness/served-revision';

const NATS_CONF = join(__dirname, '../../../deploy/nats.conf');

let folder: string;
let stack: FullStack;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-nats-conf-'));
  const configurationFile = join(folder, 'nats.conf');
  // nats-server looks a variable up in the file before it asks the environment.
  const passwords = ['NATS_CONTROL_PLANE_PASSWORD: c1secret', 'NATS_DATA_PLANE_PASSWORD: d2secret', ''].join('\n');
  await writeFile(configurationFile, passwords + (await readFile(NATS_CONF, 'utf8')));
  stack = await FullStack.start({ configurationFile });
});
afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true });
});

const natsAs = (user: string) => stack.nats.url.replace('nats://', `nats://${user}@`);
const AS_CONTROL_PLANE = 'control-plane:c1secret';
const AS_DATA_PLANE = 'data-plane:d2secret';

async function bucketAs<T>(user: string, work: (store: NatsKeyValueStore) => Promise<T>): Promise<T> {
  const log = { info: () => {}, warn: () => {} };
  const client = openNats(natsAs(user), { name: 'test', log });
  try {
    return await work(new NatsKeyValueStore(client, ROUTING_TABLE_BUCKET, { log }));
  } finally {
    await client.close();
  }
}

it('both planes run with the users of deploy/nats.conf, whichever comes first, and report to each other', async () => {
  const dataPlane = await stack.startDataPlane({ NATS_URL: natsAs(AS_DATA_PLANE) }, false);
  const { graphql } = await stack.startControlPlane({ NATS_URL: natsAs(AS_CONTROL_PLANE) });
  const configuration = await makeConfiguration(graphql, stack.simulator.url);
  await untilServed(dataPlane.url, configuration.revision);
  expect(await targetOf(dataPlane.url, configuration, 'gpt-a')).toBe('production/gpt-a');
  const { rollout } = await graphql.ask<{ rollout: { state: string } }>(
    'query($revision: Int!) { rollout(revision: $revision, waitSeconds: 20, dataPlanes: 1) { state } }',
    { revision: configuration.revision },
  );
  expect(rollout.state).toBe('APPLIED');
  const { endpoints } = await graphql.ask<{ endpoints: { nodes: { id: string }[] } }>(
    '{ endpoints(first: 1) { nodes { id } } }',
  );
  const { testEndpoint } = await graphql.ask<{ testEndpoint: { test: { outcome: string } } }>(
    'mutation($id: ID!) { testEndpoint(input: { endpointId: $id }) { test { outcome } } }',
    { id: endpoints.nodes[0]?.id },
  );
  expect(testEndpoint.test.outcome).toBe('ACCEPTED');
});

it('neither the user of data planes nor anybody without a password can write the routing table', async () => {
  const headOf = () => bucketAs(AS_CONTROL_PLANE, async (store) => (await store.read()).entries.get('head'));
  const before = await headOf();
  expect(before).toBeDefined();
  const forge = (user: string) => bucketAs(user, (store) => store.put('head', Buffer.from('forged')));
  await expect(forge(AS_DATA_PLANE)).rejects.toThrow(/timeout|permissions/i);
  await expect(forge('data-plane:wrong')).rejects.toThrow('refuses the credentials in NATS_URL');
  expect(await headOf()).toEqual(before);
});
