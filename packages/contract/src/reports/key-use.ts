import { z } from 'zod';

/** The subject on which data planes report which consumer keys were used. */
export const KEY_USE_SUBJECT = 'switchyard.key-use';
/** One control plane of this group gets each message. */
export const KEY_USE_GROUP = 'control-planes';
export const KEY_USES_PER_MESSAGE_MAX = 1_000;

/** The use of a consumer key, identified by its id: neither the key nor its hash leaves a data plane. */
export const keyUseSchema = z.object({ consumerKeyId: z.uuid(), usedAt: z.iso.datetime() });
export type KeyUse = z.infer<typeof keyUseSchema>;

/** Unknown members are dropped, so that newer data planes can be read. */
export const keyUseMessageSchema = z.object({ uses: z.array(keyUseSchema).min(1).max(KEY_USES_PER_MESSAGE_MAX) });
export type KeyUseMessage = z.infer<typeof keyUseMessageSchema>;
