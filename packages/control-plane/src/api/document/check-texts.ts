import { defaultFieldResolver, type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql';
import { refuseMisplacedReferences } from '../../kernel/rules/misplaced-reference';
import { refuseUnsafeTexts } from '../../kernel/rules/safe-text';
import type { RequestContext } from '../../objects/loaders/request-context';

/**
 * Makes every field refuse argument texts that Postgres cannot store, before it resolves, and every mutation also
 * references to secrets that nothing resolves. What a query filters or searches by may well look like one.
 */
export function checkTexts(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const refuse = type === schema.getMutationType() ? refuseArgumentsOfChange : refuseUnsafeArguments;
    for (const field of Object.values(type.getFields())) if (field.args.length > 0) checkArguments(field, refuse);
  }
}

function checkArguments(
  field: GraphQLField<unknown, RequestContext>,
  refuse: (args: Record<string, unknown>) => void,
): void {
  const { resolve = defaultFieldResolver, subscribe } = field;
  field.resolve = (source, args: Record<string, unknown>, context, info) => {
    refuse(args);
    return resolve(source, args, context, info);
  };
  if (!subscribe) return;
  field.subscribe = (source, args: Record<string, unknown>, context, info) => {
    refuse(args);
    return subscribe(source, args, context, info);
  };
}

/** Paths of problems in `input` are relative to it. */
function refuseUnsafeArguments({ input, ...others }: Record<string, unknown>): void {
  refuseUnsafeTexts(input);
  refuseUnsafeTexts(others);
}

/** Paths of problems in `input` are relative to it. */
function refuseArgumentsOfChange({ input, ...others }: Record<string, unknown>): void {
  refuseUnsafeArguments({ input, ...others });
  refuseMisplacedReferences(input);
  refuseMisplacedReferences(others);
}
