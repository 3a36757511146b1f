import type { Command } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { APPLY_MANIFEST, PLAN_MANIFEST, VIEWER_ROLE } from '../documents/manifests';
import type { Plan } from '../documents/plan';
import { EXIT_CODE_DIFFERENT, EXIT_CODE_DONE } from '../exit-codes';
import { type ManifestFile, readManifest } from '../manifest-file';
import { manifestSecrets } from '../manifest-secrets';
import { type NamedSecrets, secretOption } from '../named-secrets';
import { manifestOption, pruneOption } from '../options';
import { problemLine } from '../output';
import { renderPlan } from '../render/plan';

const HELP = `
Exits with 0 if applying the manifest would change nothing, and with 1 if it would change something.

Pass the plan's id to "apply --expect-plan" to apply exactly this plan or nothing. With a VIEWER's token, credentials
are neither read nor compared, so an EDITOR's plan may also contain credential changes.

Examples:
  switchyard diff -f switchyard.yaml
  switchyard diff -f switchyard.yaml --prune --json`;

interface DiffOptions {
  readonly file: string;
  readonly prune?: boolean;
  readonly secret?: NamedSecrets;
}

export function addDiff(program: Command, perform: Perform): void {
  program
    .command('diff')
    .description('show what applying a manifest would change')
    .addOption(manifestOption())
    .addOption(pruneOption())
    .addOption(secretOption())
    .addHelpText('after', HELP)
    .action((options: DiffOptions) => perform((context) => diff(context, options)));
}

async function diff(context: CommandContext, options: DiffOptions): Promise<CommandResult> {
  const { io, output } = context;
  const plan = await planOf(context, await readManifest(options.file, io), options);
  output.print(renderPlan(plan, output.paint));
  return { json: { plan }, exitCode: plan.isEmpty ? EXIT_CODE_DONE : EXIT_CODE_DIFFERENT };
}

/** Includes credentials if the caller may send them, so that `apply` makes the same plan. */
async function planOf(
  { client, io, output }: CommandContext,
  manifest: ManifestFile,
  { prune = false, secret }: DiffOptions,
): Promise<Plan> {
  const options = { manifestName: manifest.name };
  const { viewer } = await client.ask(VIEWER_ROLE, {});
  if (viewer.role === 'VIEWER') {
    return (await client.ask(PLAN_MANIFEST, { manifest: manifest.text, prune }, options)).planManifest;
  }
  const { secrets, notGiven } = await manifestSecrets(manifest, io, secret);
  for (const place of notGiven) output.note(problemLine(place));
  const input = { manifest: manifest.text, secrets, prune, dryRun: true };
  const secretReferences = secrets.map(({ reference }) => reference);
  return (await client.ask(APPLY_MANIFEST, { input }, { ...options, secretReferences })).applyManifest.plan;
}
