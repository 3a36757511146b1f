import { z } from 'zod';
import { expirySchema } from '../secrets/expiry';
import { commentSchema, nameSchema } from '../../kernel/rules/members';
import { Role } from '../../kernel/caller/role';

export const ACTIVE_TOKENS_MAX = 1_000;

export const createAccessTokenRules = z.object({
  name: nameSchema,
  role: z.enum(Role),
  expiresAt: expirySchema.nullish(),
  comment: commentSchema,
});

export const revokeAccessTokenRules = z.object({ accessTokenId: z.string(), comment: commentSchema });

export const revokeOwnTokenRules = z.object({ comment: commentSchema });
