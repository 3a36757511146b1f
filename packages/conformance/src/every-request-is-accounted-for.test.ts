import { until } from '@switchyard/runtime';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandLine } from './harness/command-line';
import { makeConfiguration, setPolicies, type Configuration } from './harness/demo-configuration';
import { postChat } from './harness/chat';
import { Follower } from './harness/follower';
import { FullStack, type Listening } from './harness/full-stack';
import type { GraphqlClient } from './harness/graphql';
import { untilServed } from './harness/served-revision';
import { differences, type Ledger, reportedLedger, vendorLedger } from './ledger/ledger';

let stack: FullStack;
let graphql: GraphqlClient;
let dataPlane: Listening;
/** In which commands run. */
let folder: string;
let configuration: Configuration;
const startedAt = new Date();
/** By outcome, how many requests consumers have sent. */
const sent = new Map<string, number>();
/** The ids of those that failed or failed over. */
const remarkable: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-accounted-'));
  stack = await FullStack.start();
  ({ graphql } = await stack.startControlPlane());
  configuration = await makeConfiguration(graphql, stack.simulator.url);
  dataPlane = await stack.startDataPlane({ SWITCHYARD_DATA_PLANE_WORKERS: '2' });
  const [primary, ...fallbacks] = ['gpt-a', 'gpt-b'].map((model) => configuration.target(model));
  const policies = { failover: [{ production: { primary, fallbacks }, suspendDurationSeconds: 0 }] };
  await untilServed(dataPlane.url, await setPolicies(graphql, configuration.aiApiId, policies));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stack.stop();
});

const messages = [{ role: 'user', content: 'Count the words of your answer.' }];
const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');

/** Sends a chat completion and reads its answer. */
async function send(outcome: string, body: object, init: { readonly key?: string } = {}): Promise<Response> {
  sent.set(outcome, (sent.get(outcome) ?? 0) + 1);
  const consumer = { ...configuration, liveKey: init.key ?? configuration.liveKey };
  const response = await postChat(dataPlane.url, consumer, JSON.stringify({ messages, model: 'gpt-a', ...body }));
  await response.text().catch(() => undefined);
  const isRemarkable = outcome !== 'ANSWERED' || response.headers.get('x-switchyard-attempts') !== '1';
  if (isRemarkable) remarkable.push(response.headers.get('x-request-id') ?? '');
  return response;
}

/** Sends one that the consumer leaves in the middle of the stream. */
async function leave(): Promise<void> {
  sent.set('CONSUMER_GONE', (sent.get('CONSUMER_GONE') ?? 0) + 1);
  const body = JSON.stringify({ messages, model: 'gpt-a', stream: true });
  const response = await postChat(dataPlane.url, configuration, body);
  const reader = response.body!.getReader();
  for (let text = ''; !text.includes('word19');) {
    const { value } = await reader.read();
    text += Buffer.from(value!).toString();
  }
  remarkable.push(response.headers.get('x-request-id') ?? '');
  await reader.cancel();
}

async function sendAll(): Promise<void> {
  const { simulator } = stack;
  const option = { stream_options: { include_usage: true } };
  for (let round = 1; round <= 4; round += 1) {
    simulator.setBehaviours([{ answer: { content: words(5 * round) } }]);
    const streams = [{ stream: true }, { stream: true }, { stream: true, ...option }];
    await Promise.all([{}, {}, {}, { model: 'gpt-b' }, ...streams, ...streams].map((body) => send('ANSWERED', body)));
    // The second target answers.
    for (const answer of [{ status: 500 }, { reset: true as const }]) {
      simulator.setBehaviours([{ match: { model: 'gpt-a' }, answer }, { answer: { content: words(3) } }]);
      await send('ANSWERED', { stream: true });
    }
    simulator.setBehaviours([{ answer: { content: words(40), cutAfterEvents: 31 } }]);
    await send('STREAM_FAILED', { stream: true });
    simulator.setBehaviours([{ answer: { content: words(40), stallAfterEvents: 21 } }]);
    await leave();
    simulator.setBehaviours([{ answer: { status: 422 } }]);
    await send('REQUEST_INVALID', {});
    await send('INVALID_API_KEY', {}, { key: 'sy_live_nobody' });
  }
}

interface Totals {
  readonly usage: {
    readonly groups: readonly { key: { outcome: string }; totals: { requests: { requests: number } } }[];
  };
}

/** How many requests the control plane knows of, by outcome, also of those that belong to no AI API. */
async function requestsByOutcome(): Promise<Map<string, number>> {
  const { usage } = await graphql.ask<Totals>(
    `query ($from: DateTime!, $to: DateTime!) {
      usage(from: $from, to: $to, groupBy: [OUTCOME]) { groups { key { outcome } totals { requests { requests } } } }
    }`,
    { from: startedAt.toISOString(), to: inAnHour().toISOString() },
  );
  // An outcome that only attempts have is a group without requests.
  const counts = usage.groups.map(({ key, totals }) => [key.outcome, totals.requests.requests] as const);
  return new Map(counts.filter(([, requests]) => requests > 0));
}
const inAnHour = () => new Date(Date.now() + 3_600_000);

it('what GraphQL says of requests, calls and tokens is what consumers sent and the vendor counted', async () => {
  await sendAll();
  const vendor = vendorLedger(stack.simulator.requests());
  let reported: Ledger | null = null;
  const balance = async () => {
    reported = await reportedLedger(graphql, configuration.aiApiId, startedAt, inAnHour());
    return reported.calls >= vendor.calls;
  };
  await until(balance, 'all calls are reported');
  expect({ differences: differences(vendor, reported!), vendor, reported }).toMatchObject({ differences: [] });
  const byOutcome = await requestsByOutcome();
  const refused = byOutcome.get('INVALID_API_KEY') ?? 0;
  // Asking which revision is served is a request too, without a key.
  expect(refused).toBeGreaterThanOrEqual(sent.get('INVALID_API_KEY')!);
  expect(Object.fromEntries(byOutcome)).toEqual({ ...Object.fromEntries(sent), INVALID_API_KEY: refused });
});

it('each request that failed or failed over has a record, which its id finds', async () => {
  const query = `query ($id: ID!) { request(id: $id) { outcome fault attempts { outcome } used { tokens { input } } } }`;
  for (const id of remarkable) {
    const find = async () => (await graphql.ask<{ request: { attempts: unknown[] } | null }>(query, { id })).request;
    expect(await until(find, `request ${id} is recorded`)).not.toBeNull();
  }
});

it('the command line says why a request failed, and lists it', async () => {
  const settings = { SWITCHYARD_URL: graphql.url, SWITCHYARD_TOKEN: graphql.token };
  const line = new CommandLine(folder, settings);
  stack.simulator.setBehaviours([{ answer: { content: words(40), cutAfterEvents: 31 } }]);
  const failed = await send('STREAM_FAILED', { stream: true });
  const id = failed.headers.get('x-request-id') ?? '';
  const shown = await until(async () => {
    const ended = await line.run(['request', id]);
    return ended.exitCode === 0 ? ended.output : null;
  }, 'it is recorded');
  expect(shown).toContain(`Request ${id} at `);
  expect(shown).toContain(': STREAM_FAILED, fault: PROVIDER\nThe response broke off');
  expect(shown).toContain('What to do: ');
  const { requests } = await line.json<{ requests: { id: string }[] }>(['requests', '--failed', '--since', '1h']);
  expect(requests[0]?.id).toBe(id);
});

it('what happens can be followed, while it happens and over time', async () => {
  interface Tick {
    readonly aiApis: readonly { readonly requests: { readonly total: number }; readonly attempts: number }[];
  }
  const query = `subscription ($ids: [ID!]) { trafficChanged(aiApiIds: $ids) { aiApis { requests { total } attempts } } }`;
  const follower = new Follower<Tick>(graphql.url, graphql.token, query, { ids: [configuration.aiApiId] });
  await follower.count(1);
  stack.simulator.setBehaviours([{ answer: { content: words(2) } }]);
  const requests = 20;
  for (let number = 0; number < requests; number += 1) await send('ANSWERED', {});
  const told = () => follower.events.flatMap(({ aiApis }) => aiApis);
  const isTold = () => told().reduce((sum, { requests: { total } }) => sum + total, 0) >= requests;
  await until(isTold, 'all requests are told');
  expect(told().reduce((sum, { attempts }) => sum + attempts, 0)).toBe(requests);
  await follower.end();
  const variables = { from: startedAt.toISOString(), to: inAnHour().toISOString(), id: configuration.aiApiId };
  const over = `query ($from: DateTime!, $to: DateTime!, $id: ID!) {
    usage(from: $from, to: $to, filter: { aiApiIds: [$id] }) { totals { latency { duration { p50 p99 } overhead { p50 } } } }
    aiApi(id: $id) { traffic { requests { total providerFaults } } health { available suspended } } }`;
  const { usage, aiApi } = await graphql.ask<{
    usage: { totals: { latency: { duration: { p50: number; p99: number }; overhead: { p50: number } } } };
    aiApi: { traffic: { requests: { total: number; providerFaults: number } }; health: object };
  }>(over, variables);
  const { duration, overhead } = usage.totals.latency;
  expect(duration.p99).toBeGreaterThanOrEqual(duration.p50);
  expect(duration.p50).toBeGreaterThan(overhead.p50);
  const { total, providerFaults } = aiApi.traffic.requests;
  expect(providerFaults).toBe(sent.get('STREAM_FAILED'));
  expect(total).toBeGreaterThan(requests);
  expect(aiApi.health).toEqual({ available: 2, suspended: 0 });
});

it('a data plane that is told to stop loses nothing, and leaves no gap', async () => {
  const { program } = dataPlane;
  stack.simulator.setBehaviours([{ answer: { content: words(2) } }]);
  const before = vendorLedger(stack.simulator.requests());
  await Promise.all(Array.from({ length: 8 }, () => send('ANSWERED', {})));
  expect(await program.stop()).toBe(0);
  const vendor = vendorLedger(stack.simulator.requests());
  expect(vendor.calls).toBe(before.calls + 8);
  await until(async () => {
    const reported = await reportedLedger(graphql, configuration.aiApiId, startedAt, inAnHour());
    return differences(vendor, reported).length === 0;
  }, 'the last usage is reported');
  const { usageGaps } = await graphql.ask<{ usageGaps: unknown[] }>(
    'query ($from: DateTime!, $to: DateTime!) { usageGaps(from: $from, to: $to) { cause } }',
    { from: startedAt.toISOString(), to: inAnHour().toISOString() },
  );
  expect(usageGaps).toEqual([]);
});
