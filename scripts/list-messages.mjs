#!/usr/bin/env node
// Lists every sentence in the sources that a user may read: `node scripts/list-messages.mjs [--descriptions] [file…]`.
//
// Prints one line per sentence: kind, file and line, and the text with its placeholders, separated by tabs. A sentence is any
// string or template that holds white space and a word, so a new message needs no registration. The list errs on the side of
// too many. It leaves out
// - files that users do not run: tests, suites, test data, generated files;
// - what the syntax tree tells apart: imports, types, property names, regular expressions;
// - SQL and GraphQL documents, recognised by their keywords.
// Schema descriptions are listed only with `--descriptions`, and then alone. With files, only those are read.
import { parseSync } from '@swc/core';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const SOURCE = /^(packages\/[^/]+\/(src\/.+[.]ts|bin\/.+[.]js)|scripts\/[^/]+[.]mjs)$/;
const NOT_FOR_USERS = /^packages\/test-entries\/|[.](test|suite|generated)[.]ts$/;

const SENTENCE = /\p{L}{2}/u;
const SQL =
  /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|SET|LOCK|LISTEN|NOTIFY|GRANT|REVOKE|TRUNCATE|ORDER BY|FROM|WHERE|AND|OR|JOIN|LEFT JOIN|VALUES|CHECK|REFERENCES|PRIMARY KEY|UNIQUE|ON CONFLICT|RETURNING|EXISTS|NOT EXISTS|DO)\b(?!\.)/;
const SQL_WITHIN = /\bIS (?:NOT )?(?:NULL|DISTINCT)\b|\bNOT IN\b|\bCOALESCE\(/;
const GRAPHQL = /^\s*(?:(?:query|mutation|subscription)\b[^.]*\{|fragment \w+ on \w+ \{|\{[\s\w])/;

/** The kind of a sentence that is neither logged nor a description, by its file: the first match counts. */
const KIND_BY_PATH = [
  [/^packages\/cli\//, 'command line'],
  [/settings|start-failure|node-version|^packages\/(standalone|local-services|simulator)\/|^scripts\//, 'start'],
  [/^packages\/(routing|control-plane\/src\/explanation)\//, 'explanation'],
  [/^packages\/data-plane\//, 'gateway'],
  [/^packages\/conformance\//, 'conformance'],
  [/^/, 'refusal'],
];
const LOG_METHODS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const LOGGER = /log(ger)?$/i;
/** Properties that describe a part of the schema. */
const DESCRIPTIONS = ['description', 'deprecationReason'];
const PLACEHOLDER_CHARACTERS_MAX = 60;

const args = process.argv.slice(2);
const wantsDescriptions = args.includes('--descriptions');
const named = args.filter((arg) => arg !== '--descriptions').map((path) => resolve(path));
const paths = named.length > 0 ? named : sourcePaths();
const sentences = listSentences(paths).filter(({ kind }) => (kind === 'description') === wantsDescriptions);
for (const { kind, places, text } of sentences) process.stdout.write(`${kind}\t${places.join(' ')}\t${text}\n`);

/** Each sentence once per kind, with every place where it stands; sorted by kind, then by text. */
function listSentences(paths) {
  const found = new Map();
  for (const path of paths) {
    for (const { kind, text, line } of sentencesOf(path)) {
      const key = `${kind}\t${text}`;
      const known = found.get(key) ?? { kind, text, places: [] };
      known.places.push(`${path}:${line}`);
      found.set(key, known);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sentence]) => sentence);
}

function sourcePaths() {
  return ['packages', 'scripts'].flatMap(filesUnder).filter((path) => SOURCE.test(path) && !NOT_FOR_USERS.test(path));
}

/** The paths of all files in a folder, except installed and built ones. */
function filesUnder(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (!entry.isDirectory()) return [path];
      return ['node_modules', 'dist'].includes(entry.name) ? [] : filesUnder(path);
    });
}

function sentencesOf(path) {
  // The parser counts bytes over all files of its process: the first statement marks where this file begins.
  const source = Buffer.from(`;${readFileSync(resolve(root, path), 'utf8').replace(/^#!/, '//')}`);
  const isTypeScript = path.endsWith('.ts');
  const program = parseSync(source.toString(), {
    ...(isTypeScript ? { syntax: 'typescript', decorators: true } : { syntax: 'ecmascript' }),
    target: 'esnext',
  });
  const start = program.body[0].span.start;
  const kindOfFile = KIND_BY_PATH.find(([pattern]) => pattern.test(path))[1];
  const found = [];
  const sourceOf = ({ span }) => source.subarray(span.start - start, span.end - start).toString();
  const lineOf = ({ span }) =>
    source
      .subarray(0, span.start - start)
      .toString()
      .split('\n').length;

  const visit = (node, kind) => {
    if (Array.isArray(node)) return node.forEach((child) => visit(child, kind));
    if (typeof node !== 'object' || node === null) return;
    // Call arguments and array elements are wrapped in objects without a type.
    if (node.type === undefined) return Object.values(node).forEach((child) => visit(child, kind));
    if (isNotRun(node)) return;
    const parts = partsOf(node);
    if (parts === null) return visitChildren(node, kind);
    const text = parts
      .map((part) => (typeof part === 'string' ? part : placeholder(part, sourceOf)))
      .join('')
      .replace(/\s+/g, ' ')
      .trim();
    if (isSentence(parts)) found.push({ kind, text, line: lineOf(node) });
    for (const part of parts) visit(part, kind);
  };
  const visitChildren = (node, kind) => {
    const within = kindWithin(node, kind);
    for (const [name, child] of Object.entries(node)) if (!isName(node, name)) visit(child, within);
  };
  visit(program.body, kindOfFile);
  return found;
}

/** Imports and types: their strings never reach anybody. */
function isNotRun({ type, source }) {
  return (
    type.startsWith('Import') ||
    (type.startsWith('Export') && Boolean(source)) ||
    /^Ts(?!.*Expression$|.*Assertion$|NonNull|Enum|ParameterProperty)/.test(type)
  );
}

function isName({ type }, member) {
  return member === 'span' || (member === 'key' && /Property$|Method$/.test(type));
}

/** The literal texts and the expressions that a string is made of; null for a node that is not a string. */
function partsOf(node) {
  switch (node.type) {
    case 'StringLiteral':
      return [node.value];
    case 'TemplateLiteral':
      return node.quasis.flatMap(({ cooked }, index) => [cooked ?? '', ...node.expressions.slice(index, index + 1)]);
    case 'ParenthesisExpression':
      return partsOf(node.expression);
    case 'BinaryExpression': {
      if (node.operator !== '+') return null;
      const [left, right] = [partsOf(node.left), partsOf(node.right)];
      return left === null && right === null ? null : [...(left ?? [node.left]), ...(right ?? [node.right])];
    }
    default:
      return null;
  }
}

function isSentence(parts) {
  const text = parts.map((part) => (typeof part === 'string' ? part : '…')).join('');
  const words = parts.filter((part) => typeof part === 'string').join(' ');
  return (
    SENTENCE.test(words) && /\S\s+\S/.test(text) && !SQL.test(text) && !SQL_WITHIN.test(text) && !GRAPHQL.test(text)
  );
}

function placeholder(expression, sourceOf) {
  const source = sourceOf(expression).replace(/\s+/g, ' ');
  return `\${${source.length > PLACEHOLDER_CHARACTERS_MAX ? '…' : source}}`;
}

function kindWithin(node, kind) {
  if (node.type === 'KeyValueProperty' && DESCRIPTIONS.includes(node.key.value)) return 'description';
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return kind;
  const { object, property } = node.callee;
  const logger = object.type === 'MemberExpression' ? object.property : object;
  const isLog = LOG_METHODS.includes(property.value) && LOGGER.test(logger.value ?? '');
  return isLog ? 'log' : kind;
}
