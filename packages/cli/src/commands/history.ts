import { type Command, Option } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { HISTORY, type RevisionOfHistory, type RevisionPage } from '../documents/history';
import { objectId } from '../object-id';
import { integer } from '../option-values';
import { table } from '../render/table';

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 1_000;
/** The control plane's largest page. */
const PAGE_SIZE_MAX = 200;

const HELP = `
Write an object as plans do: openai for a provider, an AI API or a consumer, openai/main for an endpoint or a model of a
provider. If objects of several kinds have the name, put the kind first: provider:openai. To find a deleted object, pass
its id from "show --json".

Examples:
  switchyard history --object openai/main
  switchyard history --object ai-api:support --limit 5`;

interface HistoryOptions {
  readonly limit: number;
  readonly system: boolean;
  readonly object?: string;
}

export function addHistory(program: Command, perform: Perform): void {
  program
    .command('history')
    .description('list the latest revisions: who changed what and when')
    .addOption(
      new Option('--limit <number>', 'how many revisions to list, newest first')
        .default(LIMIT_DEFAULT)
        .argParser(integer(1, LIMIT_MAX)),
    )
    .option('--system', 'include the revisions that the system made, such as EXPIRE_KEYS', false)
    .option('--object <path>', 'list only revisions that changed this object: its name, such as openai/main, or its id')
    .addHelpText('after', HELP)
    .action((options: HistoryOptions) => perform((context) => history(context, options)));
}

async function history(context: CommandContext, options: HistoryOptions): Promise<CommandResult> {
  const { output } = context;
  const { revisions, totalCount } = await latestRevisions(context, options);
  const rows = revisions.map((revision) => [
    String(revision.number),
    revision.committedAt,
    revision.actor.name,
    whatWasDone(revision),
    String(revision.changeCount),
    revision.comment ?? '',
  ]);
  output.print(table(['REVISION', 'COMMITTED', 'BY', 'OPERATION', 'CHANGES', 'COMMENT'], rows));
  return { json: { revisions, totalCount } };
}

/** Reads page by page. A cursor is a position in the history, so new revisions cause no duplicates. */
async function latestRevisions({ client }: CommandContext, { limit, system, object }: HistoryOptions) {
  const filter = object === undefined ? null : { objectIds: [await objectId(client, object)] };
  const revisions: RevisionOfHistory[] = [];
  let after: string | null = null;
  for (;;) {
    const first = Math.min(limit - revisions.length, PAGE_SIZE_MAX);
    const page: { revisions: RevisionPage } = await client.ask(HISTORY, {
      first,
      after,
      includeSystem: system,
      ...(filter === null ? {} : { filter }),
    });
    const { nodes, pageInfo, totalCount } = page.revisions;
    revisions.push(...nodes);
    after = pageInfo.endCursor;
    const isEnd = !pageInfo.hasNextPage || after === null || nodes.length === 0;
    if (isEnd || revisions.length >= limit) return { revisions, totalCount };
  }
}

function whatWasDone({ operation, rolledBackTo }: RevisionOfHistory): string {
  return rolledBackTo === null ? operation : `${operation} to ${rolledBackTo}`;
}
