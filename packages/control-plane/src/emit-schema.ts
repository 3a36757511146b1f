import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { assertValidSchema, lexicographicSortSchema } from 'graphql';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildGraphqlSchema } from './wiring/build-schema';

const FILE = join(__dirname, '..', 'schema.graphql');

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

function run(check: boolean): void {
  if (!check) return writeFileSync(FILE, emittedSchema());
  if (readFileSync(FILE, 'utf8') === emittedSchema()) return;
  process.stderr.write(
    'packages/control-plane/schema.graphql is out of date: run `node packages/control-plane/dist/emit-schema.js`\n',
  );
  process.exitCode = 1;
}

if (require.main === module) run(process.argv.includes('--check'));
