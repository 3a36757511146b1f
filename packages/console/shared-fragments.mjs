// A plugin for codegen.mjs: typed documents in which each fragment stands once, however many documents use it.
import { plugin as typedDocuments } from '@graphql-codegen/typed-document-node';

/** A line of the plugin's output. */
const FRAGMENT = /^export const (\w+)FragmentDoc = (\{.*\}) as unknown as DocumentNode<.*$/gm;

export const plugin = (schema, documents, config) => {
  const { content, ...output } = typedDocuments(schema, documents, config);
  const fragments = Array.from(content.matchAll(FRAGMENT), ([line, name, document]) => ({
    line,
    name: `${name}Definition`,
    definition: JSON.stringify(JSON.parse(document).definitions[0]),
  }));
  let shared = content;
  for (const { line } of fragments) shared = shared.replace(line, '');
  for (const { name, definition } of fragments) shared = shared.replaceAll(definition, name);
  const definitions = fragments.map(({ name, definition }) => `const ${name} = ${definition};`);
  return { ...output, content: [...definitions, shared.trim()].join('\n') };
};
