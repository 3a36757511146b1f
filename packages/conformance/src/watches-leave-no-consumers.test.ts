import { DATA_PLANES_BUCKET, openNats, ROUTING_TABLE_BUCKET } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeConfiguration } from './harness/demo-configuration';
import { FullStack } from './harness/full-stack';
import { untilServed } from './harness/served-revision';

const log = { info: () => undefined, warn: () => undefined };
let stack: FullStack;
let folder: string;

beforeAll(async () => {
  stack = await FullStack.start();
  folder = await mkdtemp(join(tmpdir(), 'switchyard-consumers-'));
});
afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true });
});

/** The consumers of both buckets' streams. */
async function consumers(): Promise<string[]> {
  const client = openNats(stack.nats.url, { name: 'test', log });
  try {
    const manager = await (await client.reachable(60_000)).jetstreamManager({ timeout: 60_000 });
    const found: string[] = [];
    for (const bucket of [ROUTING_TABLE_BUCKET, DATA_PLANES_BUCKET])
      for await (const { name } of manager.consumers.list(`KV_${bucket}`)) found.push(`${bucket} ${name}`);
    return found.filter((each) => !each.includes(' read-')).toSorted();
  } finally {
    await client.close();
  }
}

test('each plane watches under a name that stays, and leaves nothing behind when NATS or a data plane is killed', async () => {
  const { graphql } = await stack.startControlPlane();
  const { revision } = await makeConfiguration(graphql, stack.simulator.url);
  const start = () => stack.startDataPlane({ SWITCHYARD_DATA_DIR: folder });
  let dataPlane = await start();
  await untilServed(dataPlane.url, revision);
  const id = /"id":"([-0-9a-f]{36})"/.exec(dataPlane.program.output)?.[1];
  const before = await until(async () => {
    const found = await consumers();
    return found.length === 3 ? found : null;
  }, 'all watches are open');
  const instance = /^switchyard-data-planes (control-plane-[-0-9a-f]{36})$/.exec(before[0]!)?.[1];
  const watches = [
    `${DATA_PLANES_BUCKET} ${instance}`,
    `${ROUTING_TABLE_BUCKET} ${id}`,
    `${ROUTING_TABLE_BUCKET} ${instance}`,
  ];
  expect(before).toEqual(watches.toSorted());
  const areAsBefore = () =>
    until(async () => (await consumers()).join('\n') === before.join('\n'), 'the consumers are those from before');

  for (let round = 0; round < 3; round += 1) {
    await stack.nats.kill();
    await stack.nats.restart();
    await areAsBefore();
  }
  await dataPlane.program.stop('SIGKILL');
  dataPlane = await start();
  await untilServed(dataPlane.url, revision);
  expect(await consumers()).toEqual(before);
  expect(await graphql.ask('{ controlPlane { storageProblem } }')).toEqual({ controlPlane: { storageProblem: null } });
});
