import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { assertValidSchema, lexicographicSortSchema } from 'graphql';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestJsonSchema } from './configuration/manifest/manifest-json-schema';
import { buildGraphqlSchema } from './wiring/build-schema';

const API_FILE = join(__dirname, '..', 'schema.graphql');
/** The command line has it to check manifests without a control plane. */
const MANIFEST_FILE = join(__dirname, '../../cli/manifest.schema.json');

/**
 * The committed form of the schema: sorted, so that the order of the code does not change the file.
 *
 * @throws Error if the schema is not valid
 */
export function emittedSchema(): string {
  const schema = buildGraphqlSchema({ get: () => undefined });
  assertValidSchema(schema);
  return `${printSchemaWithDirectives(lexicographicSortSchema(schema))}\n`;
}

/** The committed form of the JSON Schema of manifests. */
export function emittedManifestSchema(): string {
  return `${JSON.stringify(manifestJsonSchema(buildGraphqlSchema({ get: () => undefined })), null, 2)}\n`;
}

function run(check: boolean): void {
  for (const [file, content] of [
    [API_FILE, emittedSchema()],
    [MANIFEST_FILE, emittedManifestSchema()],
  ] as const) {
    if (!check) writeFileSync(file, content);
    else if (readFileSync(file, 'utf8') !== content) {
      process.stderr.write(`${file} is out of date: run \`node packages/control-plane/dist/emit-schema.js\`\n`);
      process.exitCode = 1;
    }
  }
}

if (require.main === module) run(process.argv.includes('--check'));
