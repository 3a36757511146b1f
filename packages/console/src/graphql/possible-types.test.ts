import { buildSchema, isInterfaceType } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { possibleTypes } from './possible-types';

it('lists the types of each interface as the schema does', () => {
  const schema = buildSchema(readFileSync(join(__dirname, '../../../control-plane/schema.graphql'), 'utf8'));
  for (const [name, listed] of Object.entries(possibleTypes)) {
    const type = schema.getType(name);
    if (!isInterfaceType(type)) throw new Error(`${name} is no interface`);
    expect(
      schema
        .getPossibleTypes(type)
        .map((possible) => possible.name)
        .sort(),
    ).toEqual(listed);
  }
});
