import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The first block of YAML in a document of the project. */
export function codeBlockOf(document: string): string {
  const text = readFileSync(join(__dirname, '../../..', document), 'utf8');
  const [, block] = /```yaml\n([\s\S]*?)```/.exec(text) ?? [];
  if (block === undefined) throw new Error(`${document} has no YAML`);
  return block;
}
