import type { Command } from 'commander';
import { allChanges } from '../all-changes';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { REVISION, type ShownRevision } from '../documents/changes';
import { CliFailure } from '../failure';
import { integer } from '../option-values';
import { renderChanges } from '../render/changes';
import { visible } from '../render/visible';

export function addShow(program: Command, perform: Perform): void {
  program
    .command('show')
    .description('show what a revision changed, who made it and when')
    .argument('<revision>', 'the number of the revision', integer(1))
    .action((revision: number) => perform((context) => show(context, revision)));
}

async function show({ client, output }: CommandContext, number: number): Promise<CommandResult> {
  const pages: ShownRevision[] = [];
  const { changes, totalCount } = await allChanges(async (page) => {
    const { revision } = await client.ask(REVISION, { number, ...page });
    if (revision === null) throw new CliFailure('refused', `Revision ${number} not found.`, { code: 'NOT_FOUND' });
    pages.push(revision);
    return revision.changes;
  });
  const [revision] = pages.map(({ changes: _page, ...rest }) => rest);
  if (revision === undefined) throw new CliFailure('fault', `The response lacks revision ${number}.`);
  const { committedAt, actor, operation, comment, rolledBackTo } = revision;
  output.print(`Revision ${number}, ${committedAt}, by ${visible(actor.name)}`);
  const restored = rolledBackTo === null ? '' : ` to ${rolledBackTo}`;
  output.print(`${operation}${restored}${comment === null ? '' : `: ${visible(comment)}`}`);
  output.print(`\n${renderChanges(changes, totalCount, { paint: output.paint })}`);
  return { json: { revision, changes, totalCount } };
}
