import type { Command } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { APPLY_MANIFEST } from '../documents/manifests';
import type { Plan, PlannedChange } from '../documents/plan';
import { manifestSecrets } from '../manifest/manifest-secrets';
import { type NamedSecrets, secretOption } from '../manifest/named-secrets';
import { planManifest } from '../manifest/plan-manifest';
import { allowFilesOption, type ManifestOptions, readManifest } from '../manifest/read-manifest';
import { refuseEmptySections } from '../manifest/refuse-empty-sections';
import { problemLine } from '../output';
import {
  allowEmptyOption,
  commentOption,
  dryRunOption,
  expectPlanOption,
  manifestOption,
  pruneOption,
  selectorOption,
  verboseOption,
  waitOption,
  yesOption,
} from '../options';
import { type ChangeOptions, makePlannedChange, tellPlan } from '../planned-change';

const HELP = `
The manifest describes the desired configuration, or part of it, by name. It is applied in one revision, all or nothing.
At a terminal, the command shows the plan, asks for confirmation, and applies exactly that plan. It does not ask with
--yes, --expect-plan or --json, nor when standard input is not a terminal.

Any text may contain \${env:NAME} and \${file:PATH}. The command replaces them with the content of that variable or file on
this machine, and the plan shows the result; write $\${ for a literal \${. An endpoint's credential must be exactly one such
reference, or \${secret:NAME}: it is sent alongside the manifest, and no plan, error or output ever shows it. --secret says
where to find a \${secret:NAME}; without it the endpoint keeps its current credential. File paths are relative to the
manifest and must be below its folder, or below one that --allow-files names; one trailing line break is removed.

With --selector, several repositories each own their part: every provider, AI API and consumer of the manifest must have
matching labels, those that belong to others are refused, and --prune deletes only those that match. A manifest that omits
an object's labels keeps them.

Examples:
  switchyard apply -f switchyard.yaml --wait
  switchyard apply -f chat/ --prune --selector team=chat
  switchyard apply -f switchyard.yaml --secret openai=env:OPENAI_API_KEY --secret azure=file:/run/secrets/azure
  switchyard apply -f switchyard.yaml --dry-run --json
  switchyard apply -f switchyard.yaml --expect-plan <plan id> --comment "ticket 4711" --wait=120
  switchyard export | sed s/gpt-4o/gpt-4.1/ | switchyard apply -f -`;

interface ApplyOptions extends ChangeOptions, ManifestOptions {
  readonly prune?: boolean;
  readonly selector?: string;
  readonly allowEmpty?: boolean;
  readonly secret?: NamedSecrets;
}

export function addApply(program: Command, perform: Perform): void {
  program
    .command('apply')
    .description('apply a manifest to the configuration')
    .addOption(manifestOption())
    .addOption(pruneOption())
    .addOption(selectorOption('with --prune, delete only objects with these labels; the manifest may list no others'))
    .addOption(allowEmptyOption())
    .addOption(secretOption())
    .addOption(allowFilesOption())
    .addOption(dryRunOption())
    .addOption(verboseOption())
    .addOption(expectPlanOption())
    .addOption(commentOption())
    .addOption(waitOption())
    .addOption(yesOption())
    .addHelpText('after', HELP)
    .action((options: ApplyOptions) => perform((context) => apply(context, options)));
}

async function apply(context: CommandContext, options: ApplyOptions): Promise<CommandResult> {
  const { client, io, output } = context;
  const { prune = false, selector: labelSelector, allowEmpty = false, comment } = options;
  const manifest = await readManifest(options, context);
  const check = (plan: Plan) => {
    if (prune && !allowEmpty) refuseEmptySections(manifest, plan);
  };
  if (options.dryRun === true) {
    return tellPlan(context, await planManifest(context, manifest, options), options, check);
  }
  const { secrets, notGiven } = await manifestSecrets(manifest, io, options.secret);
  for (const place of notGiven) output.note(problemLine(place));
  const input = { manifest: manifest.text, secrets, prune, labelSelector };
  const sent = { manifest, secretReferences: secrets.map(({ reference }) => reference) };
  const ask = async (more: object): Promise<PlannedChange> => {
    const variables = { input: { ...input, ...more } };
    return (await client.ask(APPLY_MANIFEST, variables, sent)).applyManifest;
  };
  return makePlannedChange(context, options, {
    plan: async () => (await ask({ dryRun: true, expectedPlanId: options.expectPlan })).plan,
    change: (expectedPlanId) => ask({ comment, expectedPlanId }),
    check: prune && !allowEmpty && manifest.emptySections.length > 0 ? check : null,
    question: `Apply ${manifest.name} to ${client.url}?`,
    nothingToDo: `Nothing to change: the configuration already matches ${manifest.name}.`,
  });
}
