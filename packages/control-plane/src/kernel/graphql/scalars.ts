import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLJSON, GraphQLJSONObject } from 'graphql-scalars';
import { z } from 'zod';

const dateTimeSchema = z.iso.datetime({ offset: true });

function parseDateTime(value: unknown): Date {
  const dateTime = dateTimeSchema.safeParse(value);
  if (!dateTime.success) throw new GraphQLError('A DateTime must be a string such as `2026-03-01T12:00:00.000Z`.');
  return new Date(dateTime.data);
}

export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'A date and time in ISO 8601, in UTC with milliseconds, such as `2026-03-01T12:00:00.000Z`.',
  serialize: (value) => (value instanceof Date ? value : parseDateTime(value)).toISOString(),
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(node.kind === Kind.STRING ? node.value : undefined),
});

export const decimalSchema = z
  .string()
  .regex(
    /^\d{1,12}(?:\.\d{1,12})?$/,
    'must be a string such as `"2.50"`, with at most 12 digits before and 12 after the decimal point',
  );

function parseDecimal(value: unknown): string {
  const decimal = decimalSchema.safeParse(value);
  if (decimal.success) return decimal.data;
  throw new GraphQLError(
    'A Decimal must be a string such as `"2.50"`, with at most 12 digits before and 12 after the decimal point.',
  );
}

/** Never a JavaScript number, which would lose digits of some prices. */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'A decimal number as a string, such as `2.50`, so that prices stay exact.',
  serialize: parseDecimal,
  parseValue: parseDecimal,
  parseLiteral: (node) => parseDecimal(node.kind === Kind.STRING ? node.value : undefined),
});

export const JsonScalar = new GraphQLScalarType({
  ...GraphQLJSON.toConfig(),
  description: 'Any JSON value.',
  specifiedByURL: undefined,
});

export const JsonObjectScalar = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  description: 'A JSON object.',
  specifiedByURL: undefined,
});

const countSchema = z.int().min(0);

function parseCount(value: unknown): number {
  const count = countSchema.safeParse(value);
  if (count.success) return count.data;
  throw new GraphQLError('A Count must be a whole number from 0 to 9007199254740991.');
}

/** GraphQL's own Int ends at 2^31, which a month's tokens exceed. */
export const CountScalar = new GraphQLScalarType<number, number>({
  name: 'Count',
  description: 'A whole number from 0 to 9007199254740991, which may be larger than an Int.',
  serialize: parseCount,
  parseValue: parseCount,
  parseLiteral: (node) => parseCount(node.kind === Kind.INT ? Number(node.value) : undefined),
});
