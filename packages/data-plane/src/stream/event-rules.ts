import type { StreamEventRule } from '@switchyard/contract';
import { JsonMember, mentionOf } from './json-member';
import type { StreamEvent } from './stream-event';

type Condition = (event: StreamEvent) => boolean;

/** A list of rules, one of which has to match. */
export class EventRules {
  /** Rules for a type or for the whole data, which are cheap. */
  readonly #plain: readonly Condition[];
  /** Rules for a member only, for which the data has to be parsed. */
  readonly #searching: readonly Condition[];
  /** What the data must contain for one of the latter to match; null if not known. */
  readonly #mention: RegExp | null;
  /** All names that one of the latter is about, as they stand in the data: each list is a rule's. */
  readonly #names: readonly (readonly string[])[];

  constructor(rules: readonly StreamEventRule[]) {
    const isPlain = ({ event, data }: StreamEventRule) => event !== null || data !== null;
    const searching = rules.filter((rule) => !isPlain(rule));
    this.#plain = rules.filter(isPlain).map(conditionOf);
    this.#searching = searching.map(conditionOf);
    const mentions = searching.flatMap(({ present, value }) => {
      const { name } = new JsonMember(present ?? '');
      return name === null ? [] : [{ name, value }];
    });
    this.#names = searching.map(({ present }) => new JsonMember(present ?? '').names.map(inLatin1));
    this.#mention = mentions.length < searching.length ? null : mentionOf(mentions);
  }

  get isEmpty(): boolean {
    return this.#plain.length + this.#searching.length === 0;
  }

  /** The patterns of which an event must have one for a rule that only searches its data to match; null if not known. */
  get mentions(): readonly string[] | null {
    if (this.#searching.length === 0) return [];
    return this.#mention === null ? null : [this.#mention.source];
  }

  /** Whether an event may match, as far as that can be told without parsing its data. */
  mayMatch(event: StreamEvent): boolean {
    if (this.#plain.some((holds) => holds(event))) return true;
    const text = event.bytesAsText;
    if (this.#searching.length === 0 || this.#mention?.test(text) === false) return false;
    return this.#names.some((names) => names.every((name) => text.includes(name)));
  }

  /** @param isMentioned false if it is known that the event mentions nothing that these rules search for */
  match(event: StreamEvent, isMentioned = true): boolean {
    for (const holds of this.#plain) if (holds(event)) return true;
    if (!isMentioned || this.#searching.length === 0) return false;
    if (this.#mention !== null && !this.#mention.test(event.bytesAsText)) return false;
    return this.#searching.some((holds) => holds(event));
  }
}

/** A name in JSON, in UTF-8 with each byte as a character. */
function inLatin1(name: string): string {
  return Buffer.from(JSON.stringify(name)).toString('latin1');
}

/** Everything that is not null must hold; cheaper checks come first. */
function conditionOf({ event, data, present, value }: StreamEventRule): Condition {
  const conditions: Condition[] = [];
  if (event !== null) conditions.push(ofType(event));
  if (data !== null) conditions.push(withData(data));
  if (present !== null) conditions.push(withMember(new JsonMember(present), value));
  const [only] = conditions;
  return conditions.length === 1 && only ? only : (candidate) => conditions.every((holds) => holds(candidate));
}

function ofType(type: string): Condition {
  if (!type.startsWith('*')) return (event) => event.type === type;
  const ending = type.slice(1);
  return (event) => event.type?.endsWith(ending) ?? false;
}

function withData(text: string): Condition {
  const bytes = Buffer.from(text);
  return ({ data }) => data !== null && data.length === bytes.length && data.equals(bytes);
}

function withMember(member: JsonMember, value: string | null): Condition {
  if (value !== null) return (event) => member.is(event.json, value);
  return (event) => member.isPresent(event.json);
}
