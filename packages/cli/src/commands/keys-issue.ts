import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { consumerId } from '../consumer-id';
import { ISSUE_CONSUMER_KEY } from '../documents/consumer-keys';
import { CliFailure } from '../failure';
import { environment, momentFrom } from '../option-values';
import { commentOption, waitOption } from '../options';
import { afterCommit } from '../planned-change';
import { visible } from '../render/visible';
import { SecretFile } from '../secret-file';

const HELP = `
Prints the key once, alone on standard output; everything else goes to standard error. With --output it writes the key to a
new file that only its owner may read, and does not print it.

Examples:
  key=$(switchyard keys issue shop --environment sandbox)
  switchyard keys issue shop --environment production --expires 90d --output shop.key --wait`;

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
      new Option('--environment <environment>', 'production or sandbox').argParser(environment).makeOptionMandatory(),
    )
    .option('--name <name>', 'a display name for the key')
    .addOption(
      new Option('--expires <moment>', 'when the key expires, such as 2027-03-01 or 90d (from now)').argParser(
        parseExpiry,
      ),
    )
    .option('--output <file>', 'a new file to write the key to')
    .option(
      '--idempotency-key <text>',
      'makes it safe to try again: the same text never issues a second key; a key already issued is not shown again (exit code 3)',
    )
    .addOption(commentOption())
    .addOption(waitOption())
    .addHelpText('after', HELP)
    .action((consumer: string, options: IssueKeyOptions) => perform((context) => issueKey(context, consumer, options)));
}

async function issueKey(context: CommandContext, consumer: string, options: IssueKeyOptions): Promise<CommandResult> {
  const { client, io, output } = context;
  if (options.idempotencyKey !== undefined && options.expires?.isRelative === true) {
    throw new CliFailure(
      'usage',
      'With --idempotency-key, --expires must be a date or a time: a duration means another moment each time.',
    );
  }
  const input = {
    consumerId: await consumerId(client, consumer),
    environment: options.environment,
    displayName: options.name,
    expiresAt: options.expires?.at,
    idempotencyKey: options.idempotencyKey,
    comment: options.comment,
  };
  // The file is created first: a key that could not be written would be lost.
  const file =
    options.output === undefined
      ? null
      : await SecretFile.create(resolve(io.folder, options.output), 'No key was issued.');
  const { issueConsumerKey } = await client.ask(ISSUE_CONSUMER_KEY, { input }).catch(async (error: unknown) => {
    await file?.discard();
    throw error;
  });
  const { consumerKey, revision, secret, replayed } = issueConsumerKey;
  if (replayed) {
    await file?.discard();
    throw new CliFailure(
      'refused',
      `Key ${consumerKey.id} was already issued with this idempotency key, and is not shown again. If it was not received, ` +
        'revoke it with "switchyard keys revoke" and issue another with a new idempotency key.',
      { code: 'CONFLICT' },
    );
  }
  if (secret === null)
    throw new CliFailure(
      'fault',
      `Key ${consumerKey.id} was issued, but the response lacks its secret. Revoke the key and issue another.`,
    );
  if (file === null) output.print(secret);
  else await file.write(secret);
  const where = file === null ? '' : ` It was written to ${options.output}.`;
  const expiry = consumerKey.expiresAt === null ? '' : ` It expires at ${consumerKey.expiresAt}.`;
  output.note(`Issued key ${consumerKey.id} to ${visible(consumer)} in revision ${revision}.${where}${expiry}`);
  return afterCommit(context, revision, options.wait, {
    consumerKey,
    secret: file === null ? secret : null,
    file: options.output ?? null,
  });
}
