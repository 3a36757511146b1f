import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  executeSync,
  getNullableType,
  type GraphQLInputType,
  type GraphQLOutputType,
  GraphQLScalarType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  parse,
  type TypeNode,
  typeFromAST,
  validate,
} from 'graphql';
import type { Document } from './document';

const schema = buildSchema(readFileSync(join(__dirname, '../../../control-plane/schema.graphql'), 'utf8'));

const files = readdirSync(__dirname).filter((name) => /^[a-z-]+\.ts$/.test(name));
const documents = files.flatMap((file) =>
  Object.entries(jest.requireActual<Record<string, unknown>>(join(__dirname, file))).filter(
    (entry): entry is [string, Document<unknown>] => isDocument(entry[1]),
  ),
);

function isDocument(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'text' in value && 'answer' in value;
}

it('the documents of all commands are checked', () => {
  expect(documents.length).toBeGreaterThan(10);
});

it.each(documents)('%s fits the committed schema', (_, { text }) => {
  expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([]);
});

it.each(documents)(
  'what %s asks for is exactly what its answer is read as, with and without what may be null',
  (_, document) => {
    for (const nullable of ['there', 'null'] as const) {
      const data = answerOf(document.text, nullable);
      expect(document.answer.parse(data)).toEqual(data);
    }
  },
);

/** An answer of the right types: each list with one value, and what may be null below the operation's own field as told. */
function answerOf(text: string, nullable: 'there' | 'null'): unknown {
  const document = parse(text);
  const { data, errors } = executeSync({
    schema,
    document,
    variableValues: variablesOf(text),
    fieldResolver: (_, __, ___, { returnType, path }) =>
      nullable === 'null' && path.prev !== undefined && !isNonNullType(returnType) ? null : valueOf(returnType),
    typeResolver: (_, __, ___, type) => schema.getPossibleTypes(type)[0]?.name,
  });
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data)) as unknown;
}

function valueOf(type: GraphQLOutputType): unknown {
  const bare = getNullableType(type);
  if (isListType(bare)) return [valueOf(bare.ofType)];
  if (bare instanceof GraphQLScalarType) return scalarOf(bare.name);
  return isEnumType(bare) ? bare.getValues()[0]?.value : {};
}

function scalarOf(name: string): unknown {
  switch (name) {
    case 'Int':
    case 'Count':
      return 3;
    case 'Float':
      return 0.5;
    case 'Boolean':
      return true;
    default:
      return 'text';
  }
}

function variablesOf(text: string): Record<string, unknown> {
  const [operation] = parse(text).definitions;
  if (operation?.kind !== 'OperationDefinition') return {};
  return Object.fromEntries(
    (operation.variableDefinitions ?? []).map(({ variable, type }) => [
      variable.name.value,
      inputOf(inputTypeOf(type)),
    ]),
  );
}

function inputTypeOf(node: TypeNode): GraphQLInputType {
  const type = typeFromAST(schema, node);
  if (!isInputType(type)) throw new Error('a variable of a type that the schema lacks');
  return type;
}

function inputOf(type: GraphQLInputType): unknown {
  const bare = getNullableType(type);
  if (isInputObjectType(bare)) {
    const fields = Object.values(bare.getFields());
    const required = bare.isOneOf ? fields.slice(0, 1) : fields.filter(isRequiredInputField);
    return Object.fromEntries(required.map((field) => [field.name, inputOf(field.type)]));
  }
  if (isListType(bare)) return [];
  return isEnumType(bare) ? bare.getValues()[0]?.name : scalarOf(bare.name);
}
