import { visit } from 'yaml';
import type { ManifestSecret } from '../documents/manifests';
import { CliFailure, type Problem } from '../failure';
import type { Io } from '../io';
import { FileAccess, type FileRules } from './file-access';
import type { NamedSecrets } from './named-secrets';
import type { ParsedManifest } from './parsed-manifest';
import { isCredential } from './resolve-texts';
import { anyFile, MissingSource, parseSource, readSource } from './source';

/** Guards against a manifest that refers to endless files. */
const REFERENCES_MAX = 10_000;
/** Matches entire scalars only, so that no other text is taken for a reference. */
const REFERENCE = /^\$\{((env|file|secret):([^{}]+))\}$/;
const NO_NAMES: NamedSecrets = new Map();

/** A place where a manifest refers to a secret. */
interface Reference {
  readonly manifest: ParsedManifest;
  /** Without `${` and `}`. */
  readonly reference: string;
  /** NAME of `${secret:NAME}`; null for a reference that contains the source. */
  readonly secretName: string | null;
  /** Where it is in the text. */
  readonly offset: number;
}

export interface FoundSecrets {
  readonly secrets: readonly ManifestSecret[];
  /** The references to secrets that were not passed, each name once. */
  readonly notGiven: readonly Problem[];
}

export interface SecretsInput {
  /** For messages. */
  readonly name: string;
  readonly manifests: readonly ParsedManifest[];
  readonly fileRules: FileRules;
}

/**
 * The secrets that manifests refer to as `${env:NAME}`, `${file:PATH}`, or `${secret:NAME}` passed with `--secret`,
 * each once. Paths in a manifest are relative to it, paths in `--secret` to the working folder. A name without
 * `--secret` is left to the control plane, which keeps the current credential or refuses the manifest.
 *
 * @throws CliFailure that names each missing variable and file with its position, and never quotes a secret; also if two
 *   files mean different secrets by the same reference
 */
export async function manifestSecrets(
  { name, manifests, fileRules }: SecretsInput,
  { environment, folder }: Pick<Io, 'environment' | 'folder'>,
  named: NamedSecrets = NO_NAMES,
): Promise<FoundSecrets> {
  const references = manifests.flatMap(findReferences);
  if (references.length > REFERENCES_MAX) {
    throw new CliFailure('refused', `${name} refers to more than ${REFERENCES_MAX} secrets.`);
  }
  refuseUnmentioned(name, references, named);
  const secrets = new Map<string, string>();
  const problems: Problem[] = [];
  const notGiven = new Map<string, Problem>();
  const isRead = new Set<string>();
  for (const { manifest, reference, secretName, offset } of references) {
    // The same path means another file beside another manifest.
    const key = `${reference}\0${manifest.file.folder}`;
    if (isRead.has(key) || notGiven.has(reference)) continue;
    isRead.add(key);
    const place = manifest.problemAt(offset);
    const source = secretName === null ? parseSource(reference) : (named.get(secretName) ?? null);
    if (source === null) {
      const message = 'not passed with --secret: the endpoint keeps the credential that it has';
      notGiven.set(reference, { ...place, message });
      continue;
    }
    const files = secretName === null ? new FileAccess(manifest.file.folder, fileRules) : anyFile(folder);
    try {
      const value = await readSource(source, environment, files);
      if ((secrets.get(reference) ?? value) === value) secrets.set(reference, value);
      else
        problems.push({
          ...place,
          message: `\${${reference}} is a different file for another manifest: use absolute paths`,
        });
    } catch (error) {
      if (!(error instanceof MissingSource)) throw error;
      problems.push({ ...place, message: error.message });
    }
  }
  if (problems.length === 0) {
    return {
      secrets: [...secrets].map(([reference, value]) => ({ reference, value })),
      notGiven: [...notGiven.values()],
    };
  }
  const count = problems.length === 1 ? 'a secret' : `${problems.length} secrets`;
  throw new CliFailure('usage', `${name} refers to ${count} that cannot be read. Nothing was sent.`, { problems });
}

/** Otherwise a misspelt name would silently keep the old credential. */
function refuseUnmentioned(manifestName: string, references: readonly Reference[], named: NamedSecrets): void {
  const mentioned = new Set(references.map(({ secretName }) => secretName));
  const unmentioned = [...named.keys()].filter((name) => !mentioned.has(name)).map((name) => `\${secret:${name}}`);
  if (unmentioned.length === 0) return;
  const what = unmentioned.join(', ');
  throw new CliFailure(
    'usage',
    `--secret passes secrets that ${manifestName} does not refer to: ${what}. Nothing was sent.`,
  );
}

function findReferences(manifest: ParsedManifest): Reference[] {
  const references: Reference[] = [];
  for (const document of manifest.documents) {
    visit(document, {
      Scalar(key, { value, range }, ancestors) {
        const match = key === 'key' || typeof value !== 'string' ? null : REFERENCE.exec(value);
        const [, reference, kind, name] = match ?? [];
        if (reference === undefined || name === undefined || !isCredential(ancestors.at(-1))) return;
        const secretName = kind === 'secret' ? name : null;
        references.push({ manifest, reference, secretName, offset: range?.[0] ?? 0 });
      },
    });
  }
  return references;
}
