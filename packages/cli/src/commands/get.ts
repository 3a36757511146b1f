import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { EXPORT_MANIFEST } from '../documents/manifests';
import { CliFailure } from '../failure';
import { selectorOption } from '../options';
import { KINDS, type ListedKind, selected } from '../listed-kinds';
import { closest } from '../manifest/closest';
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

const NAMES = KINDS.flatMap(({ plural, singular }) => [plural, singular]);

export function addGet(program: Command, perform: Perform): void {
  program
    .command('get')
    .description('list objects of a kind, or show one')
    .addArgument(new Argument('<kind>', 'the kind of object').choices(NAMES).argParser(kindCalled))
    .argument('[name]', 'the name of one object')
    .addOption(
      new Option('-o, --output <format>', 'json, yaml or table').choices(['json', 'yaml', 'table']).default('table'),
    )
    .addOption(selectorOption('only objects with these labels, or within objects with them'))
    .addHelpText('after', HELP)
    .action((kind: ListedKind, name: string | undefined, options: GetOptions) =>
      perform((context) => get(context, kind, name, options)),
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

/** By a name as it is written here or in a manifest: `ai-apis` or `aiApis`. */
function kindCalled(given: string): ListedKind {
  const simple = (name: string) => name.toLowerCase().replaceAll(/[-_]/g, '');
  const kind = KINDS.find(({ plural, singular }) => [plural, singular].some((name) => simple(name) === simple(given)));
  if (kind !== undefined) return kind;
  const similar = closest(given, NAMES);
  const hint = similar === null ? '' : ` Did you mean ${similar}?`;
  throw new InvalidArgumentError(`It must be one of ${NAMES.join(', ')}.${hint}`);
}
