import { z } from 'zod';

/** The environment of a key, an endpoint or a policy's side. */
export const environmentSchema = z.enum(['PRODUCTION', 'SANDBOX']);
export type Environment = z.infer<typeof environmentSchema>;

export const ENVIRONMENTS: readonly Environment[] = environmentSchema.options;
