import { defaultFieldResolver, type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql';
import { refuseUnsafeTexts } from '../../kernel/rules/safe-text';
import type { RequestContext } from '../../objects/loaders/request-context';

/** Makes every field refuse argument texts that Postgres cannot store, before it resolves. */
export function checkTexts(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) if (field.args.length > 0) checkArguments(field);
  }
}

function checkArguments(field: GraphQLField<unknown, RequestContext>): void {
  const { resolve = defaultFieldResolver, subscribe } = field;
  field.resolve = (source, args: Record<string, unknown>, context, info) => {
    refuseUnsafeArguments(args);
    return resolve(source, args, context, info);
  };
  if (!subscribe) return;
  field.subscribe = (source, args: Record<string, unknown>, context, info) => {
    refuseUnsafeArguments(args);
    return subscribe(source, args, context, info);
  };
}

/** Paths of problems in `input` are relative to it. */
function refuseUnsafeArguments({ input, ...others }: Record<string, unknown>): void {
  refuseUnsafeTexts(input);
  refuseUnsafeTexts(others);
}
