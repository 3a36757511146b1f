import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Puts a JavaScript module into a temporary file of this package, from where it can import the vendors' SDKs and GraphQL
 * clients.
 */
export async function withModuleFile<T>(code: string, use: (file: string) => Promise<T>): Promise<T> {
  const file = join(__dirname, '../../dist', `document-${randomUUID()}.mjs`);
  writeFileSync(file, code);
  try {
    return await use(file);
  } finally {
    rmSync(file);
  }
}
