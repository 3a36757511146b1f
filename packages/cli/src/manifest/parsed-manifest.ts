import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from 'yaml';
import { CliFailure, type Problem } from '../failure';
import type { ManifestFile } from './manifest-file';

/** From 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A manifest with the positions of its values. */
export class ParsedManifest {
  private constructor(
    readonly file: ManifestFile,
    readonly documents: readonly Document.Parsed[],
    readonly lines: LineCounter,
  ) {}

  /** @throws CliFailure with the place of each error if it is neither YAML nor JSON */
  static parse(file: ManifestFile): ParsedManifest {
    const lines = new LineCounter();
    const parsed = new ParsedManifest(file, documentsOf(file, lines), lines);
    const problems = parsed.documents
      .flatMap(({ errors }) => errors)
      .map(({ message, pos: [offset] }) => {
        const [sentence = message] = message.split(/ at line \d+/);
        return { ...parsed.problemAt(offset), message: sentence };
      });
    if (problems.length === 0) return parsed;
    throw new CliFailure('refused', `${file.name} is not valid YAML or JSON. Nothing was sent.`, { problems });
  }

  /** A problem at an offset of the text, whose message is to be filled in. */
  problemAt(offset: number): Problem {
    return { file: this.file.name, ...this.positionAt(offset), path: null, message: '', reason: null };
  }

  positionAt(offset: number): Position {
    const { line, col: column } = this.lines.linePos(offset);
    return { line, column };
  }

  /**
   * Where a value is, or its nearest present parent.
   *
   * @param isName whether to locate the member's name rather than its value
   */
  positionOf(path: readonly (string | number)[], isName = false): Position {
    let node: Node | null = this.documents[0]?.contents ?? null;
    let offset = node?.range?.[0] ?? 0;
    for (const part of path) {
      const found = this.#step(node, part);
      if (found === null) break;
      node = found.node;
      offset = isScalar(node) && !isName ? (node.range?.[0] ?? found.offset) : found.offset;
    }
    return this.positionAt(offset);
  }

  /** The members of the document that are lists without items. */
  emptyLists(): string[] {
    const root = this.documents[0]?.contents;
    if (!isMap(root)) return [];
    return root.items.flatMap(({ key, value }) =>
      isScalar(key) && isSeq(value) && value.items.length === 0 ? [String(key.value)] : [],
    );
  }

  /** A member or item of a node, and the offset of its name or of itself. */
  #step(from: Node | null, part: string | number): { node: Node | null; offset: number } | null {
    const document = this.documents[0];
    const node = isAlias(from) && document !== undefined ? (from.resolve(document) ?? null) : from;
    if (isSeq(node)) {
      const item: unknown = node.items[Number(part)];
      return isNode(item) ? { node: item, offset: item.range?.[0] ?? 0 } : null;
    }
    if (!isMap(node)) return null;
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
    if (pair === undefined || !isNode(pair.key)) return null;
    return { node: isNode(pair.value) ? pair.value : null, offset: pair.key.range?.[0] ?? 0 };
  }
}

function documentsOf(file: ManifestFile, lineCounter: LineCounter): readonly Document.Parsed[] {
  try {
    return [...parseAllDocuments(file.text, { lineCounter, logLevel: 'silent' })];
  } catch {
    // Text that is nested too deeply causes a RangeError.
    throw new CliFailure('refused', `Cannot parse ${file.name}: it may be nested too deeply.`);
  }
}
