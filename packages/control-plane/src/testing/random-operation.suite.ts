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
/** Members that take a credential. */
const SECRET_MEMBERS = ['EndpointCredentialInput.apiKey', 'ManifestSecretInput.value'];
const SUBSCRIPTIONS = 0.03;
/** How often another member is given one, as when somebody pastes it into the wrong field. */
const STRAY_SECRETS = 0.01;
/** What is given as one of these is kept as it is, or told back, because nobody can know that it is a credential. */
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

/** Writes random operations over a schema: most of them valid, some with values or fields that do not fit. */
export class RandomOperations {
  readonly #manifests: RandomManifests;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly random: () => number,
    /** Ids that exist, so that not everything is NOT_FOUND. */
    private readonly ids: readonly string[],
    /** Gives the credential for a member that takes one. */
    private readonly nextSecret: () => string,
  ) {
    this.#manifests = new RandomManifests(random, nextSecret);
  }

  next(): string {
    if (this.#chance(SUBSCRIPTIONS)) return this.#subscription();
    const isMutation = this.random() < 0.4;
    const root = isMutation ? this.schema.getMutationType() : this.schema.getQueryType();
    const selections = this.#selections(root!, isMutation ? 2 : 1);
    return this.#chance(0.02) ? this.#damaged(selections) : `${isMutation ? 'mutation' : 'query'} ${selections}`;
  }

  /** One field, which a directive may leave out. Over HTTP none is run, but each is judged. */
  #subscription(): string {
    const fields = Object.values(this.schema.getSubscriptionType()!.getFields());
    const field = this.#field(this.#oneOf(fields), DEPTH_MAX - 1);
    return `subscription($not: Boolean = ${this.#chance(0.5)}) { ${field.replace(/ \{/, `${this.#oneOf(['', ' @skip(if: $not)', ' @include(if: $not)'])} {`)} }`;
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
    return `${name}: ${this.#given(of, name, type)}`;
  }

  #given(of: string, name: string, type: GraphQLInputType): string {
    if (this.#isSecret(of, name, type)) return JSON.stringify(this.nextSecret());
    if (name === 'manifest' && this.#chance(0.95)) return JSON.stringify(this.#manifests.next());
    if (`${of}.${name}` === 'ManifestSecretInput.reference') return JSON.stringify(this.#manifests.reference());
    return this.#value(type, 0);
  }

  #isSecret(of: string, name: string, type: GraphQLInputType): boolean {
    if (SECRET_MEMBERS.includes(`${of}.${name}`)) return true;
    return !KEEPS_TEXT.includes(getNamedType(type).name) && this.#chance(STRAY_SECRETS);
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
