import type { Command } from 'commander';
import { allChanges } from '../all-changes';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { COMPARISON } from '../documents/changes';
import { EXIT_CODE_DIFFERENT, EXIT_CODE_DONE } from '../exit-codes';
import { CliFailure } from '../failure';
import { type NamedSecrets, secretOption } from '../manifest/named-secrets';
import { planManifest } from '../manifest/plan-manifest';
import { allowFilesOption, type ManifestOptions, readManifest } from '../manifest/read-manifest';
import { manifestOption, pruneOption, selectorOption, verboseOption } from '../options';
import { type RevisionRange, revisionRange } from '../option-values';
import { renderChanges } from '../render/changes';
import { renderPlan } from '../render/plan';

const HELP = `
With -f, compares the configuration with a manifest; with A..B, compares two revisions.

Exits with 0 if there are no differences, and with 1 if there are any.

Pass the plan's id to "apply --expect-plan" to apply exactly this plan or nothing. With a VIEWER's token, credentials
are neither read nor compared. The plan's id is the same, because it does not cover them.

Examples:
  switchyard diff -f switchyard.yaml
  switchyard diff -f switchyard.yaml --prune --json
  switchyard diff 41..44`;

interface DiffOptions extends Partial<ManifestOptions> {
  readonly prune?: boolean;
  readonly selector?: string;
  readonly verbose?: boolean;
  readonly secret?: NamedSecrets;
}

export function addDiff(program: Command, perform: Perform): void {
  program
    .command('diff')
    .description('show what applying a manifest would change, or how two revisions differ')
    .argument('[revisions]', 'two revisions to compare, such as 41..44', revisionRange)
    .addOption(manifestOption().makeOptionMandatory(false))
    .addOption(pruneOption())
    .addOption(selectorOption('plan as "apply" would with this selector'))
    .addOption(secretOption())
    .addOption(allowFilesOption())
    .addOption(verboseOption())
    .addHelpText('after', HELP)
    .action((range: RevisionRange | undefined, options: DiffOptions) =>
      perform((context) => (range === undefined ? diff(context, options) : compare(context, range, options))),
    );
}

async function diff(context: CommandContext, options: DiffOptions): Promise<CommandResult> {
  const { output } = context;
  const { file, allowFiles = [] } = options;
  if (file === undefined) throw new CliFailure('usage', 'Pass a manifest with -f, or two revisions such as 41..44.');
  const plan = await planManifest(context, await readManifest({ file, allowFiles }, context), options);
  output.print(renderPlan(plan, { paint: output.paint, isVerbose: options.verbose }));
  return { json: { plan }, exitCode: plan.isEmpty ? EXIT_CODE_DONE : EXIT_CODE_DIFFERENT };
}

async function compare(
  { client, output }: CommandContext,
  { from, to }: RevisionRange,
  options: DiffOptions,
): Promise<CommandResult> {
  if (Object.keys(options).length > 0) {
    throw new CliFailure('usage', 'Options for manifests do not apply to two revisions. Pass either -f or A..B.');
  }
  const { changes, totalCount } = await allChanges(
    async (page) => (await client.ask(COMPARISON, { from, to, ...page })).compareRevisions.changes,
  );
  output.print(renderChanges(changes, totalCount, { paint: output.paint }));
  return { json: { from, to, changes, totalCount }, exitCode: totalCount === 0 ? EXIT_CODE_DONE : EXIT_CODE_DIFFERENT };
}
