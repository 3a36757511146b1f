import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { CONFIGURATION_AT, EXPORT_MANIFEST } from '../documents/manifests';
import { integer } from '../option-values';
import { selectorOption } from '../options';
import { replaceFile } from '../replace-file';

const HELP = `
The manifest contains no credentials and no keys. Applying it unchanged changes nothing.

Examples:
  switchyard export -o switchyard.yaml
  switchyard export --selector team=chat -o chat.yaml
  switchyard export --revision 41 --format json`;

interface ExportOptions {
  readonly format: 'yaml' | 'json';
  readonly revision?: number;
  readonly selector?: string;
  readonly output?: string;
}

export function addExport(program: Command, perform: Perform): void {
  program
    .command('export')
    .description('export the configuration as a manifest')
    .addOption(new Option('--format <format>', 'yaml or json').choices(['yaml', 'json']).default('yaml'))
    .addOption(new Option('--revision <number>', 'revision to export (default: the current one)').argParser(integer(1)))
    .addOption(selectorOption('export only providers, AI APIs and consumers with these labels'))
    .addOption(new Option('-o, --output <file>', 'file to write (default: standard output)'))
    .addHelpText('after', HELP)
    .action((options: ExportOptions) => perform((context) => exportManifest(context, options)));
}

async function exportManifest(context: CommandContext, options: ExportOptions): Promise<CommandResult> {
  const { client, io, output } = context;
  const { revision, selector: labelSelector, output: file } = options;
  const format = options.format.toUpperCase();
  const { manifest } =
    revision === undefined
      ? await client.ask(EXPORT_MANIFEST, { format, labelSelector })
      : await client.ask(CONFIGURATION_AT, { revision, format, labelSelector });
  const json = { format, revision: revision ?? null };
  if (file === undefined || file === '-') {
    output.printAsIs(manifest.endsWith('\n') ? manifest : `${manifest}\n`);
    return { json: { ...json, file: null, manifest } };
  }
  await replaceFile(resolve(io.folder, file), manifest);
  output.note(`Written to ${file}.`);
  return { json: { ...json, file, manifest: null } };
}
