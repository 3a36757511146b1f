import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

/**
 * GraphQL quotes what does not fit the schema: values, member names, a document's own names. Any of them may be a
 * credential at the wrong place, so of a message only this is passed on: the schema's own names, and the words of which
 * such messages consist. It need not know which messages there are. The one exception is the name of a field that is not
 * there, which nobody finds without it: it is passed on where it is of letters alone, as no credential is.
 *
 * @returns takes from a message everything that the caller may have sent
 */
export function valueRemover(schema: GraphQLSchema): (message: string) => string {
  const names = namesOf(schema);
  const isNamed = (text: string) => tokensOf(text).every((token) => names.has(token) || INDEX.test(token));
  const isSaid = (token: string) => names.has(token) || WORDS.has(token.toLowerCase()) || INDEX.test(token);
  const plain = (text: string) => text.replace(TOKEN, (token) => (isSaid(token) ? token : REMOVED));
  return (message) => {
    const unknownField = UNKNOWN_FIELD.exec(message)?.[1];
    const quoted = (part: string, index: number) =>
      (index === 1 && part === unknownField) || isNamed(part) ? part : `"${REMOVED}"`;
    return message
      .split(QUOTED)
      .map((part, index) => (index % 2 === 0 ? plain(part) : quoted(part, index)))
      .join('')
      .replace(REPEATED, REMOVED);
  };
}

const REMOVED = '…';
const QUOTED = /("(?:[^"\\]|\\.)*")/s;
const UNKNOWN_FIELD = /^Cannot query field ("[_A-Za-z]{1,40}") on type "/;
const TOKEN = /[^\s"'`()[\]{}<>.,:;!?$@|…]+/gu;
/** What was removed, with nothing between but more of it and punctuation. */
const REPEATED = /…(?:[^\p{L}\p{N}…]*…)+/gu;
/** A position in a list, or a limit. */
const INDEX = /^\d{1,6}$/;

function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

function namesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const types = Object.values(schema.getTypeMap());
  const members = types.flatMap((type) => {
    if (isEnumType(type)) return type.getValues().map(({ name }) => name);
    if (isInputObjectType(type)) return Object.keys(type.getFields());
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    const fields = Object.values(type.getFields());
    return fields.flatMap(({ name, args }) => [name, ...args.map((arg) => arg.name)]);
  });
  const directives = schema.getDirectives().flatMap(({ name, args }) => [name, ...args.map((arg) => arg.name)]);
  return new Set([...types.map(({ name }) => name), ...members, ...directives]);
}

/** The words of GraphQL's own messages, of the limits', and of the scalars'. A word that is missing here is left out. */
const WORDS: ReadonlySet<string> = new Set(
  `a aborted aliases all allowed already an and another any argument arguments array as aliased at be because been before behind
  between boolean but by can cannot character characters column composite condition conflict contain contained contains
  cost date datetime deep decimal default defined definition deprecated depth did differ different digits directive
  directives document does each either enum error errors exactly exceeded exceeds executable exist expected expecting fetch
  field fields find finite float for found fragment fragments from given got graphql has have id in input inputs int
  integer interface introspection invalid is it item items itself key keys level like limit line list location maximum
  mean members merge missing more most must mutation name named names neither never no non non-enum non-integer
  non-null non-nullable non-numeric non-string not null nullable number numbers object objects of on once one oneof only
  operation operations or other output parsing point position possible provide provided query reached recursive represent
  required return returned returns runtime same scalar schema select selected selection selections set signed since
  specified specify spread string subfields subscription such than that the there they this to token tokens too top
  type types union unique unknown unused use used validation value values variable variables was were when which with within
  without written you your
  12 32-bit 2026-03-01T12 00 000Z 2 50`
    .toLowerCase()
    .split(/\s+/),
);
