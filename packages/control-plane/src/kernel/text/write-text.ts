import { stringify } from 'yaml';
import type { ManifestFormat } from './manifest-format';

/** Writes a document as text, the same document always as the same text. */
export function writeText(document: object, format: ManifestFormat): string {
  return format === 'JSON'
    ? `${JSON.stringify(document, null, 2)}\n`
    : stringify(document, { version: '1.2', schema: 'core', aliasDuplicateObjects: false, lineWidth: 0 });
}
