import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { consumerId } from '../consumer-id';
import type { ControlPlaneClient } from '../control-plane-client';
import { type ConsumerKey, ISSUE_CONSUMER_KEY, ISSUE_CONSUMER_KEYS } from '../documents/consumer-keys';
import { CliFailure } from '../failure';
import { KeyFile } from '../key-file';
import { environment, integer, momentFrom } from '../option-values';
import { commentOption, waitOption } from '../options';
import { afterCommit } from '../planned-change';
import { visible } from '../render/visible';

/** The most that the control plane issues in one revision. */
const COUNT_MAX = 1_000;
const HELP = `
Prints the key once, alone on standard output; everything else goes to standard error. With --output it writes the key to a
new file that only its owner may read, and does not print it. With --count it issues that many keys in one revision, and
prints or writes one per line.

Examples:
  key=$(switchyard keys issue shop --environment sandbox)
  switchyard keys issue shop --environment production --expires 90d --output shop.key --wait
  switchyard keys issue shop --environment sandbox --count 20 --output shop.keys`;

interface IssueKeyOptions {
  readonly environment: string;
  readonly name?: string;
  readonly count?: number;
  readonly expires?: string;
  readonly output?: string;
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
    .option('--name <name>', 'a display name for the key, or for each of them')
    .addOption(new Option('--count <number>', 'how many keys to issue at once').argParser(integer(1, COUNT_MAX)))
    .addOption(
      new Option('--expires <moment>', 'when the key expires, such as 2027-03-01 or 90d (from now)').argParser(
        momentFrom(() => Date.now()),
      ),
    )
    .option('--output <file>', 'a new file to write the key to')
    .addOption(commentOption())
    .addOption(waitOption())
    .addHelpText('after', HELP)
    .action((consumer: string, options: IssueKeyOptions) => perform((context) => issueKey(context, consumer, options)));
}

async function issueKey(context: CommandContext, consumer: string, options: IssueKeyOptions): Promise<CommandResult> {
  const { client, io, output } = context;
  const key = {
    consumerId: await consumerId(client, consumer),
    environment: options.environment,
    displayName: options.name,
    expiresAt: options.expires,
  };
  // The file is created first: a key that could not be written would be lost.
  const file = options.output === undefined ? null : await KeyFile.create(resolve(io.folder, options.output));
  const { count, comment } = options;
  const issuing = count === undefined ? issueOne(client, { ...key, comment }) : issueMany(client, key, count, comment);
  const { issued, revision } = await issuing.catch(async (error: unknown) => {
    await file?.discard();
    throw error;
  });
  const secrets = issued.map(({ secret }) => secret);
  if (file !== null) await file.write(secrets);
  else for (const secret of secrets) output.print(secret);
  output.note(noteOf(issued, consumer, revision, options.output));
  return afterCommit(context, revision, options.wait, {
    ...resultOf(issued, count !== undefined, file === null),
    file: options.output ?? null,
  });
}

interface IssuedKey {
  readonly consumerKey: ConsumerKey;
  readonly secret: string;
}

interface IssuedKeys {
  readonly issued: readonly IssuedKey[];
  readonly revision: number;
}

async function issueOne(client: ControlPlaneClient, input: object): Promise<IssuedKeys> {
  const { issueConsumerKey } = await client.ask(ISSUE_CONSUMER_KEY, { input });
  return { issued: [withSecret(issueConsumerKey)], revision: issueConsumerKey.revision };
}

async function issueMany(
  client: ControlPlaneClient,
  key: object,
  count: number,
  comment: string | undefined,
): Promise<IssuedKeys> {
  const input = { keys: Array.from({ length: count }, () => key), comment };
  const { issueConsumerKeys } = await client.ask(ISSUE_CONSUMER_KEYS, { input });
  return { issued: issueConsumerKeys.issuedKeys.map(withSecret), revision: issueConsumerKeys.revision };
}

/** @throws CliFailure if the response lacks the secret */
function withSecret({ consumerKey, secret }: { consumerKey: ConsumerKey; secret: string | null }): IssuedKey {
  if (secret !== null) return { consumerKey, secret };
  throw new CliFailure(
    'fault',
    `Key ${consumerKey.id} was issued, but the response lacks its secret. Revoke the key and issue another.`,
  );
}

function noteOf(issued: readonly IssuedKey[], consumer: string, revision: number, file: string | undefined): string {
  const [first] = issued;
  const isOne = issued.length === 1 && first !== undefined;
  const what = isOne ? `key ${first.consumerKey.id}` : `${issued.length} keys`;
  const where = file === undefined ? '' : ` ${isOne ? 'It was' : 'They were'} written to ${file}.`;
  return `Issued ${what} to ${visible(consumer)} in revision ${revision}.${where}`;
}

/** Secrets that were written to a file are not printed. */
function resultOf(issued: readonly IssuedKey[], areMany: boolean, arePrinted: boolean): object {
  const keys = issued.map(({ consumerKey, secret }) => ({ consumerKey, secret: arePrinted ? secret : null }));
  return areMany ? { issuedKeys: keys } : { ...keys[0] };
}
