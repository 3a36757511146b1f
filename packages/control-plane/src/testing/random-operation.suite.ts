import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parseValue,
  valueFromASTUntyped,
} from 'graphql';
import { RandomManifests } from './random-manifest.suite';

const FIELDS_MAX = 4;
const DEPTH_MAX = 5;
const ODD_VALUES = [
  'null',
  '0',
  '-1',
  '2147483648',
  '1.5',
  'true',
  '""',
  '"\\u0000"',
  '"\\uD800"',
  '"😀"',
  '[]',
  '[null]',
  '{}',
  'NOTHING',
  '$unknown',
];
/** Inputs that take a credential, and the members that do. */
const SECRET_INPUTS = ['EndpointCredentialInput', 'ManifestSecretInput'];
const SECRET_MEMBERS = [
  'EndpointCredentialInput.apiKey',
  'ManifestSecretInput.value',
  // A private key may be pasted there.
  'CreateEndpointInput.caCertificate',
  'UpdateEndpointInput.caCertificate',
];
const SUBSCRIPTIONS = 0.03;
/** How often another member is given one, as when somebody pastes it into the wrong field. */
const STRAY_SECRETS = 0.01;
/** How often the secret is misplaced within its own input: nested, of another type, or under a misspelt name. */
const MISSHAPEN_SECRETS = 0.1;
/** How often an argument is given by a variable. */
const VARIABLES = 0.3;
/** Types whose values are stored as they are, because nobody can know that one is a credential: they get no strays. */
const KEEPS_TEXT = ['String', 'ID', 'JSON', 'JSONObject'];
const TEXTS = ['a', 'chat', '/chat/support', 'https://example.com/v1', '%', "';--", '\\u0000', 'ß'.repeat(50)];

/** Numbers from 0 up to 1 that a seed determines (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface RandomOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Where the credentials of random operations come from. */
export interface SecretSource {
  /** One for a place where the schema asks for it. */
  next(): string;
  /** One for any other place. */
  nextStray(): string;
}

/** Writes random operations over a schema: most of them valid, some with values or fields that do not fit. */
export class RandomOperations {
  readonly #manifests: RandomManifests;
  /** The variables of the operation that is being written, with the type of each. */
  #variables: { name: string; type: string; value: unknown }[] = [];

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly random: () => number,
    /** Ids that exist, so that not everything is NOT_FOUND. */
    private readonly ids: readonly string[],
    private readonly secrets: SecretSource,
  ) {
    this.#manifests = new RandomManifests(random, () => secrets.next());
  }

  next(): RandomOperation {
    this.#variables = [];
    const query = this.#operation();
    return { query, variables: Object.fromEntries(this.#variables.map(({ name, value }) => [name, value])) };
  }

  #operation(): string {
    if (this.#chance(SUBSCRIPTIONS)) return this.#subscription();
    const isMutation = this.random() < 0.4;
    const root = isMutation ? this.schema.getMutationType() : this.schema.getQueryType();
    const selections = this.#selections(root!, isMutation ? 2 : 1);
    if (this.#chance(0.02)) return this.#damaged(selections);
    return `${isMutation ? 'mutation' : 'query'}${this.#definitions([])} ${selections}`;
  }

  /** One field, which a directive may leave out. Over HTTP none is run, but each is judged. */
  #subscription(): string {
    const fields = Object.values(this.schema.getSubscriptionType()!.getFields());
    const field = this.#field(this.#oneOf(fields), DEPTH_MAX - 1);
    const definitions = this.#definitions([`$not: Boolean = ${this.#chance(0.5)}`]);
    return `subscription${definitions} { ${field.replace(/ \{/, `${this.#oneOf(['', ' @skip(if: $not)', ' @include(if: $not)'])} {`)} }`;
  }

  #definitions(more: readonly string[]): string {
    const definitions = [...more, ...this.#variables.map(({ name, type }) => `$${name}: ${type}`)];
    return definitions.length === 0 ? '' : `(${definitions.join(', ')})`;
  }

  #selections(type: GraphQLNamedType, depth: number): string {
    if (isAbstractType(type)) {
      const objects = this.schema.getPossibleTypes(type);
      return `{ __typename ${objects.map((object) => `... on ${object.name} { __typename }`).join(' ')} ${'getFields' in type ? this.#some(Object.values(type.getFields()), depth) : ''} }`;
    }
    return isObjectType(type) ? `{ __typename ${this.#some(Object.values(type.getFields()), depth)} }` : '';
  }

  #some(fields: readonly GraphQLField<unknown, unknown>[], depth: number): string {
    const count = 1 + Math.floor(this.random() * FIELDS_MAX);
    const written = Array.from(
      { length: count },
      (_, index) => `f${depth}x${index}: ${this.#field(this.#oneOf(fields), depth)}`,
    );
    return this.#chance(0.01) ? `${written.join(' ')} nothing` : written.join(' ');
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    const args = field.args.filter((arg) => isNonNullType(arg.type) || this.#chance(0.5));
    const given = args.length === 0 ? '' : `(${args.map((arg) => this.#argument(arg)).join(', ')})`;
    if (isLeafType(type)) return `${field.name}${given}`;
    return `${field.name}${given} ${depth >= DEPTH_MAX ? '{ __typename }' : this.#selections(type, depth + 1)}`;
  }

  #argument({ name, type }: Pick<GraphQLArgument, 'name' | 'type'>, of = ''): string {
    // A wait that is granted would take the time of a thousand other operations.
    if (name === 'waitSeconds') return `${name}: ${this.#oneOf(['-1', '0', '61'])}`;
    const given = this.#given(of, name, type);
    return `${name}: ${of === '' && this.#chance(VARIABLES) ? this.#asVariable(given, type) : given}`;
  }

  /** A literal as a variable, unless no JSON is equal to it. */
  #asVariable(literal: string, type: GraphQLInputType): string {
    let value: unknown;
    try {
      if (literal.includes('$unknown')) return literal;
      value = valueFromASTUntyped(parseValue(literal));
    } catch {
      return literal;
    }
    const name = `v${this.#variables.length}`;
    this.#variables.push({ name, type: String(type), value });
    return `$${name}`;
  }

  #given(of: string, name: string, type: GraphQLInputType): string {
    if (SECRET_MEMBERS.includes(`${of}.${name}`)) return this.#secret();
    if (SECRET_INPUTS.includes(getNamedType(type).name) && this.#chance(MISSHAPEN_SECRETS)) return this.#misplaced();
    if (!KEEPS_TEXT.includes(getNamedType(type).name) && this.#chance(STRAY_SECRETS)) {
      return JSON.stringify(this.secrets.nextStray());
    }
    if (name === 'manifest' && this.#chance(0.95)) return JSON.stringify(this.#manifests.next());
    if (`${of}.${name}` === 'ManifestSecretInput.reference') return JSON.stringify(this.#manifests.reference());
    return this.#value(type, 0);
  }

  #secret(): string {
    const secret = JSON.stringify(this.secrets.next());
    return this.#chance(MISSHAPEN_SECRETS)
      ? this.#oneOf([`[${secret}]`, `{ key: ${secret} }`, `""${secret}""`])
      : secret;
  }

  /** In place of the input that takes it. */
  #misplaced(): string {
    const secret = JSON.stringify(this.secrets.next());
    return this.#oneOf([secret, `[${secret}]`, `{ apikey: ${secret} }`, `""${secret}""`]);
  }

  #value(type: GraphQLInputType, depth: number): string {
    if (this.#chance(0.03)) return this.#oneOf(ODD_VALUES);
    const inner = getNullableType(type);
    if (isListType(inner)) {
      return `[${Array.from({ length: Math.floor(this.random() * 3) }, () => this.#value(inner.ofType, depth + 1)).join(', ')}]`;
    }
    if (isEnumType(inner)) return this.#oneOf(inner.getValues()).name;
    if (!isInputObjectType(inner)) return this.#scalar(inner.name);
    const members = Object.values(inner.getFields());
    const given = inner.isOneOf
      ? [this.#oneOf(members)]
      : members.filter((member) => isNonNullType(member.type) || (depth < 4 && this.#chance(0.5)));
    return `{ ${given.map((member) => this.#argument(member, inner.name)).join(', ')} }`;
  }

  #scalar(name: string): string {
    switch (name) {
      case 'Int':
        return String(Math.floor(this.random() * 250) - 5);
      case 'Float':
        return String(this.random());
      case 'Boolean':
        return String(this.#chance(0.5));
      case 'DateTime':
        return this.#oneOf([
          '"2030-01-01T00:00:00.000Z"',
          '"1969-12-31T23:59:59Z"',
          '"9999-12-31T23:59:59.999Z"',
          '"0000-01-01T00:00:00Z"',
        ]);
      case 'Decimal':
        return this.#oneOf(['"2.50"', '"-1"', '"1e400"', '"99999999999999999999.999999999999"']);
      case 'ID':
        return JSON.stringify(this.#chance(0.8) ? this.#oneOf(this.ids) : this.#oneOf(TEXTS));
      case 'JSON':
      case 'JSONObject':
        return this.#oneOf(['{ a: 1 }', '{ a: { b: [null] } }', '{}']);
      default:
        return `"${this.#chance(0.5) ? `n${Math.floor(this.random() * 1e6)}` : this.#oneOf(TEXTS)}"`;
    }
  }

  /** Cut off somewhere. */
  #damaged(text: string): string {
    return text.slice(0, Math.floor(this.random() * text.length));
  }

  #chance(probability: number): boolean {
    return this.random() < probability;
  }

  #oneOf<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)]!;
  }
}
