import type { Client } from 'pg';
import { objectId } from './fill-tables';

/** A question that an operator asks, with the time in which it must be answered. */
export interface Question {
  readonly what: string;
  readonly boundMs: number;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export const REASON_MS_MAX = 50;
const PAGE_MS_MAX = 100;
const MONTH_MS_MAX = 300;
const DAY_MS = 86_400_000;

const REQUEST =
  'query ($id: ID!) { request(id: $id) { outcome fault reason advice attempts { outcome error next endpointName modelName } } }';
const REQUESTS = `query ($filter: RequestFilter, $from: DateTime, $to: DateTime, $after: String) {
  requests(first: 50, filter: $filter, from: $from, to: $to, after: $after) {
    nodes { id at outcome fault status totalMs aiApiName attempts { endpointName modelName outcome } } pageInfo { hasNextPage endCursor }
  } }`;
const FIGURES = `requests { requests failovers }
  attempts { attempts resends tokens { input cacheRead cacheWrite5m cacheWrite1h output reasoning } cost estimatedCost unpriced }`;
const USAGE = `query ($from: DateTime!, $to: DateTime!, $interval: UsageInterval!, $groupBy: [UsageDimension!]) {
  usage(from: $from, to: $to, interval: $interval, groupBy: $groupBy) {
    totals { ${FIGURES} } groups { key { consumerId modelId } totals { ${FIGURES} } series { at figures { ${FIGURES} } } } } }`;
const LATENCY = `query ($from: DateTime!, $to: DateTime!) {
  usage(from: $from, to: $to, interval: PERIOD, groupBy: [ENDPOINT]) {
    groups { key { endpointId } totals { latency { duration { p50 p95 p99 } firstContent { p50 } overhead { p50 p99 } } } } } }`;

/** All questions about tables that `fillSums` and `fillRecords` have filled. */
export async function questions(client: Client, { consumers }: { readonly consumers: number }): Promise<Question[]> {
  const middle = new Date(Date.now() - 3 * DAY_MS);
  const { rows } = await client.query<{ id: string; at: Date }>(
    'SELECT id, at FROM request_record WHERE at <= $1 ORDER BY at DESC LIMIT 1',
    [middle],
  );
  const [recorded] = rows;
  if (recorded === undefined) throw new Error('there are no request records');
  const page = (what: string, variables: object): Question => ({
    what: `requests: ${what}`,
    boundMs: PAGE_MS_MAX,
    query: REQUESTS,
    variables: { ...variables },
  });
  const filtered = async (what: string, member: string, kind: string, number: number) =>
    page(what, { filter: { [member]: await objectId(client, kind, number) } });
  const window = { from: new Date(middle.getTime() - DAY_MS / 2), to: middle };
  const cursor = Buffer.from(JSON.stringify([recorded.at, recorded.id])).toString('base64url');
  const month = { from: new Date(Date.now() - 30 * DAY_MS), to: new Date() };
  const usage = (what: string, query: string, variables: object): Question => ({
    what,
    boundMs: MONTH_MS_MAX,
    query,
    variables: { ...month, ...variables },
  });
  return [
    { what: 'request: the reason by an id', boundMs: REASON_MS_MAX, query: REQUEST, variables: { id: recorded.id } },
    {
      what: 'request: an id without a record',
      boundMs: REASON_MS_MAX,
      query: REQUEST,
      variables: { id: `${recorded.id.slice(0, 13)}-7000-8000-000000000000` },
    },
    page('the latest', {}),
    page('failed', { filter: { failed: true } }),
    page('failed, from a cursor three days ago', { filter: { failed: true }, after: cursor }),
    page('failed, of half a day three days ago', { filter: { failed: true }, ...window }),
    page('outcome TIMEOUT', { filter: { outcome: 'TIMEOUT' } }),
    page('outcome INTERNAL, one of 10,000', { filter: { outcome: 'INTERNAL' } }),
    page('an outcome that does not occur', { filter: { outcome: 'PROXY_FAILED' } }),
    page('fault CALLER', { filter: { fault: 'CALLER' } }),
    await filtered('of an AI API', 'aiApiId', 'ai-api', 3),
    await filtered('of a consumer', 'consumerId', 'consumer', 3),
    await filtered('of a consumer with one of 10,000', 'consumerId', 'consumer', consumers - 1),
    await filtered('with a consumer key', 'consumerKeyId', 'key', 5),
    await filtered('at a provider', 'providerId', 'provider', 1),
    await filtered('at an endpoint', 'endpointId', 'endpoint', 4),
    await filtered('with a model', 'modelId', 'model', 8),
    await filtered('with a model that does not occur', 'modelId', 'model', 1_000_000),
    page('of a consumer, of half a day three days ago', {
      filter: { consumerId: await objectId(client, 'consumer', 3) },
      ...window,
    }),
    usage('usage: a month by consumer', USAGE, { interval: 'PERIOD', groupBy: ['CONSUMER'] }),
    usage('usage: a month by consumer and day', USAGE, { interval: 'DAY', groupBy: ['CONSUMER'] }),
    usage('usage: a month by model', USAGE, { interval: 'PERIOD', groupBy: ['MODEL'] }),
    usage('usage: a month of latency by endpoint', LATENCY, {}),
  ];
}
