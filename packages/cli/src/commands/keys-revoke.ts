import type { Command } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { REVOKE_CONSUMER_KEY } from '../documents/consumer-keys';
import { commentOption, waitOption } from '../options';
import { afterCommit } from '../planned-change';

interface RevokeKeyOptions {
  readonly comment?: string;
  readonly wait?: number;
}

export function addKeysRevoke(keys: Command, perform: Perform): void {
  keys
    .command('revoke')
    .description('revoke a key permanently; with --wait, wait until no live data plane accepts it')
    .argument('<id>', 'the id of the key, from "keys list"')
    .addOption(commentOption())
    .addOption(waitOption())
    .action((id: string, options: RevokeKeyOptions) => perform((context) => revokeKey(context, id, options)));
}

async function revokeKey(context: CommandContext, id: string, options: RevokeKeyOptions): Promise<CommandResult> {
  const { client, output } = context;
  const input = { consumerKeyId: id, comment: options.comment };
  const { revokeConsumerKey } = await client.ask(REVOKE_CONSUMER_KEY, { input });
  const { consumerKey, revision } = revokeConsumerKey;
  output.print(`Revoked key ${consumerKey.id} in revision ${revision}.`);
  return afterCommit(context, revision, options.wait, { consumerKey });
}
