import { type Command, InvalidArgumentError, Option } from 'commander';
import { stringify } from 'yaml';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { consumerId } from '../consumer-id';
import type { ControlPlaneClient } from '../control-plane-client';
import {
  type LatencyAnswer,
  USAGE,
  USAGE_GAPS,
  USAGE_LATENCY,
  type UsageAnswer,
  type UsageGap,
  type UsageKey,
} from '../documents/usage';
import { objectId } from '../object-id';
import { objectNames } from '../object-names';
import { enumValue, environment } from '../option-values';
import { collected, RepeatableOption, sinceOption, untilOption } from '../options';
import { csv } from '../render/csv';
import { table } from '../render/table';
import {
  type Dimension,
  DIMENSIONS,
  latencyRows,
  latencyTable,
  renderGaps,
  usageRows,
  usageTable,
} from '../render/usage';

const DAY_MS = 86_400_000;

const HELP = `
Times are those at which requests ended. The period is rounded to whole minutes, or to whole hours if it is longer than 6 hours.
Tokens that the gateway estimates, because a response was cut, are not among those that vendors counted: they stand apart.

Examples:
  switchyard usage --by consumer --since 30d
  switchyard usage --by ai-api,model --since 7d --interval day -o csv
  switchyard usage --by endpoint --latency --ai-api support`;

interface UsageOptions {
  readonly by?: readonly Dimension[];
  readonly since?: string;
  readonly until?: string;
  readonly interval: string;
  readonly latency: boolean;
  readonly aiApi?: readonly string[];
  readonly consumer?: readonly string[];
  readonly environment?: string;
  readonly provider?: readonly string[];
  readonly model?: readonly string[];
  readonly endpoint?: readonly string[];
  readonly outcome?: string;
  readonly output: 'table' | 'json' | 'yaml' | 'csv';
}

export function addUsage(program: Command, perform: Perform): void {
  const only = (flags: string, description: string) =>
    new RepeatableOption(flags, `only ${description}; repeatable`).argParser(collected);
  program
    .command('usage')
    .description('show requests, tokens, cost and latency, in total or by consumer, model and so on')
    .addOption(
      new Option(
        '--by <dimensions>',
        `what to group by, joined by commas: ${DIMENSIONS.map(({ option }) => option).join(', ')}`,
      ).argParser(dimensions),
    )
    .addOption(sinceOption('24h'))
    .addOption(untilOption())
    .addOption(
      new Option('--interval <interval>', 'the length of a step: period, day, hour or minute')
        .choices(['period', 'day', 'hour', 'minute'])
        .default('period'),
    )
    .option('--latency', 'show how long requests took instead of what they used', false)
    .addOption(only('--ai-api <name>', 'this AI API'))
    .addOption(only('--consumer <name>', 'this consumer'))
    .addOption(
      new Option('--environment <environment>', 'only this environment')
        .choices(['production', 'sandbox'])
        .argParser(environment),
    )
    .addOption(only('--provider <name>', 'attempts at this provider'))
    .addOption(only('--model <path>', 'attempts with this model, such as openai/gpt-4o'))
    .addOption(only('--endpoint <path>', 'attempts at this endpoint, such as openai/main'))
    .addOption(new Option('--outcome <outcome>', 'only this outcome, such as TIMEOUT').argParser(enumValue))
    .addOption(
      new Option('-o, --output <format>', 'table, json, yaml or csv')
        .choices(['table', 'json', 'yaml', 'csv'])
        .default('table'),
    )
    .addHelpText('after', HELP)
    .action((options: UsageOptions) => perform((context) => showUsage(context, options)));
}

async function showUsage(context: CommandContext, options: UsageOptions): Promise<CommandResult> {
  const { client, output } = context;
  const { by = [], since, until, interval } = options;
  const to = until ?? new Date().toISOString();
  const variables = {
    from: since ?? new Date(Date.parse(to) - DAY_MS).toISOString(),
    to,
    interval: interval.toUpperCase(),
    groupBy: by.map(({ api }) => api),
    filter: await filterOf(client, options),
  };
  const layoutOf = async (keys: readonly UsageKey[]) => ({
    dimensions: by,
    hasSteps: interval !== 'period',
    names: output.json ? new Map<string, string>() : await objectNames(client, keys.flatMap(idsIn)),
  });
  if (options.latency) {
    const answer = await client.ask(USAGE_LATENCY, variables);
    const layout = await layoutOf(answer.usage.groups.map(({ key }) => key));
    return print(context, options.output, {
      usage: answer.usage,
      usageGaps: await gapsOf(client, answer),
      table: () => latencyTable(answer, layout),
      rows: () => latencyRows(answer, layout),
    });
  }
  const answer = await client.ask(USAGE, variables);
  const layout = await layoutOf(answer.usage.groups.map(({ key }) => key));
  return print(context, options.output, {
    usage: answer.usage,
    usageGaps: await gapsOf(client, answer),
    table: () => usageTable(answer, layout),
    rows: () => usageRows(answer, layout),
  });
}

async function gapsOf(client: ControlPlaneClient, { usage }: UsageAnswer | LatencyAnswer): Promise<UsageGap[]> {
  const { usageGaps } = await client.ask(USAGE_GAPS, { from: usage.from, to: usage.to });
  return usageGaps;
}

interface Shown {
  readonly usage: object;
  readonly usageGaps: readonly UsageGap[];
  readonly table: () => { head: string[]; rows: string[][] };
  readonly rows: () => { head: string[]; rows: (string | number)[][] };
}

function print({ output }: CommandContext, format: UsageOptions['output'], shown: Shown): CommandResult {
  const { usage, usageGaps } = shown;
  switch (format) {
    case 'json':
      output.print(JSON.stringify(usage, null, 2));
      break;
    case 'yaml':
      output.printAsIs(stringify(usage));
      break;
    case 'csv': {
      const { head, rows } = shown.rows();
      output.printAsIs(csv(head, rows));
      break;
    }
    case 'table': {
      const { head, rows } = shown.table();
      output.print(table(head, rows));
    }
  }
  for (const line of renderGaps(usageGaps)) output.note(line);
  return { json: { usage, usageGaps } };
}

/** @throws InvalidArgumentError */
function dimensions(text: string): Dimension[] {
  return text.split(',').map((name) => {
    const dimension = DIMENSIONS.find(({ option }) => option === name.trim().toLowerCase());
    if (dimension !== undefined) return dimension;
    throw new InvalidArgumentError(`It must be one or more of ${DIMENSIONS.map(({ option }) => option).join(', ')}.`);
  });
}

async function filterOf(client: ControlPlaneClient, options: UsageOptions): Promise<object> {
  const ids = async (kind: string, names: readonly string[] | undefined) => {
    const found: string[] = [];
    for (const name of names ?? []) {
      found.push(kind === 'consumer' ? await consumerId(client, name) : await objectId(client, `${kind}:${name}`));
    }
    return names === undefined ? null : found;
  };
  return {
    aiApiIds: await ids('ai-api', options.aiApi),
    consumerIds: await ids('consumer', options.consumer),
    environment: options.environment ?? null,
    providerIds: await ids('provider', options.provider),
    modelIds: await ids('model', options.model),
    endpointIds: await ids('endpoint', options.endpoint),
    outcomes: options.outcome === undefined ? null : [options.outcome],
  };
}

function idsIn({ aiApiId, consumerId: consumer, providerId, modelId, endpointId }: UsageKey): (string | null)[] {
  return [aiApiId, consumer, providerId, modelId, endpointId];
}
