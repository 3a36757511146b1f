import { z } from 'zod';

/** Token counts by kind. */
export const tokensSchema = z.object({
  input: z.int(),
  cacheRead: z.int(),
  cacheWrite5m: z.int(),
  cacheWrite1h: z.int(),
  output: z.int(),
  reasoning: z.int(),
});
export type Tokens = z.infer<typeof tokensSchema>;

export const TOKEN_FIELDS = 'input cacheRead cacheWrite5m cacheWrite1h output reasoning';
