import { until } from '@switchyard/runtime';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandLine } from './harness/command-line';
import { Follower } from './harness/follower';
import { FullStack } from './harness/full-stack';
import type { GraphqlClient } from './harness/graphql';
import { SeededRandom } from './harness/seeded-random';
import { untilServed } from './harness/served-revision';
import { Consumers } from './ledger/consumers';
import { judgedRequests, judgeLedger, type LedgerResult } from './ledger/judge-ledger';
import { LedgerConfiguration } from './ledger/ledger-configuration';
import { LedgerDataPlane } from './ledger/ledger-data-plane';
import { type PlannedRequest, plannedRequest, plannedRequests } from './ledger/planned-requests';
import { reportedGaps, reportedLedger } from './ledger/reported-ledger';
import { outcomeOf, SCENARIOS } from './ledger/scenarios';
import type { SentRequest } from './ledger/sent-request';
import { WIRE_FORMATS } from './ledger/wire-formats';

/** So many have each operation of each format, and each scenario. */
const REQUESTS = 96;
const SEED = 1;

let stack: FullStack;
let graphql: GraphqlClient;
let dataPlane: LedgerDataPlane;
/** In which commands run, and which has the data plane's folder. */
let folder: string;
let configuration: LedgerConfiguration;
const startedAt = new Date();
const inAnHour = () => new Date(Date.now() + 3_600_000);
const random = new SeededRandom(SEED);
const OPENAI = WIRE_FORMATS.find(({ name }) => name === 'openai')!;
const sent: SentRequest[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-accounted-'));
  stack = await FullStack.start();
  ({ graphql } = await stack.startControlPlane());
  configuration = await LedgerConfiguration.make(graphql, stack.simulator);
  dataPlane = new LedgerDataPlane(stack, 0, join(folder, 'data-plane'));
  await dataPlane.start();
  await untilServed(dataPlane.url ?? '', configuration.revision);
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function send(requests: readonly PlannedRequest[]): Promise<readonly SentRequest[]> {
  const dataPlanes = [dataPlane];
  const pace = { lanes: 16, requestsPerSecond: 1_000, stopping: new AbortController().signal };
  const answered = await new Consumers(requests, { configuration, dataPlanes, ...pace }).sendAll();
  sent.push(...answered);
  return answered;
}

/** Requests of OpenAI's chat in one scenario. */
function chats(name: string, count: number): PlannedRequest[] {
  const scenario = SCENARIOS.find((each) => each.name === name)!;
  const operation = OPENAI.operations[0]!;
  return Array.from({ length: count }, (_, index) =>
    plannedRequest(random, sent.length + index, { format: OPENAI, operation, scenario }),
  );
}

/** What is reported, against what consumers and vendors saw. */
async function judged(): Promise<LedgerResult> {
  const requests = judgedRequests(sent, stack.simulator.requests());
  const period = { from: startedAt, to: inAnHour() };
  const [ledger, gaps] = [await reportedLedger(graphql, configuration, period), await reportedGaps(graphql, period)];
  return judgeLedger(requests, null, { ledger, gaps });
}

/** Waits until the ledger balances. @returns the last one */
async function settled(): Promise<LedgerResult> {
  const balances = async () => (await judged()).faults.length === 0;
  await until(balances, 'the ledger balances').catch(() => undefined);
  return judged();
}

it('what GraphQL says of requests, attempts, tokens and cost, in each format, is what consumers and vendors saw', async () => {
  await send(plannedRequests(random, REQUESTS));
  expect(await settled()).toMatchObject({ faults: [] });
});

it('each request that failed or failed over has a record, which its id finds', async () => {
  const query = `query ($id: ID!) { request(id: $id) { outcome fault attempts { outcome } used { tokens { input } } } }`;
  const remarkable = sent.filter(({ planned: { scenario } }) => scenario.outcome !== 'ANSWERED' || scenario.failsOver);
  expect(remarkable.length).toBeGreaterThan(30);
  for (const { requestId: id, planned } of remarkable) {
    if (id === null) continue;
    const find = async () => (await graphql.ask<{ request: { outcome: string } | null }>(query, { id })).request;
    const outcome = outcomeOf(planned.scenario, planned.operation);
    expect(await until(find, `request ${id} is recorded`)).toMatchObject({ outcome });
  }
});

it('the command line says why a request failed, and lists it', async () => {
  const settings = { SWITCHYARD_URL: graphql.url, SWITCHYARD_TOKEN: graphql.token };
  const line = new CommandLine(folder, settings);
  const [failed] = await send(chats('cut', 1));
  const id = failed?.requestId ?? '';
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
  const aiApiId = configuration.idOf(OPENAI);
  const follower = new Follower<Tick>(graphql.url, graphql.token, query, { ids: [aiApiId] });
  await follower.count(1);
  const requests = 20;
  await send(chats('short', requests));
  const told = () => follower.events.flatMap(({ aiApis }) => aiApis);
  const isTold = () => told().reduce((sum, { requests: { total } }) => sum + total, 0) >= requests;
  await until(isTold, 'all requests are told');
  expect(told().reduce((sum, { attempts }) => sum + attempts, 0)).toBe(requests);
  await follower.end();
  const variables = { from: startedAt.toISOString(), to: inAnHour().toISOString(), id: aiApiId };
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
  const isFailed = ({ scenario, operation }: PlannedRequest) => outcomeOf(scenario, operation) === 'STREAM_FAILED';
  const failed = sent.filter(({ planned }) => planned.format === OPENAI && isFailed(planned));
  expect(providerFaults).toBe(failed.length);
  expect(total).toBeGreaterThan(requests);
  expect(aiApi.health).toEqual({ available: 2, suspended: 0 });
});

it('a data plane that is told to stop loses nothing, and leaves no gap', async () => {
  await send(chats('short', 8));
  expect(await dataPlane.terminate()).toBe(0);
  expect(await settled()).toMatchObject({ faults: [] });
});
