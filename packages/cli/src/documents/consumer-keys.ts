import { z } from 'zod';
import { mutation, query } from './document';

const consumerKeySchema = z.object({
  id: z.string(),
  environment: z.string(),
  displayName: z.string(),
  hint: z.string(),
  state: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
export type ConsumerKey = z.infer<typeof consumerKeySchema>;

const CONSUMER_KEY_FIELDS = `
fragment ConsumerKeyFields on ConsumerKey {
  id environment displayName hint state createdAt expiresAt lastUsedAt revokedAt
}`;

export const CONSUMER_ID = query(
  z.object({ consumer: z.object({ id: z.string() }).nullable() }),
  `query ConsumerId($name: String!) { consumer(name: $name) { id } }`,
);

export const CONSUMER_KEYS = query(
  z.object({
    consumer: z
      .object({ consumerKeys: z.object({ nodes: z.array(consumerKeySchema), totalCount: z.int() }) })
      .nullable(),
  }),
  `query ConsumerKeys($name: String!, $states: [KeyState!], $first: Int!) {
  consumer(name: $name) {
    consumerKeys(first: $first, states: $states) { nodes { ...ConsumerKeyFields } totalCount }
  }
}${CONSUMER_KEY_FIELDS}`,
);

export const ISSUE_CONSUMER_KEY = mutation(
  z.object({
    issueConsumerKey: z.object({
      consumerKey: consumerKeySchema,
      secret: z.string().nullable(),
      replayed: z.boolean(),
      revision: z.int(),
    }),
  }),
  'A key may or may not have been issued. Check with "switchyard keys list", and revoke it with "switchyard keys revoke".',
  `mutation IssueConsumerKey($input: IssueConsumerKeyInput!) {
  issueConsumerKey(input: $input) { consumerKey { ...ConsumerKeyFields } secret replayed revision }
}${CONSUMER_KEY_FIELDS}`,
);

export const ISSUE_CONSUMER_KEYS = mutation(
  z.object({
    issueConsumerKeys: z.object({
      issuedKeys: z.array(z.object({ consumerKey: consumerKeySchema, secret: z.string().nullable() })),
      replayed: z.boolean(),
      revision: z.int(),
    }),
  }),
  'The keys may or may not have been issued. Check with "switchyard keys list", and revoke them with "switchyard keys revoke".',
  `mutation IssueConsumerKeys($input: IssueConsumerKeysInput!) {
  issueConsumerKeys(input: $input) { issuedKeys { consumerKey { ...ConsumerKeyFields } secret } replayed revision }
}${CONSUMER_KEY_FIELDS}`,
);

export const REVOKE_CONSUMER_KEY = mutation(
  z.object({ revokeConsumerKey: z.object({ consumerKey: consumerKeySchema, revision: z.int() }) }),
  'The key may or may not have been revoked. Check with "switchyard keys list".',
  `mutation RevokeConsumerKey($input: RevokeConsumerKeyInput!) {
  revokeConsumerKey(input: $input) { consumerKey { ...ConsumerKeyFields } revision }
}${CONSUMER_KEY_FIELDS}`,
);
