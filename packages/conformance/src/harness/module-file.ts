import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Lends a JavaScript module a file among the conformance package's own, whose dependencies include the vendors' SDKs and
 * GraphQL clients.
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
