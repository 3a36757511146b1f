// Typed documents from the committed schema: each folder with `.graphql` files gets its own, so that a screen that is loaded
// when it is opened brings its documents along.
import { readdirSync } from 'node:fs';

const folders = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => file.slice(0, file.lastIndexOf('/')));

export default {
  schema: '../control-plane/schema.graphql',
  generates: Object.fromEntries(
    [...new Set(folders)].sort().map((folder) => [
      `src/${folder}/documents.generated.ts`,
      {
        documents: [`src/${folder}/*.graphql`],
        plugins: ['typescript-operations', './shared-fragments.mjs'],
        config: {
          useTypeImports: true,
          enumType: 'string-literal',
          strictScalars: true,
          scalars: {
            Count: 'number',
            DateTime: 'string',
            Decimal: 'string',
            ID: 'string',
            JSON: 'unknown',
            JSONObject: 'Record<string, unknown>',
          },
        },
      },
    ]),
  ),
};
