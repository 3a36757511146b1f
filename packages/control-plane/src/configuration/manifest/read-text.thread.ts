import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';

// This file also runs as a worker thread, so it imports nothing from its own package.

/** An alias expands to a whole subtree, so a short text can be a large document. */
const ALIASES_MAX = 10_000;
/** Anchors and aliases together: to resolve an alias, the library walks through all of them. */
const ANCHORS_AND_ALIASES_MAX = 2 * ALIASES_MAX;
/** How many values the aliases of a text may expand to; validating more would block the event loop. */
const REPEATED_VALUES_MAX = 50_000;
const VALUES_MAX = 1_000_000;
/** Of one mapping. No object of a manifest has nearly as many; checking more would block the event loop. */
const MEMBERS_MAX = 10_000;
/** How deep values may be nested; the validation has a smaller stack than the reader. */
const DEPTH_MAX = 100;
const FAULTS_MAX = 20;

/** From 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A path to locate in the text. */
export interface Sought {
  /** Such as `providers.0.name`. */
  readonly path: string;
  /** Whether to locate the member's name rather than its value. */
  readonly isName: boolean;
}

/** Why and where a text cannot be read; does not quote the text. */
export interface TextFault extends Position {
  readonly message: string;
  readonly isDuplicate: boolean;
}

export interface ReadText {
  /** Empty if the text could be read. */
  readonly faults: readonly TextFault[];
  /** Null if paths are sought: the value of a large text takes long to receive. */
  readonly value: unknown;
  /** One for each sought path; for an absent one, the position of its nearest present parent. */
  readonly positions: readonly Position[];
}

/** The input of the worker thread. */
export interface ReadingTask {
  readonly manifestText: string;
  readonly sought: readonly Sought[];
}

/** Reads YAML 1.2 (core schema), of which JSON is a subset, and locates paths in it. */
export function readText(text: string, sought: readonly Sought[]): ReadText {
  const lines = new LineCounter();
  try {
    const document = parsed(text, lines);
    if (document.errors.length > 0) return unread(syntaxFaults(document, lines));
    const faulty = faultyMappings(document, lines);
    if (faulty.length > 0) return unread(faulty);
    const value = valueOf(document);
    if (sought.length === 0) return { faults: [], value, positions: [] };
    return { faults: [], value: null, positions: sought.map((one) => positionOf(document, lines, one)) };
  } catch (error) {
    const message =
      error instanceof Unreadable ? error.message : 'cannot be read as YAML or JSON: it may be nested too deeply';
    return unread([{ message, isDuplicate: false, line: 1, column: 1 }]);
  }
}

/** A document that is refused. Its message says why. */
export class Unreadable extends Error {}

const TOO_MANY_ALIASES = `has an alias that cannot be resolved, or more than ${ALIASES_MAX} aliases`;

function unread(faults: readonly TextFault[]): ReadText {
  return { faults, value: null, positions: [] };
}

function parsed(text: string, lineCounter: LineCounter): Document.Parsed {
  return parseDocument(text, {
    version: '1.2',
    schema: 'core',
    stringKeys: true,
    // The library compares each member with all before it, which takes minutes for many: see `faultyMappings`.
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    // Below this level a second document in the text is not reported.
    logLevel: 'error',
    lineCounter,
  });
}

function syntaxFaults({ errors }: Document.Parsed, lines: LineCounter): TextFault[] {
  return errors.slice(0, FAULTS_MAX).map(({ code, pos: [offset] }) => {
    return { message: syntaxFault(code), isDuplicate: false, ...at(lines, offset) };
  });
}

/** Duplicate members of mappings, and mappings with too many members, found in one walk through the text. */
function faultyMappings(document: Document.Parsed, lines: LineCounter): TextFault[] {
  const faults: TextFault[] = [];
  visit(document, {
    Map: (_, { items, range }) => {
      const names = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (names.has(key.value)) {
          faults.push({ message: 'has a duplicate member', isDuplicate: true, ...at(lines, key.range?.[0] ?? 0) });
        }
        if (faults.length === FAULTS_MAX) return visit.BREAK;
        names.add(key.value);
      }
      if (items.length > MEMBERS_MAX) {
        const message = `has ${items.length} fields in one object, and may have at most ${MEMBERS_MAX}`;
        faults.push({ message, isDuplicate: false, ...at(lines, range?.[0] ?? 0) });
      }
      return faults.length === FAULTS_MAX ? visit.BREAK : undefined;
    },
  });
  return faults;
}

function syntaxFault(code: ErrorCode): string {
  switch (code) {
    case 'MULTIPLE_DOCS':
      return 'must be a single document, but a second one begins here';
    default:
      return `is not valid YAML or JSON (${code.toLowerCase().replaceAll('_', ' ')})`;
  }
}

function valueOf(document: Document.Parsed): unknown {
  const value = resolved(document);
  refuseTooMany(value);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Unreadable('must be a mapping with any of the sections `providers`, `aiApis` and `consumers`');
}

function resolved(document: Document.Parsed): unknown {
  refuseManyAliases(document);
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new Unreadable(TOO_MANY_ALIASES);
  }
}

/** The library counts aliases only per anchor. */
function refuseManyAliases(document: Document.Parsed): void {
  let count = 0;
  visit(document, (_key, node) => {
    if (isNode(node) && (isAlias(node) || node.anchor !== undefined)) count += 1;
    if (count > ANCHORS_AND_ALIASES_MAX) throw new Unreadable(TOO_MANY_ALIASES);
  });
}

/** Walks the document with its aliases expanded, as validation does; the limit also ends cycles. @throws Unreadable */
export function refuseTooMany(value: unknown): void {
  const open = [{ value, isRepeated: false, depth: 0 }];
  const seen = new Set<object>();
  let repeatedCount = 0;
  for (let count = 0; open.length > 0; count += 1) {
    if (count + open.length > VALUES_MAX) {
      throw new Unreadable(`has more than ${VALUES_MAX} values, counting those of its aliases`);
    }
    const next = open.pop();
    const object = next?.value;
    if (next?.isRepeated) repeatedCount += 1;
    if (repeatedCount > REPEATED_VALUES_MAX) {
      throw new Unreadable(`has aliases that expand to more than ${REPEATED_VALUES_MAX} values: use fewer aliases`);
    }
    if (typeof object !== 'object' || object === null) continue;
    const isRepeated = next?.isRepeated === true || seen.has(object);
    seen.add(object);
    const depth = (next?.depth ?? 0) + 1;
    if (depth > DEPTH_MAX) throw new Unreadable(`is nested too deeply: more than ${DEPTH_MAX} levels`);
    for (const item of Object.values(object)) open.push({ value: item, isRepeated, depth });
  }
}

function positionOf(document: Document.Parsed, lines: LineCounter, { path, isName }: Sought): Position {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const part of path === '' ? [] : path.split('.')) {
    const found = step(document, node, part);
    if (found === null) break;
    node = found.node;
    offset = isScalar(node) && !isName ? (node.range?.[0] ?? found.offset) : found.offset;
  }
  return at(lines, offset);
}

/** A member or item of a node, and the offset of its name or of itself. */
function step(
  document: Document.Parsed,
  from: Node | null,
  part: string,
): { node: Node | null; offset: number } | null {
  const node = isAlias(from) ? (from.resolve(document) ?? null) : from;
  if (isSeq(node)) {
    const item: unknown = node.items[Number(part)];
    return isNode(item) ? { node: item, offset: item.range?.[0] ?? 0 } : null;
  }
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === part);
  if (pair === undefined || !isNode(pair.key)) return null;
  return { node: isNode(pair.value) ? pair.value : null, offset: pair.key.range?.[0] ?? 0 };
}

function at(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function isTask(data: unknown): data is ReadingTask {
  return typeof data === 'object' && data !== null && 'manifestText' in data && 'sought' in data;
}

if (!isMainThread && isTask(workerData)) parentPort?.postMessage(readText(workerData.manifestText, workerData.sought));
