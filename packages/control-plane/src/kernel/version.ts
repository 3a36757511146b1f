import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({ version: z.string() });

/** The version of this program, from its package.json. */
export const { version: VERSION } = packageSchema.parse(
  JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')),
);
