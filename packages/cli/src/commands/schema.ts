import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CommandResult, OfflineContext, Perform } from '../command-context';
import { replaceFile } from '../replace-file';
import manifestSchema from '../../manifest.schema.json';

const HELP = `
Needs no control plane. Editors use the schema to complete and check manifests. For the YAML extension of VS Code, begin a
manifest with the line "# yaml-language-server: $schema=switchyard.schema.json".

Examples:
  switchyard schema -o switchyard.schema.json`;

interface SchemaOptions {
  readonly output?: string;
}

export function addSchema(program: Command, perform: Perform): void {
  program
    .command('schema')
    .description('print the JSON Schema of manifests, without a control plane')
    .addOption(new Option('-o, --output <file>', 'file to write (default: standard output)'))
    .addHelpText('after', HELP)
    .action((options: SchemaOptions) => perform.offline((context) => schema(context, options)));
}

async function schema({ io, output }: OfflineContext, { output: file }: SchemaOptions): Promise<CommandResult> {
  const text = `${JSON.stringify(manifestSchema, null, 2)}\n`;
  if (file === undefined || file === '-') {
    output.printAsIs(text);
    return { json: { file: null, schema: manifestSchema } };
  }
  await replaceFile(resolve(io.folder, file), text);
  output.note(`Written to ${file}.`);
  return { json: { file, schema: null } };
}
