import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { consumerId } from '../consumer-id';
import { CliFailure } from '../failure';
import { issueKeys, type IssuedKeys } from '../issue-keys';
import { environment, integer, momentFrom } from '../option-values';
import { commentOption, waitOption } from '../options';
import { afterCommit } from '../planned-change';
import { visible } from '../render/visible';
import { SecretFile } from '../secret-file';

/** The most that the control plane issues in one revision. */
const COUNT_MAX = 1_000;

const HELP = `
Prints the key once, alone on standard output; everything else goes to standard error. With --output it writes the key to a
new file that only its owner can read, and does not print it. With --count it issues that many keys in one revision, and
prints or writes one per line.

Examples:
  key=$(switchyard keys issue shop --environment sandbox)
  switchyard keys issue shop --environment production --expires 90d --output shop.key --wait
  switchyard keys issue shop --environment sandbox --count 20 --output shop.keys`;

interface Expiry {
  readonly at: string;
  /** Whether it was given as a duration from now. */
  readonly isRelative: boolean;
}

const parseMoment = momentFrom(() => Date.now());
const parseExpiry = (text: string): Expiry => ({ at: parseMoment(text), isRelative: /^\d+[a-z]$/.test(text) });

interface IssueKeyOptions {
  readonly environment: string;
  readonly name?: string;
  readonly count?: number;
  readonly expires?: Expiry;
  readonly output?: string;
  readonly idempotencyKey?: string;
  readonly comment?: string;
  readonly wait?: number;
}

export function addKeysIssue(keys: Command, perform: Perform): void {
  keys
    .command('issue')
    .description('issue a key to a consumer')
    .argument('<consumer>', "the consumer's name")
    .addOption(
      new Option('--environment <environment>', 'where the key is valid')
        .choices(['production', 'sandbox'])
        .argParser(environment)
        .makeOptionMandatory(),
    )
    .option('--name <name>', 'a display name for the key, or for each key with --count')
    .addOption(new Option('--count <number>', 'how many keys to issue at once').argParser(integer(1, COUNT_MAX)))
    .addOption(
      new Option('--expires <moment>', 'when the key expires, such as 2027-03-01 or 90d (from now)').argParser(
        parseExpiry,
      ),
    )
    .option('-o, --output <file>', 'a new file to write the key to')
    .option(
      '--idempotency-key <text>',
      'makes retries safe: the same text never issues a second key; a key already issued is not shown again (exit code 3)',
    )
    .addOption(commentOption())
    .addOption(waitOption())
    .addHelpText('after', HELP)
    .action((consumer: string, options: IssueKeyOptions) => perform((context) => issueKey(context, consumer, options)));
}

async function issueKey(context: CommandContext, consumer: string, options: IssueKeyOptions): Promise<CommandResult> {
  const { client, io, output } = context;
  const { count, comment, idempotencyKey } = options;
  if (idempotencyKey !== undefined && options.expires?.isRelative === true) {
    throw new CliFailure(
      'usage',
      'With --idempotency-key, --expires must be a date or a time: a duration would end later with each retry.',
    );
  }
  const key = {
    consumerId: await consumerId(client, consumer),
    environment: options.environment,
    displayName: options.name,
    expiresAt: options.expires?.at,
  };
  // The file is created first: a key that could not be written would be lost.
  const file =
    options.output === undefined
      ? null
      : await SecretFile.create(resolve(io.folder, options.output), 'No key was issued.');
  const issued = await issueKeys(client, key, { count, comment, idempotencyKey }).catch(async (error: unknown) => {
    await file?.discard();
    throw error;
  });
  const secrets = issued.keys.map(({ secret }) => secret);
  if (file !== null) await file.write(...secrets);
  else for (const secret of secrets) output.print(secret);
  output.note(noteOf(issued, consumer, options.output));
  const keys = issued.keys.map(({ consumerKey, secret }) => ({ consumerKey, secret: file === null ? secret : null }));
  return afterCommit(context, issued.revision, options.wait, {
    ...(count === undefined ? keys[0] : { issuedKeys: keys }),
    file: options.output ?? null,
  });
}

function noteOf({ keys, revision }: IssuedKeys, consumer: string, file: string | undefined): string {
  const [first] = keys;
  const isOne = keys.length === 1 && first !== undefined;
  const what = isOne ? `key ${first.consumerKey.id}` : `${keys.length} keys`;
  const where = file === undefined ? '' : ` ${isOne ? 'It was' : 'They were'} written to ${file}.`;
  const expiresAt = first?.consumerKey.expiresAt ?? null;
  const expiry = expiresAt === null ? '' : ` ${isOne ? 'It expires' : 'They expire'} at ${expiresAt}.`;
  return `Issued ${what} to ${visible(consumer)} in revision ${revision}.${where}${expiry}`;
}
