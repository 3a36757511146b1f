import { buildSchema, parse, validate } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLE_DOCUMENT } from './example-document';

it('is a document that the control plane answers', () => {
  const schema = buildSchema(readFileSync(join(__dirname, '../../../../control-plane/schema.graphql'), 'utf8'));
  expect(validate(schema, parse(EXAMPLE_DOCUMENT))).toEqual([]);
});
