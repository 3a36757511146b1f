import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause, Stopwatch, until } from '@switchyard/runtime';
import { targetOf } from './harness/chat';
import { type Configuration, makeConfiguration } from './harness/demo-configuration';
import { FullStack } from './harness/full-stack';
import type { GraphqlClient } from './harness/graphql';
import { Intruder, withReplaced } from './harness/intruder';
import { publishedTable } from './harness/published-table';
import type { Program } from './harness/program';
import { servedRevision, untilServed } from './harness/served-revision';

const REPAIRED_WITHIN_MS = 10_000;
/** Far shorter than any repair takes, so that a data plane that served something else would be seen to. */
const ASKED_EVERY_MS = 5;

let stack: FullStack;
let intruder: Intruder;
let graphql: GraphqlClient;
let controlPlane: Program;
let configuration: Configuration;
let dataPlaneUrl: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-intruder-'));
  stack = await FullStack.start();
  ({ graphql, program: controlPlane } = await stack.startControlPlane());
  configuration = await makeConfiguration(graphql, stack.simulator.url);
  ({ url: dataPlaneUrl } = await stack.startDataPlane());
  await untilServed(dataPlaneUrl, configuration.revision);
  intruder = await Intruder.start(stack.nats);
});
afterAll(async () => {
  await intruder.stop();
  await stack.stop();
  await rm(folder, { recursive: true });
});

const latest = async () =>
  (await graphql.ask<{ revision: { number: number } }>('{ revision { number } }')).revision.number;
const table = () => publishedTable(stack.nats.url, stack.sealingKey);

/** A key of the same consumer, and the key of its entry. */
async function issueKey(): Promise<{ id: string; entryKey: string }> {
  const before = new Set((await intruder.read()).keys());
  const { issueConsumerKey } = await graphql.ask<{
    issueConsumerKey: { consumerKey: { id: string }; revision: number };
  }>('mutation($input: IssueConsumerKeyInput!) { issueConsumerKey(input: $input) { consumerKey { id } revision } }', {
    input: { consumerId: configuration.consumerId, environment: 'PRODUCTION' },
  });
  await untilServed(dataPlaneUrl, issueConsumerKey.revision);
  const entryKey = [...(await intruder.read()).keys()].find(
    (key) => key.startsWith('consumer-key.') && !before.has(key),
  );
  return { id: issueConsumerKey.consumerKey.id, entryKey: entryKey! };
}

async function revokeKey(id: string): Promise<void> {
  const { revokeConsumerKey } = await graphql.ask<{ revokeConsumerKey: { revision: number } }>(
    'mutation($input: RevokeConsumerKeyInput!) { revokeConsumerKey(input: $input) { revision } }',
    { input: { consumerKeyId: id } },
  );
  await untilServed(dataPlaneUrl, revokeConsumerKey.revision);
}

const providerKey = () => `provider.${configuration.providerId}`;
const aiApiKey = () => `ai-api.${configuration.aiApiId}`;
const present = async (key: string) => (await intruder.read()).get(key)!;
const unsigned = (head: object) => JSON.stringify(head);
const OTHER_LINEAGE = '00000000-0000-4000-8000-000000000001';

interface Attack {
  /** What it prepares, and then does. */
  readonly act: () => Promise<() => Promise<void>>;
  /**
   * Whether running data planes certainly see something to refuse. A head is replaced at once, perhaps before they read it,
   * and a removal raises no event.
   */
  readonly isRejected: boolean;
}

const attacks: Record<string, Attack> = {
  "an endpoint's entry with a URL of the intruder's": {
    act: async () => async () =>
      intruder.write(providerKey(), withReplaced(await present(providerKey()), stack.simulator.url, intruder.hostUrl)),
    isRejected: true,
  },
  'a head of another lineage': {
    act: async () => async () => {
      const now = new Date().toISOString();
      const members = { formatVersion: 2, lineage: OTHER_LINEAGE, revision: 999, entryCount: 0, publishedAt: now };
      await intruder.write('head', unsigned(members));
    },
    isRejected: false,
  },
  'a head with no entries': {
    act: async () => async () => {
      const [header, members] = (await present('head')).toString().split('\n');
      const emptied = { ...(JSON.parse(members!) as object), entryCount: 0, sumMac: '0'.repeat(64) };
      await intruder.write('head', `${header}\n${JSON.stringify(emptied)}`);
    },
    isRejected: false,
  },
  'a head of format 99': {
    act: async () => async () => {
      const [header, members] = (await present('head')).toString().split('\n');
      await intruder.write('head', `${header}\n${members!.replace('"formatVersion":2', '"formatVersion":99')}`);
    },
    isRejected: false,
  },
  'garbage for an entry': { act: async () => async () => intruder.write(aiApiKey(), 'garbage'), isRejected: true },
  'garbage for the head': {
    act: async () => async () => intruder.write('head', Buffer.alloc(64, 255)),
    isRejected: false,
  },
  'an entry for a key of its own': {
    act: async () => async () => intruder.write(`ai-api.${OTHER_LINEAGE}`, await present(aiApiKey())),
    isRejected: true,
  },
  'one entry put back to an older, authentic version': {
    act: async () => {
      const older = await present(providerKey());
      const { updateProvider } = await graphql.ask<{ updateProvider: { revision: number } }>(
        'mutation($input: UpdateProviderInput!) { updateProvider(input: $input) { revision } }',
        {
          input: {
            providerId: configuration.providerId,
            profile: { fixedHeaders: [{ name: 'x-team', value: `team-${Date.now()}` }] },
          },
        },
      );
      await untilServed(dataPlaneUrl, updateProvider.revision);
      return () => intruder.write(providerKey(), older);
    },
    isRejected: true,
  },
  'a deletion withheld: a revoked key put back': {
    act: async () => {
      const { id, entryKey } = await issueKey();
      const live = await present(entryKey);
      await revokeKey(id);
      return () => intruder.write(entryKey, live);
    },
    isRejected: true,
  },
  'garbage that is removed again at once, which raises no event': {
    act: async () => async () => {
      await intruder.write('any.thing', 'garbage');
      await until(() => intruder.rejections.length > 0, 'a data plane has seen it', { everyMs: 5 });
      await intruder.purge('any.thing');
    },
    isRejected: true,
  },
  'a purge of one key': { act: async () => () => intruder.purge(aiApiKey()), isRejected: false },
  'a purge of the head': { act: async () => () => intruder.purge('head'), isRejected: false },
  'a purge of the whole stream': { act: async () => () => intruder.purge(), isRejected: false },
  'a deletion of the bucket': { act: async () => () => intruder.deleteBucket(), isRejected: false },
  'an old store': {
    act: async () => {
      const copy = join(folder, 'store');
      await intruder.copyStore(copy);
      const { id } = await issueKey();
      await revokeKey(id);
      return () => intruder.restoreStore(copy);
    },
    isRejected: false,
  },
};

it('a forged status of a data plane is not believed: no lineage is left, and the log says so', async () => {
  const revision = await latest();
  await until(async () => (await table())?.revision === revision, 'the table is published');
  const before = (await table())!;
  const logged = controlPlane.output.length;
  const honest = await intruder.statuses();
  for (const [id, status] of honest) {
    const forged = { ...status, lineage: OTHER_LINEAGE, appliedRevision: 999, observedRevision: 999 };
    await intruder.writeStatus(id, JSON.stringify(forged));
    await intruder.writeStatus(OTHER_LINEAGE, JSON.stringify({ ...forged, id: OTHER_LINEAGE }));
  }
  await until(
    () => controlPlane.output.slice(logged).split('unauthentic data plane status').length === honest.size + 2,
    'the control plane logs each once',
  );
  const { dataPlanes } = await graphql.ask<{ dataPlanes: { id: string; appliedRevision: number }[] }>(
    '{ dataPlanes { id appliedRevision } }',
  );
  expect(dataPlanes).toEqual([...honest.keys()].map((id) => ({ id, appliedRevision: revision })));
  // The publisher looks at what data planes report with each check of the store.
  await revokeKey((await issueKey()).id);
  expect(await table()).toMatchObject({ lineage: before.lineage, revision: revision + 2 });
});

describe('nothing that an intruder writes to NATS is served, and the bucket is right again within 10 s', () => {
  it.each(Object.entries(attacks))('%s', async (_title, { act, isRejected }) => {
    const attack = await act();
    const revision = await latest();
    await until(async () => (await table())?.revision === revision, 'the table is published');
    const before = (await table())!;
    intruder.rejections.length = 0;
    const logged = controlPlane.output.length;
    await attack();
    const stopwatch = new Stopwatch();
    const starting = await stack.startDataPlane({}, false);

    let isRepaired = false;
    const serving = (async () => {
      while (!isRepaired) {
        expect(await targetOf(dataPlaneUrl, configuration, 'gpt-a')).toBe('production/gpt-a');
        expect(await servedRevision(dataPlaneUrl)).toBe(revision);
        await pause(ASKED_EVERY_MS);
      }
    })();
    const isWhole = async () => {
      const now = await table().catch(() => null);
      return now !== null && now.revision === revision && now.lineage === before.lineage;
    };
    await until(isWhole, 'the bucket is whole', { withinMs: REPAIRED_WITHIN_MS });
    expect((await table())!.entries).toEqual(before.entries);
    await untilServed(starting.url, revision);
    expect(stopwatch.stop()).toBeLessThan(3 * REPAIRED_WITHIN_MS);
    expect(await targetOf(starting.url, configuration, 'gpt-a')).toBe('production/gpt-a');
    isRepaired = true;
    await serving;

    const told = /repaired the routing table in NATS|others have changed the routing table in NATS|"published"/;
    await until(() => told.test(controlPlane.output.slice(logged)), 'the control plane logs it');
    expect(intruder.requests).toBe(0);
    expect(await latest()).toBe(revision);
    if (isRejected) {
      await until(() => intruder.rejections.some(({ code }) => code === 'NOT_AUTHENTIC'), 'the rejection is reported');
    }
    // An old store brings back old reports, until the next ones.
    await until(async () => {
      const { dataPlanes } = await graphql.ask<{ dataPlanes: { rejection: object | null; appliedRevision: number }[] }>(
        '{ dataPlanes { appliedRevision rejection { code } } }',
      );
      const isApplied = dataPlanes.some(({ appliedRevision }) => appliedRevision === revision);
      return isApplied && dataPlanes.every(({ rejection }) => rejection === null);
    }, 'a data plane reports the revision, and none rejects anything');
    expect(await starting.program.stop()).toBe(0);
  });
});
