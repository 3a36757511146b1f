import type { Command } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { noSuchConsumer } from '../consumer-id';
import { CONSUMER_KEYS } from '../documents/consumer-keys';
import { table } from '../render/table';

/** The control plane's largest page, and more than a consumer's maximum of active keys. */
const KEYS_MAX = 200;

interface ListKeysOptions {
  readonly all?: boolean;
}

export function addKeysList(keys: Command, perform: Perform): void {
  keys
    .command('list')
    .description("list a consumer's keys, without their secrets")
    .argument('<consumer>', "the consumer's name")
    .option('--all', `include expired and revoked keys; lists the newest ${KEYS_MAX}`)
    .action((consumer: string, options: ListKeysOptions) => perform((context) => listKeys(context, consumer, options)));
}

async function listKeys(context: CommandContext, name: string, options: ListKeysOptions): Promise<CommandResult> {
  const { client, output } = context;
  const states = options.all === true ? undefined : ['ACTIVE'];
  const { consumer } = await client.ask(CONSUMER_KEYS, { name, states, first: KEYS_MAX });
  if (consumer === null) throw noSuchConsumer(name);
  const { nodes, totalCount } = consumer.consumerKeys;
  const rows = nodes.map((key) => [
    key.id,
    key.environment,
    key.state,
    key.hint,
    key.createdAt,
    key.expiresAt ?? 'never',
    key.lastUsedAt ?? 'never',
    key.displayName,
  ]);
  output.print(table(['ID', 'ENVIRONMENT', 'STATE', 'BEGINS', 'ISSUED', 'EXPIRES', 'LAST USED', 'NAME'], rows));
  if (totalCount > nodes.length) output.note(`… and ${totalCount - nodes.length} older keys.`);
  return { json: { consumerKeys: nodes, totalCount } };
}
