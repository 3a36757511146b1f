import { Argument, type Command, Option } from 'commander';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { EXPORT_MANIFEST } from '../documents/manifests';
import { CliFailure } from '../failure';
import { selectorOption } from '../options';
import { KINDS, type ListedKind, selected } from '../listed-kinds';
import { table } from '../render/table';

const HELP = `
Write a model or an endpoint as its provider and its name: openai/main. YAML and JSON output is a manifest, as "export" writes
it. It contains nested objects, such as the models of a provider, only if they are of the requested kind.

Examples:
  switchyard get providers
  switchyard get endpoint openai/main -o yaml
  switchyard get ai-apis --selector team=chat
  switchyard get ai-apis support -o json`;

const exportSchema = z.record(z.string(), z.array(z.record(z.string(), z.unknown())));

interface GetOptions {
  readonly output: 'json' | 'yaml' | 'table';
  readonly selector?: string;
}

export function addGet(program: Command, perform: Perform): void {
  program
    .command('get')
    .description('list objects of a kind, or show one')
    .addArgument(
      new Argument('<kind>', 'the kind of object').choices(KINDS.flatMap(({ plural, singular }) => [plural, singular])),
    )
    .argument('[name]', 'the name of one object')
    .addOption(
      new Option('-o, --output <format>', 'json, yaml or table').choices(['json', 'yaml', 'table']).default('table'),
    )
    .addOption(selectorOption('only objects with these labels, or within objects with them'))
    .addHelpText('after', HELP)
    .action((kind: string, name: string | undefined, options: GetOptions) =>
      perform((context) => get(context, kindCalled(kind), name, options)),
    );
}

async function get(
  { client, output }: CommandContext,
  kind: ListedKind,
  name: string | undefined,
  options: GetOptions,
): Promise<CommandResult> {
  const { manifest: text } = await client.ask(EXPORT_MANIFEST, { format: 'JSON', labelSelector: options.selector });
  const manifest = selected(exportSchema.parse(JSON.parse(text)), kind, name ?? null);
  const rows = kind.rowsOf(manifest);
  if (name !== undefined && rows.length === 0) {
    throw new CliFailure('refused', `${kind.label} "${name}" not found.`, { code: 'NOT_FOUND' });
  }
  if (options.output === 'yaml') output.printAsIs(stringify(manifest));
  else if (options.output === 'json') output.print(JSON.stringify(manifest, null, 2));
  else output.print(table(kind.head, rows));
  return { json: { manifest } };
}

function kindCalled(name: string): ListedKind {
  const kind = KINDS.find(({ plural, singular }) => plural === name || singular === name);
  if (kind === undefined) throw new CliFailure('usage', `Unknown kind "${name}".`);
  return kind;
}
