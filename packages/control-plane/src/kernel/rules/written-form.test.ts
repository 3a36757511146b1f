import { enumeration, inOneForm, orNull, routedOperationSchema } from '@switchyard/contract';
import { z } from 'zod';
import { describeMember, unwrapped, writtenForm } from './written-form';

const headerName = inOneForm(
  z
    .string()
    .max(128)
    .regex(/^[\w-]+$/, 'must be the name of a header'),
  (name) => name.toLowerCase(),
  'must be in lower case',
);
const colour = enumeration('Colour', 'A colour.', { RED: 'Red.', BLUE: 'Blue.' });
const schema = z
  .strictObject({
    header: headerName.describe('A header.'),
    note: orNull(z.string().min(2), 'for none').describe('A note.'),
    colour: colour.default('RED'),
    list: z.array(z.strictObject({ flag: z.boolean().default(true) })).max(2),
  })
  .refine(({ header, note }) => header !== note, { path: ['note'], error: 'must not be the header' });
const written = writtenForm(schema);
const problems = (value: unknown) =>
  written.safeParse(value).error?.issues.map(({ path, message }) => [path.join('.'), message]);

it('fills in absent and null members at every depth, and normalizes values with several forms', () => {
  const expected = { header: 'x-team', note: null, colour: 'RED', list: [{ flag: true }, { flag: false }] };
  expect(written.parse({ header: 'X-Team', list: [{}, { flag: false }] })).toEqual(expected);
  const explicit = { header: 'X-Team', note: null, colour: null, list: [{ flag: null }, { flag: false }] };
  expect(written.parse(explicit)).toEqual(expected);
  expect(schema.parse(expected)).toEqual(expected);
});

it('refuses what the schema refuses, at the same path, and checks refinements on the normalized form', () => {
  expect(problems({ header: 'a header', list: [] })).toEqual([['header', 'must be the name of a header']]);
  expect(problems({ header: 'X-Team', note: 'x-team', list: [] })).toEqual([['note', 'must not be the header']]);
  expect(problems({ header: 'a', list: [{}, {}, {}] })).toHaveLength(1);
  expect(problems({ header: 'a', list: [{ other: 1 }] })?.[0]?.[0]).toBe('list.0');
  expect(problems({ list: [] })?.[0]?.[0]).toBe('header');
});

it('normalizes an object whose members depend on each other', () => {
  const operation = { path: 'say', modelPlace: 'HEADER', modelKey: 'X-Model' };
  expect(routedOperationSchema.safeParse(operation).success).toBe(false);
  expect(writtenForm(routedOperationSchema).parse(operation)).toMatchObject({ modelKey: 'x-model', pinned: false });
});

it('keeps limits and descriptions in its JSON Schema', () => {
  expect(z.toJSONSchema(written, { io: 'input' })).toMatchObject({
    required: ['header', 'list'],
    additionalProperties: false,
    properties: {
      header: { description: 'A header.', maxLength: 128 },
      note: { description: 'A note. Null for none.' },
      list: { maxItems: 2 },
    },
  });
});

it('unwraps a member with a default', () => {
  expect(unwrapped(schema.shape.note)).toBeInstanceOf(z.ZodString);
  expect(unwrapped(schema.shape.colour)).toBe(colour);
  expect(describeMember(schema.shape.note)).toBe('A note. Null for none.');
});
