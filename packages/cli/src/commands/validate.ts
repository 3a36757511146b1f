import type { Command } from 'commander';
import type { CommandResult, OfflineContext, Perform } from '../command-context';
import { CliFailure } from '../failure';
import { checkManifest } from '../manifest/check-manifest';
import { type ManifestOptions, readUnresolved } from '../manifest/read-manifest';
import { manifestOption } from '../options';

const HELP = `
Needs no control plane, variables or secrets: texts with \${env:NAME} or \${file:PATH} are not checked. It checks the structure
of manifests, and finds objects that are described twice. Only the control plane knows whether the objects that they refer
to exist: see "diff".

Examples:
  switchyard validate -f switchyard.yaml
  switchyard validate -f manifests/`;

export function addValidate(program: Command, perform: Perform): void {
  program
    .command('validate')
    .description('check manifests without a control plane')
    .addOption(manifestOption())
    .addHelpText('after', HELP)
    .action((options: ManifestOptions) => perform.offline((context) => validate(context, options)));
}

async function validate({ io, output }: OfflineContext, options: ManifestOptions): Promise<CommandResult> {
  const manifest = await readUnresolved(options, io);
  const problems = [...manifest.misspelt, ...(await checkManifest(manifest))];
  if (problems.length > 0) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    throw new CliFailure('refused', `${manifest.name}: ${count}, listed above.`, { problems });
  }
  output.print(`${manifest.name}: valid.`);
  return { json: { valid: true } };
}
