import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { CONFIGURATION_AT, EXPORT_MANIFEST } from '../documents/manifests';
import { integer } from '../option-values';
import { replaceFile } from '../replace-file';

const HELP = `
The manifest holds no credentials and no keys. Applying it unchanged changes nothing.

Examples:
  switchyard export -o switchyard.yaml
  switchyard export --revision 41 --format json`;

interface ExportOptions {
  readonly format: 'yaml' | 'json';
  readonly revision?: number;
  readonly output?: string;
}

export function addExport(program: Command, perform: Perform): void {
  program
    .command('export')
    .description('write the whole configuration as a manifest')
    .addOption(new Option('--format <format>', 'how to write it').choices(['yaml', 'json']).default('yaml'))
    .addOption(new Option('--revision <number>', 'as it was at this revision; now unless given').argParser(integer(0)))
    .addOption(new Option('-o, --output <file>', 'where to write it; the standard output unless given'))
    .addHelpText('after', HELP)
    .action((options: ExportOptions) => perform((context) => exportManifest(context, options)));
}

async function exportManifest(context: CommandContext, options: ExportOptions): Promise<CommandResult> {
  const { client, io, output } = context;
  const { revision, output: file } = options;
  const format = options.format.toUpperCase();
  const { manifest } =
    revision === undefined
      ? await client.ask(EXPORT_MANIFEST, { format })
      : await client.ask(CONFIGURATION_AT, { revision, format });
  const json = { format, revision: revision ?? null };
  if (file === undefined || file === '-') {
    output.printAsIs(manifest.endsWith('\n') ? manifest : `${manifest}\n`);
    return { json: { ...json, file: null, manifest } };
  }
  await replaceFile(resolve(io.folder, file), manifest);
  output.note(`Written to ${file}.`);
  return { json: { ...json, file, manifest: null } };
}
