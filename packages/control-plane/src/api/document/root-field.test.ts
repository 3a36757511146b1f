import { getOperationAST, parse } from 'graphql';
import { rootFieldOf } from './root-field';

function rootField(text: string): string {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (operation === null || operation === undefined) throw new Error('the document has no single operation');
  return rootFieldOf(document, operation);
}

it.each([
  ['query Invented$ { providers { nodes { id } } }'.replace('$', '_17'), 'providers'],
  ['{ a: providers { pageInfo { hasNextPage } } b: providers { nodes { id } } }', 'providers'],
  ['mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { revision } }', 'createConsumer'],
  ['{ ...All } fragment All on Query { ... on Query { viewer { name } __typename } }', 'viewer'],
  ['{ providers { nodes { id } } consumers { nodes { id } } }', 'several'],
  ['{ __schema { types { name } } }', 'introspection'],
  ['{ __typename }', 'introspection'],
])('%s counts as %s', (text, field) => {
  expect(rootField(text)).toBe(field);
});
