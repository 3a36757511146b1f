import { CliFailure, type Problem } from '../failure';
import { KINDS } from '../listed-kinds';
import { closest } from './closest';
import { MANIFEST_BYTES_MAX, tooLarge } from './manifest-file';
import type { ParsedManifest, Position } from './parsed-manifest';

/** The control plane's limit for one manifest. */
const ALIASES_MAX = 10_000;
const SECTIONS: readonly string[] = [...new Set(KINDS.map(({ section }) => section))];
const NAMES_IN_MESSAGE_MAX = 3;

/** The place of a value in the file that it comes from, with its path there. */
export interface Place extends Position {
  readonly file: string;
  readonly path: string;
}

/** What is sent as one manifest. */
export interface MergedManifest {
  /** For messages. */
  readonly name: string;
  readonly text: string;
  /** What the text says; undefined if it is sent as it was written. */
  readonly value?: unknown;
  /**
   * Finds a path of the text in its file; null if the text is that of a single file.
   *
   * @param isName whether to locate the member's name rather than its value
   */
  readonly locate: ((path: string, isName: boolean) => Place | null) | null;
  /** The sections that are there and list nothing. */
  readonly emptySections: readonly string[];
}

/** A section's items come from several files: where those of a file begin in the whole. */
interface Part {
  readonly manifest: ParsedManifest;
  readonly section: string;
  readonly start: number;
  readonly items: readonly unknown[];
}

/**
 * Makes one manifest of several: each section has the items of all of them. A single one is sent as it was written, unless
 * its texts were resolved.
 *
 * @param isResolved whether values of the documents differ from the text
 * @throws CliFailure if two files describe the same object
 */
export function mergeManifests(manifests: readonly ParsedManifest[], isResolved: boolean): MergedManifest {
  const [only] = manifests;
  const name = nameOf(manifests);
  if (manifests.length === 1 && only !== undefined && !isResolved) {
    return { name, text: only.file.text, locate: null, emptySections: only.emptyLists() };
  }
  const values = manifests.map(valueOf);
  const problems = values.flatMap(shapeProblems);
  if (problems.length > 0) throw refused(name, problems);
  const [root, parts] = joined(values);
  const conflicts = conflictsOf(parts);
  if (conflicts.length > 0) throw refused(name, conflicts);
  const text = JSON.stringify(root);
  if (Buffer.byteLength(text) > MANIFEST_BYTES_MAX) throw tooLarge(name);
  const emptySections = Object.keys(root).filter((section) => root[section]?.length === 0);
  return { name, text, value: root, locate: locator(manifests, parts), emptySections };
}

type Root = Readonly<Record<string, unknown>>;

interface ManifestValue {
  readonly manifest: ParsedManifest;
  readonly value: unknown;
}

function isRoot(value: unknown): value is Root {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueOf(manifest: ParsedManifest): ManifestValue {
  try {
    return { manifest, value: manifest.documents[0]?.toJS({ maxAliasCount: ALIASES_MAX }) };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const message = `has an alias that cannot be resolved, or more than ${ALIASES_MAX} aliases`;
    throw refused(manifest.file.name, [{ ...manifest.problemAt(0), message }]);
  }
}

function shapeProblems({ manifest, value }: ManifestValue): Problem[] {
  const problem = (offset: number, message: string) => ({ ...manifest.problemAt(offset), message });
  const [first, second] = manifest.documents;
  if (second !== undefined) {
    return [problem(second.range[0], 'must be a single document, but a second one begins here')];
  }
  if (!first?.contents) return [problem(0, 'is empty: it must have at least one section, such as `providers`')];
  if (!isRoot(value)) return [problem(first.contents.range[0], 'must be a mapping with sections such as `providers`')];
  return Object.entries(value).flatMap(([section, items]) => {
    // An unknown section that is a list is found with everything else that is unknown.
    if (Array.isArray(items)) return [];
    const isKnown = SECTIONS.includes(section);
    const position = manifest.positionOf([section], !isKnown);
    const message = isKnown ? 'must be a list' : unknownSection(section);
    return [{ ...manifest.problemAt(0), ...position, path: section, message }];
  });
}

function unknownSection(name: string): string {
  const similar = closest(name, SECTIONS);
  const sections = SECTIONS.map((section) => `\`${section}\``);
  return `is not a known field: ${similar === null ? `a manifest has ${sections.join(', ')}` : `did you mean \`${similar}\`?`}`;
}

function joined(values: readonly ManifestValue[]): [Record<string, unknown[]>, Part[]] {
  const sections = new Map<string, unknown[]>();
  const parts: Part[] = [];
  for (const { manifest, value } of values) {
    for (const [section, items] of Object.entries(isRoot(value) ? value : {})) {
      if (!Array.isArray(items)) continue;
      const all = sections.get(section) ?? [];
      sections.set(section, all);
      parts.push({ manifest, section, start: all.length, items });
      for (const item of items) all.push(item);
    }
  }
  return [Object.fromEntries(sections), parts];
}

/** The objects that a section lists again, for checks without a control plane. */
export function repeatedNames(value: unknown): { readonly path: string; readonly message: string }[] {
  return Object.entries(isRoot(value) ? value : {}).flatMap(([section, items]) => {
    const names = (Array.isArray(items) ? (items as unknown[]) : []).map((item) =>
      isRoot(item) ? item['name'] : null,
    );
    const keys = names.map((name) => (typeof name === 'string' ? nameKey(name) : null));
    return keys.flatMap((key, index) =>
      key === null || keys.indexOf(key) === index
        ? []
        : [{ path: `${section}.${index}.name`, message: 'is listed twice' }],
    );
  });
}

/** Within one file, the control plane finds what is listed twice. */
function conflictsOf(parts: readonly Part[]): Problem[] {
  const holders = new Map<string, { readonly part: Part; readonly index: number }>();
  const conflicts: Problem[] = [];
  for (const part of parts) {
    const { manifest, section } = part;
    for (const [index, item] of part.items.entries()) {
      const name = isRoot(item) ? item['name'] : undefined;
      if (typeof name !== 'string') continue;
      const key = `${section}\0${nameKey(name)}`;
      const holder = holders.get(key);
      holders.set(key, holder ?? { part, index });
      if (holder === undefined || holder.part.manifest === manifest) continue;
      const { line } = holder.part.manifest.positionOf([section, holder.index, 'name']);
      const path = [section, index, 'name'];
      conflicts.push({
        ...manifest.problemAt(0),
        ...manifest.positionOf(path),
        path: path.join('.'),
        message: `"${name}" is also in ${holder.part.manifest.file.name}:${line}. Describe each object in one file`,
      });
    }
  }
  return conflicts;
}

/** The control plane compares names ignoring the case of ASCII letters. */
function nameKey(name: string): string {
  return name.replaceAll(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}

function locator(manifests: readonly ParsedManifest[], parts: readonly Part[]): MergedManifest['locate'] {
  return (path, isName) => {
    const [section = '', index, ...rest] = path.split('.');
    const at = index === undefined ? null : Number(index);
    const isHolder = (part: Part) =>
      part.section === section && (at === null || (at >= part.start && at < part.start + part.items.length));
    const part = parts.find(isHolder);
    const manifest = part?.manifest ?? (manifests.length === 1 ? manifests[0] : undefined);
    if (manifest === undefined) return null;
    const local = at === null ? [section] : [section, String(at - (part?.start ?? 0)), ...rest];
    return { file: manifest.file.name, path: local.join('.'), ...manifest.positionOf(local, isName) };
  };
}

function nameOf(manifests: readonly ParsedManifest[]): string {
  const names = manifests.map(({ file }) => file.name);
  return names.length > NAMES_IN_MESSAGE_MAX ? `${names.length} manifests` : names.join(', ');
}

function refused(name: string, problems: readonly Problem[]): CliFailure {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new CliFailure('refused', `${name}: ${count}, listed above. Nothing was sent.`, { problems });
}
