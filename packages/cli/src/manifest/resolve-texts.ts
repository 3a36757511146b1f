import { isPair, isScalar, type Scalar, visit } from 'yaml';
import { CliFailure, type Problem } from '../failure';
import type { Io } from '../io';
import { FileAccess, type FileRules } from './file-access';
import type { ParsedManifest } from './parsed-manifest';
import { MissingSource, readSource, type Source } from './source';

/** The one member whose references are to secrets, which are sent alongside the text. */
export const CREDENTIAL = 'credential';
/** A reference to a variable or a file, unless a `$` before it says that it is meant as text. */
const REFERENCE = /(?<!\$)\$\{(env|file|secret):([^{}]*)\}/g;
/** What begins like a reference and is none, such as `${evn:NAME}` or `${NAME}`: as a text it would be applied in silence. */
const NO_REFERENCE = /(?<!\$)\$\{(?!(?:env|file|secret):[^{}]*\})[^{}]{0,60}\}?/g;
/** Guards against a manifest that refers to endless files. */
const REFERENCES_MAX = 10_000;
const BELOW_CREDENTIAL = (reference: string) =>
  `${reference} cannot be inside \`${CREDENTIAL}\`: write \`${CREDENTIAL}: ${reference}\``;
const SECRET_AS_TEXT =
  "only an endpoint's `credential` can be `${secret:NAME}`: in other texts, use ${env:NAME} or ${file:PATH}";
const LITERAL = '${';
/** Anything else is not quoted: it may be a part of a secret. */
const NAMED = /^\$\{[\w:./-]{0,60}\}$/;
const NOT_KNOWN = 'is not a reference: write ${env:NAME} or ${file:PATH}, or $${ for a literal ${';
const EMPTY_NAME = 'has no name: write ${env:NAME} or ${file:PATH}, or $${ for a literal ${';

/**
 * Resolves `${env:NAME}` and `${file:PATH}` in every text value except credentials, once: what a variable or file holds is
 * never read for references.
 *
 * @returns whether any value changed
 * @throws CliFailure with the place of each reference that cannot be resolved
 */
export async function resolveTexts(
  manifests: readonly ParsedManifest[],
  { environment }: Pick<Io, 'environment'>,
  rules: FileRules,
): Promise<boolean> {
  const problems: Problem[] = misspeltReferences(manifests);
  let count = 0;
  for (const manifest of manifests) {
    const files = new FileAccess(manifest.file.folder, rules);
    const resolve = async (source: Source) => readSource(source, environment, files);
    for (const { scalar, text, isBelowCredential } of textsOf(manifest)) {
      const problem = (message: string) => problems.push({ ...manifest.problemAt(scalar.range?.[0] ?? 0), message });
      const parts: string[] = [];
      let end = 0;
      for (const { 0: reference, 1: kind, 2: name = '', index } of text.matchAll(REFERENCE)) {
        count += 1;
        if (isBelowCredential) problem(BELOW_CREDENTIAL(reference));
        else if (kind === 'secret') problem(SECRET_AS_TEXT);
        else if (name === '') problem(`${reference} ${EMPTY_NAME}`);
        else {
          const value = await resolve({ kind: kind === 'env' ? 'env' : 'file', name }).catch(messageOf);
          if (value instanceof MissingSource) problem(value.message);
          else parts.push(text.slice(end, index), escaped(value));
        }
        end = index + reference.length;
      }
      if (end > 0) scalar.value = [...parts, text.slice(end)].join('');
    }
    if (count > REFERENCES_MAX) throw tooMany(manifest);
  }
  if (problems.length === 0) return count > 0;
  const many = problems.length === 1 ? 'a reference' : `${problems.length} references`;
  throw new CliFailure('usage', `${nameOf(manifests)} has ${many} that cannot be resolved. Nothing was sent.`, {
    problems,
  });
}

/** The problems of texts that would mean something else than was meant: what begins like a reference has to be one. */
export function misspeltReferences(manifests: readonly ParsedManifest[]): Problem[] {
  return manifests.flatMap((manifest) =>
    textsOf(manifest).flatMap(({ scalar, text }) =>
      [...text.matchAll(NO_REFERENCE)].map(([found]) => ({
        ...manifest.problemAt(scalar.range?.[0] ?? 0),
        message: `${NAMED.test(found) ? found : LITERAL} ${NOT_KNOWN}`,
      })),
    ),
  );
}

interface TextValue {
  readonly scalar: Scalar;
  readonly text: string;
  readonly isBelowCredential: boolean;
}

/** The texts that may have references, without the keys of mappings and without credentials themselves. */
function textsOf({ documents }: ParsedManifest): TextValue[] {
  const texts: TextValue[] = [];
  for (const document of documents) {
    visit(document, {
      Scalar(key, scalar, ancestors) {
        const { value: text } = scalar;
        if (key === 'key' || typeof text !== 'string' || !text.includes('${')) return;
        if (isCredential(ancestors.at(-1))) return;
        texts.push({ scalar, text, isBelowCredential: ancestors.some(isCredential) });
      },
    });
  }
  return texts;
}

export function isCredential(node: unknown): boolean {
  return isPair(node) && isScalar(node.key) && node.key.value === CREDENTIAL;
}

/** The control plane reads `$${` as a literal `${`. */
function escaped(value: string): string {
  return value.replaceAll('${', () => '$${');
}

function messageOf(error: unknown): MissingSource {
  if (error instanceof MissingSource) return error;
  throw error;
}

function tooMany({ file }: ParsedManifest): CliFailure {
  return new CliFailure('refused', `${file.name} has more than ${REFERENCES_MAX} references.`);
}

function nameOf(manifests: readonly ParsedManifest[]): string {
  return manifests.length === 1 ? (manifests[0]?.file.name ?? '') : `${manifests.length} manifests`;
}
