import { NatsKeyValueStore, openNats, ROUTING_TABLE_BUCKET } from '@switchyard/contract';
import { SilentProxy } from '@switchyard/local-services';
import { countedMs, until } from '@switchyard/runtime';
import { targetOf } from './harness/chat';
import { issueKey, makeConfiguration } from './harness/demo-configuration';
import { FullStack } from './harness/full-stack';
import { publishedTable } from './harness/published-table';
import { untilServed } from './harness/served-revision';

/** How long a publisher that falls silent may delay publication. */
const TAKEOVER_MS = 10_000;
const ACQUIRED = 'acquired the publication lease';
const LOST = 'lost the publication lease';

let stack: FullStack;

beforeEach(async () => {
  stack = await FullStack.start();
});
afterEach(() => stack.stop());

type ControlPlane = Awaited<ReturnType<FullStack['startControlPlane']>>;

/** Starts the control plane that publishes, and one that stands by. */
async function startTwo(settings: Record<string, string> = {}) {
  const publisher = await stack.startControlPlane(settings);
  await until(() => publisher.program.output.includes(ACQUIRED), 'the first control plane publishes');
  const standby = await stack.startControlPlane();
  return { publisher, standby };
}

/** The number of messages that were ever written to the routing table's bucket. */
async function lastSequence(): Promise<number> {
  const log = { info: () => {}, warn: () => {} };
  const client = openNats(stack.nats.url, { name: 'conformance', log });
  try {
    return (await new NatsKeyValueStore(client, ROUTING_TABLE_BUCKET, { log }).read()).lastSequence;
  } finally {
    await client.close();
  }
}

/** How many messages a control plane wrote for a revision, its head among them, by its log. */
function writesOf({ program }: ControlPlane, revision: number): number {
  const lines = program.output.split('\n').filter((line) => line.includes('"msg":"published"'));
  const published = lines.map((line) => JSON.parse(line) as { revision: number; writes: number });
  return published.filter((line) => line.revision === revision).reduce((sum, { writes }) => sum + writes + 1, 0);
}

function msUntilPublished(revision: number): Promise<number> {
  return countedMs(
    until(
      async () => (await publishedTable(stack.nats.url, stack.sealingKey))?.revision === revision,
      `${revision} is published`,
    ),
  );
}

it('a publisher that is stopped is replaced within 10 seconds, and writes nothing when it is resumed', async () => {
  const { publisher, standby } = await startTwo();
  const configuration = await makeConfiguration(publisher.graphql, stack.simulator.url);
  const { url } = await stack.startDataPlane();
  await untilServed(url, configuration.revision);

  // Its publication of this key is under way.
  const early = await issueKey(publisher.graphql, configuration.consumerId, 'PRODUCTION');
  publisher.program.signal('SIGSTOP');
  const late = await issueKey(standby.graphql, configuration.consumerId, 'PRODUCTION');
  expect(late.revision).toBe(early.revision + 1);
  expect(await msUntilPublished(late.revision)).toBeLessThan(TAKEOVER_MS);
  await untilServed(url, late.revision);

  const before = await lastSequence();
  publisher.program.signal('SIGCONT');
  await until(() => publisher.program.output.includes(LOST), 'the resumed control plane knows that it lost the lease');
  const last = await issueKey(publisher.graphql, configuration.consumerId, 'PRODUCTION');
  await untilServed(url, last.revision);
  await until(() => writesOf(standby, last.revision) > 0, 'the standby has logged it');
  expect(writesOf(publisher, last.revision)).toBe(0);
  expect(await lastSequence()).toBe(before + writesOf(standby, last.revision));
  for (const { secret } of [early, late, last]) {
    expect(await targetOf(url, { ...configuration, liveKey: secret }, 'gpt-a')).toBe('production/gpt-a');
  }
});

it('a publisher that Postgres no longer hears from is replaced within 10 seconds, and says that it cannot tell', async () => {
  const proxy = await SilentProxy.start(Number(new URL(stack.databaseUrl).port));
  const { publisher, standby } = await startTwo({ DATABASE_URL: proxy.urlFor(stack.databaseUrl) });
  const configuration = await makeConfiguration(publisher.graphql, stack.simulator.url);
  await msUntilPublished(configuration.revision);

  proxy.cut();
  const late = await issueKey(standby.graphql, configuration.consumerId, 'PRODUCTION');
  expect(await msUntilPublished(late.revision)).toBeLessThan(TAKEOVER_MS);
  await until(
    () => publisher.program.output.includes('publication problem: whether revisions are being published is unknown'),
    'the control plane that was cut off says so',
  );
  expect((await fetch(`${publisher.url}/readyz`)).status).toBe(503);
  expect(await standby.graphql.ask('{ controlPlane { publicationProblem } }')).toEqual({
    controlPlane: { publicationProblem: null },
  });

  const before = await lastSequence();
  proxy.restore();
  const last = await issueKey(standby.graphql, configuration.consumerId, 'PRODUCTION');
  await msUntilPublished(last.revision);
  await until(async () => (await fetch(`${publisher.url}/readyz`)).ok, 'the control plane is ready again');
  expect(await lastSequence()).toBe(before + writesOf(standby, last.revision));
  await proxy.close();
});
