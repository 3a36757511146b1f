import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { badInput, DomainError } from '../errors/domain-error';
import type { FieldProblem } from '../errors/error-extensions';

/** An alias stands for a whole subtree, so that a short text can be a large document. */
const ALIASES_MAX = 10_000;
const VALUES_MAX = 2_000_000;
const ERRORS_MAX = 20;

interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * A manifest as it was written, in YAML 1.2 (core schema), of which JSON is a part. So `on` and `no` are texts, and of
 * two members of one name none wins: they are refused.
 */
export class ManifestText {
  readonly value: unknown;
  readonly #document: Document.Parsed;
  readonly #lines = new LineCounter();

  /** @throws DomainError BAD_USER_INPUT where it is no YAML; it quotes nothing of the text */
  constructor(text: string) {
    this.#document = parsed(text, this.#lines);
    if (this.#document.errors.length > 0) throw badInput(this.#syntaxProblems());
    this.value = valueOf(this.#document);
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) {
      throw unreadable('must be a mapping with the sections `providers`, `aiApis` and `consumers`, or some of them');
    }
  }

  /** Runs what judges the manifest, and adds to the problems where in the text they are. */
  async locating<T>(judge: () => T | Promise<T>): Promise<T> {
    try {
      return await judge();
    } catch (error) {
      const fields = error instanceof DomainError ? error.details.fields : null;
      if (!(error instanceof DomainError) || !fields) throw error;
      const located = fields.map((field): FieldProblem => {
        const { path, message, reason } = field;
        return { path, message, reason, ...this.#positionOf(field) };
      });
      if (error.code === 'BAD_USER_INPUT') throw badInput(located);
      throw new DomainError(error.code, error.message, { ...error.details, fields: located });
    }
  }

  #syntaxProblems(): FieldProblem[] {
    return this.#document.errors.slice(0, ERRORS_MAX).map(({ code, pos: [offset] }) => {
      const isTwice = code === 'DUPLICATE_KEY';
      const message = isTwice
        ? 'has a member twice'
        : `is no YAML or JSON here (${code.toLowerCase().replaceAll('_', ' ')})`;
      const reason = isTwice ? 'DUPLICATE' : 'INVALID_FORMAT';
      return { path: 'manifest', message, reason, ...this.#at(offset) };
    });
  }

  /** Where a member stands; where it is absent, what it is missing in. */
  #positionOf({ path, reason }: FieldProblem): Position | null {
    let node: Node | null = this.#document.contents;
    let offset = node?.range?.[0] ?? 0;
    for (const part of path === '' ? [] : path.split('.')) {
      const found = this.#step(node, part);
      if (found === null) break;
      ({ node } = found);
      offset = isScalar(node) && reason !== 'UNKNOWN_MEMBER' ? (node.range?.[0] ?? found.offset) : found.offset;
    }
    return this.#at(offset);
  }

  /** The member or item of a node, and where its name, or itself, begins. */
  #step(from: Node | null, part: string): { node: Node | null; offset: number } | null {
    const node = isAlias(from) ? (from.resolve(this.#document) ?? null) : from;
    if (isSeq(node)) {
      const item: unknown = node.items[Number(part)];
      return isNode(item) ? { node: item, offset: item.range?.[0] ?? 0 } : null;
    }
    if (!isMap(node)) return null;
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === part);
    if (pair === undefined || !isNode(pair.key)) return null;
    return { node: isNode(pair.value) ? pair.value : null, offset: pair.key.range?.[0] ?? 0 };
  }

  #at(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }
}

function parsed(text: string, lineCounter: LineCounter): Document.Parsed {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      stringKeys: true,
      uniqueKeys: true,
      merge: false,
      prettyErrors: false,
      logLevel: 'error',
      lineCounter,
    });
  } catch {
    // What is nested too deeply ends in a RangeError.
    throw unreadable('is no YAML or JSON that can be read: it may be nested too deeply');
  }
}

function valueOf(document: Document.Parsed): unknown {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch {
    throw unreadable(`has aliases that cannot be resolved, or more than ${ALIASES_MAX} of them`);
  }
  refuseTooMany(value);
  return value;
}

/** Goes through the document as its rules will, alias by alias, and ends at the limit also where one is within itself. */
function refuseTooMany(value: unknown): void {
  const open = [value];
  for (let count = 0; open.length > 0; count += 1) {
    if (count + open.length > VALUES_MAX)
      throw unreadable(`has more than ${VALUES_MAX} values, with those of its aliases`);
    const next = open.pop();
    if (typeof next === 'object' && next !== null) for (const item of Object.values(next)) open.push(item);
  }
}

function unreadable(message: string): DomainError {
  return badInput([{ path: 'manifest', message, reason: 'INVALID_FORMAT', line: 1, column: 1 }]);
}
