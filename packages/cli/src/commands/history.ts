import { type Command, Option } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { HISTORY, type RevisionOfHistory } from '../documents/history';
import { integer } from '../option-values';
import { table } from '../render/table';

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 200;

interface HistoryOptions {
  readonly limit: number;
}

export function addHistory(program: Command, perform: Perform): void {
  program
    .command('history')
    .description('list the latest revisions: who changed what and when')
    .addOption(
      new Option('--limit <number>', 'how many, the newest first')
        .default(LIMIT_DEFAULT)
        .argParser(integer(1, LIMIT_MAX)),
    )
    .action((options: HistoryOptions) => perform((context) => history(context, options)));
}

async function history({ client, output }: CommandContext, { limit }: HistoryOptions): Promise<CommandResult> {
  const { revisions } = await client.ask(HISTORY, { first: limit });
  const rows = revisions.nodes.map((revision) => [
    String(revision.number),
    revision.committedAt,
    revision.actor.name,
    whatWasDone(revision),
    String(revision.changeCount),
    revision.comment ?? '',
  ]);
  output.print(table(['REVISION', 'COMMITTED', 'BY', 'OPERATION', 'CHANGES', 'COMMENT'], rows));
  return { json: { revisions: revisions.nodes, totalCount: revisions.totalCount } };
}

function whatWasDone({ operation, rolledBackTo }: RevisionOfHistory): string {
  return rolledBackTo === null ? operation : `${operation} to ${rolledBackTo}`;
}
