import { z } from 'zod';
import { mutation, query } from './document';

const accessTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  hint: z.string(),
  state: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
export type AccessToken = z.infer<typeof accessTokenSchema>;

const ACCESS_TOKEN_FIELDS = `
fragment AccessTokenFields on AccessToken { id name role hint state createdAt expiresAt lastUsedAt revokedAt }`;

const accessTokenPageSchema = z.object({
  nodes: z.array(accessTokenSchema),
  pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
  totalCount: z.int(),
});
export type AccessTokenPage = z.infer<typeof accessTokenPageSchema>;

export const ACCESS_TOKENS = query(
  z.object({ accessTokens: accessTokenPageSchema }),
  `query AccessTokens($first: Int!, $after: String, $filter: AccessTokenFilter) {
  accessTokens(first: $first, after: $after, filter: $filter) {
    nodes { ...AccessTokenFields }
    pageInfo { endCursor hasNextPage }
    totalCount
  }
}${ACCESS_TOKEN_FIELDS}`,
);

export const ACCESS_TOKEN_ID = query(
  z.object({ accessToken: z.object({ id: z.string() }).nullable() }),
  `query AccessTokenId($name: String!) { accessToken(name: $name) { id } }`,
);

export const CREATE_ACCESS_TOKEN = mutation(
  z.object({ createAccessToken: z.object({ accessToken: accessTokenSchema, secret: z.string(), revision: z.int() }) }),
  'A token may or may not have been created. Check with "switchyard tokens list", and revoke it with "switchyard tokens revoke".',
  `mutation CreateAccessToken($input: CreateAccessTokenInput!) {
  createAccessToken(input: $input) { accessToken { ...AccessTokenFields } secret revision }
}${ACCESS_TOKEN_FIELDS}`,
);

export const REVOKE_OWN_TOKEN = mutation(
  z.object({ revokeOwnToken: z.object({ revision: z.int() }) }),
  'The token may or may not have been revoked. If "switchyard status" still works with it, it was not.',
  `mutation RevokeOwnToken($input: RevokeOwnTokenInput) { revokeOwnToken(input: $input) { revision } }`,
);

export const REVOKE_ACCESS_TOKEN = mutation(
  z.object({ revokeAccessToken: z.object({ accessToken: accessTokenSchema, revision: z.int() }) }),
  'The token may or may not have been revoked. Check with "switchyard tokens list".',
  `mutation RevokeAccessToken($input: RevokeAccessTokenInput!) {
  revokeAccessToken(input: $input) { accessToken { ...AccessTokenFields } revision }
}${ACCESS_TOKEN_FIELDS}`,
);
