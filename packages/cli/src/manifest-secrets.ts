import { type Document, isPair, isScalar, LineCounter, parseAllDocuments, visit } from 'yaml';
import type { ManifestSecret } from './documents/manifests';
import { CliFailure, type Problem } from './failure';
import type { Io } from './io';
import type { ManifestFile } from './manifest-file';
import type { NamedSecrets } from './named-secrets';
import { MissingSecret, readSecret, secretSource } from './secret-source';

/** Guards against a manifest that refers to endless files. */
const REFERENCES_MAX = 10_000;
/** Matches entire scalars only, so that no other text is taken for a reference. */
const REFERENCE = /^\$\{((env|file|secret):([^{}]+))\}$/;
/** The one member whose value may be a reference. */
const REFERRING_MEMBER = 'credential';
const NO_NAMES: NamedSecrets = new Map();

const MISPLACED =
  "only an endpoint's `credential` can hold a secret: if this text is not one, write it here directly, several lines as a block (|)";

/** A place where the manifest refers to a secret. */
interface Reference {
  /** Without `${` and `}`. */
  readonly reference: string;
  /** NAME of `${secret:NAME}`; null for a reference that contains the source. */
  readonly secretName: string | null;
  readonly line: number;
  readonly column: number;
}

export interface FoundSecrets {
  readonly secrets: readonly ManifestSecret[];
  /** The references to secrets that were not passed, each name once. */
  readonly notGiven: readonly Problem[];
}

/**
 * The secrets that a manifest refers to as `${env:NAME}`, `${file:PATH}`, or `${secret:NAME}` passed with `--secret`,
 * each once. Paths in a manifest are relative to the manifest, paths in `--secret` to the working folder. A name without
 * `--secret` is left to the control plane, which keeps the current credential or refuses the manifest.
 *
 * @throws CliFailure that names each missing variable and file, and each reference that stands elsewhere than as the value
 *   of `credential`, with its position, and never quotes a secret
 */
export async function manifestSecrets(
  manifest: ManifestFile,
  { environment, folder }: Pick<Io, 'environment' | 'folder'>,
  named: NamedSecrets = NO_NAMES,
): Promise<FoundSecrets> {
  const references = findReferences(manifest);
  refuseUnmentioned(manifest, references, named);
  const secrets = new Map<string, ManifestSecret>();
  const problems: Problem[] = [];
  const notGiven = new Map<string, Problem>();
  for (const { reference, secretName, line, column } of references) {
    if (secrets.has(reference) || notGiven.has(reference)) continue;
    const place = { file: manifest.name, line, column, path: null, reason: null };
    const source = secretName === null ? secretSource(reference) : (named.get(secretName) ?? null);
    if (source === null) {
      notGiven.set(reference, {
        ...place,
        message: 'not passed with --secret: the endpoint keeps the credential that it has',
      });
      continue;
    }
    try {
      const value = await readSecret(source, environment, secretName === null ? manifest.folder : folder);
      secrets.set(reference, { reference, value });
    } catch (error) {
      if (!(error instanceof MissingSecret)) throw error;
      problems.push({ ...place, message: error.message });
    }
  }
  if (problems.length === 0) return { secrets: [...secrets.values()], notGiven: [...notGiven.values()] };
  const count = problems.length === 1 ? 'a secret' : `${problems.length} secrets`;
  throw new CliFailure('usage', `${manifest.name} refers to ${count} that cannot be read. Nothing was sent.`, {
    problems,
  });
}

/** Otherwise a misspelt name would silently keep the old credential. */
function refuseUnmentioned(manifest: ManifestFile, references: readonly Reference[], named: NamedSecrets): void {
  const mentioned = new Set(references.map(({ secretName }) => secretName));
  const unmentioned = [...named.keys()].filter((name) => !mentioned.has(name)).map((name) => `\${secret:${name}}`);
  if (unmentioned.length === 0) return;
  const what = unmentioned.join(', ');
  throw new CliFailure(
    'usage',
    `--secret passes secrets that ${manifest.name} does not refer to: ${what}. Nothing was sent.`,
  );
}

function findReferences(manifest: ManifestFile): Reference[] {
  const lines = new LineCounter();
  const references: Reference[] = [];
  const problems: Problem[] = [];
  const misplaced: Problem[] = [];
  for (const document of parsed(manifest, lines)) {
    for (const { message, pos } of document.errors) {
      const { line, col: column } = lines.linePos(pos[0]);
      const [sentence = message] = message.split(/ at line \d+/);
      problems.push({ file: manifest.name, line, column, path: null, message: sentence, reason: null });
    }
    visit(document, {
      Scalar(key, { value, range }, ancestors) {
        const match = key === 'key' || typeof value !== 'string' ? null : REFERENCE.exec(value);
        const [, reference, kind, name] = match ?? [];
        if (reference === undefined || name === undefined) return;
        const { line, col: column } = lines.linePos(range?.[0] ?? 0);
        const parent = ancestors.at(-1);
        if (isReferringMember(parent)) {
          references.push({ reference, secretName: kind === 'secret' ? name : null, line, column });
          return;
        }
        const isBelow = ancestors.some(isReferringMember);
        const message = isBelow ? `write \`${REFERRING_MEMBER}: \${${reference}}\` itself` : MISPLACED;
        misplaced.push({ file: manifest.name, line, column, path: null, message, reason: null });
      },
    });
  }
  if (problems.length > 0) {
    throw new CliFailure('refused', `${manifest.name} is neither YAML nor JSON. Nothing was sent.`, { problems });
  }
  if (misplaced.length > 0) {
    const count = misplaced.length === 1 ? 'a reference' : `${misplaced.length} references`;
    throw new CliFailure('refused', `${manifest.name} has ${count} that nothing resolves. Nothing was sent.`, {
      problems: misplaced,
    });
  }
  if (references.length > REFERENCES_MAX) {
    throw new CliFailure('refused', `${manifest.name} refers to more than ${REFERENCES_MAX} secrets.`);
  }
  return references;
}

function isReferringMember(node: unknown): boolean {
  return isPair(node) && isScalar(node.key) && node.key.value === REFERRING_MEMBER;
}

function parsed(manifest: ManifestFile, lineCounter: LineCounter): readonly Document.Parsed[] {
  try {
    return [...parseAllDocuments(manifest.text, { lineCounter, logLevel: 'silent' })];
  } catch {
    // Text that is nested too deeply causes a RangeError.
    throw new CliFailure('refused', `Cannot parse ${manifest.name}: it may be nested too deeply.`);
  }
}
