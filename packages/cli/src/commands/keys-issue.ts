import { type FileHandle, open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { consumerId } from '../consumer-id';
import { ISSUE_CONSUMER_KEY } from '../documents/consumer-keys';
import { CliFailure, fileFault } from '../failure';
import { environment, momentFrom } from '../option-values';
import { commentOption, waitOption } from '../options';
import { afterCommit } from '../planned-change';
import { visible } from '../render/visible';

const OWNER_ONLY = 0o600;
const HELP = `
Prints the key once, alone on standard output; everything else goes to standard error. With --output it writes the key to a
new file that only its owner may read, and does not print it.

Examples:
  key=$(switchyard keys issue shop --environment sandbox)
  switchyard keys issue shop --environment production --expires 90d --output shop.key --wait`;

interface IssueKeyOptions {
  readonly environment: string;
  readonly name?: string;
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
    .option('--name <name>', 'a display name for the key')
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
  const input = {
    consumerId: await consumerId(client, consumer),
    environment: options.environment,
    displayName: options.name,
    expiresAt: options.expires,
    comment: options.comment,
  };
  // The file is created first: a key that could not be written would be lost.
  const file = options.output === undefined ? null : await KeyFile.create(resolve(io.folder, options.output));
  const { issueConsumerKey } = await client.ask(ISSUE_CONSUMER_KEY, { input }).catch(async (error: unknown) => {
    await file?.discard();
    throw error;
  });
  const { consumerKey, revision, secret } = issueConsumerKey;
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

/** A new file that only its owner may read. */
class KeyFile {
  readonly #path: string;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** @throws CliFailure if the file exists: it may contain the only copy of another key */
  static async create(path: string): Promise<KeyFile> {
    const handle = await open(path, 'wx', OWNER_ONLY).catch((error: unknown) => {
      throw new CliFailure('usage', `Cannot create ${path}: ${fileFault(error)}. No key was issued.`);
    });
    return new KeyFile(path, handle);
  }

  async write(secret: string): Promise<void> {
    await this.#handle.writeFile(`${secret}\n`);
    await this.#handle.close();
  }

  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }
}
