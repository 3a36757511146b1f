import type { Command } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { EXIT_CODE_DIFFERENT, EXIT_CODE_DONE } from '../exit-codes';
import { type NamedSecrets, secretOption } from '../manifest/named-secrets';
import { planManifest } from '../manifest/plan-manifest';
import { allowFilesOption, type ManifestOptions, readManifest } from '../manifest/read-manifest';
import { manifestOption, pruneOption, verboseOption } from '../options';
import { renderPlan } from '../render/plan';

const HELP = `
Exits with 0 if applying the manifest would change nothing, and with 1 if it would change something.

Pass the plan's id to "apply --expect-plan" to apply exactly this plan or nothing. With a VIEWER's token, credentials
are neither read nor compared. The plan's id is the same, because it does not cover them.

Examples:
  switchyard diff -f switchyard.yaml
  switchyard diff -f switchyard.yaml --prune --json`;

interface DiffOptions extends ManifestOptions {
  readonly prune?: boolean;
  readonly verbose?: boolean;
  readonly secret?: NamedSecrets;
}

export function addDiff(program: Command, perform: Perform): void {
  program
    .command('diff')
    .description('show what applying a manifest would change')
    .addOption(manifestOption())
    .addOption(pruneOption())
    .addOption(secretOption())
    .addOption(allowFilesOption())
    .addOption(verboseOption())
    .addHelpText('after', HELP)
    .action((options: DiffOptions) => perform((context) => diff(context, options)));
}

async function diff(context: CommandContext, options: DiffOptions): Promise<CommandResult> {
  const { io, output } = context;
  const plan = await planManifest(context, await readManifest(options, io), options);
  output.print(renderPlan(plan, { paint: output.paint, isVerbose: options.verbose }));
  return { json: { plan }, exitCode: plan.isEmpty ? EXIT_CODE_DONE : EXIT_CODE_DIFFERENT };
}
