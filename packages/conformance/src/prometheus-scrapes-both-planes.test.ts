import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkMetrics, startPrometheus } from '@switchyard/local-services';
import { markdownTables, until } from '@switchyard/runtime';
import { postChat } from './harness/chat';
import { type Configuration, makeConfiguration, setPolicies } from './harness/demo-configuration';
import { FullStack } from './harness/full-stack';
import type { GraphqlClient } from './harness/graphql';

const ROOT = join(__dirname, '../../..');
const PAGE = readFileSync(join(ROOT, 'docs/observability.md'), 'utf8');
const ANSWERED = 12;
/** Of each kind: models, AI APIs and keys that do not exist. */
const INVENTED = 25;
const REQUESTS = ANSWERED + 1 + 3 * INVENTED;

let stack: FullStack;
let graphql: GraphqlClient;
let configuration: Configuration;
let gateway: string;
/** The operators' ports. */
let planes: { readonly dataPlane: string; readonly controlPlane: string };

beforeAll(async () => {
  stack = await FullStack.start();
  const controlPlane = await stack.startControlPlane();
  ({ graphql } = controlPlane);
  configuration = await makeConfiguration(graphql, stack.simulator.url);
  const dataPlane = await stack.startDataPlane({
    SWITCHYARD_DATA_PLANE_WORKERS: '2',
    SWITCHYARD_METRICS_CONSUMERS: 'on',
    SWITCHYARD_METRICS_LATENCY_BY_AI_API: 'on',
  });
  gateway = dataPlane.url;
  planes = { dataPlane: dataPlane.adminUrl, controlPlane: controlPlane.adminUrl };
  const [primary, fallback] = [configuration.target('gpt-a'), configuration.target('gpt-b')];
  const policies = { failover: [{ suspendDurationSeconds: 600, production: { primary, fallbacks: [fallback] } }] };
  const revision = await setPolicies(graphql, configuration.aiApiId, policies);
  await until(async () => {
    const [applied] = samplesOf(await scrape(planes.dataPlane), 'switchyard_routing_table_revision');
    return applied !== undefined && applied.value >= revision;
  }, 'both workers serve the policy');
  await sendRequests();
  await sendOperations();
});
afterAll(() => stack.stop());

async function chat(model: string, change: Partial<Configuration> = {}): Promise<number> {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] });
  const response = await postChat(gateway, { ...configuration, ...change }, body);
  await response.arrayBuffer();
  return response.status;
}

async function sendRequests(): Promise<void> {
  for (let count = 0; count < ANSWERED; count += 1) expect(await chat('gpt-c')).toBe(200);
  stack.simulator.setBehaviours([{ match: { model: 'gpt-a' }, answer: { status: 500 } }]);
  expect(await chat('gpt-a')).toBe(200);
  for (let count = 0; count < INVENTED; count += 1) {
    expect(await chat(`invented-${count}`)).toBe(404);
    expect(await chat('gpt-c', { basePath: `/invented-${count}/chat` })).toBe(404);
    expect(await chat('gpt-c', { liveKey: `sy_live_invented_${count}` })).toBe(401);
  }
}

/** Whatever callers name their operations. */
async function sendOperations(): Promise<void> {
  for (let count = 0; count < INVENTED; count += 1) {
    await graphql.ask(`query Invented${count} { alias${count}: viewer { role } }`);
    await expect(graphql.ask(`query Invented${count} { invented${count} }`)).rejects.toThrow(/invented/);
  }
}

async function scrape(adminUrl: string): Promise<string> {
  const response = await fetch(`${adminUrl}/metrics`);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  return response.text();
}

/** The samples of a metric: their labels and values. */
function samplesOf(text: string, metric: string): { readonly labels: string; readonly value: number }[] {
  const lines = text.matchAll(new RegExp(`^${metric}(?:\\{(.*)\\})? (\\S+)$`, 'gm'));
  return Array.from(lines, ([, labels = '', value = '']) => ({ labels, value: Number(value) }));
}
const sumOf = (text: string, metric: string) => samplesOf(text, metric).reduce((sum, { value }) => sum + value, 0);

it('the data plane has the sums of its workers, by what is configured and not by what consumers invent', async () => {
  const text = await until(async () => {
    const scraped = await scrape(planes.dataPlane);
    const workers = samplesOf(scraped, 'switchyard_worker_connections').length;
    return workers === 2 && sumOf(scraped, 'switchyard_requests_total') >= REQUESTS ? scraped : null;
  }, 'both workers have told what they counted');
  expect(sumOf(text, 'switchyard_requests_total')).toBe(REQUESTS);
  expect(sumOf(text, 'switchyard_request_duration_seconds_count')).toBe(REQUESTS);
  expect(sumOf(text, 'switchyard_attempts_total')).toBe(ANSWERED + 2);
  expect(sumOf(text, 'switchyard_failovers_total')).toBe(1);
  expect(sumOf(text, 'switchyard_suspensions_total')).toBe(1);
  const availabilities = samplesOf(text, 'switchyard_target_available').map(({ value }) => value);
  expect(availabilities.toSorted((a, b) => a - b)).toEqual([0.5, 1, 1]);
  const revisions = samplesOf(text, 'switchyard_routing_table_revision').map(({ value }) => value);
  expect(revisions[0]).toBeGreaterThan(configuration.revision);
  expect(revisions[1]).toBe(revisions[0]);
  expect(text).not.toContain('invented');
});

it('the control plane counts operations by their root fields, and changes until they are in effect', async () => {
  const text = await until(async () => {
    const scraped = await scrape(planes.controlPlane);
    return sumOf(scraped, 'switchyard_change_to_effect_seconds_count') > 0 ? scraped : null;
  }, 'a change is known to be in effect');
  const operations = samplesOf(text, 'switchyard_graphql_operations_total');
  expect(operations).toContainEqual({ labels: 'operation="viewer",outcome="OK"', value: INVENTED });
  const invalid = { labels: 'operation="invalid",outcome="GRAPHQL_VALIDATION_FAILED"', value: INVENTED };
  expect(operations).toContainEqual(invalid);
  expect(sumOf(text, 'switchyard_publisher')).toBe(1);
  expect(sumOf(text, 'switchyard_data_planes')).toBe(1);
  expect(text).not.toContain('nvented');
});

it.each(['dataPlane', 'controlPlane'] as const)('promtool has no complaint about the %s', async (plane) => {
  expect(await checkMetrics(await scrape(planes[plane]))).toBe('');
});

it('every metric of either plane is documented, and every one of a process that is documented is there', async () => {
  const nameOf = ([name = '']: readonly string[]) => name.replaceAll('`', '');
  const documented = (plane: string) => markdownTables(PAGE, `Metrics of a ${plane}`).map(nameOf);
  for (const [plane, name] of [
    ['dataPlane', 'data plane'],
    ['controlPlane', 'control plane'],
  ] as const) {
    const text = await scrape(planes[plane]);
    const names = Array.from(text.matchAll(/^# TYPE (\S+) /gm), ([, metric = '']) => metric);
    expect(names.toSorted()).toEqual([...documented(name), ...documented('process')].toSorted());
  }
});

it('every setting of what the planes tell is documented, and no other', () => {
  const sources = ['control-plane', 'data-plane'].map((name) =>
    readFileSync(join(ROOT, 'packages', name, 'src/settings.ts'), 'utf8'),
  );
  const names = new Set(sources.join('\n').match(/\bSWITCHYARD_(\w+_ADMIN_PORT|ACCESS_LOG|METRICS_\w+|LOG_LEVEL)\b/g));
  const documented = markdownTables(PAGE, 'Settings').map(([name = '']) => name.replaceAll('`', ''));
  expect(documented.toSorted()).toEqual([...names].toSorted());
});

it('a target that was deleted is not shown any more', async () => {
  const shown = async () => {
    const samples = samplesOf(await scrape(planes.dataPlane), 'switchyard_target_available');
    return samples.flatMap(({ labels }) => /model="([^"]+)"/.exec(labels)?.[1] ?? []).toSorted();
  };
  expect(await shown()).toEqual(['gpt-a', 'gpt-b', 'gpt-c']);
  await setPolicies(graphql, configuration.aiApiId, { failover: [] });
  const { modelId } = configuration.target('gpt-a');
  await graphql.ask('mutation ($input: DeleteModelInput!) { deleteModel(input: $input) { revision } }', {
    input: { modelId },
  });
  // The others can still be asked for, by the default endpoint.
  await until(async () => String(await shown()) === 'gpt-b,gpt-c', 'the deleted model is not shown');
});

it('a Prometheus scrapes both', async () => {
  const prometheus = await startPrometheus({
    'data-plane': [new URL(planes.dataPlane).host],
    'control-plane': [new URL(planes.controlPlane).host],
  });
  const ask = async (query: string) => {
    const response = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(query)}`);
    const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
    return data.result.map(({ value }) => Number(value[1]));
  };
  try {
    await until(async () => String(await ask('up')) === '1,1', 'both were scraped');
    expect(await ask('sum(switchyard_requests_total)')).toEqual([REQUESTS]);
    expect(await ask('sum(switchyard_revision) by (state) > 0')).toHaveLength(2);
    const [p99] = await ask('histogram_quantile(0.99, sum(switchyard_request_duration_seconds_bucket) by (le))');
    expect(p99).toBeGreaterThan(0);
  } finally {
    await prometheus.stop();
  }
});
