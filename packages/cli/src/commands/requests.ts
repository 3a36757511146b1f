import { type Command, Option } from 'commander';
import { stringify } from 'yaml';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { consumerId } from '../consumer-id';
import { type ListedRequest, REQUESTS, type RequestPage } from '../documents/requests';
import { objectId } from '../object-id';
import { objectNames } from '../object-names';
import { enumValue, integer } from '../option-values';
import { sinceOption, untilOption } from '../options';
import { csv } from '../render/csv';
import { durationOf } from '../render/figures';
import { targetOf } from '../render/request';
import { table } from '../render/table';
import type { ControlPlaneClient } from '../control-plane-client';

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 1_000;
/** The control plane's largest page. */
const PAGE_SIZE_MAX = 200;
/** With several conditions, how many requests are looked at to find those that meet all of them. */
const SEARCHED_MAX = 10_000;

const HELP = `
Data planes record each request that failed or was sent to more than one target, and a share of the others. Write a model or an
endpoint as its provider and its name: openai/main. With several conditions, the command looks at up to 10,000 requests that meet
the first of them.

Examples:
  switchyard requests --failed --since 1h
  switchyard requests --endpoint openai/main --failed
  switchyard requests --outcome TIMEOUT --since 24h -o csv`;

interface RequestsOptions {
  readonly failed: boolean;
  readonly aiApi?: string;
  readonly consumer?: string;
  readonly key?: string;
  readonly outcome?: string;
  readonly fault?: string;
  readonly provider?: string;
  readonly endpoint?: string;
  readonly model?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
  readonly output: 'table' | 'json' | 'yaml' | 'csv';
}

export function addRequests(program: Command, perform: Perform): void {
  program
    .command('requests')
    .description('list recorded requests, newest first, such as those that failed')
    .option('--failed', 'only those that failed, whatever the fault', false)
    .option('--ai-api <name>', 'only those to this AI API')
    .option('--consumer <name>', 'only those of this consumer')
    .option('--key <id>', 'only those with this consumer key; "keys list" lists the ids')
    .addOption(new Option('--outcome <outcome>', 'only those with this outcome, such as TIMEOUT').argParser(enumValue))
    .addOption(
      new Option('--fault <fault>', 'only those with this fault: caller, policy, provider or own').argParser(enumValue),
    )
    .option('--provider <name>', 'only those whose last attempt was at this provider')
    .option('--endpoint <path>', 'only those whose last attempt was at this endpoint, such as openai/main')
    .option('--model <path>', 'only those whose last attempt was with this model, such as openai/gpt-4o')
    .addOption(sinceOption('all that are kept'))
    .addOption(untilOption())
    .addOption(
      new Option('--limit <number>', 'how many requests to list')
        .default(LIMIT_DEFAULT)
        .argParser(integer(1, LIMIT_MAX)),
    )
    .addOption(
      new Option('-o, --output <format>', 'table, json, yaml or csv')
        .choices(['table', 'json', 'yaml', 'csv'])
        .default('table'),
    )
    .addHelpText('after', HELP)
    .action((options: RequestsOptions) => perform((context) => listRequests(context, options)));
}

/** One condition, as the control plane's filter and as a test of what it returns. */
interface Condition {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly isMetBy: (request: ListedRequest) => boolean;
}

async function listRequests(context: CommandContext, options: RequestsOptions): Promise<CommandResult> {
  const { client, output } = context;
  const { requests, isComplete } = await find(client, await conditionsOf(client, options), options);
  const names = output.json
    ? new Map<string, string>()
    : await objectNames(
        client,
        requests.map((request) => request.consumerId),
      );
  switch (options.output) {
    case 'json':
      output.print(JSON.stringify(requests, null, 2));
      break;
    case 'yaml':
      output.printAsIs(stringify(requests));
      break;
    case 'csv':
      output.printAsIs(
        csv(
          CSV_HEAD,
          requests.map((request) => csvRowOf(request, names)),
        ),
      );
      break;
    case 'table':
      output.print(
        table(
          HEAD,
          requests.map((request) => rowOf(request, names)),
        ),
      );
  }
  if (!isComplete) {
    output.note(`Looked at the latest ${SEARCHED_MAX} requests. Use --until to look at earlier ones.`);
  } else if (requests.length === 0) output.note('No recorded request meets the conditions.');
  return { json: { requests } };
}

const HEAD = ['TIME', 'ID', 'OUTCOME', 'STATUS', 'TIME TAKEN', 'ATTEMPTS', 'AI API', 'CONSUMER', 'LAST TARGET'];

function rowOf(request: ListedRequest, names: ReadonlyMap<string, string>): string[] {
  const { consumerId: id, attempts, askedModel } = request;
  const last = attempts.at(-1);
  return [
    request.at,
    request.id,
    request.outcome,
    request.status === null ? '-' : String(request.status),
    durationOf(request.totalMs),
    String(attempts.length),
    request.aiApiName ?? '-',
    id === null ? '-' : (names.get(id) ?? id),
    last === undefined ? (askedModel ?? '-') : targetOf(last),
  ];
}

const CSV_HEAD = [
  'at',
  'id',
  'outcome',
  'fault',
  'status',
  'total_ms',
  'attempts',
  'ai_api',
  'consumer',
  'consumer_id',
  'environment',
  'asked_model',
  'last_provider',
  'last_endpoint',
  'last_model',
];

/** For spreadsheets and programs: exact, and empty for what there is none of. */
function csvRowOf(request: ListedRequest, names: ReadonlyMap<string, string>): (string | number)[] {
  const { consumerId: id, attempts } = request;
  const last = attempts.at(-1);
  return [
    request.at,
    request.id,
    request.outcome,
    request.fault,
    request.status ?? '',
    request.totalMs,
    attempts.length,
    request.aiApiName ?? '',
    id === null ? '' : (names.get(id) ?? ''),
    id ?? '',
    request.environment ?? '',
    request.askedModel ?? '',
    last?.providerName ?? '',
    last?.endpointName ?? '',
    last?.modelName ?? '',
  ];
}

/** The control plane has an index for each condition, and takes one at a time: the first here is the one that it gets. */
async function conditionsOf(client: ControlPlaneClient, options: RequestsOptions): Promise<Condition[]> {
  const { key, outcome, fault } = options;
  const conditions: Condition[] = [];
  const add = (filter: Condition['filter'], isMetBy: Condition['isMetBy']) => conditions.push({ filter, isMetBy });
  if (key !== undefined) add({ consumerKeyId: key }, ({ consumerKeyId }) => consumerKeyId === key.toLowerCase());
  if (options.consumer !== undefined) {
    const id = await consumerId(client, options.consumer);
    add({ consumerId: id }, (request) => request.consumerId === id);
  }
  if (options.endpoint !== undefined) {
    const id = await objectId(client, `endpoint:${options.endpoint}`);
    add({ endpointId: id }, ({ attempts }) => attempts.at(-1)?.endpointId === id);
  }
  if (options.model !== undefined) {
    const id = await objectId(client, `model:${options.model}`);
    add({ modelId: id }, ({ attempts }) => attempts.at(-1)?.modelId === id);
  }
  if (options.provider !== undefined) {
    const id = await objectId(client, `provider:${options.provider}`);
    add({ providerId: id }, ({ attempts }) => attempts.at(-1)?.providerId === id);
  }
  if (options.aiApi !== undefined) {
    const id = await objectId(client, `ai-api:${options.aiApi}`);
    add({ aiApiId: id }, ({ aiApiId }) => aiApiId === id);
  }
  if (outcome !== undefined) add({ outcome }, (request) => request.outcome === outcome);
  if (fault !== undefined) add({ fault }, (request) => request.fault === fault);
  if (options.failed) add({ failed: true }, (request) => request.fault !== 'NONE');
  return conditions;
}

async function find(
  client: ControlPlaneClient,
  [first, ...others]: readonly Condition[],
  { since, until, limit }: RequestsOptions,
): Promise<{ readonly requests: ListedRequest[]; readonly isComplete: boolean }> {
  const requests: ListedRequest[] = [];
  let after: string | null = null;
  for (let searched = 0; ;) {
    const page: { requests: RequestPage } = await client.ask(REQUESTS, {
      first: others.length === 0 ? Math.min(limit - requests.length, PAGE_SIZE_MAX) : PAGE_SIZE_MAX,
      after,
      filter: first?.filter ?? null,
      from: since ?? null,
      to: until ?? null,
    });
    const { nodes, pageInfo } = page.requests;
    requests.push(...nodes.filter((request) => others.every(({ isMetBy }) => isMetBy(request))));
    searched += nodes.length;
    after = pageInfo.endCursor;
    const isEnd = !pageInfo.hasNextPage || after === null || nodes.length === 0;
    if (isEnd || requests.length >= limit) return { requests: requests.slice(0, limit), isComplete: true };
    if (searched >= SEARCHED_MAX) return { requests, isComplete: false };
  }
}
