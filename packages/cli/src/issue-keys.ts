import type { ControlPlaneClient } from './control-plane-client';
import { type ConsumerKey, ISSUE_CONSUMER_KEY, ISSUE_CONSUMER_KEYS } from './documents/consumer-keys';
import { CliFailure } from './failure';

export interface IssuedKeys {
  readonly keys: readonly { readonly consumerKey: ConsumerKey; readonly secret: string }[];
  readonly revision: number;
}

interface IssueOptions {
  /** One key by the mutation for one if it is undefined. */
  readonly count: number | undefined;
  readonly comment: string | undefined;
  readonly idempotencyKey: string | undefined;
}

/**
 * Issues equal keys in one revision.
 *
 * @param key as the API takes it
 * @throws CliFailure also if an earlier call with the idempotency key issued them: their secrets are not shown again
 */
export async function issueKeys(client: ControlPlaneClient, key: object, options: IssueOptions): Promise<IssuedKeys> {
  const { keys, revision, replayed } = await ask(client, key, options);
  const ids = keys.map(({ consumerKey }) => consumerKey.id);
  const them = ids.length === 1 ? 'it' : 'them';
  if (replayed) {
    throw new CliFailure(
      'refused',
      `${named(ids, 'was', 'were')} already issued with this idempotency key, and ${ids.length === 1 ? 'is' : 'are'} not shown ` +
        `again. If the response was lost, revoke ${them} with "switchyard keys revoke", and issue again with a new idempotency key.`,
      { code: 'CONFLICT' },
    );
  }
  return {
    keys: keys.map(({ consumerKey, secret }) => {
      if (secret !== null) return { consumerKey, secret };
      throw new CliFailure(
        'fault',
        `${named(ids, 'was', 'were')} issued, but the response lacks a secret. Revoke ${them} and issue again.`,
      );
    }),
    revision,
  };
}

async function ask(client: ControlPlaneClient, key: object, { count, comment, idempotencyKey }: IssueOptions) {
  if (count === undefined) {
    const input = { ...key, comment, idempotencyKey };
    const { consumerKey, secret, ...outcome } = (await client.ask(ISSUE_CONSUMER_KEY, { input })).issueConsumerKey;
    return { ...outcome, keys: [{ consumerKey, secret }] };
  }
  const input = { keys: Array.from({ length: count }, () => key), comment, idempotencyKey };
  const { issuedKeys, ...outcome } = (await client.ask(ISSUE_CONSUMER_KEYS, { input })).issueConsumerKeys;
  return { ...outcome, keys: issuedKeys };
}

function named(ids: readonly string[], one: string, many: string): string {
  return ids.length === 1 ? `Key ${ids.join()} ${one}` : `${ids.length} keys, from ${ids[0]} to ${ids.at(-1)}, ${many}`;
}
