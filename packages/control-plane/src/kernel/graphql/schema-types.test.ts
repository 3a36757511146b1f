import 'reflect-metadata';
import { enumeration, orNull, schemaNotes } from '@switchyard/contract';
import { GraphQLSchema, type GraphQLNamedType, printSchema } from 'graphql';
import { Arg, buildSchemaSync, Query, Resolver } from 'type-graphql';
import { z } from 'zod';
import { inputTypeOf, objectTypeOf } from './schema-types';

const colour = enumeration('Colour', 'A colour.', { RED: 'The colour of fire.', BLUE: 'The colour of the sea.' });
const part = z
  .strictObject({ size: z.int().describe('Its size.'), weight: z.number().describe('Its weight.') })
  .describe('A part.')
  .register(schemaNotes, { name: 'Part' });
const whole = z
  .strictObject({
    name: z.string().describe('Its name.'),
    note: orNull(z.string(), 'for none').describe('A note.'),
    colour: colour.default('RED').describe('Its colour.'),
    parts: z.array(part).describe('Its parts.'),
    spare: orNull(part).describe('Another part.'),
    isOld: z.boolean().default(false).describe('Whether it is old.'),
  })
  .describe('A whole.')
  .register(schemaNotes, { name: 'Whole' });

const Whole = objectTypeOf(whole);
const WholeInput = inputTypeOf(whole);

@Resolver()
class WholeResolver {
  @Query(() => Whole)
  whole(@Arg('like', () => WholeInput) _like: object): object {
    return {};
  }
}

it('makes types, inputs and enums from a schema, with its descriptions, nullability and defaults', () => {
  const schema: GraphQLSchema = buildSchemaSync({ resolvers: [WholeResolver], validate: false });
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => /^(Colour|Part|Whole)/.test(name));
  const printed = (type: GraphQLNamedType) => printSchema(new GraphQLSchema({ types: [type] }));
  expect(printed(schema.getType('Whole')!)).toBe(`"""A whole."""
type Whole {
  """Its name."""
  name: String!

  """A note. Null for none."""
  note: String

  """Its colour."""
  colour: Colour!

  """Its parts."""
  parts: [Part!]!

  """Another part. Null if there is none."""
  spare: Part

  """Whether it is old."""
  isOld: Boolean!
}

"""A colour."""
enum Colour {
  """The colour of fire."""
  RED

  """The colour of the sea."""
  BLUE
}

"""A part."""
type Part {
  """Its size."""
  size: Int!

  """Its weight."""
  weight: Float!
}`);
  expect(printed(schema.getType('WholeInput')!)).toContain(`input WholeInput {
  """Its name."""
  name: String!

  """A note. Null for none."""
  note: String

  """Its colour."""
  colour: Colour = RED

  """Its parts."""
  parts: [PartInput!]!

  """Another part. Null if there is none."""
  spare: PartInput

  """Whether it is old."""
  isOld: Boolean = false
}`);
  expect(types.map(({ name }) => name).toSorted()).toEqual(['Colour', 'Part', 'PartInput', 'Whole', 'WholeInput']);
});

it('makes one type per schema, and refuses a schema without a name or of an unsupported kind', () => {
  expect(objectTypeOf(whole)).toBe(Whole);
  expect(() => objectTypeOf(z.strictObject({}))).toThrow('needs a name');
  const odd = z.strictObject({ at: z.date() }).register(schemaNotes, { name: 'Odd' });
  expect(() => objectTypeOf(odd)).toThrow('no GraphQL type for a schema of the kind date');
});
