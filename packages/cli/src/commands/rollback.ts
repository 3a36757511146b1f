import type { Command } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { PLAN_ROLL_BACK, ROLL_BACK } from '../documents/history';
import { integer } from '../option-values';
import { commentOption, dryRunOption, expectPlanOption, verboseOption, waitOption, yesOption } from '../options';
import { type ChangeOptions, makePlannedChange } from '../planned-change';

const HELP = `
Restores providers, models, endpoints, AI APIs and policies in one new revision. Consumers, access grants, keys, tokens
and credentials stay as they are, so restored endpoints have no credential and restored AI APIs no access grants until
you set them again. At a terminal, the command shows the plan and asks for confirmation, as "apply" does.

Examples:
  switchyard history
  switchyard rollback 41 --dry-run
  switchyard rollback 41 --yes --wait`;

export function addRollback(program: Command, perform: Perform): void {
  program
    .command('rollback')
    .description('restore the configuration of an earlier revision')
    .argument('<revision>', 'the number of the revision to restore', integer(1))
    .addOption(dryRunOption())
    .addOption(verboseOption())
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
    nothingToDo: `Nothing to change: the configuration already matches revision ${toRevision}.`,
  });
}
