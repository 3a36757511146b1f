import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { lexicographicSortSchema } from 'graphql';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildGraphqlSchema } from './wiring/build-schema';

const FILE = join(__dirname, '..', 'schema.graphql');

/** The schema as it is committed: sorted, so that a change of the code's order is no change of the file. */
export function emittedSchema(): string {
  const schema = buildGraphqlSchema({ get: () => undefined });
  return `${printSchemaWithDirectives(lexicographicSortSchema(schema))}\n`;
}

function run(check: boolean): void {
  if (!check) return writeFileSync(FILE, emittedSchema());
  if (readFileSync(FILE, 'utf8') === emittedSchema()) return;
  process.stderr.write(
    'packages/control-plane/schema.graphql is not what the code says: run `node packages/control-plane/dist/emit-schema.js`\n',
  );
  process.exitCode = 1;
}

if (require.main === module) run(process.argv.includes('--check'));
