import type { Command } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { PLAN_ROLL_BACK, ROLL_BACK } from '../documents/history';
import { integer } from '../option-values';
import { commentOption, dryRunOption, expectPlanOption, waitOption, yesOption } from '../options';
import { type ChangeOptions, makePlannedChange } from '../planned-change';

const HELP = `
Providers, models, endpoints, AI APIs and policies become what they were, in one new revision. Consumers, access grants,
keys, tokens and credentials stay as they are: what comes back from deletion has no credential, and nobody has access to
it, until both are given anew. At a terminal the plan is shown and has to be confirmed, as with "apply".

Examples:
  switchyard history
  switchyard rollback 41 --dry-run
  switchyard rollback 41 --yes --wait`;

export function addRollback(program: Command, perform: Perform): void {
  program
    .command('rollback')
    .description('go back to the configuration of an earlier revision')
    .argument('<revision>', 'the number of the revision to go back to', integer(0))
    .addOption(dryRunOption())
    .addOption(expectPlanOption())
    .addOption(commentOption())
    .addOption(waitOption())
    .addOption(yesOption())
    .addHelpText('after', HELP)
    .action((revision: number, options: ChangeOptions) => perform((context) => rollBack(context, revision, options)));
}

async function rollBack(context: CommandContext, toRevision: number, options: ChangeOptions): Promise<CommandResult> {
  const { client } = context;
  return makePlannedChange(context, options, {
    plan: async () => (await client.ask(PLAN_ROLL_BACK, { toRevision })).planRollBack,
    change: async (expectedPlanId) => {
      const input = { toRevision, expectedPlanId, comment: options.comment };
      return (await client.ask(ROLL_BACK, { input })).rollBack;
    },
    question: `Roll ${client.url} back to revision ${toRevision}?`,
    nothingToDo: `Nothing to change: the configuration is that of revision ${toRevision}.`,
  });
}
