import {
  defaultFieldResolver,
  getNamedType,
  type GraphQLField,
  type GraphQLSchema,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import { judgeReferences } from '../../kernel/rules/misplaced-reference';
import { refuseUnsafeTexts } from '../../kernel/rules/safe-text';
import { refuseTexts } from '../../kernel/rules/text-problems';
import type { RequestContext } from '../../objects/loaders/request-context';

type Refuse = (args: Record<string, unknown>) => void;

/**
 * Makes every field refuse argument texts that Postgres cannot store, before it resolves, and every mutation also
 * references to secrets that nothing resolves. What a query filters or searches by may well look like one. The input of a
 * change is left to its `InputCheck`, which tells them together with everything else that is wrong with it.
 */
export function checkTexts(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const refuse = type === schema.getMutationType() ? refuseArgumentsOfMutation : refuseUnsafeArguments;
    for (const field of Object.values(type.getFields())) {
      if (field.args.length > 0 && !isChange(field)) checkArguments(field, refuse);
    }
  }
}

/** Whether a field is a mutation that makes a revision: it takes a comment for it. */
function isChange({ args }: GraphQLField<unknown, RequestContext>): boolean {
  return args.some(({ type }) => {
    const input = getNamedType(type);
    return isInputObjectType(input) && input.getFields()['comment'] !== undefined;
  });
}

function checkArguments(field: GraphQLField<unknown, RequestContext>, refuse: Refuse): void {
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
function refuseArgumentsOfMutation({ input, ...others }: Record<string, unknown>): void {
  refuseUnsafeArguments({ input, ...others });
  refuseTexts(input, [], judgeReferences);
  refuseTexts(others, [], judgeReferences);
}
