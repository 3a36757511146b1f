import { z } from 'zod';

/** Which environment a key, an endpoint or a policy's side is for. */
export const environmentSchema = z.enum(['PRODUCTION', 'SANDBOX']);
export type Environment = z.infer<typeof environmentSchema>;

export const ENVIRONMENTS: readonly Environment[] = environmentSchema.options;
